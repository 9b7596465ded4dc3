from typing import Any

from django.core.management.base import BaseCommand

from search.facade import refresh
from search.indexes import all_indexes


class Command(BaseCommand):
    help = "Builds every search index anew."

    def handle(self, *args: Any, **options: Any) -> None:
        for index in all_indexes():
            self.stdout.write(f"{index.name}: {refresh(index)} rows")
