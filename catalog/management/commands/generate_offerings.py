from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from catalog.generated import generate, shortages


class Command(BaseCommand):
    help = "Make N published services for load tests. All say that they are demonstrations; a seed makes the same ones."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("count", type=int, metavar="N")
        parser.add_argument("--seed", type=int, default=1)

    def handle(self, *args: Any, count: int, seed: int, **options: Any) -> None:
        if not settings.DEMO_ALLOWED:
            raise CommandError("Demonstration data does not belong here. It is refused.")
        if missing := list(shortages()):
            raise CommandError(f"{' '.join(missing)} Run load_reference_data first.")
        made = generate(count, seed=seed)
        self.stdout.write(f"{made} services made, {count - made} were there already.")
