from django.db import migrations

SQLITE = [
    f"""CREATE TRIGGER event_no_{verb.lower()} BEFORE {verb} ON core_event
    BEGIN SELECT RAISE(ABORT, 'events are append-only'); END"""
    for verb in ("UPDATE", "DELETE")
]
POSTGRESQL = [
    """CREATE FUNCTION event_is_append_only() RETURNS trigger LANGUAGE plpgsql AS
    $$ BEGIN RAISE EXCEPTION 'events are append-only'; END $$""",
    """CREATE TRIGGER event_append_only BEFORE UPDATE OR DELETE ON core_event
    FOR EACH ROW EXECUTE FUNCTION event_is_append_only()""",
]


def forbid(apps, schema_editor):
    for statement in SQLITE if schema_editor.connection.vendor == "sqlite" else POSTGRESQL:
        schema_editor.execute(statement)


def allow(apps, schema_editor):
    if schema_editor.connection.vendor == "sqlite":
        schema_editor.execute("DROP TRIGGER event_no_update")
        schema_editor.execute("DROP TRIGGER event_no_delete")
    else:
        schema_editor.execute("DROP FUNCTION event_is_append_only() CASCADE")


class Migration(migrations.Migration):
    dependencies = [("core", "0001_initial")]
    operations = [migrations.RunPython(forbid, allow)]
