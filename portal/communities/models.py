"""Bangsamoro communities outside the autonomous region, and who speaks for them."""

from typing import Any

from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.utils.translation import gettext_lazy as _

from portal.core.fields import SortNameField
from portal.core.terms import DateSpan, Term
from portal.core.text import fold
from portal.geography.models import Barangay

from .querysets import CommunityQuerySet, RepresentativeQuerySet


class OBCCommunity(models.Model):
    """A Bangsamoro community; a barangay may hold several."""

    name = models.CharField(_("name"), max_length=255)
    sort_name = SortNameField(of="name")
    barangay = models.ForeignKey(
        Barangay, verbose_name=_("barangay"), on_delete=models.PROTECT, related_name="communities"
    )
    is_active = models.BooleanField(_("active"), default=True)

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
            )
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def place(self) -> str:
        """ "Barangay Calumpang, City of General Santos": where it is, in words."""
        return ", ".join(dict.fromkeys(str(step) for step in self.place_steps))

    @property
    def place_steps(self) -> list[Any]:
        """Barangay, municipality and province; an independent city is its own province."""
        municipality = self.barangay.municipality
        return [self.barangay, municipality, municipality.province]

    def full_clean(self, *args: Any, **kwargs: Any) -> None:
        self.sort_name = fold(self.name)  # the constraints look at it
        super().full_clean(*args, **kwargs)


class CommunityRepresentative(Term):
    """A person who speaks for a community during a term. Rights follow the term, to the day."""

    community = models.ForeignKey(
        OBCCommunity, verbose_name=_("community"), on_delete=models.PROTECT, related_name="representatives"
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("person"),
        on_delete=models.PROTECT,
        related_name="community_representations",
    )

    objects = RepresentativeQuerySet.as_manager()

    class Meta(Term.Meta):
        verbose_name = _("community representative")
        verbose_name_plural = _("community representatives")
        constraints = [
            *Term.Meta.constraints,
            ExclusionConstraint(
                name="communities_representative_once_at_a_time",
                expressions=[
                    ("community", RangeOperators.EQUAL),
                    ("user", RangeOperators.EQUAL),
                    (DateSpan(), RangeOperators.OVERLAPS),
                ],
                violation_error_message=_("This person already represents this community at that time."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user}, {self.community}"

    @property
    def audit_label(self) -> str:
        """What audit rows, which are kept for good, call this row: no name of a person."""
        return str(self.community)
