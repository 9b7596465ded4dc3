"""What people are told when a PPA takes a step. ``version`` makes each round of a proposal a message of its own."""

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext as _

from portal.monitoring.models import MonitoringEntry
from portal.monitoring.people import keepers_of, who_may
from portal.notifications.messages import Message, Recipient


class AboutPPA(Message):
    """A message about one PPA."""

    def __init__(self, ppa: MonitoringEntry) -> None:
        self.ppa = ppa

    def key(self) -> str:
        return f"{self.ppa.pk}:{self.ppa.version}"

    def context(self) -> dict[str, Any]:
        return {"title": self.ppa.title, "office": self.ppa.lead_organization.name}

    def path(self) -> str:
        return self.ppa.get_absolute_url()


class ToKeepers(AboutPPA):
    """To who proposed it and to the focal persons of its office."""

    def recipients(self) -> Iterable[Recipient]:
        return keepers_of(self.ppa)


class PPAProposed(AboutPPA):
    """Tells the budget officers that a proposal waits for their review."""

    kind = "monitoring.proposed"
    template = "portal/monitoring/messages/proposed.txt"
    is_digested = True

    def recipients(self) -> Iterable[Recipient]:
        return who_may("review").exclude(pk__in=[self.ppa.proposed_by_id])

    def subject(self) -> str:
        return _("PPA to review: %(title)s") % {"title": self.ppa.title}


class PPAReviewed(AboutPPA):
    """Tells OCM that a reviewed proposal waits for its decision."""

    kind = "monitoring.reviewed"
    template = "portal/monitoring/messages/reviewed.txt"
    is_digested = True

    def recipients(self) -> Iterable[Recipient]:
        return who_may("approve").exclude(pk__in=[self.ppa.proposed_by_id, self.ppa.reviewed_by_id])

    def subject(self) -> str:
        return _("PPA to decide: %(title)s") % {"title": self.ppa.title}


class PPASentBack(ToKeepers):
    """Tells the office that its proposal is to be mended."""

    kind = "monitoring.sent_back"
    template = "portal/monitoring/messages/sent_back.txt"

    def subject(self) -> str:
        return _("Sent back to be mended: %(title)s") % {"title": self.ppa.title}


class PPAApproved(ToKeepers):
    """Tells the office that its PPA is approved."""

    kind = "monitoring.approved"
    template = "portal/monitoring/messages/approved.txt"

    def subject(self) -> str:
        return _("Approved: %(title)s") % {"title": self.ppa.title}


class PPARefused(ToKeepers):
    """Tells the office that its PPA is not approved."""

    kind = "monitoring.refused"
    template = "portal/monitoring/messages/refused.txt"

    def subject(self) -> str:
        return _("Not approved: %(title)s") % {"title": self.ppa.title}


class PPAEnacted(ToKeepers):
    """Tells the office that an act grants the money."""

    kind = "monitoring.enacted"
    template = "portal/monitoring/messages/enacted.txt"

    def subject(self) -> str:
        return _("Enacted: %(title)s") % {"title": self.ppa.title}


class PPAHeld(ToKeepers):
    """Tells the office that its PPA stands still."""

    kind = "monitoring.held"
    template = "portal/monitoring/messages/held.txt"

    def key(self) -> str:
        """Each time is a message of its own: the reason that was given is one more then."""
        return f"{self.ppa.pk}:{self.ppa.given_reasons.count()}"

    def subject(self) -> str:
        return _("On hold: %(title)s") % {"title": self.ppa.title}


class PPAResumed(PPAHeld):
    """Tells the office that its PPA goes on where it was."""

    kind = "monitoring.resumed"
    template = "portal/monitoring/messages/resumed.txt"

    def context(self) -> dict[str, Any]:
        return {**super().context(), "status": self.ppa.get_status_display()}

    def subject(self) -> str:
        return _("Goes on: %(title)s") % {"title": self.ppa.title}


class PPACancelled(ToKeepers):
    """Tells the office that its PPA is cancelled."""

    kind = "monitoring.cancelled"
    template = "portal/monitoring/messages/cancelled.txt"

    def subject(self) -> str:
        return _("Cancelled: %(title)s") % {"title": self.ppa.title}
