"""The database itself refuses to change the audit log, and the table of the cache that all processes share."""

from django.core.management import call_command
from django.db import migrations

REFUSAL = "the audit log is append-only"
SQLITE = """
CREATE TRIGGER team_auditentry_no_{verb} BEFORE {verb} ON team_auditentry
WHEN NOT EXISTS (SELECT 1 FROM team_auditpermit)
BEGIN SELECT RAISE(ABORT, '{refusal}'); END
"""
POSTGRESQL = """
CREATE FUNCTION team_auditentry_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF EXISTS (SELECT 1 FROM team_auditpermit) THEN
    RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
  END IF;
  RAISE EXCEPTION '{refusal}';
END $$;
CREATE TRIGGER team_auditentry_append_only BEFORE UPDATE OR DELETE ON team_auditentry
FOR EACH ROW EXECUTE FUNCTION team_auditentry_refuse();
"""


def refuse_changes(apps, schema_editor):
    with schema_editor.connection.cursor() as cursor:
        if schema_editor.connection.vendor == "sqlite":
            for verb in ("UPDATE", "DELETE"):
                cursor.execute(SQLITE.format(verb=verb, refusal=REFUSAL))
        else:
            cursor.execute(POSTGRESQL.format(refusal=REFUSAL))


def allow_changes(apps, schema_editor):
    with schema_editor.connection.cursor() as cursor:
        if schema_editor.connection.vendor == "sqlite":
            for verb in ("UPDATE", "DELETE"):
                cursor.execute(f"DROP TRIGGER team_auditentry_no_{verb}")
        else:
            cursor.execute("DROP TRIGGER team_auditentry_append_only ON team_auditentry")
            cursor.execute("DROP FUNCTION team_auditentry_refuse()")


def make_cache_table(apps, schema_editor):
    call_command("createcachetable", database=schema_editor.connection.alias, verbosity=0)


class Migration(migrations.Migration):
    dependencies = [("team", "0001_initial")]

    operations = [
        migrations.RunPython(refuse_changes, allow_changes),
        migrations.RunPython(make_cache_table, migrations.RunPython.noop),
    ]
