"""What forwarded needs ask of a person today."""

from collections.abc import Iterable

from django.contrib.auth.models import AbstractUser
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from portal.core.waiting import Waiting
from portal.needs.models import Forwarding, Need
from portal.needs.permissions import can_forward_any
from portal.needs.scope import reach_of

from .filters import AGAIN, LATE, WAITING


def forwardings_waiting(user: AbstractUser) -> Iterable[Waiting]:
    """To focal persons what their office answers, to OOBC who is late and what came back."""
    index = reverse("needs_forwarded:index")
    rows = Forwarding.objects.visible_to(user)
    if can_forward_any(user):
        yield Waiting(_("Offices late with an answer to a need"), rows.late().count(), f"{index}?state={LATE}", True)
        again = rows.to_place_again().count()
        yield Waiting(_("Needs that an office returned, for another office"), again, f"{index}?state={AGAIN}")
    elif offices := reach_of(user, Need, "answer").organizations:
        own = rows.filter(mao__in=sorted(offices))
        yield Waiting(_("Needs with a late answer"), own.late().count(), f"{index}?state={LATE}", is_late=True)
        yield Waiting(_("Needs to answer"), own.waiting().count(), f"{index}?state={WAITING}")
