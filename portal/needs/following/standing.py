"""Where a need stands, for who follows it: the same on the page that a number opens and on the fuller one.

``Standing`` holds nothing personal: no title, no name, nothing that somebody wrote.
"""

from dataclasses import dataclass
from functools import cached_property

from portal.needs import clock
from portal.needs.actions.answering import can_withdraw
from portal.needs.enums import NeedStatus
from portal.needs.models import Need, NeedFile, NeedInformationRequest
from portal.needs.telling import Step, awaited, public_words, question_to_answer, timeline

KINDS = {
    NeedStatus.COMPLETED: "",
    NeedStatus.REJECTED: "bad",
    NeedStatus.WITHDRAWN: "calm",
    NeedStatus.DUPLICATE: "calm",
}


@dataclass(frozen=True)
class Standing:
    need: Need

    @property
    def state(self) -> str:
        return public_words(self.need.status)

    @property
    def kind(self) -> str:
        """As ``<c-notice>`` knows it."""
        if self.question:
            return "warn"
        return KINDS.get(NeedStatus(self.need.status), "calm")

    @property
    def awaited(self) -> str:
        return awaited(self.need)

    @cached_property
    def question(self) -> NeedInformationRequest | None:
        return question_to_answer(self.need)

    @property
    def is_late(self) -> bool:
        need = self.need
        is_open = need.reviewed_at is None and need.status == NeedStatus.IDENTIFIED and need.paused_on is None
        return bool(is_open and need.due_on and need.due_on < clock.today())

    @property
    def can_be_taken_back(self) -> bool:
        return can_withdraw(self.need)


class Story(Standing):
    """The need for who may read it: who sent it, and who speaks for its community."""

    @cached_property
    def steps(self) -> list[Step]:
        return timeline(self.need)

    @cached_property
    def files(self) -> list[NeedFile]:
        return list(self.need.files.select_related("file"))

    @cached_property
    def questions(self) -> list[NeedInformationRequest]:
        """What was asked and answered, the newest first."""
        return list(reversed(self.need.information_requests.all()))
