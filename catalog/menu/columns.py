"""What a menu says of each service: one list of columns, for the printed pages and for the sheets."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from catalog.answers import ServicePage, for_page
from catalog.facts import QUESTIONS, Question
from catalog.models import ServiceOffering
from portal.core.tables import Column

CHUNK = 100


def pages(services: Sequence[UUID], *, lives: str = "") -> Iterator[ServicePage]:
    """The page of each of these services that is still offered, in their order, for somebody who lives there."""
    for start in range(0, len(services), CHUNK):
        chunk = services[start : start + CHUNK]
        rows = for_page(ServiceOffering.objects.offered().filter(pk__in=chunk))
        offerings = {offering.pk: offering for offering in rows}
        yield from (ServicePage(offerings[key], lives=lives) for key in chunk if key in offerings)


@dataclass(frozen=True)
class Heading:
    """A line above the answers."""

    name: str
    label: object
    text: Callable[[ServicePage], str]


HEADINGS = [
    Heading("title", _("Name of the service"), lambda service: service.texts["title"].text),
    Heading("other_names", _("Also called"), lambda service: ", ".join(service.offering.other_names)),
    Heading("office", _("Office"), lambda service: str(service.office or "")),
    Heading("topic", _("Topic"), lambda service: service.category.label if service.category else ""),
    Heading("type", _("Kind of help"), lambda service: service.offering.get_service_type_display()),
    Heading("alert", _("Note"), lambda service: service.texts["alert"].text),
]


def _answers(question: Question) -> Callable[[ServicePage], str]:
    return lambda service: "\n".join(line.text for line in question.lines(service))


COLUMNS = [
    *(Column(heading.name, heading.label, value=heading.text) for heading in HEADINGS),
    *(Column(question.name, question.label, value=_answers(question), width=40) for question in QUESTIONS),
    Column("page", _("Address of the page"), value=lambda service: service.offering.full_url, width=50),
]
