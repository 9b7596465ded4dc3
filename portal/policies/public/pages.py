"""A recommendation as public pages and files tell it: its published text, where it stands, its steps and its results.

No draft, no name of staff, no note. Of communities only those are named that may be named in public.
"""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import Any
from uuid import UUID

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import CharField, OuterRef
from django.db.models.functions import Cast, JSONObject
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from portal.communities.enums import Publicity
from portal.communities.models import OBCCommunity
from portal.core.days import long_date
from portal.core.in_words import about_pesos, exact_number, pesos_in_words, whole_percent
from portal.core.models import Sector
from portal.geography.labels import region_label
from portal.geography.models import Region
from portal.needs.models import NeedSummary
from portal.organizations.models import Organization
from portal.policies.enums import DecisionKind, ImpactDirection, MilestoneState, PolicyStatus
from portal.policies.figures import Progress, progress_in, progress_of
from portal.policies.models import (
    PolicyBudgetYear,
    PolicyConsideration,
    PolicyDecision,
    PolicyImpact,
    PolicyImplementationMilestone,
    PolicyRecommendation,
)
from portal.policies.money import Money, money_of
from portal.policies.querysets import PolicyQuerySet
from portal.policies.telling import (
    CATEGORIES,
    CHANGED_SINCE,
    SCOPES,
    STEPS,
    kind_of,
    state_in_words,
    state_of,
    status_in_words,
)
from search.facade import Marks

from .facts import Row, office_code
from .timeline import PublicStep, public_reason, public_steps

NAMED = {"name": "name", "acronym": "acronym"}
ROWS = ["decisions", "impacts", "milestones__responsible_organization"]
LABELLED = {"code": "code", "name": "name", "name_fil": "name_fil"}


class PublicPolicy:
    """A line of the list; of a recommendation that ``told_rows`` gives."""

    def __init__(
        self, policy: Any, money: Money | None = None, progress: Progress | None = None, *, marks: Marks | None = None
    ) -> None:
        self.policy = policy
        self.money = money or Money()
        self.told_progress = progress or Progress()
        self.marks = marks or Marks()

    @property
    def url(self) -> str:
        return reverse("policies:detail", args=[self.policy.pk])

    @property
    def title(self) -> str:
        return _own(self.policy.title, self.policy.title_fil)

    @property
    def title_lang(self) -> str:
        """Where the title is not in the language of the page."""
        return _lang(self.policy.title_fil)

    @property
    def marked_title(self) -> list[tuple[str, bool]]:
        return self.marks.split(self.title)

    @property
    def summary(self) -> str:
        return _own(self.policy.summary, self.policy.summary_fil)

    @property
    def summary_lang(self) -> str:
        return _lang(self.policy.summary_fil)

    @property
    def state(self) -> str:
        return state_in_words(self.policy.status)

    @property
    def state_code(self) -> str:
        """For the list."""
        return state_of(self.policy.status)

    @property
    def status(self) -> str:
        return status_in_words(self.policy.status)

    @property
    def status_kind(self) -> str:
        return kind_of(self.policy.status)

    @property
    def sectors(self) -> list[str]:
        return [_own(row["name"], row["name_fil"]) for row in self.policy.sector_rows]

    @property
    def leads(self) -> list[str]:
        return [row["name"] for row in self.policy.lead_rows]

    @property
    def lead_acronyms(self) -> list[str]:
        """Short, as people know them."""
        return [row["acronym"] or row["name"] for row in self.policy.lead_rows]

    @property
    def granted(self) -> str:
        return about_pesos(self.money.granted) if self.money.granted else ""

    @property
    def covered(self) -> str:
        return whole_percent(self.money.covered)

    @property
    def is_costed(self) -> bool:
        return self.money.required is not None

    @property
    def has_ended(self) -> bool:
        return self.policy.status in PolicyStatus.ended()

    @property
    def progress(self) -> str:
        """“2 of 5 steps done”; empty where no step is named."""
        found = self.told_progress
        if not found.milestones:
            return ""
        steps = ngettext("%(done)d of %(all)d step done", "%(done)d of %(all)d steps done", found.milestones)
        return steps % {"done": found.done, "all": found.milestones}

    @property
    def lateness(self) -> str:
        late = self.told_progress.late
        return ngettext("%(late)d step is late", "%(late)d steps are late", late) % {"late": late} if late else ""


def told_rows() -> PolicyQuerySet:
    """Recommendations that are public, with all that a line says of them: one statement."""
    return with_told(PolicyRecommendation.objects.public())


def with_told(policies: PolicyQuerySet) -> PolicyQuerySet:
    here = OuterRef("pk")
    sectors = Sector.objects.filter(policies=here).order_by("position", "name")
    leads = Organization.objects.filter(led_policies=here).order_by("sort_name")
    return policies.annotate(
        sector_rows=ArraySubquery(sectors.values(row=JSONObject(**LABELLED))),
        lead_rows=ArraySubquery(leads.values(row=JSONObject(**NAMED))),
    )


