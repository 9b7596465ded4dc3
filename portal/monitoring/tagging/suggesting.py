"""Suggested tags, with what speaks for each."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from portal.core.text import words_of
from portal.monitoring.figures.kept import kept
from portal.monitoring.formulas.matching import Match, Planned, Rarity, Recommended, matched
from portal.monitoring.models import MonitoringEntry, NeedAddressed
from portal.monitoring.querysets import MonitoringEntryQuerySet
from portal.policies.models import PolicyRecommendation
from portal.policies.querysets import PolicyQuerySet

MOST = 5
"""Of a PPA."""

MOST_PPAS = 200
"""Of a recommendation."""


@dataclass(frozen=True)
class Suggestion:
    row: Any
    """The recommendation, or the key of the PPA."""

    match: Match

    @property
    def reasons(self) -> str:
        return "; ".join(reasons_of(self.match))


def reasons_of(match: Match) -> Iterator[str]:
    if match.same_need:
        yield _("it answers a need of the recommendation")
    if match.words:
        yield _("words in common: %(words)s") % {"words": ", ".join(match.words)}
    if match.same_office:
        yield _("its office is named in the recommendation")
    if match.same_sector:
        yield _("same sector")
    if match.same_kind:
        yield _("the kind of work fits")


def ppas_by_word(ppas: MonitoringEntryQuerySet) -> tuple[dict[str, int], int]:
    """How many of these PPAs use each word, and of how many. One statement."""
    found: Counter[str] = Counter()
    texts = list(ppas.order_by().values_list("title", "program", "description"))
    for text in texts:
        found.update(words_of(" ".join(text)))
    return dict(found), len(texts)


def suggested_policies(ppa: MonitoringEntry, policies: PolicyQuerySet) -> list[Suggestion]:
    """Of these recommendations those that this PPA seems to implement and is not tagged with, the best first."""
    offered, planned = list(_recommended(policies)), next(_planned([ppa]))[1]
    rarity = _rarity(said for _policy, said in offered)
    there = set(ppa.implementing_policies.values_list("policy", flat=True))
    found = [Suggestion(policy, matched(planned, said, rarity)) for policy, said in offered if policy.pk not in there]
    return _best([one for one in found if one.match.fits])[:MOST]


def suggested_ppas(policy: PolicyRecommendation, ppas: MonitoringEntryQuerySet) -> list[Suggestion]:
    """Of these PPAs those that seem to implement it and are not tagged with it, the best first."""
    offered = {row.pk: said for row, said in _recommended(PolicyRecommendation.objects.aimed_at())}
    rarity, said = _rarity(offered.values()), offered[policy.pk]
    rows = ppas.exclude(implementing_policies__policy=policy).order_by().only(*COMPARED)
    found = [Suggestion(key, matched(planned, said, rarity)) for key, planned in _planned(rows)]
    return _best([one for one in found if one.match.fits])[:MOST_PPAS]


COMPARED = ("title", "program", "description", "intervention_type", "sector", "lead_organization")


def _rarity(offered: Iterable[Recommended]) -> Rarity:
    return Rarity(*kept(ppas_by_word, MonitoringEntry.objects.all()), list(offered))


def _planned(rows: Iterable[MonitoringEntry]) -> Iterator[tuple[UUID, Planned]]:
    ppas = list(rows)
    needs: dict[UUID, set[object]] = defaultdict(set)
    for ppa, need in NeedAddressed.objects.filter(ppa__in=[row.pk for row in ppas]).values_list("ppa", "need"):
        needs[ppa].add(need)
    for row in ppas:
        yield (
            row.pk,
            Planned(
                f"{row.title} {row.program}",
                row.description,
                row.intervention_type,
                row.sector_id,
                row.lead_organization_id,
                frozenset(needs[row.pk]),
            ),
        )


def _recommended(policies: PolicyQuerySet) -> Iterator[tuple[PolicyRecommendation, Recommended]]:
    related = ("sectors", "lead_organizations", "partner_organizations", "related_needs")
    for policy in policies.prefetch_related(*related):
        offices = {row.pk for row in (*policy.lead_organizations.all(), *policy.partner_organizations.all())}
        texts = (policy.summary, policy.problem_statement, policy.proposed_solution, policy.rationale)
        yield (
            policy,
            Recommended(
                policy.title,
                " ".join(texts),
                policy.category,
                frozenset(row.pk for row in policy.sectors.all()),
                frozenset(offices),
                frozenset(row.pk for row in policy.related_needs.all()),
            ),
        )


def _best(found: list[Suggestion]) -> list[Suggestion]:
    return sorted(found, key=lambda one: -one.match.score)
