"""What a reader can take home of a choice, and about how large it is: the page before the download."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from .choice import Choice
from .kinds import MenuKind


@dataclass(frozen=True)
class Part:
    label: str
    """Which services of the list, where it comes in several parts: “1 to 200”."""

    url: str


@dataclass(frozen=True)
class Offer:
    kind: MenuKind
    size: str
    parts: list[Part]


def offers(choice: Choice) -> list[Offer]:
    return [_offer(kind, choice) for kind in MenuKind]


def _offer(kind: MenuKind, choice: Choice) -> Offer:
    return Offer(kind, _size(kind, len(choice.services)), list(_parts(kind, choice)))


def _parts(kind: MenuKind, choice: Choice) -> Iterator[Part]:
    count = len(choice.services)
    for number in range(1, kind.parts(count) + 1):
        last = min(number * kind.cost.in_a_file, count)
        label = _("%(first)d to %(last)d") % {"first": (number - 1) * kind.cost.in_a_file + 1, "last": last}
        yield Part(label, address(kind, choice.query, number))


def address(kind: MenuKind, query: str, part: int = 1) -> str:
    """Where this file is ordered."""
    wanted = QueryDict(query.removeprefix("?"), mutable=True)
    if kind.is_printed:
        wanted["layout"] = kind.value
    if part > 1:
        wanted["part"] = str(part)
    path = reverse(f"catalog:menu_{kind.ending}")
    return f"{path}?{wanted.urlencode()}" if wanted else path


def _size(kind: MenuKind, services: int) -> str:
    """In pages where it is for paper, and in bytes as phones count them."""
    size = _kilobytes(kind.cost.bytes_for(services))
    if not kind.is_printed:
        return size
    number = kind.pages(services)
    pages = ngettext("about %(number)d page", "about %(number)d pages", number) % {"number": number}
    return f"{pages}, {size}"


def _kilobytes(size: int) -> str:
    if size < 1_000_000:
        return _("about %(number)d KB") % {"number": max(10, round(size / 10_000) * 10)}
    return _("about %(number)s MB") % {"number": f"{size / 1_000_000:.1f}"}
