"""The index of the words of products.

On SQLite a later migration that rebuilds their table loses the trigger and must run `making` again; a test sees to it.
"""

from django.db import migrations

from perennial.search.textindex import making


class Migration(migrations.Migration):
    dependencies = [("purchases", "0002_custom_values"), ("search", "0001_add_words")]
    operations = [migrations.RunPython(*making("purchases_product"))]
