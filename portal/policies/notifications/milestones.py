"""What people are told of the milestones that they answer for."""

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext as _

from portal.accounts.models import User
from portal.core.days import long_date
from portal.notifications.messages import Message, Recipient
from portal.policies.models import PolicyImplementationMilestone
from portal.policies.people import answering_for, keepers_of


class AboutMilestone(Message):
    """To the person who answers for it, and to the focal persons of the office that does."""

    is_digested = True

    def __init__(self, milestone: PolicyImplementationMilestone) -> None:
        self.milestone = milestone

    def key(self) -> str:
        """Another day is another event: who is given more time is reminded anew."""
        return f"{self.milestone.pk}:{self.milestone.target_date:%Y%m%d}"

    def recipients(self) -> Iterable[Recipient]:
        return answering_for(self.milestone)

    def context(self) -> dict[str, Any]:
        row = self.milestone
        return {"milestone": row.title, "title": row.policy.title, "day": long_date(row.target_date)}

    def path(self) -> str:
        return self.milestone.get_absolute_url()


class MilestoneGiven(AboutMilestone):
    """Tells somebody that they answer for a milestone."""

    kind = "policies.milestone_given"
    template = "portal/policies/messages/milestone_given.txt"

    def __init__(self, milestone: PolicyImplementationMilestone, *, by: User) -> None:
        super().__init__(milestone)
        self.by = by

    def key(self) -> str:
        row = self.milestone
        return f"{row.pk}:{row.responsible_organization_id or ''}:{row.responsible_person_id or ''}"

    def recipients(self) -> Iterable[Recipient]:
        return [person for person in answering_for(self.milestone) if person != self.by]

    def subject(self) -> str:
        return _("You answer for a milestone: %(milestone)s") % {"milestone": self.milestone.title}


class MilestoneCanBegin(AboutMilestone):
    """Tells who answers for a milestone that what it waited for is done, or was given up."""

    kind = "policies.milestone_can_begin"
    template = "portal/policies/messages/milestone_can_begin.txt"

    def __init__(self, milestone: PolicyImplementationMilestone, *, after: PolicyImplementationMilestone) -> None:
        super().__init__(milestone)
        self.after = after

    def key(self) -> str:
        return f"{self.milestone.pk}:{self.after.pk}"

    def subject(self) -> str:
        return _("A milestone can begin: %(milestone)s") % {"milestone": self.milestone.title}

    def context(self) -> dict[str, Any]:
        return {**super().context(), "before": self.after.title}


class MilestoneDueSoon(AboutMilestone):
    """Reminds of a milestone two weeks before its day."""

    kind = "policies.milestone_due_soon"
    template = "portal/policies/messages/milestone_due_soon.txt"

    def subject(self) -> str:
        return _("A milestone is due soon: %(milestone)s") % {"milestone": self.milestone.title}


class MilestoneLate(AboutMilestone):
    """Tells who answers for a milestone, and who keeps the recommendation, that its day has passed."""

    kind = "policies.milestone_late"
    template = "portal/policies/messages/milestone_late.txt"

    def recipients(self) -> Iterable[Recipient]:
        return [*answering_for(self.milestone), *keepers_of(self.milestone.policy)]

    def subject(self) -> str:
        return _("A milestone is late: %(milestone)s") % {"milestone": self.milestone.title}
