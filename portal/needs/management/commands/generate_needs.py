from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from portal.needs.generated import generate, shortages


class Command(BaseCommand):
    help = "Make N needs for load tests, sent by communities and found by assessments; a seed makes the same ones."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("count", type=int, metavar="N")
        parser.add_argument("--seed", type=int, default=1)

    def handle(self, *args: Any, count: int, seed: int, **options: Any) -> None:
        if not settings.DEMO_ALLOWED:
            raise CommandError("Demonstration data does not belong here. It is refused.")
        if missing := list(shortages()):
            raise CommandError(f"{' '.join(missing)} Run load_reference_data, load_demo_data and demo_accounts first.")
        made = generate(count, seed=seed)
        self.stdout.write(f"{made} needs made, {count - made} were there already.")
