"""The index of the words of follow-ups.

On SQLite a later migration that rebuilds their table loses the trigger and must run `making` again; a test sees to it.
"""

from django.db import migrations

from perennial.search.textindex import making


class Migration(migrations.Migration):
    dependencies = [("promises", "0001_initial"), ("search", "0001_add_words")]
    operations = [migrations.RunPython(*making("promises_followup"))]
