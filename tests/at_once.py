"""Several people at the same moment, each over a connection of their own."""

import threading
from collections.abc import Callable
from typing import Any

from django.db import connection

from portal.core.actions import ActionRefused


def together(
    *acts: Callable[[], Any], refusals: type[Exception] | tuple[type[Exception], ...] = ActionRefused
) -> list[Any]:
    """What each act answered, or the refusal it met, when all begin at the same moment."""
    results, start = [None] * len(acts), threading.Barrier(len(acts))

    def run(place: int, act: Callable[[], Any]) -> None:
        try:
            start.wait()
            results[place] = act()
        except refusals as refusal:
            results[place] = refusal
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=each) for each in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results
