"""Which offices could answer a need, and why each is named: staff choose, the portal only suggests."""

import re
from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Exists, OuterRef
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from portal.core.text import fold
from portal.needs.enums import ForwardingState
from portal.needs.models import Forwarding, Need
from portal.organizations.enums import MAOKind, MembershipRole
from portal.organizations.models import Organization, OrganizationMembership

MOST = 6
SHORTEST_WORD = 5
"""Shorter words of a category stand in too many mandates."""


@dataclass(frozen=True)
class Suggestion:
    """An office, why it is named, and what to know before it is asked."""

    office: Organization
    reasons: list[str] = field(default_factory=list)
    cautions: list[str] = field(default_factory=list)
    weight: int = 0


def offices_to_ask(need: Need) -> list[Suggestion]:
    """Every office that does not have the need: the best reasons first, then who can answer, then ministries."""
    every = [_look_at(office, need, history) for office, history in _with_history(need)]
    return sorted(every, key=_rank)


def _rank(one: Suggestion) -> tuple[Any, ...]:
    office = one.office
    return -one.weight, bool(one.cautions), office.kind != MAOKind.MINISTRY, office.sort_name


def suggested(offices: list[Suggestion]) -> list[Suggestion]:
    """The few with a reason."""
    return [one for one in offices if one.weight > 0][:MOST]


@dataclass(frozen=True)
class _History:
    took_up: int
    gave_back: Forwarding | None


def _with_history(need: Need) -> list[tuple[Organization, _History]]:
    answers = OrganizationMembership.objects.in_force().filter(
        organization=OuterRef("pk"), role=MembershipRole.MAO_FOCAL, user__is_active=True
    )
    own = list(need.forwardings.order_by("forwarded_at"))
    have_it = {row.mao_id for row in own if row.state in ForwardingState.in_hand()}
    gave_back = {row.mao_id: row for row in own if row.state in ForwardingState.given_back()}
    offices = Organization.objects.active().maos().exclude(pk__in=have_it).annotate(is_answered_for=Exists(answers))
    accepted = Forwarding.objects.filter(need__category=need.category_id, state=ForwardingState.ACCEPTED)
    took_up = Counter(accepted.order_by().values_list("mao", flat=True))
    return [
        (office, _History(took_up[office.pk], gave_back.get(office.pk)))
        for office in offices.prefetch_related("sectors")
    ]


def _look_at(office: Organization, need: Need, history: _History) -> Suggestion:
    reasons, weight = [], 0
    if words := _named(office, need):
        reasons.append(_("Its name or mandate speaks of “%(words)s”") % {"words": "”, “".join(words)})
        weight += 2
    if need.category.sector in office.sectors.all():
        reasons.append(
            _("It works in %(sector)s, to which %(category)s belongs")
            % {"sector": need.category.sector.name, "category": need.category.name}
        )
        weight += 1
    if history.took_up:
        reasons.append(
            ngettext(
                "It took up %(n)d need of this category",
                "It took up %(n)d needs of this category",
                history.took_up,
            )
            % {"n": history.took_up}
        )
        weight += 2
    cautions = []
    if history.gave_back:
        cautions.append(_("It gave this need back: “%(reason)s”") % {"reason": history.gave_back.reason})
        weight = 0
    if not office.is_answered_for:  # type: ignore[attr-defined]
        cautions.append(_("No focal person today"))
    return Suggestion(office, reasons, cautions, weight)


def _named(office: Organization, need: Need) -> list[str]:
    """The words of the category that stand in the office's name, mandate or description."""
    speaks = set(_words(f"{office.name} {office.mandate} {office.description}"))
    return [word for word in _words(need.category.name) if len(word) >= SHORTEST_WORD and word in speaks - COMMON]


COMMON = {"development", "affairs", "services"}
"""Words that say nothing of what an office does."""


def _words(text: str) -> list[str]:
    return re.findall(r"\w+", fold(text))
