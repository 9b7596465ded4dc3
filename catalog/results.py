"""A line in a list for each service: the list itself, the home page, the feed, services beside another."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from search.facade import Marks

from .browsing.asked import counted_address, page_address
from .browsing.facts import Facts, Row
from .browsing.nearest import nearest_open
from .eligibility import Answer, Places, answer
from .enums import ApplicationMode, Eligibility, IntakeState
from .models import ServiceOffering
from .querysets import ServiceOfferingQuerySet
from .words import Words, amount_given, first_sentence, in_english, processing_time, with_texts, words

ANYWHERE, NO_MARKS = Places(), Marks()
STATUS_KINDS = {
    Eligibility.OPEN: "good",
    Eligibility.CASE_BY_CASE: "warn",
    Eligibility.BARMM_RESIDENTS: "bad",
    Eligibility.NOT_THERE: "bad",
    Eligibility.UNKNOWN: "",
}


def for_results(rows: ServiceOfferingQuerySet) -> ServiceOfferingQuerySet:
    """With all that a line in a list shows."""
    return with_texts(rows.select_related("offering_mao", "category", "application_form"), "title", "description")


def results(
    rows: Iterable[Row],
    *,
    lives: str = "",
    marks: Marks = NO_MARKS,
    recommended: Collection[str] = (),
    token: str = "",
) -> list["Result"]:
    """A line for each of these services, in their order, for a reader who lives there.

    Args:
        marks: what to mark in names and summaries, because it was searched for.
        recommended: keys of those that OOBC puts first.
        token: of the search whose results these are, so that their links count for it.
    """
    rows = list(rows)
    found = for_results(ServiceOffering.objects.filter(pk__in=[row.pk for row in rows]))
    offerings = {offering.pk: offering for offering in found}
    return [
        Result(
            offerings[row.pk],
            lives=lives,
            places=row.places,
            marks=marks,
            is_recommended=str(row.pk) in recommended,
            token=token,
        )
        for row in rows
        if row.pk in offerings
    ]


def name_nearest(lines: Iterable["Result"], facts: Facts, *, lives: str = "") -> None:
    """Give each that the reader cannot get the nearest one that is open to them, where there is one."""
    for line in lines:
        if line.answer.code.is_no:
            category, kind = line.offering.category.code, line.offering.service_type
            for row in nearest_open(facts, category=category, service_type=kind, lives=lives)[:1]:
                line.nearest = Nearest(row.title, page_address(row.pk, lives))


@dataclass(frozen=True)
class Nearest:
    title: Words
    url: str


class Result:
    """A service as a good index names it."""

    def __init__(
        self,
        offering: ServiceOffering,
        *,
        lives: str = "",
        places: Places = ANYWHERE,
        marks: Marks = NO_MARKS,
        is_recommended: bool = False,
        token: str = "",
    ) -> None:
        self.offering = offering
        self.url = counted_address(offering.pk, token, lives) if token else page_address(offering.pk, lives)
        self.title = words(offering, "title")
        self.summary = first_sentence(words(offering, "description"))
        self.marks = marks
        self.is_recommended = is_recommended
        self.nearest: Nearest | None = None
        self.answer: Answer = answer(offering.obc_access, places, lives)
        self.access_kind = STATUS_KINDS[self.answer.code]
        intake = offering.intake_state()
        self.is_open = intake == IntakeState.OPEN
        self.opens_later = intake == IntakeState.OPENS_LATER
        self.is_closed = intake == IntakeState.CLOSED
        self.is_by_list = intake == IntakeState.NO_APPLICATION and offering.application_mode == ApplicationMode.LIST
        self.needs_no_application = intake == IntakeState.NO_APPLICATION and not self.is_by_list

    @property
    def marked_title(self) -> SafeString:
        """The name as HTML, with what answers the search marked."""
        return _marked(self.title.text, self.marks)

    @property
    def marked_summary(self) -> SafeString:
        return _marked(self.summary.text, self.marks)

    @property
    def by(self) -> str:
        return f"{self.offering.offering_mao} · {self.offering.category.label}"

    @property
    def cost(self) -> Words:
        return in_english(self.offering.fees_description)

    @property
    def time(self) -> Words:
        return processing_time(self.offering)

    @property
    def amount(self) -> str:
        return amount_given(self.offering.benefit_amount_min, self.offering.benefit_amount_max)

    @property
    def whom_to_ask(self) -> str:
        """For paper, where no link leads to the page."""
        offering = self.offering
        ways = (offering.contact_person, offering.contact_phone, offering.contact_email)
        return ", ".join(way for way in ways if way)


def _marked(text: str, marks: Marks) -> SafeString:
    pieces = marks.split(text)
    return format_html_join(
        "", "{}", ((format_html("<mark>{}</mark>", piece) if hit else piece,) for piece, hit in pieces)
    )
