"""What everybody may know of a recommendation's way: days, steps, acts, and why it was put off or not taken up.

No names. What was asked of its writers stays with them; a reason in which something looks like a person, a number or a
house is not shown either.
"""

import datetime
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from portal.core.contacts import MAIL, PHONE
from portal.core.days import long_date
from portal.needs.summaries.naming import HOUSE, TITLED
from portal.policies.enums import DecisionKind
from portal.policies.models import PolicyDecision, PolicyRecommendation
from portal.policies.telling import DECISIONS

WITH_REASON = (DecisionKind.DEFERRED, DecisionKind.REJECTED)
TELLING = (PHONE, MAIL, TITLED, HOUSE)


@dataclass(frozen=True)
class PublicStep:
    on: datetime.date
    title: str
    act: str = ""
    reason: str = ""
    until: str = ""
    """When it is looked at again, in words."""


def public_steps(policy: PolicyRecommendation, decisions: Iterable[PolicyDecision]) -> list[PublicStep]:
    """From the first to the newest."""
    steps = [*_published(policy), *(_step(one) for one in decisions if one.kind in DECISIONS)]
    return sorted(steps, key=lambda step: step.on)


def public_reason(decision: PolicyDecision) -> str:
    if decision.kind not in WITH_REASON:
        return ""
    return "" if any(pattern.search(decision.reason) for pattern in TELLING) else decision.reason


def _published(policy: PolicyRecommendation) -> Iterator[PublicStep]:
    published: Any = policy.first_published_at
    if published:
        yield PublicStep(timezone.localdate(published), _("OOBC published this recommendation"))


def _step(decision: PolicyDecision) -> PublicStep:
    again = decision.review_on
    return PublicStep(
        on=decision.decided_on,
        title=str(DECISIONS[decision.kind]),
        act=decision.act,
        reason=public_reason(decision),
        until=_("It is looked at again on %(day)s.") % {"day": long_date(again)} if again else "",
    )
