from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from portal.core.text import fold


def fill(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    for ppa in apps.get_model("monitoring", "MonitoringEntry").objects.filter(sort_title="").iterator():
        ppa.sort_title = fold(ppa.title)[:255]
        ppa.save(update_fields=["sort_title"])


class Migration(migrations.Migration):
    dependencies = [("monitoring", "0002_what_ppas_are_made_of")]
    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
