"""What results ask of a person today."""

from collections.abc import Iterable

from django.contrib.auth.models import AbstractUser
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portal.core.waiting import Waiting
from portal.monitoring.enums import ActualState
from portal.monitoring.models import OutcomePeriod
from portal.monitoring.permissions import reach

from .filters import MISSING


def results_waiting(user: AbstractUser) -> Iterable[Waiting]:
    address = reverse("monitoring_results:index")
    to_approve = OutcomePeriod.objects.permitted(user, "confirm").to_approve().exclude(reported_by_id=user.pk)
    yield Waiting(_("Results to approve"), to_approve.count(), f"{address}?state={ActualState.REPORTED.value}")
    returned = OutcomePeriod.objects.filter(actual_state=ActualState.RETURNED, reported_by_id=user.pk)
    yield Waiting(
        _("Results sent back to you"),
        returned.permitted(user, "report").count(),
        f"{address}?state={ActualState.RETURNED.value}",
    )
    if reach(user, "report").organizations:
        missing = OutcomePeriod.objects.permitted(user, "report").missing(timezone.localdate())
        yield Waiting(_("Results not reported"), missing.count(), f"{address}?state={MISSING}", is_late=True)
