"""What the pages say of one service: the answers to what people ask, in the order in which they ask.

The public page and the staff preview are made from the same ``ServicePage``. Nothing here looks at a request. What is
not known stays empty, and the template says that it is not reported.
"""

import re
from dataclasses import dataclass
from functools import cached_property
from urllib.parse import urlsplit

from django.db.models import Prefetch
from django.utils.translation import gettext as _

from portal.core.models import ServiceCategory
from portal.geography.labels import short_region_label
from portal.geography.maps import CoverageMap, coverage_map
from portal.geography.models import Province, Region
from portal.organizations.models import Organization

from . import eligibility
from .applications.through_portal import ThroughPortal
from .browsing.asked import Asked
from .browsing.facts import office_code
from .eligibility import BARMM, Places
from .enums import ApplicationMode, Eligibility, IntakeState, TransactionClass
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
    processing_time,
    words,
    year_and_month,
)

PHONE = re.compile(r"[\d\s()+./-]{6,}")

# Kinds of the answer box, by what it says.
ANSWER_KINDS = {
    Eligibility.OPEN: "yes",
    Eligibility.CASE_BY_CASE: "ask",
    Eligibility.BARMM_RESIDENTS: "no",
    Eligibility.NOT_THERE: "no",
    Eligibility.UNKNOWN: "unknown",
}


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


def for_page(rows: ServiceOfferingQuerySet) -> ServiceOfferingQuerySet:
    """With all that a page shows, in a number of queries that does not grow."""
    provinces = Prefetch("provinces_covered", Province.objects.select_related("region"))
    rows = rows.select_related("offering_mao", "category", "application_form", "through_portal")
    rows = rows.prefetch_related("geographic_coverage", provinces, "document_rows", "sources")
    return rows if is_english() else rows.prefetch_related("translations")


class ServicePage:
    """A service as its page shows it. Also of one that was never saved: a preview may miss what a published one has."""

    def __init__(self, offering: ServiceOffering, *, lives: str = "") -> None:
        self.offering = offering
        self.lives = lives
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
    def query_of_list(self) -> str:
        return Asked(lives=self.lives).query

    @property
    def query_of_office(self) -> str:
        """The list of what the same office offers."""
        code = office_code(self.office.acronym, self.office.name) if self.office else ""
        return Asked(lives=self.lives).choosing("office", code).query

    @property
    def query_of_category(self) -> str:
        return Asked(lives=self.lives).choosing("category", self.category.code if self.category else "").query

    @property
    def category(self) -> ServiceCategory | None:
        return self.offering.category if self.offering.category_id else None

    # Can I get it?

    @cached_property
    def for_reader(self) -> eligibility.Answer:
        """The answer to somebody who lives there, while it is offered."""
        offering = self.offering
        places = Places.of(
            everywhere=offering.is_nationwide,
            regions=[region.code for region in self.regions],
            regions_of_provinces=[province.region.code for province in self.provinces],
        )
        return eligibility.answer(offering.obc_access, places, self.lives)

    @cached_property
    def answer(self) -> Answer:
        if self.is_ended:
            return Answer("no", _("This service is not offered any more."), Words(_("Nothing new is accepted.")))
        said = self.for_reader
        is_about_reader = self.lives != BARMM and said.code == self.offering.obc_access
        note = self.text("obc_access_note") if is_about_reader else Words("")
        return Answer(ANSWER_KINDS[said.code], said.sentence, note or Words(said.advice))

    @property
    def lives_in(self) -> str:
        return short_region_label(self.lives) if self.lives else ""

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

    @property
    def is_followed_here(self) -> bool:
        """Whether the portal takes its applications, so that they can be followed here too."""
        form = getattr(self.offering, "application_form", None)
        return bool(form and form.live)

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

    @cached_property
    def through_portal(self) -> ThroughPortal | None:
        """What became of applications made here, as of the night; nothing where none was ever counted."""
        counted = getattr(self.offering, "through_portal", None)
        return ThroughPortal(counted) if counted else None

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
