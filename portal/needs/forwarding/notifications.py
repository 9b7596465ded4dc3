"""What offices are told about needs that were handed to them, and OOBC about what becomes of them.

None holds a title, a name or a reason; each leads to the need, which opens only for those who may read it.
"""

from collections.abc import Iterable
from typing import Any

from django.contrib.auth import get_user_model
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from portal.accounts.models import User
from portal.needs.models import Forwarding
from portal.needs.notifications.staff import ToReviewers
from portal.notifications.messages import Address, Message, Recipient
from portal.organizations.enums import MembershipRole
from portal.organizations.models import Organization, OrganizationMembership


def focal_persons_of(office: Organization) -> QuerySet[User]:
    """Those who answer for the office today."""
    terms = OrganizationMembership.objects.in_force().filter(organization=office, role=MembershipRole.MAO_FOCAL)
    return get_user_model().objects.filter(is_active=True, pk__in=terms.values("user"))


# ---- To the office ---------------------------------------------------------------------------------------------------


class ToOffice(Message):
    """A message about one forwarded need, to the focal persons of the office; to its mailbox if it has none."""

    def __init__(self, forwarding: Forwarding) -> None:
        self.forwarding = forwarding

    def key(self) -> str:
        return str(self.forwarding.pk)

    def recipients(self) -> Iterable[Recipient]:
        office = self.forwarding.mao
        people = list(focal_persons_of(office)) if office.is_active else []
        return people or ([Address(email=office.contact_email, name=str(office))] if office.contact_email else [])

    def context(self) -> dict[str, Any]:
        row = self.forwarding
        return {"reference": row.need.spoken_reference, "office": row.mao.name, "due_on": row.due_on}

    def path(self) -> str:
        return reverse("needs_forwarded:inspect", args=[self.forwarding.pk])


class ForwardingArrived(ToOffice):
    """Tells the office that it is asked about a need, and until when it answers."""

    kind = "needs.forwarding_arrived"
    template = "portal/needs/messages/forwarding_arrived.txt"

    def subject(self) -> str:
        return _("A need for your office: %(reference)s") % {"reference": self.forwarding.need.spoken_reference}


class AnswerDueSoon(ToOffice):
    """Reminds the office that its answer is due within a week."""

    kind = "needs.answer_due_soon"
    template = "portal/needs/messages/answer_due_soon.txt"

    def key(self) -> str:
        return once_a_due_day(self.forwarding)

    def subject(self) -> str:
        return _("Answer due soon: %(reference)s") % {"reference": self.forwarding.need.spoken_reference}


class AnswerLate(AnswerDueSoon):
    """Tells the office that its answer is late."""

    kind = "needs.answer_late"
    template = "portal/needs/messages/answer_late.txt"

    def subject(self) -> str:
        return _("Answer late: %(reference)s") % {"reference": self.forwarding.need.spoken_reference}


class ForwardingTakenBack(ToOffice):
    """Tells the office that it need not answer, or do anything, any more."""

    kind = "needs.forwarding_taken_back"
    is_secret = True  # it holds what OOBC wrote
    template = "portal/needs/messages/forwarding_taken_back.txt"

    def subject(self) -> str:
        return _("Taken back by OOBC: %(reference)s") % {"reference": self.forwarding.need.spoken_reference}

    def context(self) -> dict[str, Any]:
        return {**super().context(), "reason": self.forwarding.recall_reason}

    def path(self) -> str:
        return reverse("needs_forwarded:index")


class CommunityTookBack(ToOffice):
    """Tells an office that was asked, or takes the need up, that the community took the need back."""

    kind = "needs.community_took_back"
    template = "portal/needs/messages/community_took_back.txt"

    def subject(self) -> str:
        return _("Taken back by the community: %(reference)s") % {"reference": self.forwarding.need.spoken_reference}


# ---- To OOBC ---------------------------------------------------------------------------------------------------------


class AboutAnOffice(ToReviewers):
    """A message to the need's reviewer about an office that was asked. ``row`` is the forwarding."""

    row: Forwarding

    def context(self) -> dict[str, Any]:
        return {**super().context(), "office": self.row.mao.name, "due_on": self.row.due_on}


class OfficeTakesItUp(AboutAnOffice):
    """Tells the reviewer that an office takes the need up."""

    kind = "needs.office_takes_it_up"
    template = "portal/needs/messages/office_takes_it_up.txt"

    def subject(self) -> str:
        return _("%(office)s takes up %(reference)s") % _in_short(self.row)


class ForwardingGivenBack(AboutAnOffice):
    """Tells the reviewer that an office returned the need, or passed it on and to whom."""

    kind = "needs.forwarding_given_back"
    template = "portal/needs/messages/forwarding_given_back.txt"

    def subject(self) -> str:
        if self._next:
            return _("%(office)s passed on %(reference)s") % _in_short(self.row)
        return _("%(office)s returned %(reference)s") % _in_short(self.row)

    def context(self) -> dict[str, Any]:
        return {**super().context(), "next": self._next.mao.name if self._next else ""}

    @property
    def _next(self) -> Forwarding | None:
        return Forwarding.objects.filter(came_from=self.row).select_related("mao").first()


class OfficeLate(AboutAnOffice):
    """Tells the reviewer that an office is late with its answer."""

    kind = "needs.office_late"
    template = "portal/needs/messages/office_late.txt"

    def key(self) -> str:
        return once_a_due_day(self.row)

    def subject(self) -> str:
        return _("%(office)s is late with %(reference)s") % _in_short(self.row)


def once_a_due_day(forwarding: Forwarding) -> str:
    return f"{forwarding.pk}:{forwarding.due_on:%Y%m%d}"


def _in_short(forwarding: Forwarding) -> dict[str, str]:
    return {"office": forwarding.mao.short_name, "reference": forwarding.need.spoken_reference}
