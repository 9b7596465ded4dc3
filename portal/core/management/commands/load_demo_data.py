from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils.module_loading import import_string

from portal.core.models import ContentVersion


class Command(BaseCommand):
    help = "Load the demonstration data: real services, and invented rows that say so. Safe to repeat."

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.DEMO_ALLOWED:
            raise CommandError("Demonstration data does not belong here. It is refused.")
        for path in settings.DEMO_LOADERS:
            with transaction.atomic():
                said = [str(table) for table in import_string(path)() or ()]
                ContentVersion.bump()
            self.stdout.write("; ".join(said) or path)
