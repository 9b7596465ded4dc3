"""Can somebody who lives there get it? One function answers, in a code for filters and in words for people.

``lives`` is the code of the region that a reader lives in; without one the answer is for people outside BARMM, whom the
portal is made for. Nothing here asks the database.
"""

from collections.abc import Collection
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.geography.labels import short_region_label

from .enums import Eligibility, OBCAccess

BARMM = "BARMM"

# Sentence and advice by answer. Lazy, because a list gives many answers, each of them one of a few.
OUTSIDE_BARMM = {
    Eligibility.OPEN: (
        gettext_lazy("You can get this if you live outside BARMM."),
        gettext_lazy("Check below who can apply and where it is offered."),
    ),
    Eligibility.CASE_BY_CASE: (
        gettext_lazy("Case by case."),
        gettext_lazy("Some people outside BARMM get this. Ask the office before you travel there."),
    ),
    Eligibility.BARMM_RESIDENTS: (
        gettext_lazy("Only for residents of BARMM."),
        gettext_lazy("People who live outside BARMM cannot get this."),
    ),
    Eligibility.UNKNOWN: (
        gettext_lazy("We do not know yet if people outside BARMM can get this."),
        gettext_lazy("Ask the office before you travel there."),
    ),
}
IN_A_REGION = {
    Eligibility.OPEN: (
        gettext_lazy("You can get this if you live in %(region)s."),
        gettext_lazy("Check below who can apply."),
    ),
    Eligibility.CASE_BY_CASE: (
        gettext_lazy("Case by case."),
        gettext_lazy("Some people in %(region)s get this. Ask the office before you travel there."),
    ),
    Eligibility.BARMM_RESIDENTS: (
        gettext_lazy("Only for residents of BARMM."),
        gettext_lazy("People who live in %(region)s cannot get this."),
    ),
    Eligibility.UNKNOWN: (
        gettext_lazy("We do not know yet if people in %(region)s can get this."),
        gettext_lazy("Ask the office before you travel there."),
    ),
    Eligibility.NOT_THERE: (
        gettext_lazy("Not offered in %(region)s."),
        gettext_lazy("Look below where it is offered."),
    ),
}


@dataclass(frozen=True, slots=True)
class Places:
    """Where a service is offered, by codes of regions."""

    everywhere: bool = False
    regions: frozenset[str] = frozenset()
    parts: frozenset[str] = frozenset()
    """Regions of which only some provinces are named."""

    @classmethod
    def of(cls, *, everywhere: bool, regions: Collection[str], regions_of_provinces: Collection[str]) -> "Places":
        whole = frozenset(regions)
        return cls(everywhere, whole, frozenset(regions_of_provinces) - whole)

    @property
    def named(self) -> frozenset[str]:
        return self.regions | self.parts

    @property
    def are_known(self) -> bool:
        return self.everywhere or bool(self.named)

    def hold(self, region: str) -> bool:
        return self.everywhere or region in self.regions or region in self.parts

    def hold_only_parts_of(self, region: str) -> bool:
        return not self.everywhere and region in self.parts


@dataclass(frozen=True, slots=True)
class Answer:
    code: Eligibility
    words: str
    """As a line in a list says it."""

    sentence: str
    """As the page of the service says it first."""

    advice: str
    """What that means for the reader, where the office has left no note."""


def code_of(access: str, places: Places, lives: str = "") -> Eligibility:
    if not lives:
        return Eligibility(access)
    if access == OBCAccess.BARMM_RESIDENTS:
        return Eligibility.OPEN if lives == BARMM else Eligibility.BARMM_RESIDENTS
    if lives == BARMM:
        return _code_in_barmm(access, places)
    if access != OBCAccess.OPEN_TO_OBC and not places.everywhere and places.named <= {BARMM}:
        # A service of BARMM itself, and some people outside may get it: that names no region they must live in.
        return Eligibility(access)
    if not places.are_known:
        return Eligibility.UNKNOWN
    return Eligibility(access) if places.hold(lives) else Eligibility.NOT_THERE


def _code_in_barmm(access: str, places: Places) -> Eligibility:
    if not places.are_known:
        return Eligibility.UNKNOWN
    if not places.hold(BARMM):
        return Eligibility.NOT_THERE
    # Who outside of BARMM may get it is no question for those who live there; what is nationwide may still ask.
    return Eligibility.OPEN if BARMM in places.named else Eligibility(access)


def answer(access: str, places: Places, lives: str = "") -> Answer:
    code = code_of(access, places, lives)
    return _to_somebody_in(lives, code, places) if lives else _to_people_outside_barmm(code)


def codes_for(lives: str = "") -> list[Eligibility]:
    """The answers that a reader may be given, the best first."""
    never = {Eligibility.BARMM_RESIDENTS} if lives == BARMM else set() if lives else {Eligibility.NOT_THERE}
    return [code for code in Eligibility if code not in never]


def label_of(code: Eligibility, lives: str = "") -> str:
    """The answer as a filter calls it: for all services that give it."""
    if code == Eligibility.OPEN and lives:
        return _("Open to you")
    if code == Eligibility.UNKNOWN and lives:
        return _("Ask the office")
    if code == Eligibility.NOT_THERE:
        return _("Not offered in %(region)s") % {"region": short_region_label(lives)}
    return str(OBCAccess(code.value).label)


def _to_people_outside_barmm(code: Eligibility) -> Answer:
    sentence, advice = OUTSIDE_BARMM[code]
    words = _("Not known if people outside BARMM can get it") if code == Eligibility.UNKNOWN else label_of(code)
    return Answer(code, words, str(sentence), str(advice))


def _to_somebody_in(lives: str, code: Eligibility, places: Places) -> Answer:
    region = {"region": short_region_label(lives)}
    if code == Eligibility.OPEN and places.hold_only_parts_of(lives):
        words = _("Open to you in parts of %(region)s") % region
        return Answer(code, words, f"{words}.", _("Look below in which provinces it is offered."))
    sentence, advice = IN_A_REGION[code]
    return Answer(code, label_of(code, lives), str(sentence) % region, str(advice) % region)
