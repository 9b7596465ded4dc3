"""What the review asks of a person today."""

from collections.abc import Iterable

from django.contrib.auth.models import AbstractUser
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from portal.core.waiting import Waiting
from portal.needs.models import Need
from portal.needs.permissions import can_review_any


def needs_waiting(user: AbstractUser) -> Iterable[Waiting]:
    if not can_review_any(user):
        return
    queue = reverse("needs_register:index")
    needs = Need.objects.permitted(user, "review")
    mine = needs.waiting_for_review().filter(assigned_to=user)
    yield Waiting(_("Late reviews of needs"), needs.overdue().count(), f"{queue}?state=late", is_late=True)
    yield Waiting(_("Reviews of needs at risk"), needs.at_risk().count(), f"{queue}?state=at_risk")
    yield Waiting(_("Needs to review"), needs.waiting_for_review().count(), f"{queue}?state=to_review")
    yield Waiting(_("Needs for you to review"), mine.count(), f"{queue}?state=to_review&reviewer=me")
    yield Waiting(_("Needs that are held"), needs.held().count(), f"{queue}?state=held")
    yield Waiting(_("Needs back from being put off"), needs.just_back().count(), f"{queue}?state=back")
