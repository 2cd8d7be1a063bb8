"""Touchpoints are append-only: the database itself refuses to change or delete one while no unsealing stands.

On SQLite a later migration that rebuilds the touchpoints' table loses its triggers and must make them again; a test sees to it.
"""

from django.db import migrations

POSTGRESQL = [
    """
    CREATE FUNCTION timeline_sealed() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF NOT EXISTS (SELECT 1 FROM timeline_unsealing) THEN
            RAISE EXCEPTION 'touchpoints are append-only: add a correction that names the entry' USING ERRCODE = 'integrity_constraint_violation';
        END IF;
        IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
        RETURN NEW;
    END $$
    """,
    """
    CREATE TRIGGER timeline_touchpoint_sealed BEFORE UPDATE OR DELETE ON timeline_touchpoint
    FOR EACH ROW EXECUTE FUNCTION timeline_sealed()
    """,
]
POSTGRESQL_BACK = ["DROP TRIGGER timeline_touchpoint_sealed ON timeline_touchpoint", "DROP FUNCTION timeline_sealed()"]
SQLITE = [
    """
    CREATE TRIGGER timeline_touchpoint_sealed_update BEFORE UPDATE ON timeline_touchpoint
    WHEN NOT EXISTS (SELECT 1 FROM timeline_unsealing)
    BEGIN SELECT RAISE(ABORT, 'touchpoints are append-only: add a correction that names the entry'); END
    """,
    """
    CREATE TRIGGER timeline_touchpoint_sealed_delete BEFORE DELETE ON timeline_touchpoint
    WHEN NOT EXISTS (SELECT 1 FROM timeline_unsealing)
    BEGIN SELECT RAISE(ABORT, 'touchpoints are append-only: add a correction that names the entry'); END
    """,
]
SQLITE_BACK = ["DROP TRIGGER timeline_touchpoint_sealed_update", "DROP TRIGGER timeline_touchpoint_sealed_delete"]


def _run(postgresql, sqlite):
    def run(apps, schema_editor):
        for statement in postgresql if schema_editor.connection.vendor == "postgresql" else sqlite:
            schema_editor.execute(statement, params=None)

    return run


class Migration(migrations.Migration):
    dependencies = [("timeline", "0001_initial")]
    operations = [migrations.RunPython(_run(POSTGRESQL, SQLITE), _run(POSTGRESQL_BACK, SQLITE_BACK))]
