"""The checklist of a case: the papers its service asks for, and the files that came for each."""

from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from catalog.models import ApplicationFile, ServiceApplication
from catalog.questions import Kind


@dataclass
class Paper:
    name: str
    note: str = ""
    is_optional: bool = False
    files: list[ApplicationFile] = field(default_factory=list)

    @property
    def state(self) -> str:
        """In words: accepted as soon as one file is."""
        marks = {file.is_accepted for file in self.files}
        if True in marks:
            return _("accepted")
        if None in marks:
            return _("to be checked")
        if marks:
            return _("not accepted")
        return _("not sent (only if they have it)") if self.is_optional else _("missing")


def checklist(case: ServiceApplication) -> list[Paper]:
    """In the order of the service's list; then what came for no paper of the list, such as answers sent later."""
    papers = {
        row.pk: Paper(row.name, row.note, row.is_optional) for row in case.service.document_rows.order_by("sort_order")
    }
    asked = {
        question.name: question for question in case.form_version.definition.questions() if question.kind == Kind.FILE
    }
    others: dict[str, Paper] = {}
    for file in case.files.select_related("file", "checked_by"):
        question = asked.get(file.question)
        paper = papers.get(question.paper or 0) if question else None
        if paper is None:
            name = str(question.label) if question else _("Sent later")
            paper = others.setdefault(name, Paper(name))
        paper.files.append(file)
    return [*papers.values(), *others.values()]
