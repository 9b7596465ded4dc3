"""What people are told of the stages of a PPA."""

from collections.abc import Iterable
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from portal.accounts.models import User
from portal.monitoring.models import MonitoringEntryWorkflowStage
from portal.monitoring.people import keepers_of
from portal.notifications.messages import Message, Recipient


class AboutStage(Message):
    is_digested = True

    def __init__(self, stage: MonitoringEntryWorkflowStage) -> None:
        self.stage = stage

    def key(self) -> str:
        return f"{self.stage.pk}:{timezone.now().timestamp()}"

    def context(self) -> dict[str, Any]:
        return {
            "stage": str(self.stage.get_stage_display()),
            "year": self.stage.fiscal_year,
            "title": self.stage.ppa.title,
            "due_on": self.stage.due_on,
        }

    def path(self) -> str:
        return self.stage.get_absolute_url()


class StageGiven(AboutStage):
    """Tells somebody that they see to a stage."""

    kind = "monitoring.stage_given"
    template = "portal/monitoring/messages/stage_given.txt"

    def recipients(self) -> Iterable[Recipient]:
        return [self.stage.owner] if self.stage.owner else []

    def subject(self) -> str:
        return _("You see to a stage: %(title)s") % {"title": self.stage.ppa.title}


class StageBlocked(AboutStage):
    """Tells who sees to a stage, and the keepers of the PPA, that something blocks it."""

    kind = "monitoring.stage_blocked"
    template = "portal/monitoring/messages/stage_blocked.txt"

    def __init__(self, stage: MonitoringEntryWorkflowStage, *, by: User) -> None:
        super().__init__(stage)
        self.by = by

    def recipients(self) -> Iterable[Recipient]:
        people = [*([self.stage.owner] if self.stage.owner else []), *keepers_of(self.stage.ppa)]
        return [person for person in people if person and person != self.by]

    def subject(self) -> str:
        return _("A stage is blocked: %(title)s") % {"title": self.stage.ppa.title}
