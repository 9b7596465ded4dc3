"""Where something is: one community, or the smallest place that holds all of it."""

from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from portal.communities.models import OBCCommunity
from portal.geography.models import Barangay, Municipality, Province, Region

PLACES = ("community", "barangay", "municipality", "province", "region")


def exactly_one_place() -> Q:
    """The condition that one of the five is named, and no other."""
    chosen = [
        Q(**{f"{name}__isnull": False}, **{f"{other}__isnull": True for other in PLACES if other != name})
        for name in PLACES
    ]
    condition = chosen[0]
    for other in chosen[1:]:
        condition |= other
    return condition


def _place(model: type[models.Model], verbose_name: Any) -> models.ForeignKey:
    return models.ForeignKey(
        model, verbose_name=verbose_name, on_delete=models.PROTECT, null=True, blank=True, related_name="%(class)ss"
    )


class Placed(models.Model):
    """A row that lies in exactly one place; what lies around it follows from that place."""

    community = _place(OBCCommunity, _("community"))
    barangay = _place(Barangay, _("barangay"))
    municipality = _place(Municipality, _("city or municipality"))
    province = _place(Province, _("province or independent city"))
    region = _place(Region, _("region"))

    class Meta:
        abstract = True

    @property
    def place(self) -> Any:
        """The community, barangay, municipality, province or region it lies in."""
        return next((getattr(self, name) for name in PLACES if getattr(self, f"{name}_id")), None)

    @property
    def in_barangay(self) -> Barangay | None:
        return self.community.barangay if self.community else self.barangay

    @property
    def in_municipality(self) -> Municipality | None:
        return self.in_barangay.municipality if self.in_barangay else self.municipality

    @property
    def in_province(self) -> Province | None:
        return self.in_municipality.province if self.in_municipality else self.province

    @property
    def in_region(self) -> Region | None:
        return self.in_province.region if self.in_province else self.region
