from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from portal.communities.enums import Livelihood, PovertyBand, Proximity, Publicity, SettlementType
from portal.communities.labels import public_name
from portal.communities.querysets import CommunityQuerySet
from portal.core.fields import SortNameField
from portal.core.models.reference import ReferenceRow
from portal.core.text import fold
from portal.geography.models import Barangay


class EthnolinguisticGroup(ReferenceRow):
    """One of the Bangsamoro peoples."""

    class Meta(ReferenceRow.Meta):
        verbose_name = _("ethnolinguistic group")
        verbose_name_plural = _("ethnolinguistic groups")


class OBCCommunity(models.Model):
    """A Bangsamoro community; a barangay may hold several. What is counted in it stands in ``CommunityFigure``."""

    name = models.CharField(_("name"), max_length=255)
    sort_name = SortNameField(of="name")
    barangay = models.ForeignKey(
        Barangay, verbose_name=_("barangay"), on_delete=models.PROTECT, related_name="communities"
    )
    is_active = models.BooleanField(_("active"), default=True)
    publicity = models.CharField(
        _("on the public site"),
        max_length=10,
        choices=Publicity.choices,
        default=Publicity.UNNAMED,
        help_text=_(
            "A small community is shown without its name unless it wants to be known. Hide one that could be harmed."
        ),
    )
    other_names = models.CharField(_("other names"), max_length=255, blank=True)
    settlement_type = models.CharField(_("settlement"), max_length=20, choices=SettlementType.choices, blank=True)
    proximity_to_barmm = models.CharField(_("proximity to BARMM"), max_length=20, choices=Proximity.choices, blank=True)
    poverty_band = models.CharField(_("poverty, estimated"), max_length=20, choices=PovertyBand.choices, blank=True)
    ethnolinguistic_groups = models.ManyToManyField(
        EthnolinguisticGroup,
        verbose_name=_("ethnolinguistic groups"),
        through="CommunityGroup",
        related_name="communities",
        blank=True,
    )
    livelihoods = ArrayField(
        models.CharField(max_length=20, choices=Livelihood.choices),
        verbose_name=_("livelihoods"),
        default=list,
        blank=True,
        help_text=_("The main one first."),
    )
    languages = models.CharField(_("languages"), max_length=255, blank=True)
    history = models.TextField(_("short history"), max_length=4000, blank=True)
    lat = models.DecimalField(
        _("latitude"),
        max_digits=8,
        decimal_places=5,
        null=True,
        blank=True,
        help_text=_("For staff only: the public site never shows a point."),
    )
    lon = models.DecimalField(_("longitude"), max_digits=8, decimal_places=5, null=True, blank=True)

    objects = CommunityQuerySet.as_manager()

    class Meta:
        ordering = ["sort_name"]
        verbose_name = _("community")
        verbose_name_plural = _("communities")
        constraints = [
            models.UniqueConstraint(
                fields=["sort_name", "barangay"],
                name="communities_name_once_a_barangay",
                violation_error_message=_("This barangay already has a community of this name."),
            ),
            models.CheckConstraint(
                condition=Q(lat=None, lon=None) | Q(lat__range=(4, 22), lon__range=(116, 127)),
                name="communities_point_in_the_country",
                violation_error_message=_("Give both, a latitude from 4 to 22 and a longitude from 116 to 127."),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("communities:profile", args=[self.pk])

    @property
    def place(self) -> str:
        """ "Barangay Calumpang, City of General Santos": where it is, in words."""
        return ", ".join(dict.fromkeys(str(step) for step in self.place_steps))

    @property
    def place_steps(self) -> list[Any]:
        """Barangay, municipality and province; an independent city is its own province."""
        municipality = self.barangay.municipality
        return [self.barangay, municipality, municipality.province]

    @property
    def is_public(self) -> bool:
        """Whether the public site speaks of it: what ``public()`` says of rows."""
        return self.is_active and self.publicity != Publicity.HIDDEN

    @property
    def is_named(self) -> bool:
        """Whether the public site may call it by its name."""
        return self.is_public and self.publicity == Publicity.NAMED

    @property
    def public_place(self) -> str:
        """As near as the public site goes: the town or city and its province."""
        return ", ".join(dict.fromkeys(str(step) for step in self.place_steps[1:]))

    @property
    def public_name(self) -> str:
        """What the public site calls it."""
        return public_name(self.name, self.publicity, self.barangay.municipality)

    @property
    def livelihoods_in_words(self) -> list[str]:
        """The main one first."""
        return [str(Livelihood(value).label) for value in self.livelihoods]

    def full_clean(self, *args: Any, **kwargs: Any) -> None:
        self.sort_name = fold(self.name)  # the constraints look at it
        super().full_clean(*args, **kwargs)


class CommunityGroup(models.Model):
    """A people that lives in a community; one of them may be its primary one."""

    community = models.ForeignKey(OBCCommunity, on_delete=models.CASCADE, related_name="group_rows")
    group = models.ForeignKey(EthnolinguisticGroup, on_delete=models.PROTECT, related_name="+")
    is_primary = models.BooleanField(_("primary"), default=False)

    class Meta:
        ordering = ["-is_primary", "group__position"]
        verbose_name = _("group of a community")
        verbose_name_plural = _("groups of communities")
        constraints = [
            models.UniqueConstraint(fields=["community", "group"], name="communities_group_once"),
            models.UniqueConstraint(
                fields=["community"], condition=Q(is_primary=True), name="communities_one_primary_group"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.community}: {self.group}"
