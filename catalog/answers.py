"""What the pages say of one service: the answers to what people ask, in the order in which they ask.

The public page and the staff preview are made from the same ``ServicePage``; a line in a list is a ``Result``. Nothing
here looks at a request. What is not known stays empty, and the template says that it is not reported.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from urllib.parse import urlsplit
from uuid import UUID

from django.db.models import Case, IntegerField, Prefetch, Value, When
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from portal.core.models import ServiceCategory
from portal.geography.maps import CoverageMap, coverage_map
from portal.geography.models import Province, Region
from portal.organizations.models import Organization

from .browsing import office_code
from .enums import ApplicationMode, IntakeState, OBCAccess, TransactionClass
from .models import OfferingSource, RequiredDocument, ServiceOffering
from .querysets import ServiceOfferingQuerySet
from .words import (
    Words,
    ages,
    amount_given,
    first_sentence,
    in_english,
    is_english,
    pesos,
    shown_title,
    with_texts,
    words,
    year_and_month,
)

ALTERNATIVES = 3
PHONE = re.compile(r"[\d\s()+./-]{6,}")

# Kinds of the answer box and of the status in a list, by what they say.
ANSWER_KINDS = {
    OBCAccess.OPEN_TO_OBC: "yes",
    OBCAccess.CASE_BY_CASE: "ask",
    OBCAccess.BARMM_RESIDENTS: "no",
    OBCAccess.UNKNOWN: "unknown",
}
STATUS_KINDS = {"yes": "good", "ask": "warn", "no": "bad", "unknown": ""}


@dataclass(frozen=True)
class Answer:
    kind: str
    title: str
    more: Words


@dataclass(frozen=True)
class Link:
    label: str
    url: str


@dataclass(frozen=True)
class Place:
    """A region where a service is offered; with its provinces, where it is only offered in these."""

    region: str
    provinces: list[str]


@dataclass(frozen=True)
class Figure:
    label: str
    value: str


# ---- Rows, read in a number of queries that does not grow ------------------------------------------------------------


def for_page(rows: ServiceOfferingQuerySet) -> ServiceOfferingQuerySet:
    """With all that a page shows."""
    provinces = Prefetch("provinces_covered", Province.objects.select_related("region"))
    rows = rows.select_related("offering_mao", "category")
    rows = rows.prefetch_related("geographic_coverage", provinces, "document_rows", "sources")
    return rows if is_english() else rows.prefetch_related("translations")


def for_results(rows: ServiceOfferingQuerySet) -> ServiceOfferingQuerySet:
    """With all that a line in a list shows."""
    return with_texts(rows.select_related("offering_mao", "category"), "title", "description")


def results(keys: Iterable[UUID]) -> list["Result"]:
    """A line for each of these services, in their order."""
    keys = list(keys)
    offerings = {offering.pk: offering for offering in for_results(ServiceOffering.objects.filter(pk__in=keys))}
    return [Result(offerings[key]) for key in keys if key in offerings]


def alternatives_to(offering: ServiceOffering) -> list[ServiceOffering]:
    """What people outside BARMM could ask for instead: the same topic, the same kind of help first."""
    if not offering.category_id:
        return []
    same_kind = Case(
        When(service_type=offering.service_type, then=Value(0)), default=Value(1), output_field=IntegerField()
    )
    return list(
        ServiceOffering.objects.offered()
        .filter(category=offering.category_id, obc_access=OBCAccess.OPEN_TO_OBC)
        .exclude(pk=offering.pk)
        .select_related("offering_mao")
        .annotate(shown_title=shown_title())
        .order_by(same_kind, "-is_nationwide", "title", "pk")[:ALTERNATIVES]
    )


# ---- A line in a list ------------------------------------------------------------------------------------------------


class Result:
    """A service as a good index names it."""

    def __init__(self, offering: ServiceOffering) -> None:
        self.offering = offering
        self.url = offering.get_absolute_url()
        self.title = words(offering, "title")
        self.summary = first_sentence(words(offering, "description"))
        self.access_kind = STATUS_KINDS[ANSWER_KINDS[OBCAccess(offering.obc_access)]]
        intake = offering.intake_state()
        self.is_open = intake == IntakeState.OPEN
        self.opens_later = intake == IntakeState.OPENS_LATER
        self.is_closed = intake == IntakeState.CLOSED
        self.is_by_list = intake == IntakeState.NO_APPLICATION and offering.application_mode == ApplicationMode.LIST
        self.needs_no_application = intake == IntakeState.NO_APPLICATION and not self.is_by_list

    @property
    def by(self) -> str:
        return f"{self.offering.offering_mao} · {self.offering.category.label}"

    @property
    def access(self) -> str:
        if self.offering.obc_access == OBCAccess.UNKNOWN:
            return _("Not known if people outside BARMM can get it")
        return self.offering.get_obc_access_display()

    @property
    def cost(self) -> Words:
        return in_english(self.offering.fees_description)

    @property
    def time(self) -> Words:
        return processing_time(self.offering)

    @property
    def amount(self) -> str:
        return amount_given(self.offering.benefit_amount_min, self.offering.benefit_amount_max)


def processing_time(offering: ServiceOffering) -> Words:
    """The office's own words, or the number of working days."""
    if offering.processing_time:
        return in_english(offering.processing_time)
    if offering.processing_days is None:
        return Words("")
    days = offering.processing_days
    return Words(ngettext("%(days)d working day", "%(days)d working days", days) % {"days": days})


