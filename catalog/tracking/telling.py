"""What the fuller view tells besides where the case stands: what was answered, sent, asked and done."""

from dataclasses import dataclass
from functools import cached_property

from catalog.applications import answering
from catalog.enums import EventKind
from catalog.models import ApplicationEvent, ApplicationFile, InformationRequest, Satisfaction
from catalog.questions import Definition, Kind, Question
from catalog.questions.fields import rows

from .access import Sight
from .standing import Standing

TOLD = [  # who does the work inside the office, and its points, are not the applicant's
    EventKind.RECEIVED,
    EventKind.REVIEW_BEGAN,
    EventKind.INFORMATION_ASKED,
    EventKind.INFORMATION_GIVEN,
    EventKind.CLOCK_RESUMED,
    EventKind.EXTENDED,
    EventKind.WAITLISTED,
    EventKind.APPROVED,
    EventKind.REJECTED,
    EventKind.OBJECTED,
    EventKind.OBJECTION_ANSWERED,
    EventKind.COMPLETED,
    EventKind.CLOSED,
]


@dataclass(frozen=True)
class Paper:
    name: str
    question: str
    file: ApplicationFile


class CaseStory(Standing):
    """A case for those who may read it: the applicant, or the representative who filed it."""

    def __init__(self, sight: Sight) -> None:
        super().__init__(sight.application)
        self.is_full = sight.is_full

    @cached_property
    def steps(self) -> list[ApplicationEvent]:
        return list(self.application.events.filter(kind__in=TOLD))

    @cached_property
    def definition(self) -> Definition:
        return self.application.form_version.definition

    @property
    def answers(self) -> list[tuple[Question, str]]:
        """Each question that was asked and its answer in words; papers stand apart."""
        asked = rows(self.definition, self.application.answers)
        return [(question, answer) for question, answer in asked if question.kind != Kind.FILE]

    @cached_property
    def papers(self) -> list[Paper]:
        labels = {question.name: str(question.label) for question in self.definition.questions()}
        files = self.application.files.select_related("file")
        return [Paper(file.file.name, labels.get(file.question, ""), file) for file in files]

    @cached_property
    def questions_asked(self) -> list[InformationRequest]:
        """What the office asked and what was answered, the newest first."""
        return list(self.application.information_requests.order_by("-pk"))

    @property
    def refusal(self) -> str:
        reason = self.application.refusal_reason
        return reason.label if reason else ""

    @cached_property
    def rating(self) -> Satisfaction | None:
        return Satisfaction.objects.filter(application=self.application).first()

    @property
    def may_rate(self) -> bool:
        return answering.can_rate(self.application) and self.rating is None
