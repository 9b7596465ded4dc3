from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.utils.translation import gettext_lazy as _

from portal.communities.querysets import RepresentativeQuerySet
from portal.core.terms import DateSpan, Term

from .community import OBCCommunity


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
