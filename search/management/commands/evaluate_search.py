import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from search.engines.base import EngineDown
from search.evaluation import measure, read_judged
from search.indexes import all_indexes, index_named


class Command(BaseCommand):
    help = "Measures the search by judged queries: prints one JSON object and nothing else."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, help="judged queries, as in catalog/data/judged/")
        parser.add_argument("--engine", choices=["postgresql", "opensearch", "elasticsearch"], default="postgresql")
        parser.add_argument("--index", help="which index; by default the one that has judged rows")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            name = options["index"] or next(index.name for index in all_indexes() if index.judged_rows)
            measured = measure(index_named(name), read_judged([options["file"]]), engine=options["engine"])
        except (ValueError, LookupError, EngineDown) as error:
            raise CommandError(str(error)) from error
        self.stdout.write(json.dumps({"engine": options["engine"], **measured.as_dict()}, ensure_ascii=False))
