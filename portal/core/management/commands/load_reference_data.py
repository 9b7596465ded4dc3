from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand
from django.db import connection, transaction
from django.utils.module_loading import import_string

from portal.core.loading import Loaded
from portal.core.models import ContentVersion

LOCK = "load_reference_data"


class Command(BaseCommand):
    help = "Load sectors, categories, places and the other reference rows. Safe to repeat: see portal/core/loading.py."

    def handle(self, *args: Any, **options: Any) -> None:
        with transaction.atomic():
            with connection.cursor() as cursor:  # a second run waits for the first
                cursor.execute("SELECT pg_advisory_xact_lock(hashtext(%s))", [LOCK])
            tables = [self._said(table) for path in settings.REFERENCE_LOADERS for table in import_string(path)()]
            if any(table.created or table.changed for table in tables):
                ContentVersion.bump()

    def _said(self, table: Loaded) -> Loaded:
        self.stdout.write(str(table))
        return table
