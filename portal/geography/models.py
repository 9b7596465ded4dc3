"""Regions, provinces and independent cities, municipalities and barangays, by their PSGC codes; and their outlines."""

import re
from datetime import date

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy

from portal.core.fields import SortNameField
from portal.core.models.reference import LoadedRow

from .enums import IslandGroup, MunicipalityLevel, ObcScope, ProvinceKind
from .labels import region_label


class PlaceQuerySet(models.QuerySet):
    def valid(self, on: date | None = None) -> "PlaceQuerySet":
        """Places that exist on a day, today if none is given; both ends of their dates count."""
        day = on or timezone.localdate()
        return self.filter(
            Q(valid_from=None) | Q(valid_from__lte=day),
            Q(valid_until=None) | Q(valid_until__gte=day),
        )


class Place(LoadedRow):
    """A place of the Philippine Standard Geographic Code. Places are ended by date, never deleted."""

    psgc = models.CharField(gettext_lazy("PSGC"), max_length=10, unique=True)
    name = models.CharField(gettext_lazy("name"), max_length=150)
    sort_name = SortNameField(of="index_name", db_index=True)
    population = models.PositiveIntegerField(gettext_lazy("population, census 2024"), null=True, blank=True)
    valid_from = models.DateField(gettext_lazy("valid from"), null=True, blank=True)
    valid_until = models.DateField(gettext_lazy("valid until"), null=True, blank=True)

    objects = PlaceQuerySet.as_manager()

    class Meta:
        abstract = True
        ordering = ["sort_name"]
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_until__gte=F("valid_from")),
                name="%(app_label)s_%(class)s_ends_after_start",
                violation_error_message=gettext_lazy("A place cannot end before it starts."),
            )
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def index_name(self) -> str:
        """The name as one looks it up: “City of Davao” stands at D."""
        return re.sub(r"^City of (.+)$", r"\1, City of", self.name)


class PlaceOnMap(models.Model):
    """A point, as text is placed on a map; empty where it is not known."""

    lat = models.FloatField(gettext_lazy("latitude"), null=True, blank=True)
    lon = models.FloatField(gettext_lazy("longitude"), null=True, blank=True)

    class Meta:
        abstract = True


class BoundedPlace(PlaceOnMap):
    """A point and the box around the outline."""

    min_lon = models.FloatField(gettext_lazy("western end"), null=True, blank=True)
    min_lat = models.FloatField(gettext_lazy("southern end"), null=True, blank=True)
    max_lon = models.FloatField(gettext_lazy("eastern end"), null=True, blank=True)
    max_lat = models.FloatField(gettext_lazy("northern end"), null=True, blank=True)

    class Meta:
        abstract = True


class Region(Place, BoundedPlace):
    code = models.CharField(gettext_lazy("code"), max_length=10, unique=True)
    position = models.PositiveSmallIntegerField(gettext_lazy("position"), default=0)
    island_group = models.CharField(gettext_lazy("island group"), max_length=10, choices=IslandGroup.choices)
    obc_scope = models.CharField(
        gettext_lazy("Bangsamoro communities outside BARMM"),
        max_length=10,
        choices=ObcScope.choices,
        default=ObcScope.NO,
    )

    class Meta(Place.Meta):
        ordering = ["position", "sort_name"]
        verbose_name = gettext_lazy("region")
        verbose_name_plural = gettext_lazy("regions")

    def __str__(self) -> str:
        return self.label

    @property
    def label(self) -> str:
        """As people know it: “Region IX – Zamboanga Peninsula”, “BARMM”."""
        return region_label(self.code, self.name)

    @property
    def spellings(self) -> list[str]:
        """What a file may call it: the choices of an import."""
        return [self.code, f"Region {self.code}", self.name, self.label, self.psgc]


class Province(Place, BoundedPlace):
    """A province, or what stands beside provinces: an independent city, Metro Manila, the Special Geographic Area."""

    region = models.ForeignKey(
        Region, on_delete=models.PROTECT, related_name="provinces", verbose_name=gettext_lazy("region")
    )
    kind = models.CharField(gettext_lazy("kind"), max_length=20, choices=ProvinceKind.choices)
    map_shape = models.CharField(
        gettext_lazy("PSGC of its outline"),
        max_length=10,
        blank=True,
        help_text=gettext_lazy("An independent city lies in the outline of a province."),
    )
    income_class = models.CharField(gettext_lazy("income class"), max_length=10, blank=True)
    capital = models.CharField(gettext_lazy("capital"), max_length=150, blank=True)
    area_km2 = models.PositiveIntegerField(
        gettext_lazy("area of its outline (km²)"),
        null=True,
        blank=True,
        help_text=gettext_lazy("Measured on the map, independent cities included; not the official land area."),
    )

    class Meta(Place.Meta):
        verbose_name = gettext_lazy("province or independent city")
        verbose_name_plural = gettext_lazy("provinces and independent cities")


class Municipality(Place, PlaceOnMap):
    province = models.ForeignKey(
        Province, on_delete=models.PROTECT, related_name="municipalities", verbose_name=gettext_lazy("province")
    )
    level = models.CharField(gettext_lazy("level"), max_length=4, choices=MunicipalityLevel.choices)
    city_class = models.CharField(gettext_lazy("city class"), max_length=4, blank=True)
    income_class = models.CharField(gettext_lazy("income class"), max_length=10, blank=True)

    class Meta(Place.Meta):
        verbose_name = gettext_lazy("municipality or city")
        verbose_name_plural = gettext_lazy("municipalities and cities")


class Barangay(Place):
    """A barangay of the regions that Bangsamoro communities outside BARMM live in; elsewhere it is typed as text."""

    municipality = models.ForeignKey(
        Municipality, on_delete=models.PROTECT, related_name="barangays", verbose_name=gettext_lazy("municipality")
    )
    urban_rural = models.CharField(gettext_lazy("urban or rural"), max_length=1, blank=True)

    class Meta(Place.Meta):
        verbose_name = gettext_lazy("barangay")
        verbose_name_plural = gettext_lazy("barangays")


class MapShape(LoadedRow):
    """The outline of a region or province in the units of ``geography.shapes``, for a near view and a far one."""

    code = models.CharField(max_length=30, unique=True)  # "region-0900000000"; Metro Manila is both levels
    path = models.TextField()
    path_far = models.TextField()
    label_x = models.PositiveSmallIntegerField()
    label_y = models.PositiveSmallIntegerField()
    attribution = models.TextField()

    class Meta:
        verbose_name = gettext_lazy("outline on the map")
        verbose_name_plural = gettext_lazy("outlines on the map")

    def __str__(self) -> str:
        return self.code
