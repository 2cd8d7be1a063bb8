"""The index of the words that fields of the business hold of orders. It begins empty: no such field was searched before.

On SQLite a later migration that rebuilds their table loses the trigger and must run `making` again; a test sees to it.
"""

from django.db import migrations

from perennial.search.textindex import making


class Migration(migrations.Migration):
    dependencies = [("purchases", "0011_watch_for_the_lake"), ("search", "0001_add_words")]
    operations = [migrations.RunPython(*making("purchases_order"))]
