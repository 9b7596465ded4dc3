"""Tasks that only tests know."""

import time
from pathlib import Path

from django_tasks import task

calls: list[str] = []


@task()
def note(word: str) -> None:
    calls.append(word)


@task()
def wait_for(folder: str) -> str:
    """Say that work began, and go on when told."""
    (Path(folder) / "began").touch()
    while not (Path(folder) / "go").exists():
        time.sleep(0.05)
    return "done"


def sweep() -> int:
    calls.append("sweep")
    return 7


def other_sweep() -> None:
    calls.append("other")


def broken_sweep() -> None:
    raise ArithmeticError("broken")


def nothing_to_do() -> bool:
    return False
