import signal
from threading import Event
from typing import Any

from django.core.management.base import BaseCommand

from portal.core.background import scheduler


class Command(BaseCommand):
    help = "Wake the sweeps at their times, until stopped. A second scheduler stands by until the first one ends."

    def handle(self, *args: Any, **options: Any) -> None:
        stop = Event()
        for wanted in (signal.SIGTERM, signal.SIGINT):
            signal.signal(wanted, lambda *_: stop.set())
        scheduler.run(stop)
