"""What people are told about reported results."""

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext as _

from portal.monitoring.models import OutcomePeriod
from portal.monitoring.people import who_may
from portal.notifications.messages import Message, Recipient


class AboutResult(Message):
    """A message about the value of one result in one period, as it was reported at one moment."""

    def __init__(self, period: OutcomePeriod) -> None:
        self.period = period

    def key(self) -> str:
        return f"{self.period.pk}:{self.period.reported_at and self.period.reported_at.timestamp()}"

    def context(self) -> dict[str, Any]:
        outcome = self.period.outcome
        names = {"indicator": outcome.indicator, "period": str(self.period), "title": outcome.ppa.title}
        return {**names, "reason": self.period.decision_note}

    def path(self) -> str:
        return self.period.get_absolute_url()


class ResultReported(AboutResult):
    """Tells the M&E officers that a value waits for approval."""

    kind = "monitoring.result_reported"
    template = "portal/monitoring/messages/result_reported.txt"
    is_digested = True

    def recipients(self) -> Iterable[Recipient]:
        return who_may("confirm").exclude(pk__in=[self.period.reported_by_id])

    def subject(self) -> str:
        return _("Result to approve: %(title)s") % {"title": self.period.outcome.ppa.title}


class ResultSentBack(AboutResult):
    """Tells who reported a value that it is to be looked at again."""

    kind = "monitoring.result_sent_back"
    template = "portal/monitoring/messages/result_sent_back.txt"

    def key(self) -> str:
        return f"{super().key()}:{self.period.decided_at and self.period.decided_at.timestamp()}"

    def recipients(self) -> Iterable[Recipient]:
        return [self.period.reported_by] if self.period.reported_by else []

    def subject(self) -> str:
        return _("Result sent back: %(title)s") % {"title": self.period.outcome.ppa.title}
