"""What people are told about policy recommendations."""

from collections.abc import Iterable
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from portal.accounts.models import User
from portal.notifications.messages import Message, Recipient
from portal.policies.enums import DecisionKind
from portal.policies.models import PolicyDecision, PolicyRecommendation
from portal.policies.people import keepers_of, who_may
from portal.policies.permissions import can_publish


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


class _AboutText(Message):
    """A message about the draft of a text: one for each version that is looked at."""

    is_digested = True

    def __init__(self, policy: PolicyRecommendation, *, by: User) -> None:
        self.policy, self.by = policy, by
        self.version = policy.latest_revision
        self.number = policy.number

    def key(self) -> str:
        """The look that begins or ends; a text that comes again is looked at anew."""
        state = self.policy.current_workflow_state
        look = state.current_task_state_id if state else "published"
        return f"{self.policy.pk}:{self.version.pk if self.version else 0}:{look}"

    def context(self) -> dict[str, Any]:
        return {"title": str(self.version.object_str if self.version else self.policy), "number": self.number}

    def path(self) -> str:
        return reverse("policies_register:inspect", args=[self.policy.pk])


class PolicyHandedIn(_AboutText):
    """Tells those who may publish a text that it waits for them."""

    kind = "policies.handed_in"
    template = "portal/policies/messages/handed_in.txt"

    def recipients(self) -> Iterable[Recipient]:
        return [person for person in who_may("publish") if can_publish(person, self.policy)]

    def subject(self) -> str:
        return _("Recommendation %(number)s: please look at its text") % {"number": self.number}


class PolicyReturned(_AboutText):
    """Tells who wrote a change of a text that it came back with a note."""

    kind = "policies.returned"
    template = "portal/policies/messages/returned.txt"

    def __init__(self, policy: PolicyRecommendation, *, note: str, by: User) -> None:
        super().__init__(policy, by=by)
        self.note = note

    def recipients(self) -> Iterable[Recipient]:
        return [person for person in keepers_of(self.policy) if person != self.by]

    def subject(self) -> str:
        return _("Recommendation %(number)s: please mend its text") % {"number": self.number}

    def context(self) -> dict[str, Any]:
        return {**super().context(), "note": self.note}


class PolicyPublished(_AboutText):
    """Tells who wrote a text that the public can read it."""

    kind = "policies.published"
    template = "portal/policies/messages/published.txt"

    def __init__(self, policy: PolicyRecommendation, *, writer: User | None, by: User) -> None:
        super().__init__(policy, by=by)
        self.writer = writer

    def recipients(self) -> Iterable[Recipient]:
        return {person for person in (self.writer, self.policy.created_by) if person and person != self.by}

    def subject(self) -> str:
        return _("Recommendation %(number)s is published") % {"number": self.number}
