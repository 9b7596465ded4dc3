"""What waits for a person: each room says its own part, the staff home page collects them.

``settings.STAFF_HOME_SECTIONS`` lists functions ``(user) -> Iterable[Waiting]`` by dotted path.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from django.conf import settings
from django.contrib.auth.models import AbstractUser
from django.utils.functional import Promise
from django.utils.module_loading import import_string


@dataclass(frozen=True)
class Waiting:
    """One line of work: what it is, how many, and the list that holds exactly these rows."""

    text: str | Promise
    count: int
    url: str
    is_late: bool = False


def waiting_for(user: AbstractUser) -> list[Waiting]:
    """Everything that waits for this person, late things first; lines with nothing in them are left out."""
    sections: list[Callable[[AbstractUser], Iterable[Waiting]]] = [
        import_string(path) for path in settings.STAFF_HOME_SECTIONS
    ]
    lines = [line for section in sections for line in section(user) if line.count]
    return sorted(lines, key=lambda line: not line.is_late)
