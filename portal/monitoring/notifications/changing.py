"""What people are told when a change of an approved PPA is asked for and decided."""

from collections.abc import Iterable

from django.utils.translation import gettext as _

from portal.monitoring.models import ChangeRequest
from portal.monitoring.people import keepers_of, who_may
from portal.notifications.messages import Recipient

from .lifecycle import AboutPPA


class AboutChange(AboutPPA):
    """A message about one request to change a PPA."""

    def __init__(self, change: ChangeRequest) -> None:
        super().__init__(change.ppa)
        self.change = change

    def key(self) -> str:
        return str(self.change.pk)

    def recipients(self) -> Iterable[Recipient]:
        people = keepers_of(self.ppa)
        asker = self.change.asked_by
        return people if asker in people else [asker, *people]


class ChangeAsked(AboutChange):
    """Tells OCM that a change of an approved PPA waits for its decision."""

    kind = "monitoring.change_asked"
    template = "portal/monitoring/messages/change_asked.txt"
    is_digested = True

    def recipients(self) -> Iterable[Recipient]:
        return who_may("approve").exclude(pk__in=[self.change.asked_by_id])

    def subject(self) -> str:
        return _("Change to decide: %(title)s") % {"title": self.ppa.title}


class ChangeApproved(AboutChange):
    """Tells the office that its PPA has changed as it asked."""

    kind = "monitoring.change_approved"
    template = "portal/monitoring/messages/change_approved.txt"

    def subject(self) -> str:
        return _("Change approved: %(title)s") % {"title": self.ppa.title}


class ChangeRefused(AboutChange):
    """Tells the office that its PPA stays as it was approved."""

    kind = "monitoring.change_refused"
    template = "portal/monitoring/messages/change_refused.txt"

    def subject(self) -> str:
        return _("Change not approved: %(title)s") % {"title": self.ppa.title}
