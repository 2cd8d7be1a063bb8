"""The index of the words on order lines without a product; those that stand already are indexed in the background.

On SQLite a later migration that rebuilds their table loses the trigger and must run `making` again; a test sees to it.
"""

from django.db import migrations

from perennial.search.textindex import making


class Migration(migrations.Migration):
    dependencies = [("purchases", "0012_index_words_of_orders"), ("search", "0001_add_words")]
    operations = [migrations.RunPython(*making("purchases_orderline"))]
