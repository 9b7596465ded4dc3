"""The public list: by region and by people, twenty a page. Places are those in which there are communities."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Count
from django.utils.http import urlencode

from portal.communities.models import EthnolinguisticGroup, OBCCommunity
from portal.communities.querysets import CommunityQuerySet
from portal.geography.models import Region

PAGE_SIZE = 20


Choices = list[tuple[str, str]]


@dataclass(frozen=True)
class Listing:
    """What an address of the list asks for; what it does not know is left out."""

    regions: Choices
    groups: Choices
    region: str = ""
    group: str = ""

    @classmethod
    def of(cls, query: Mapping[str, Any]) -> "Listing":
        regions, groups = _regions(), _groups()
        return cls(regions, groups, region=_known(query, "region", regions), group=_known(query, "group", groups))

    @property
    def rows(self) -> CommunityQuerySet:
        """By place, and within a town by name: those without a name come last, in an order that tells nothing."""
        rows = OBCCommunity.objects.public()
        if self.region:
            rows = rows.filter(barangay__municipality__province__region__code=self.region)
        if self.group:
            rows = rows.filter(ethnolinguistic_groups__code=self.group)
        town = "barangay__municipality"
        return rows.order_by(
            f"{town}__province__region__position",
            f"{town}__province__sort_name",
            f"{town}__sort_name",
            "publicity",
            "pk",
        )

    @property
    def query(self) -> str:
        """For the addresses of the same choice in other formats."""
        chosen = {name: value for name, value in (("region", self.region), ("group", self.group)) if value}
        return f"?{urlencode(chosen)}" if chosen else ""


def _known(query: Mapping[str, Any], name: str, choices: Choices) -> str:
    asked = query.get(name, "")
    return asked if asked in dict(choices) else ""


def _regions() -> Choices:
    """Code and name of each region with a public community, with how many."""
    path = "provinces__municipalities__barangays__communities"
    found = Region.objects.filter(**{f"{path}__in": OBCCommunity.objects.public()})
    return [(row.code, f"{row.label} ({row.n})") for row in found.annotate(n=Count(path))]


def _groups() -> Choices:
    found = EthnolinguisticGroup.objects.filter(communities__in=OBCCommunity.objects.public())
    return [(row.code, f"{row.label} ({row.n})") for row in found.annotate(n=Count("communities"))]
