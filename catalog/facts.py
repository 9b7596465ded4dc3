"""The answers on a service's page as lines of plain text: for paper, for sheets, and for machines.

Each line is one that the page shows, word for word. What is not reported has no lines; each reader says so in its way.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.core.days import long_date

from .answers import Figure, ServicePage
from .words import Words, in_english

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


@dataclass(frozen=True)
class Question:
    """What people ask, as the page calls it, and how the page of a service answers."""

    name: str
    label: "StrOrPromise"
    answer: Callable[[ServicePage], Iterator[Words]]

    def lines(self, service: ServicePage) -> list[Words]:
        return [line for line in self.answer(service) if line]


def _is_it_for_me(service: ServicePage) -> Iterator[Words]:
    yield Words(service.answer.title)
    yield service.answer.more


def _what_you_get(service: ServicePage) -> Iterator[Words]:
    yield Words(service.amount)
    yield service.texts["benefit_note"]
    yield service.texts["description"]


def _who_it_is_for(service: ServicePage) -> Iterator[Words]:
    yield service.texts["target_beneficiaries"]


def _who_can_apply(service: ServicePage) -> Iterator[Words]:
    yield Words(service.ages)
    yield service.texts["eligibility_criteria"]


def _how_to_apply(service: ServicePage) -> Iterator[Words]:
    yield Words(service.way_to_apply)
    yield service.texts["application_process"]
    if link := service.apply_link:
        yield Words(_("Apply on %(site)s") % {"site": link.label})
        yield Words(link.url)


def _when(service: ServicePage) -> Iterator[Words]:
    opens_on, closes_on = service.offering.opens_on, service.offering.closes_on
    if service.is_open and closes_on:
        yield Words(_("Taking applications until %(day)s") % {"day": long_date(closes_on)})
    elif service.is_open:
        yield Words(_("Taking applications now"))
    yield service.texts["application_period"]
    if service.opens_later and opens_on:
        yield Words(_("Applications open on %(day)s.") % {"day": long_date(opens_on)})
    elif service.is_closed and closes_on:
        yield Words(_("Applications closed on %(day)s.") % {"day": long_date(closes_on)})


def _what_to_bring(service: ServicePage) -> Iterator[Words]:
    for paper in service.papers:
        line = f"{paper.name} – {paper.note}" if paper.note else paper.name
        yield in_english(f"{line} ({_('only if you have it')})" if paper.is_optional else line)
    if not service.papers:
        yield service.texts["required_documents"]


def _what_it_costs(service: ServicePage) -> Iterator[Words]:
    yield service.texts["fees_description"]


def _how_long_it_takes(service: ServicePage) -> Iterator[Words]:
    yield service.texts["processing_time"]
    yield Words(service.legal_limit)


def _who_to_ask(service: ServicePage) -> Iterator[Words]:
    yield service.texts["contact_person"]
    yield Words(service.offering.contact_phone)
    yield Words(service.offering.contact_email)
    if service.website:
        yield Words(service.website.label)


def _where(service: ServicePage) -> Iterator[Words]:
    if service.offering.is_nationwide:
        yield Words(_("In the whole country"))
        return
    for place in service.places:
        yield Words(f"{place.region}: {', '.join(place.provinces)}" if place.provinces else place.region)


def _figures(service: ServicePage) -> Iterator[Words]:
    figures: list[Figure] = service.figures
    for figure in figures:
        yield Words(f"{figure.label}: {figure.value}")
    if figures and service.offering.beneficiaries_as_of:
        yield Words(_("Counted on %(day)s.") % {"day": long_date(service.offering.beneficiaries_as_of)})


def _last_checked(service: ServicePage) -> Iterator[Words]:
    if service.offering.last_checked_on:
        yield Words(_("Checked with the office on %(day)s.") % {"day": long_date(service.offering.last_checked_on)})
    elif service.facts_as_of:
        yield Words(
            _("Not yet checked with the office. The facts are as of %(month)s.") % {"month": service.facts_as_of}
        )
    else:
        yield Words(_("Not yet checked with the office."))


def _sources(service: ServicePage) -> Iterator[Words]:
    for source in service.sources:
        yield Words(source.label)


QUESTIONS = [
    Question("access", gettext_lazy("Can I get it?"), _is_it_for_me),
    Question("benefit", gettext_lazy("What you get"), _what_you_get),
    Question("for_whom", gettext_lazy("Who it is for"), _who_it_is_for),
    Question("eligibility", gettext_lazy("Who can apply"), _who_can_apply),
    Question("how", gettext_lazy("How to apply"), _how_to_apply),
    Question("when", gettext_lazy("When"), _when),
    Question("papers", gettext_lazy("What to bring"), _what_to_bring),
    Question("cost", gettext_lazy("What it costs"), _what_it_costs),
    Question("time", gettext_lazy("How long it takes"), _how_long_it_takes),
    Question("contact", gettext_lazy("Who to ask"), _who_to_ask),
    Question("where", gettext_lazy("Where it is offered"), _where),
    Question("figures", gettext_lazy("Figures reported by the office"), _figures),
    Question("checked", gettext_lazy("Last checked"), _last_checked),
    Question("sources", gettext_lazy("Where the facts come from"), _sources),
]
