from typing import Any

from django.core.management.base import BaseCommand, CommandError

from search import engines
from search.engines import copying
from search.engines.base import EngineDown
from search.facade import refresh
from search.indexes import all_indexes


class Command(BaseCommand):
    help = "Builds every search index anew, and the search server's copy of it where there is a server."

    def handle(self, *args: Any, **options: Any) -> None:
        for index in all_indexes():
            self.stdout.write(f"{index.name}: {refresh(index)} rows")
        if server := engines.configured():
            try:
                for index in all_indexes():
                    self.stdout.write(f"{index.name} on {server.name}: {copying.rebuild(server, index.name)} rows")
            except EngineDown as problem:
                raise CommandError(
                    f"PostgreSQL is up to date, the search server is not: {problem}. It will be when it answers again."
                ) from problem
