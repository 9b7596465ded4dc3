"""What people are told about the communities they speak for."""

from collections.abc import Iterable
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from portal.notifications.messages import Message, Recipient

from .models import CommunityRepresentative


class _AboutRepresentation(Message):
    def __init__(self, representation: CommunityRepresentative) -> None:
        self.representation = representation

    def key(self) -> str:
        return f"{self.representation.pk}-{self.representation.end_date}"

    def recipients(self) -> Iterable[Recipient]:
        return [self.representation.user]

    def context(self) -> dict[str, Any]:
        return {"representation": self.representation, "community": self.representation.community}


class RepresentativeAppointed(_AboutRepresentation):
    """Tells a person that they speak for a community."""

    kind = "communities.representative_appointed"
    template = "portal/communities/messages/representative_appointed.txt"

    def subject(self) -> str:
        return _("You represent %(community)s") % {"community": self.representation.community}

    def path(self) -> str:
        return reverse("communities:dashboard")


class RepresentationEnded(_AboutRepresentation):
    """Tells a person on which day they stop speaking for a community."""

    kind = "communities.representation_ended"
    template = "portal/communities/messages/representation_ended.txt"

    def subject(self) -> str:
        return _("You no longer represent %(community)s") % {"community": self.representation.community}
