from django.db import migrations


def keep_values_before(apps, schema_editor):
    """A merge filled only what was empty; now either value may be chosen, so both are kept."""
    Merge = apps.get_model("people", "Merge")
    for merge in Merge.objects.filter(fields__has_key="custom").iterator():
        merge.fields["custom"] = {key: [None, value] for key, value in merge.fields["custom"].items()}
        merge.save(update_fields=["fields"])


class Migration(migrations.Migration):
    dependencies = [
        ("people", "0006_index_orders_within_stages"),
    ]

    operations = [
        migrations.RunPython(keep_values_before, migrations.RunPython.noop, elidable=True),
    ]
