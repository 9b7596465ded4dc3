"""What somebody chose on a board, and the addresses that lead from its numbers to the rows they count."""

from collections.abc import Iterator, Mapping
from typing import Any

import django_filters
from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import gettext_lazy

from portal.needs.desk.filters import ALL
from portal.needs.enums import NeedStatus
from portal.needs.narrowing import PlaceAndKind
from portal.needs.querysets import NeedQuerySet

COUNTED_STATUSES = [
    choice for choice in NeedStatus.choices if choice[0] not in (NeedStatus.DUPLICATE, NeedStatus.WITHDRAWN)
]


class Choice(PlaceAndKind):
    """Everything may be left open. What the figures leave out anyway is not offered."""

    status = django_filters.ChoiceFilter(
        empty_label=gettext_lazy("All"), label=gettext_lazy("Status"), choices=COUNTED_STATUSES
    )

    @property
    def rows(self) -> NeedQuerySet:
        """The chosen rows; none of a choice that cannot be read."""
        return self.qs if self.is_valid() else self.queryset.none()

    @property
    def chosen(self) -> dict[str, str]:
        """By name, as the address says it; only what was chosen and can be read."""
        if not self.is_valid():
            return {}
        return {name: self.data[name] for name, value in self.form.cleaned_data.items() if value and name in self.data}

    def said(self) -> Iterator[tuple[str, str]]:
        """What was chosen, in words."""
        for name in self.chosen:
            field, value = self.form.fields[name], self.form.cleaned_data[name]
            yield str(self.filters[name].label), _in_words(field, value)

    def rows_url(self, **cell: str | None) -> str:
        """The list with just the chosen rows that also are like this; a value None is left open again."""
        return rows_url({**self.chosen, "counting": "counted", **cell})


def _in_words(field: Any, value: Any) -> str:
    choices = {str(key): str(label) for key, label in field.choices}
    return choices.get(str(getattr(value, "pk", value)), str(value))


def rows_url(cell: Mapping[str, str | None]) -> str:
    """The list of needs with these filters."""
    address = QueryDict(mutable=True)
    address.update({"state": ALL, **{name: value for name, value in cell.items() if value is not None}})
    return f"{reverse('needs_register:index')}?{address.urlencode()}"
