"""What people are told about the communities they speak for, or ask to."""

from collections.abc import Iterable
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from portal.accounts.models import User
from portal.notifications.enums import Channel
from portal.notifications.messages import Address, Message, Recipient

from .models import CommunityRepresentative, RepresentationRequest


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


class _AboutRequest(Message):
    def __init__(self, request: RepresentationRequest) -> None:
        self.request = request

    def key(self) -> str:
        return str(self.request.pk)

    def context(self) -> dict[str, Any]:
        return {"request": self.request, "about": self.request.about}


class _ToTheAsker(_AboutRequest):
    channels = (Channel.EMAIL,)
    is_secret = True

    def recipients(self) -> Iterable[Recipient]:
        request = self.request
        return [Address(email=request.email, name=request.name, language=request.language)]


class RequestReceived(_ToTheAsker):
    """Tells somebody that their request to represent a community came in, and its number."""

    kind = "communities.request_received"
    template = "portal/communities/messages/request_received.txt"

    def subject(self) -> str:
        return _("We have your request %(number)s") % {"number": self.request.spoken_reference}


class RequestRefused(_ToTheAsker):
    """Tells somebody that they cannot represent a community, and why."""

    kind = "communities.request_refused"
    template = "portal/communities/messages/request_refused.txt"

    def subject(self) -> str:
        return _("The answer to your request %(number)s") % {"number": self.request.spoken_reference}


class RequestWaits(_AboutRequest):
    """Tells OOBC staff that somebody asks to represent a community."""

    kind = "communities.request_waits"
    template = "portal/communities/messages/request_waits.txt"
    is_digested = True

    def recipients(self) -> Iterable[Recipient]:
        return User.objects.filter(is_active=True, groups__name="oobc_staff").distinct()

    def subject(self) -> str:
        return _("To verify: request %(number)s") % {"number": self.request.spoken_reference}

    def path(self) -> str:
        return reverse("representation_requests:inspect", args=[self.request.pk])