def shown(rows: Iterable[Row], *, marks: Marks | None = None) -> list[PublicPolicy]:
    """A line for each of these rows, in their order, with its money and steps."""
    keys = [row.pk for row in rows]
    policies = PolicyRecommendation.objects.filter(pk__in=keys)
    money, progress = money_of(policies), progress_of(policies)
    found = {
        policy.pk: PublicPolicy(policy, money.get(policy.pk), progress.get(policy.pk), marks=marks)
        for policy in told_rows().filter(pk__in=keys)
    }
    return [found[key] for key in keys if key in found]


# ---- The page of one -------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class ToldStep:
    """One milestone."""

    title: str
    office: str
    due: str
    state: str
    kind: str
    """As ``<c-status>`` knows it."""


@dataclass(frozen=True)
class ToldImpact:
    """One number that should change, or has."""

    title: str
    unit: str
    before: str
    target: str
    now: str
    on: str
    verdict: str
    kind: str
    method: str


@dataclass(frozen=True)
class CostYear:
    year: int
    amount: str


class PublicPage(PublicPolicy):
    """All that the page says; ``read`` gives it, in at most five statements beside those of other rooms."""

    def __init__(self, policy: Any, money: Money | None = None) -> None:
        self.read_milestones: list[PolicyImplementationMilestone] = list(policy.milestones.all())
        has_ended = policy.status in PolicyStatus.ended()
        super().__init__(policy, money, progress_in(self.read_milestones, has_ended=has_ended))

    @classmethod
    def read(cls, pk: UUID) -> "PublicPage | None":
        rows = page_rows(PolicyRecommendation.objects.public())
        policy = rows.prefetch_related(*ROWS).filter(pk=pk).first()
        return cls(policy) if policy else None

    @classmethod
    def of(cls, text: Any) -> "PublicPage":
        """Of a row, or of a draft, that was read without what ``page_rows`` adds."""
        text.sector_rows = [_row_of(one, LABELLED) for one in text.sectors.all()]
        text.lead_rows = [_row_of(one, NAMED) for one in text.lead_organizations.all()]
        text.partner_names = [one.name for one in text.partner_organizations.all()]
        text.region_rows = [_row_of(one, {"code": "code", "name": "name"}) for one in text.regions.all()]
        told = [one for one in text.communities.all() if one.is_public]
        text.community_rows = [_row_of(one, {"name": "name", "publicity": "publicity"}) for one in told]
        text.year_rows = [{"year": one.fiscal_year, "amount": str(one.amount)} for one in text.budget_years.all()]
        text.consideration_texts = [one.text for one in text.considerations.all()]
        return cls(text)

    @property
    def texts(self) -> list[tuple[str, str]]:
        """What it says, by heading; empty parts are left out."""
        policy = self.policy
        parts = [
            (_("The problem"), policy.problem_statement),
            (_("What is proposed"), policy.proposed_solution),
            (_("Why this would help"), policy.rationale),
            (_("What it takes"), policy.resource_requirements),
        ]
        return [(title, text) for title, text in parts if text.strip()]

    @property
    def lang(self) -> str:
        """Of texts that have no Filipino."""
        return "en" if get_language() == "fil" else ""

    @property
    def category(self) -> str:
        return str(CATEGORIES[self.policy.category])

    @property
    def offices(self) -> list[tuple[str, str]]:
        """Those in the lead, with how the list names them."""
        return [(row["name"], office_code(row["acronym"], row["name"])) for row in self.policy.lead_rows]

    @property
    def partners(self) -> list[str]:
        return list(self.policy.partner_names)

    @property
    def places(self) -> list[str]:
        """Regions by name, or in words how far it reaches."""
        regions = [region_label(row["code"], row["name"]) for row in self.policy.region_rows]
        return regions or [str(SCOPES[self.policy.scope])]

    @property
    def communities(self) -> list[str]:
        return [row["name"] for row in self.policy.community_rows if row["publicity"] == Publicity.NAMED]

    @property
    def unnamed_communities(self) -> int:
        return len(self.policy.community_rows) - len(self.communities)

    @property
    def considerations(self) -> list[str]:
        return list(self.policy.consideration_texts)

    @cached_property
    def cost_years(self) -> list[CostYear]:
        return [CostYear(row["year"], pesos_in_words(Decimal(row["amount"]))) for row in self.policy.year_rows]

    @property
    def cost(self) -> str:
        return pesos_in_words(sum((Decimal(row["amount"]) for row in self.policy.year_rows), Decimal()))

    @property
    def is_costed(self) -> bool:
        return bool(self.policy.year_rows)

    # ---- What was decided --------------------------------------------------------------------------------------------

    @cached_property
    def decisions(self) -> list[PolicyDecision]:
        return list(self.policy.decisions.all())

    @cached_property
    def steps(self) -> list[PublicStep]:
        return public_steps(self.policy, self.decisions)

    @property
    def reason(self) -> str:
        """Why it was put off or not taken up, while it is."""
        if self.policy.status not in (PolicyStatus.DEFERRED, PolicyStatus.REJECTED):
            return ""
        return next((reason for one in reversed(self.decisions) if (reason := public_reason(one))), "")

    @property
    def review_on(self) -> datetime.date | None:
        """When it is looked at again, while it is put off."""
        if self.policy.status != PolicyStatus.DEFERRED:
            return None
        return next((one.review_on for one in reversed(self.decisions) if one.review_on), None)

    @property
    def changed_since(self) -> str:
        """That the public text is not the one which was decided about, in words; empty where it is."""
        last = bound_by(self.decisions)
        if last is None or last.revision_id == self.policy.live_revision_id:
            return ""
        return str(CHANGED_SINCE[DecisionKind(last.kind)])

    @property
    def changed_on(self) -> datetime.date | None:
        changed_at = self.policy.last_published_at
        return timezone.localdate(changed_at) if changed_at else None

    # ---- How far it is -----------------------------------------------------------------------------------------------

    @property
    def milestones(self) -> list[ToldStep]:
        return [told_step(one, has_ended=self.has_ended) for one in self.read_milestones]

    @cached_property
    def impacts(self) -> list[ToldImpact]:
        return [told_impact(one) for one in self.policy.impacts.all()]

    # ---- Needs -------------------------------------------------------------------------------------------------------

    @cached_property
    def needs(self) -> list[NeedSummary]:
        """Those with a public page."""
        listed = NeedSummary.objects.listed().filter(need__policies=self.policy.pk)
        return list(listed.with_need().order_by("first_published_at", "pk"))