# ---- A page ----------------------------------------------------------------------------------------------------------


class ServicePage:
    """A service as its page shows it. Also of one that was never saved: a preview may miss what a published one has."""

    def __init__(self, offering: ServiceOffering) -> None:
        self.offering = offering
        self.is_ended = not offering.is_active
        intake = offering.intake_state()
        self.is_open = intake == IntakeState.OPEN
        self.opens_later = intake == IntakeState.OPENS_LATER
        self.is_closed = intake == IntakeState.CLOSED
        self.may_apply_now = intake in (IntakeState.OPEN, IntakeState.NOT_STATED)

    @property
    def office(self) -> Organization | None:
        return self.offering.offering_mao if self.offering.offering_mao_id else None

    @property
    def office_code(self) -> str:
        return office_code(self.office.acronym, self.office.name) if self.office else ""

    @property
    def category(self) -> ServiceCategory | None:
        return self.offering.category if self.offering.category_id else None

    # Can I get it?

    @cached_property
    def answer(self) -> Answer:
        if self.is_ended:
            return Answer("no", _("This service is not offered any more."), Words(_("Nothing new is accepted.")))
        access = OBCAccess(self.offering.obc_access)
        title, usual = {
            OBCAccess.OPEN_TO_OBC: (
                _("You can get this if you live outside BARMM."),
                _("Check below who can apply and where it is offered."),
            ),
            OBCAccess.CASE_BY_CASE: (
                _("Case by case."),
                _("Some people outside BARMM get this. Ask the office before you travel there."),
            ),
            OBCAccess.BARMM_RESIDENTS: (
                _("Only for residents of BARMM."),
                _("People who live outside BARMM cannot get this."),
            ),
            OBCAccess.UNKNOWN: (
                _("We do not know yet if people outside BARMM can get this."),
                _("Ask the office before you travel there."),
            ),
        }[access]
        return Answer(ANSWER_KINDS[access], title, self.text("obc_access_note") or Words(usual))

    @cached_property
    def alternatives(self) -> list[ServiceOffering]:
        """Open services of the same topic, where this one is not to be had outside BARMM."""
        if self.is_ended or self.offering.obc_access == OBCAccess.BARMM_RESIDENTS:
            return alternatives_to(self.offering)
        return []

    # The texts

    def text(self, name: str) -> Words:
        return words(self.offering, name)

    @cached_property
    def texts(self) -> dict[str, Words]:
        """Every text that people wrote, by the name of its field."""
        names = (
            "title description benefit_note target_beneficiaries eligibility_criteria application_process"
            " required_documents application_period fees_description contact_person"
        )
        texts = {name: self.text(name) for name in names.split()}
        return texts | {"alert": in_english(self.offering.alert), "processing_time": processing_time(self.offering)}

    @property
    def english_lang(self) -> str:
        """The mark of texts that are only kept in English."""
        return in_english("-").lang

    @property
    def has_english_parts(self) -> bool:
        """Whether a page in another language shows anything in English besides the official name."""
        texts = [text for name, text in self.texts.items() if name != "title"]
        texts_in_english = any(text.lang for text in [*texts, self.answer.more])
        return texts_in_english or (bool(self.papers) and not is_english())

    @property
    def summary(self) -> str:
        return first_sentence(self.texts["description"]).text

    # What you get, who can apply, how, when

    @property
    def amount(self) -> str:
        return amount_given(self.offering.benefit_amount_min, self.offering.benefit_amount_max)

    @property
    def ages(self) -> str:
        return ages(self.offering.minimum_age, self.offering.maximum_age)

    @property
    def way_to_apply(self) -> str:
        """In words; nothing for the usual way, which goes without saying."""
        if self.offering.application_mode == ApplicationMode.OFFICE:
            return ""
        return self.offering.get_application_mode_display()

    @property
    def apply_link(self) -> Link | None:
        """Only where pressing it now leads to applying."""
        offering = self.offering
        if offering.application_mode != ApplicationMode.ONLINE or not offering.apply_url or not self.may_apply_now:
            return None
        return Link(host(offering.apply_url), offering.apply_url)

    @cached_property
    def papers(self) -> list[RequiredDocument]:
        return list(self.offering.document_rows.all())

    @property
    def legal_limit(self) -> str:
        """What the Ease of Doing Business Act grants, in plain words."""
        if not self.offering.transaction_class:
            return ""
        days = TransactionClass(self.offering.transaction_class).working_days
        return _("By law the office decides within %(days)d working days.") % {"days": days}

    # Who to ask

    @property
    def phone_link(self) -> str:
        phone = self.offering.contact_phone
        return "tel:" + re.sub(r"[^\d+]", "", phone) if PHONE.fullmatch(phone) else ""

    @property
    def website(self) -> Link | None:
        return Link(host(self.offering.website_url), self.offering.website_url) if self.offering.website_url else None

    @property
    def has_contact(self) -> bool:
        offering = self.offering
        return bool(offering.contact_person or offering.contact_phone or offering.contact_email or offering.website_url)

    # Where it is offered

    @cached_property
    def regions(self) -> list[Region]:
        return list(self.offering.geographic_coverage.all())

    @cached_property
    def provinces(self) -> list[Province]:
        return list(self.offering.provinces_covered.all())

    @cached_property
    def places(self) -> list[Place]:
        """Whole regions, and regions of which only some provinces are covered, in the order of regions."""
        whole = {region.pk for region in self.regions}
        named: dict[Region, list[str]] = {region: [] for region in self.regions}
        for province in self.provinces:
            if province.region_id not in whole:
                named.setdefault(province.region, []).append(province.name)
        ordered = sorted(named.items(), key=lambda place: (place[0].position, place[0].sort_name))
        return [Place(region.label, provinces) for region, provinces in ordered]

    @cached_property
    def map(self) -> CoverageMap | None:
        return coverage_map(self.regions, self.provinces, nationwide=self.offering.is_nationwide)

    # How far the facts can be relied on

    @property
    def figures(self) -> list[Figure]:
        """What the office itself has reported; what it has not reported is left out, never zero."""
        offering = self.offering
        numbers = [
            (_("People helped so far"), offering.total_beneficiaries_to_date),
            (_("From communities outside BARMM"), offering.obc_beneficiaries_to_date),
            (_("Slots"), offering.slots_available),
        ]
        figures = [Figure(label, f"{number:,}") for label, number in numbers if number is not None]
        if offering.annual_budget is not None:
            figures.append(Figure(_("Budget a year"), pesos(offering.annual_budget)))
        return figures

    @property
    def facts_as_of(self) -> str:
        return year_and_month(self.offering.facts_as_of)

    @cached_property
    def sources(self) -> list[Link]:
        """Each page that the facts come from, called by its host; numbered where a host comes more than once."""
        rows: list[OfferingSource] = list(self.offering.sources.all())
        hosts = [host(row.source_url) for row in rows]
        links = []
        for place, (name, row) in enumerate(zip(hosts, rows, strict=True)):
            nth = hosts[: place + 1].count(name)
            links.append(Link(f"{name} ({nth})" if hosts.count(name) > 1 else name, row.source_url))
        return links


def host(address: str) -> str:
    """``https://www.dswd.gov.ph/aics`` as people call it: dswd.gov.ph."""
    try:
        return (urlsplit(address).hostname or address).removeprefix("www.")
    except ValueError:  # a bracket that is no IPv6 address
        return address
