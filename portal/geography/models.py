"""Regions, provinces and independent cities, municipalities and barangays, by their PSGC codes."""

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from portal.core.text import fold


class Place(models.Model):
    """A place of the Philippine Standard Geographic Code. Places are ended by date, never deleted."""

    psgc = models.CharField(_("PSGC"), max_length=10, unique=True)
    name = models.CharField(_("name"), max_length=150)
    sort_name = models.CharField(max_length=150, editable=False)
    valid_from = models.DateField(_("valid from"), null=True, blank=True)
    valid_until = models.DateField(_("valid until"), null=True, blank=True)
    population = models.PositiveIntegerField(_("population, census 2024"), null=True, blank=True)

    class Meta:
        abstract = True
        ordering = ["sort_name"]

    def __str__(self) -> str:
        return self.name

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.sort_name = fold(self.name)
        super().save(*args, **kwargs)


class Region(Place):
    code = models.CharField(_("code"), max_length=10, unique=True)


class Province(Place):
    region = models.ForeignKey(Region, on_delete=models.PROTECT, related_name="provinces")


class Municipality(Place):
    province = models.ForeignKey(Province, on_delete=models.PROTECT, related_name="municipalities")


class Barangay(Place):
    municipality = models.ForeignKey(Municipality, on_delete=models.PROTECT, related_name="barangays")