def page_rows(policies: PolicyQuerySet) -> PolicyQuerySet:
    here = OuterRef("pk")
    partners = Organization.objects.filter(partnered_policies=here).order_by("sort_name").values("name")
    regions = Region.objects.filter(policies=here).order_by("position", "sort_name")
    communities = OBCCommunity.objects.public().filter(policies=here).order_by("sort_name")
    years = PolicyBudgetYear.objects.filter(policy=here).order_by("fiscal_year")
    considerations = PolicyConsideration.objects.filter(policy=here).order_by("sort_order", "pk").values("text")
    year = JSONObject(year="fiscal_year", amount=Cast("amount", CharField()))
    return with_told(policies).annotate(
        partner_names=ArraySubquery(partners),
        region_rows=ArraySubquery(regions.values(row=JSONObject(code="code", name="name"))),
        community_rows=ArraySubquery(communities.values(row=JSONObject(name="name", publicity="publicity"))),
        year_rows=ArraySubquery(years.values(row=year)),
        consideration_texts=ArraySubquery(considerations),
    )


def bound_by(decisions: Iterable[PolicyDecision]) -> PolicyDecision | None:
    """The last decision that holds for a version of the text; what was sent back is bound by none."""
    last = None
    for decision in decisions:
        if decision.kind in DecisionKind.binding():
            last = decision
        elif decision.kind == DecisionKind.RETURNED:
            last = None
    return last


def told_step(milestone: PolicyImplementationMilestone, *, has_ended: bool = False) -> ToldStep:
    office, days = milestone.responsible_organization, milestone.days_late()
    state, kind = str(STEPS[milestone.state]), "wait"
    if milestone.state == MilestoneState.COMPLETED and milestone.actual_completion_date:
        kind, state = "good", _("done on %(day)s") % {"day": long_date(milestone.actual_completion_date)}
    elif days and milestone.state != MilestoneState.CANCELLED and not has_ended:
        late = ngettext("%(n)d day late", "%(n)d days late", days) % {"n": days}
        kind, state = "bad", f"{state}, {late}"
    return ToldStep(
        title=milestone.title,
        office=office.name if office else _("A person of the offices in the lead"),
        due=long_date(milestone.target_date),
        state=state,
        kind=kind,
    )


def told_impact(impact: PolicyImpact) -> ToldImpact:
    value = impact.current if impact.final is None else impact.final
    met = None
    if value is not None and impact.target is not None:
        met = value <= impact.target if impact.direction == ImpactDirection.DECREASE else value >= impact.target
    return ToldImpact(
        title=impact.title,
        unit=impact.unit,
        before=_number(impact.baseline),
        target=_number(impact.target),
        now=_number(value),
        on=long_date(impact.measured_on) if impact.measured_on else "",
        verdict=_verdict(met, is_final=impact.final is not None),
        kind="good" if met else "warn",
        method=impact.method,
    )


def _verdict(met: bool | None, *, is_final: bool) -> str:
    if met is None:
        return ""
    if met:
        return _("target met")
    return _("target not met") if is_final else _("not met yet")


def _row_of(one: Any, columns: dict[str, str]) -> dict[str, Any]:
    return {name: getattr(one, column) for name, column in columns.items()}


def _number(value: Decimal | None) -> str:
    return _("not reported") if value is None else exact_number(value)


def _own(english: str, filipino: str) -> str:
    """In the language of the page, or in English where nobody has translated it."""
    return filipino if get_language() == "fil" and filipino else english


def _lang(filipino: str) -> str:
    return "en" if get_language() == "fil" and not filipino else ""
