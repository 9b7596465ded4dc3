"""What the review queue can be narrowed to."""

from typing import Any

import django_filters
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from wagtail.admin.filters import WagtailFilterSet

from portal.needs.enums import NeedStatus
from portal.needs.models import Need
from portal.needs.narrowing import Narrowing
from portal.needs.people import reviewers
from portal.needs.querysets import NeedQuerySet

TO_REVIEW, ALL = "to_review", "all"
STATES = [
    (TO_REVIEW, _("To review")),
    ("late", _("Late")),
    ("at_risk", _("At risk")),
    ("asked", _("Asked")),
    ("held", _("Held")),
    ("deferred", _("Put off")),
    ("back", _("Back")),
    ("decided", _("Validated and after")),
    ("ended", _("Ended")),
    (ALL, _("All needs")),
]


def in_state(rows: NeedQuerySet, state: str) -> NeedQuerySet:
    """The rows of one tab of the queue."""
    rows_of = {
        TO_REVIEW: rows.waiting_for_review,
        "late": rows.overdue,
        "at_risk": rows.at_risk,
        "asked": rows.asked,
        "held": rows.held,
        "deferred": lambda: rows.filter(status=NeedStatus.DEFERRED),
        "back": rows.just_back,
        "decided": lambda: rows.filter(status__in=NeedStatus.forwardable()),
        "ended": lambda: rows.filter(status__in=NeedStatus.ended()),
        ALL: rows.all,
    }
    return rows_of[state]()


def whose() -> list[tuple[str, Any]]:
    return [("me", _("Me")), ("nobody", _("Nobody")), *((str(person.pk), str(person)) for person in reviewers())]


class NeedFilterSet(Narrowing, WagtailFilterSet):
    """Without any choice the queue shows what is to be reviewed; a search looks among all needs."""

    state = django_filters.ChoiceFilter(
        label=_("Queue"), choices=STATES, method="of_state", initial=TO_REVIEW, empty_label=None
    )
    reviewer = django_filters.ChoiceFilter(label=_("Reviewer"), choices=whose, method="of_reviewer")

    class Meta:
        model = Need
        fields: list[str] = []

    def __init__(self, data: Any = None, *args: Any, request: HttpRequest, **kwargs: Any) -> None:
        super().__init__(with_state(data or {}), *args, request=request, **kwargs)

    def of_state(self, rows: NeedQuerySet, name: str, value: str) -> NeedQuerySet:
        return in_state(rows, value)

    def of_reviewer(self, rows: NeedQuerySet, name: str, value: str) -> NeedQuerySet:
        person = {"me": self.request.user.pk, "nobody": None}
        return rows.filter(assigned_to=person.get(value, value))


def with_state(data: Any) -> Any:
    """What was chosen, with the queue that is meant where none was."""
    if data.get("state"):
        return data
    others = [name for name in NeedFilterSet.base_filters if name != "state"]
    chosen = data.copy()
    chosen["state"] = ALL if data.get("q") or any(data.get(name) for name in others) else TO_REVIEW
    return chosen
