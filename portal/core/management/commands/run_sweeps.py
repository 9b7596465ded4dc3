from argparse import ArgumentParser
from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django_tasks import task_backends
from django_tasks.base import TaskResult
from django_tasks_db.backend import DatabaseBackend
from django_tasks_db.compat import TaskResultStatus

from portal.core.background.sweeps import run_sweep, sweeps


class Command(BaseCommand):
    help = (
        "Run the sweeps once, and then every task that waits: for a machine with cron instead of worker and scheduler."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        which = parser.add_mutually_exclusive_group()
        which.add_argument("--frequent", action="store_true", help="only those of every few minutes or less")
        which.add_argument("--daily", action="store_true", help="only those of once a day")

    def handle(self, *args: Any, frequent: bool, daily: bool, **options: Any) -> None:
        wanted = [
            sweep for sweep in sweeps() if not (frequent and sweep.is_daily) and not (daily and not sweep.is_daily)
        ]
        results = {sweep.path: run_sweep.enqueue(sweep.path) for sweep in wanted}
        if isinstance(task_backends["default"], DatabaseBackend):
            call_command(
                "db_worker", queue_name="*", batch=True, interval=0, startup_delay=False, reload=False, verbosity=0
            )
            for result in results.values():
                result.refresh()
        failed = [path for path, result in results.items() if not _ended_well(result)]
        if failed:
            raise CommandError(f"Not finished: {', '.join(failed)}")
        if options["verbosity"]:
            self.stdout.write("\n".join(f"{path}: {result.return_value}" for path, result in results.items()))


def _ended_well(result: TaskResult) -> bool:
    return bool(result.status == TaskResultStatus.SUCCESSFUL)
