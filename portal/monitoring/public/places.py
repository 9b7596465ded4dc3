"""Where a PPA is, as the public is told: no community by name, or by its barangay, that may not be named in public.

A community that is hidden stands as its province, one without a public name as its town. Offices write titles and
descriptions before anybody knows that they will be public: there, too, the town stands in place of such a name.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import reduce
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.contrib.postgres.fields import ArrayField
from django.db.models import F, Func, JSONField, OuterRef, QuerySet
from django.db.models.functions import JSONObject
from django.utils.translation import gettext as _

from portal.communities.enums import Publicity
from portal.communities.models import OBCCommunity
from portal.monitoring.models import MonitoringEntry, NeedAddressed, PPAPlace

SHORTEST_NAME = 3
TOLD: ArrayField = ArrayField(JSONField())
Untold = Mapping[str, str]
"""Of a community: its name, other names, barangay, and the place that stands for them."""


def with_untold(ppas: QuerySet[MonitoringEntry], *, all_of_them: bool = False) -> Any:
    """Each with ``untold``: the communities it has to do with that may not be named, or all of them.

    Each way to a community is a question of its own, which begins at the PPA: one with “or” begins at all communities.
    """
    of_ppa = {"ppa": OuterRef("pk")}
    ways: list[tuple[QuerySet[Any], str]] = [
        (PPAPlace.objects.filter(**of_ppa, community__isnull=False), "community__"),
        (NeedAddressed.objects.filter(**of_ppa, need__community__isnull=False), "need__community__"),
        (OBCCommunity.objects.filter(pk=OuterRef("submitted_by_community")), ""),
    ]
    found: list[Any] = [ArraySubquery(_told(rows, to, all_of_them)) for rows, to in ways]
    untold = reduce(lambda some, more: Func(some, more, function="array_cat", output_field=TOLD), found)
    return ppas.annotate(untold=untold)


def _told(rows: QuerySet[Any], to: str, all_of_them: bool) -> QuerySet[Any, Any]:
    """What is told of the communities to which this path leads."""
    if not all_of_them:
        rows = rows.exclude(**{f"{to}is_active": True, f"{to}publicity": Publicity.NAMED})
    columns = {
        "name": "name",
        "other_names": "other_names",
        "barangay": "barangay__name",
        "barangay_key": "barangay",
        "town": "barangay__municipality__name",
        "province": "barangay__municipality__province__name",
        "publicity": "publicity",
        "is_active": "is_active",
    }
    told = JSONObject(**{name: F(f"{to}{column}") for name, column in columns.items()})
    return rows.order_by("pk").values(row=told)


def is_hidden(community: Mapping[str, Any]) -> bool:
    return community["publicity"] == Publicity.HIDDEN or not community["is_active"]


def in_public(text: str, untold: Iterable[Mapping[str, Any]]) -> str:
    """The text with a larger place where it names such a community or its barangay."""
    for community in untold:
        place = community["province"] if is_hidden(community) else community["town"]
        # Longer names first: “Sama of Recodo” before “Recodo”.
        for name in sorted(_names(community), key=len, reverse=True):
            words = r"\W+".join(map(re.escape, re.findall(r"\w+", name)))
            if words and name != place:
                stands_for = re.compile(rf"(?<!\w){words}(?!\w)", re.IGNORECASE)
                text = place.join(stands_for.split(text))
    return text


def _names(community: Mapping[str, Any]) -> Iterator[str]:
    others = re.split(r"[,;/\n]", community["other_names"])
    for name in (community["name"], *others, community["barangay"]):
        if len(name.strip()) >= SHORTEST_NAME:
            yield name.strip()


def steps_of(place: PPAPlace, untold: Sequence[Mapping[str, Any]] = ()) -> list[Any]:
    """From the smallest place that the public is told up to the region, as rows."""
    province, region = place.in_province, place.in_region
    steps: list[Any]
    if place.community:
        community = place.community
        if not community.is_public:
            steps = [province, region]
        elif community.is_named:
            steps = [community, community.barangay.municipality, province, region]
        else:
            steps = [community.barangay.municipality, province, region]
    else:
        # A barangay that would give away where such a community lives is not told either.
        is_near = place.barangay_id in {one["barangay_key"] for one in untold}
        steps = [None if is_near else place.barangay, place.in_municipality, province, region]
    return [step for step in steps if step is not None]


def words_of(steps: Sequence[Any]) -> str:
    """Up to the province, or the region alone; an independent city is its own province."""
    return ", ".join(dict.fromkeys(str(step) for step in (steps[:-1] or steps)))


def everywhere() -> str:
    """Of a PPA without a place."""
    return _("No single place is named")
