"""Audit rows can be added, never changed or deleted, whoever tries.

TRUNCATE stays possible, for the flush between tests. A later migration of Wagtail that rewrites its log tables would
be refused too: reverse this migration before it and apply it again afterwards. So is the removal of a content type
that audit rows speak of.
"""

from django.db import migrations

TABLES = ["wagtailcore_modellogentry", "wagtailcore_pagelogentry"]

CREATE_FUNCTION = """
CREATE FUNCTION activity_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'An audit row is never changed or deleted (% on %).', TG_OP, TG_TABLE_NAME
        USING ERRCODE = 'restrict_violation';
END $$
"""
DROP_FUNCTION = "DROP FUNCTION activity_refuse_change()"

CREATE_TRIGGER = """
CREATE TRIGGER activity_append_only BEFORE UPDATE OR DELETE ON {table}
FOR EACH ROW EXECUTE FUNCTION activity_refuse_change()
"""
DROP_TRIGGER = "DROP TRIGGER activity_append_only ON {table}"


class Migration(migrations.Migration):
    initial = True

    dependencies = [("wagtailcore", "0098_apitoken")]

    operations = [
        migrations.RunSQL(CREATE_FUNCTION, DROP_FUNCTION),
        *[
            migrations.RunSQL(CREATE_TRIGGER.format(table=table), DROP_TRIGGER.format(table=table))
            for table in TABLES
        ],
    ]
