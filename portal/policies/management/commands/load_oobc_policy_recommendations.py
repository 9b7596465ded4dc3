from typing import Any

from django.core.management.base import BaseCommand
from django.db import transaction

from portal.policies import moderation, recommendations


class Command(BaseCommand):
    help = "Load the ten recommendations of the Integrative Report, as drafts. Safe to repeat: edits stay as they are."

    @transaction.atomic
    def handle(self, *args: Any, **options: Any) -> None:
        for table in (*recommendations.load(), *moderation.load()):
            self.stdout.write(str(table))
