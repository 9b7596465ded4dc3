"""What people are told about policy recommendations."""

from collections.abc import Iterable
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from portal.accounts.models import User
from portal.notifications.messages import Message, Recipient
from portal.policies.enums import DecisionKind
from portal.policies.models import PolicyDecision
from portal.policies.people import keepers_of, who_may


class PolicyDecided(Message):
    """Tells who keeps a recommendation what was decided about it, and who decides next that it lies before them."""

    kind = "policies.decided"
    template = "portal/policies/messages/decided.txt"
    is_digested = True

    def __init__(self, decision: PolicyDecision) -> None:
        self.decision = decision

    def key(self) -> str:
        return str(self.decision.pk)

    def recipients(self) -> Iterable[Recipient]:
        told: dict[Any, User] = {person.pk: person for person in keepers_of(self.decision.policy)}
        if self.decision.kind == DecisionKind.SUBMITTED:
            told.update({person.pk: person for person in who_may("endorse")})
        elif self.decision.kind == DecisionKind.ENDORSED:
            told.update({person.pk: person for person in who_may("approve")})
        told.pop(self.decision.by_id, None)
        return told.values()

    def subject(self) -> str:
        return _("%(decision)s: %(title)s") % {
            "decision": self.decision.get_kind_display(),
            "title": self.decision.policy.title,
        }

    def context(self) -> dict[str, Any]:
        return {"title": self.decision.policy.title, "reason": self.decision.reason}

    def path(self) -> str:
        return reverse("policies_register:inspect", args=[self.decision.policy_id])
