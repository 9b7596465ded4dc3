"""What the desk asks of a person today."""

from collections.abc import Iterable

from django.contrib.auth.models import AbstractUser
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from catalog.applications.places import next_for_free_places
from catalog.enums import WaitingOn
from catalog.models import ServiceApplication
from portal.core.waiting import Waiting
from portal.organizations.scope import reach_of

from .queue import asked_to_review, with_objection_for


def applications_waiting(user: AbstractUser) -> Iterable[Waiting]:
    if not reach_of(user, ServiceApplication, "decide").organizations:
        return
    queue = reverse("catalog_applications:index")
    cases = ServiceApplication.objects.permitted(user, "decide")
    yield Waiting(_("Late applications"), cases.late().count(), f"{queue}?late=yes", is_late=True)
    to_decide = cases.undecided().filter(waiting_on=WaitingOn.OFFICE)
    yield Waiting(_("Applications to decide"), to_decide.count(), f"{queue}?state=undecided&waiting_on=office")
    mine = to_decide.filter(reviewer=user)
    yield Waiting(
        _("Applications assigned to you"), mine.count(), f"{queue}?state=undecided&waiting_on=office&assigned=me"
    )
    yield Waiting(_("Reviews asked of you"), asked_to_review(cases, user).count(), f"{queue}?asks=review")
    objections = with_objection_for(cases, user)
    is_late = objections.filter(objection__due_on__lt=timezone.localdate()).exists()
    yield Waiting(_("Objections to answer"), objections.count(), f"{queue}?asks=objection", is_late=is_late)
    next_ones = len(list(next_for_free_places(cases)))
    yield Waiting(_("On a waiting list, and a place is free"), next_ones, f"{queue}?asks=place")
