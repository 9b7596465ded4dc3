from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeVar

from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

Service = TypeVar("Service")


@dataclass(frozen=True)
class Cost:
    """What a file of so many services comes to; measured, and held by tests."""

    bytes_at_least: int
    bytes_a_service: int
    at_once: int
    """Up to so many services a reader waits for the file (two seconds at most); more are made in the background."""

    in_a_file: int
    """More come in parts, so that a file stays below one megabyte and can be sent by chat."""

    def bytes_for(self, services: int) -> int:
        return self.bytes_at_least + services * self.bytes_a_service


class MenuKind(models.TextChoices):
    """On paper in three layouts, or as a sheet."""

    ONE = "one", gettext_lazy("One service on a page")
    EIGHT = "eight", gettext_lazy("Eight services on a page")
    LARGE = "large", gettext_lazy("Large print")
    XLSX = "xlsx", gettext_lazy("Sheet for Excel")
    CSV = "csv", gettext_lazy("Sheet as plain text")

    @property
    def is_printed(self) -> bool:
        return self in (MenuKind.ONE, MenuKind.EIGHT, MenuKind.LARGE)

    @property
    def ending(self) -> str:
        return "pdf" if self.is_printed else str(self.value)

    @property
    def about(self) -> str:
        """For whom it is good."""
        return {
            MenuKind.ONE: _("All that we know of each service, with a list of contents."),
            MenuKind.EIGHT: _("What matters most, to cut apart and hand on."),
            MenuKind.LARGE: _("All that we know of each service, in large letters."),
            MenuKind.XLSX: _("A row for each service, to sort and to filter."),
            MenuKind.CSV: _("The same rows, for any program that works with tables."),
        }[self]

    def pages(self, services: int) -> int:
        """About how many sheets of paper it takes."""
        return {
            MenuKind.ONE: services + 1 + services // 45,
            MenuKind.EIGHT: -(-services // 8),
            MenuKind.LARGE: 2 * services + 1 + services // 20,
        }.get(self, 0)

    @property
    def content_type(self) -> str:
        return CONTENT_TYPES[self.ending]

    @property
    def cost(self) -> Cost:
        return COSTS[self]

    def parts(self, count: int) -> int:
        """In how many files so many services come; an empty list is a file too."""
        return max(1, -(-count // self.cost.in_a_file))

    def part_of(self, services: Sequence[Service], part: int) -> Sequence[Service]:
        """The services of one part; the first part is number 1."""
        return services[(part - 1) * self.cost.in_a_file : part * self.cost.in_a_file]


CONTENT_TYPES = {
    "pdf": "application/pdf",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "csv": "text/csv; charset=utf-8",
}
COSTS = {
    MenuKind.ONE: Cost(30_000, 4_800, at_once=100, in_a_file=150),
    MenuKind.EIGHT: Cost(25_000, 1_250, at_once=100, in_a_file=500),
    MenuKind.LARGE: Cost(30_000, 5_400, at_once=100, in_a_file=150),
    MenuKind.XLSX: Cost(9_000, 200, at_once=500, in_a_file=10_000),
    MenuKind.CSV: Cost(1_000, 800, at_once=1_000, in_a_file=10_000),
}
