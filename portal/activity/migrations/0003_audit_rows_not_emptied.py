"""Audit rows are not emptied all at once either. Tests put tables back row by row, and need no TRUNCATE."""

from django.db import migrations

TABLES = ["wagtailcore_modellogentry", "wagtailcore_pagelogentry"]

CREATE_TRIGGER = """
CREATE TRIGGER activity_not_emptied BEFORE TRUNCATE ON {table}
FOR EACH STATEMENT EXECUTE FUNCTION activity_refuse_change()
"""
DROP_TRIGGER = "DROP TRIGGER activity_not_emptied ON {table}"


class Migration(migrations.Migration):
    dependencies = [("activity", "0002_comments")]

    operations = [
        migrations.RunSQL(CREATE_TRIGGER.format(table=table), DROP_TRIGGER.format(table=table)) for table in TABLES
    ]
