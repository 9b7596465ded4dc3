"""What people are told about assessments."""

from collections.abc import Iterable
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from portal.needs.models import AssessmentMember
from portal.notifications.messages import Message, Recipient


class TeamJoined(Message):
    """Tells somebody that they are in the team of an assessment: once, also when they leave and come back."""

    kind = "needs.team_joined"
    template = "portal/needs/messages/team_joined.txt"
    is_digested = True

    def __init__(self, member: AssessmentMember) -> None:
        self.member = member

    def key(self) -> str:
        return str(self.member.assessment_id)

    def recipients(self) -> Iterable[Recipient]:
        return [self.member.user]

    def subject(self) -> str:
        return _("You are in the team of an assessment")

    def context(self) -> dict[str, Any]:
        return {"assessment": self.member.assessment, "role": self.member.get_role_display()}

    def path(self) -> str:
        return reverse("needs_assessments:inspect", args=[self.member.assessment_id])
