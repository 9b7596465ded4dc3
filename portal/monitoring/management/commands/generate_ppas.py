from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from portal.monitoring.generated import generate
from portal.monitoring.invented import desk, shortages


class Command(BaseCommand):
    help = "Make N PPAs for load tests, with money, results and the needs they answer; a seed makes the same ones."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("count", type=int, metavar="N")
        parser.add_argument("--seed", type=int, default=1)

    def handle(self, *args: Any, count: int, seed: int, **options: Any) -> None:
        if not settings.DEMO_ALLOWED:
            raise CommandError("Demonstration data does not belong here. It is refused.")
        people = desk()
        if missing := list(shortages(people)):
            raise CommandError(f"{' '.join(missing)} Run load_reference_data, load_demo_data and demo_accounts first.")
        made = generate(count, seed=seed, people=people)
        self.stdout.write(f"{made} PPAs made, {count - made} were there already.")
