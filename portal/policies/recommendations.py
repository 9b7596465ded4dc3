"""The ten recommendations of the Integrative Report, which come with the portal.

A recommendation is made once, as a draft; from then on it is the office's, and loading again touches nothing of it.
"""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from portal.core.loading import Loaded
from portal.core.models import Sector
from portal.organizations.models import Organization

from .models import PolicyConsideration, PolicyRecommendation

FILE = Path(__file__).parent / "data" / "recommendations.json"
TEXTS = ("number", "core_key", "title", "summary", "summary_fil", "problem_statement", "proposed_solution")
CHOICES = ("category", "type", "scope")


def load() -> Iterator[Loaded]:
    content = json.loads(FILE.read_text(encoding="utf-8"))
    rows = content["recommendations"]
    there = {policy.core_key: policy for policy in PolicyRecommendation.objects.exclude(core_key=None)}
    missing = [row for row in rows if row["core_key"] not in there]
    for row in missing:
        _make(row, source=content["source"].split(":")[0])
    edited = [row for row in rows if row["core_key"] in there and _is_edited(there[row["core_key"]], row)]
    yield Loaded("recommendations", rows=len(rows), created=len(missing), changed=0, kept=len(edited))


def _is_edited(policy: PolicyRecommendation, row: dict[str, Any]) -> bool:
    return any(getattr(policy, name) != row[name] for name in (*TEXTS, *CHOICES))


def _make(row: dict[str, Any], *, source: str) -> None:
    policy = PolicyRecommendation(source=source, **{name: row[name] for name in (*TEXTS, *CHOICES)})
    policy.considerations = [
        PolicyConsideration(sort_order=place, text=text) for place, text in enumerate(row["considerations"])
    ]
    policy.save()
    policy.sectors.set(Sector.objects.filter(code__in=row["sectors"]))
    policy.lead_organizations.set(Organization.objects.filter(acronym__in=row["leads"]))
    policy.save()
    policy.save_revision()
