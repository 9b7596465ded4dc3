"""What budget officers are told of ceilings."""

from collections.abc import Iterable
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from portal.monitoring.models import CeilingManagement
from portal.monitoring.people import who_may
from portal.notifications.messages import Message, Recipient


class CeilingCrossed(Message):
    """Tells the budget officers that a ceiling is nearly full or exceeded: once per crossing on the way up."""

    kind = "monitoring.ceiling_crossed"
    template = "portal/monitoring/messages/ceiling_crossed.txt"

    def __init__(self, ceiling: CeilingManagement, *, crossing: object) -> None:
        self.ceiling, self.crossing = ceiling, crossing

    def key(self) -> str:
        return f"{self.ceiling.pk}:{self.crossing}"

    def recipients(self) -> Iterable[Recipient]:
        return who_may("review")

    def subject(self) -> str:
        state, ceiling = self.ceiling.get_told_state_display(), self.ceiling
        return _("Ceiling %(ceiling)s: %(state)s") % {"ceiling": ceiling, "state": state}

    def context(self) -> dict[str, Any]:
        return {"ceiling": str(self.ceiling), "state": self.ceiling.get_told_state_display()}

    def path(self) -> str:
        return reverse("monitoring_ceilings:inspect", args=[self.ceiling.pk])
