"""What OOBC's reviewers are told: a notice on the site at once, and one mail a day that lists them.

None holds a title, a name or an answer; each leads to the need.
"""

from collections.abc import Iterable
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from portal.needs import clock
from portal.needs.models import Need, NeedEvent, NeedInformationRequest
from portal.needs.people import reviewers, reviewers_of
from portal.notifications.messages import Message, Recipient


class ToReviewers(Message):
    """A message about one need, to its reviewer; to all who may review it while nobody has it."""

    is_digested = True

    def __init__(self, row: Any) -> None:
        self.row = row
        self.need: Need = getattr(row, "need", row)

    def key(self) -> str:
        return f"{self.row._meta.model_name}:{self.row.pk}"

    def recipients(self) -> Iterable[Recipient]:
        people = list(reviewers_of(self.need))
        return [person for person in people if person.pk == self.need.assigned_to_id] or people

    def context(self) -> dict[str, Any]:
        return {"need": self.need.spoken_reference, "due_on": self.need.due_on}

    def path(self) -> str:
        return self.need.get_absolute_url()


class NeedArrived(ToReviewers):
    """Tells the reviewers of a new need. ``row`` is the need."""

    kind = "needs.arrived"
    template = "portal/needs/messages/arrived.txt"

    def subject(self) -> str:
        return _("New need %(reference)s") % {"reference": self.need.spoken_reference}


class NeedAssigned(ToReviewers):
    """Tells a reviewer of a need that somebody gave to them. ``row`` is the step."""

    kind = "needs.assigned"
    template = "portal/needs/messages/assigned.txt"
    row: NeedEvent

    def subject(self) -> str:
        return _("Need %(reference)s is yours to review") % {"reference": self.need.spoken_reference}


class CommunityAnswered(ToReviewers):
    """Tells the reviewer that the community has answered, so that the clock runs again. ``row`` is the question."""

    kind = "needs.answered"
    template = "portal/needs/messages/answered.txt"
    row: NeedInformationRequest

    def subject(self) -> str:
        return _("Answer to your question on %(reference)s") % {"reference": self.need.spoken_reference}


class BackForReview(ToReviewers):
    """Tells the reviewer that a need that was put off is back. ``row`` is the step."""

    kind = "needs.back_for_review"
    template = "portal/needs/messages/back_for_review.txt"

    def subject(self) -> str:
        return _("Back from being put off: %(reference)s") % {"reference": self.need.spoken_reference}


class OpenAgain(ToReviewers):
    """Tells the reviewer that a need is open again, because the one it was joined with was taken back. ``row`` is the
    step."""

    kind = "needs.open_again"
    template = "portal/needs/messages/open_again.txt"

    def subject(self) -> str:
        return _("Open again: %(reference)s") % {"reference": self.need.spoken_reference}


class TakenBack(ToReviewers):
    """Tells the reviewer that the community has taken its need back. ``row`` is the step."""

    kind = "needs.taken_back"
    template = "portal/needs/messages/taken_back.txt"

    def subject(self) -> str:
        return _("Taken back by the community: %(reference)s") % {"reference": self.need.spoken_reference}


class NeedsOverdue(Message):
    """Tells the reviewers, once a day, how many reviews are late and at risk, and which."""

    kind = "needs.overdue"
    template = "portal/needs/messages/overdue.txt"
    is_digested = True
    MOST_NAMED = 20

    def __init__(self, *, overdue: list[Need], at_risk: list[Need], day: clock.Day) -> None:
        self.overdue, self.at_risk, self.day = overdue, at_risk, day

    def key(self) -> str:
        return f"{self.day:%Y%m%d}"

    def recipients(self) -> Iterable[Recipient]:
        return reviewers()

    def subject(self) -> str:
        late, soon = len(self.overdue), len(self.at_risk)
        words = [ngettext("%(n)d need is late", "%(n)d needs are late", late) % {"n": late}] if late else []
        if soon:
            words.append(ngettext("%(n)d need is due soon", "%(n)d needs are due soon", soon) % {"n": soon})
        return ", ".join(words)

    def context(self) -> dict[str, Any]:
        return {
            "overdue": [
                (need, (self.day - need.due_on).days) for need in self.overdue[: self.MOST_NAMED] if need.due_on
            ],
            "at_risk": self.at_risk[: self.MOST_NAMED],
        }

    def path(self) -> str:
        return f"{reverse('needs_register:index')}?state={'late' if self.overdue else 'at_risk'}"
