"""The budget of recommendations by the thousand: fifty recommendations, ten thousand PPAs that implement some of them.

Each figure is set beside plain SQL: its own statements, sent by hand, so that what is measured is what stands around
them, since no simpler statement divides to the centavo. The cells are first compared with one that divides to
fractions.
"""

import os
import random
from collections.abc import Callable, Iterator
from decimal import Decimal
from functools import partial
from typing import Any

from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from portal.monitoring.figures.by_policy import spending_by_policy
from portal.monitoring.figures.policies import (
    money_of_policies,
    parts_of_policies,
    sums_of_matrix,
    years_of_policies,
)
from portal.monitoring.generated import generate
from portal.monitoring.models import MoneyLine, MonitoringEntry, PolicyImplemented
from portal.policies.enums import PolicyCategory, PolicyScope
from portal.policies.models import PolicyBudgetYear, PolicyRecommendation

from .measuring import Measurement, bench
from .ppas import _finish_writing, _of_page, _send, _took

SIZES = [int(size) for size in os.environ.get("BENCH_POLICY_PPAS", "1000,10000").split(",")]
POLICIES, SEED, ROUNDS = 50, 7, 5
BAR = 2
"""Times plain SQL. Where that takes no time, what is around it takes the most: judged at the largest size."""

PAGE = 50
Ask = Callable[[], Any]

BY_HAND = """
WITH ppa AS (
    SELECT p.id, SUM(l.amount) AS amount
    FROM monitoring_monitoringentry p JOIN monitoring_moneyline l ON l.ppa_id = p.id
    WHERE p.status IN ('proposed', 'under_review', 'approved', 'enacted', 'in_execution', 'completed') GROUP BY p.id
)
SELECT link.ppa_id, link.policy_id, ppa.amount * y.cost / SUM(y.cost) OVER (PARTITION BY link.ppa_id)
FROM monitoring_policyimplemented link JOIN ppa ON ppa.id = link.ppa_id
    JOIN (SELECT policy_id, SUM(amount) AS cost FROM policies_policybudgetyear GROUP BY policy_id) y USING (policy_id)
"""
"""The cells, to the fraction of a centavo: every recommendation is costed, and no link has a share."""


@bench
def policies() -> Iterator[Measurement]:
    least: dict[str, int] = {}
    for size in SIZES:
        generate(size, seed=SEED)
        _recommend()
        _tag()
        _finish_writing()
        _check_by_hand()
        for name, ask in _figures().items():
            yield from _of_figure(f"policies.{name}.{size}", ask, least, name, is_judged=size == SIZES[-1])
        for name in ("matrix", "gap"):
            yield from _of_page(f"policies.{name}.{size}", reverse(f"monitoring_policies:{name}"))


def _figures() -> dict[str, Ask]:
    rows, ppas, lines = PolicyRecommendation.objects.all, MonitoringEntry.objects.all, MoneyLine.objects.all
    page = list(PolicyImplemented.objects.order_by("ppa").values_list("ppa", flat=True).distinct()[:PAGE])
    return {
        "money": lambda: money_of_policies(rows()),
        "cells": lambda: parts_of_policies(rows()),
        "cells_of_a_page": lambda: parts_of_policies(rows(), page),
        "sums": lambda: sums_of_matrix(rows(), ppas()),
        "years": lambda: years_of_policies(rows()),
        "breakdown": lambda: spending_by_policy(lines(), rows()),
    }


def _of_figure(metric: str, ask: Ask, least: dict[str, int], name: str, *, is_judged: bool) -> Iterator[Measurement]:
    with CaptureQueriesContext(connection) as captured:
        ask()
        statements = [query["sql"] for query in captured]
    queries = len(statements)
    yield _beside(f"{metric}.times_plain", ask, partial(_send, statements), bar=BAR if is_judged else 10 * BAR)
    yield Measurement(f"{metric}.more_queries", queries - least.setdefault(name, queries), 0, 1, queries)


def _beside(metric: str, ask: Ask, plain: Ask, bar: float = BAR) -> Measurement:
    rounds = [(_took(plain), _took(ask)) for _ in range(ROUNDS)]
    by_hand, ours = (min(times) * 1000 for times in zip(*rounds, strict=True))
    slowest = max(times[1] for times in rounds) * 1000
    return Measurement(metric, round(ours / by_hand, 2), bar, ROUNDS, spread=(round(ours, 2), round(slowest, 2)))


def _recommend() -> None:
    """As many recommendations as are missing, each costed in a year."""
    rand = random.Random(SEED)  # noqa: S311 - a sample
    first = PolicyRecommendation.objects.order_by("-number").values_list("number", flat=True).first() or 0
    for number in range(first + 1, first + 1 + POLICIES - PolicyRecommendation.objects.count()):
        PolicyRecommendation.objects.create(
            number=number,
            title=f"Recommendation {number}",
            summary="Of a measurement.",
            category=PolicyCategory.ECONOMIC,
            scope=PolicyScope.REGIONAL,
        )
    uncosted = PolicyRecommendation.objects.filter(budget_years=None)
    PolicyBudgetYear.objects.bulk_create(
        PolicyBudgetYear(policy=policy, fiscal_year=2026, amount=Decimal(rand.randint(1, 10**9))) for policy in uncosted
    )


def _tag() -> None:
    """Every PPA without parts implements one to three of them."""
    rand = random.Random(SEED)  # noqa: S311 - a sample
    policies = list(PolicyRecommendation.objects.order_by("number").values_list("pk", flat=True))
    free = MonitoringEntry.objects.filter(children=None, implementing_policies=None).order_by("pk")
    PolicyImplemented.objects.bulk_create(
        (
            PolicyImplemented(ppa_id=ppa, policy_id=policy)
            for ppa in free.values_list("pk", flat=True)
            for policy in rand.sample(policies, rand.randint(1, 3))
        ),
        batch_size=2000,
    )


def _check_by_hand() -> None:
    """Both say the same, to the centavo that is left over."""
    with connection.cursor() as cursor:
        cursor.execute(BY_HAND)
        expected = {(ppa, policy): amount for ppa, policy, amount in cursor.fetchall()}
    found = parts_of_policies(PolicyRecommendation.objects.all())
    wrong = [group for group, amount in expected.items() if abs(found[group] - amount) > Decimal("0.01")]
    if wrong or any(found[group] for group in found.keys() - expected.keys()):
        raise LookupError("the cells of the matrix are not what plain SQL says")
