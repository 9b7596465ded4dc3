"""What waits for a second look, on the staff home page."""

from collections.abc import Iterable

from django.contrib.auth.models import AbstractUser
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from portal.core.waiting import Waiting
from portal.needs.models import NeedSummary


def summaries_waiting(user: AbstractUser) -> Iterable[Waiting]:
    summaries = reverse("needs_summaries:index")
    others = NeedSummary.objects.permitted(user, "publish").in_moderation().exclude(latest_revision__user=user)
    yield Waiting(_("Public texts of needs to look at"), others.count(), f"{summaries}?state=moderation")
    mine = NeedSummary.objects.permitted(user, "change").returned().filter(latest_revision__user=user)
    yield Waiting(_("Public texts of needs returned to you"), mine.count(), f"{summaries}?state=returned")
