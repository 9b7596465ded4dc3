"""The register of organizations, and who serves each of them, in which role and for how long."""

from collections.abc import Collection
from typing import Any

from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Upper
from django.utils.translation import gettext_lazy as _
from phonenumber_field.modelfields import PhoneNumberField

from portal.core.fields import SortNameField
from portal.core.models import PrivateFile, Sector
from portal.core.terms import DateSpan, Term
from portal.core.text import fold
from portal.geography.models import Region

from .enums import FocalRole, MAOKind, MembershipRole, OrganizationType, PartnershipLevel
from .querysets import FocalPersonQuerySet, MembershipQuerySet, OrganizationQuerySet


class Organization(models.Model):
    """An office, agency, local government or group that OOBC works with. Deactivated, never deleted."""

    acronym = models.CharField(_("acronym"), max_length=30, blank=True)
    name = models.CharField(_("name"), max_length=255)
    sort_name = SortNameField(of="name")
    organization_type = models.CharField(_("type"), max_length=12, choices=OrganizationType.choices)
    kind = models.CharField(_("kind of BARMM office"), max_length=16, choices=MAOKind.choices, blank=True)
    parent = models.ForeignKey(
        "self", verbose_name=_("part of"), on_delete=models.PROTECT, null=True, blank=True, related_name="offices"
    )
    partnership_level = models.CharField(
        _("partnership level"), max_length=12, choices=PartnershipLevel.choices, blank=True
    )
    description = models.TextField(_("what it does"), blank=True)
    mandate = models.TextField(_("mandate"), blank=True)
    sectors = models.ManyToManyField(Sector, verbose_name=_("sectors"), blank=True, related_name="organizations")
    region = models.ForeignKey(
        Region, verbose_name=_("region of its seat"), on_delete=models.PROTECT, null=True, blank=True
    )
    address = models.TextField(_("address"), blank=True)
    contact_person = models.CharField(_("contact person"), max_length=255, blank=True)
    contact_email = models.EmailField(_("contact e-mail"), blank=True)
    contact_phone = PhoneNumberField(_("contact phone"), blank=True)
    website_url = models.URLField(_("website"), blank=True)
    is_active = models.BooleanField(_("active"), default=True)

    objects = OrganizationQuerySet.as_manager()

    class Meta:
        ordering = ["sort_name"]
        verbose_name = _("organization")
        verbose_name_plural = _("organizations")
        constraints = [
            models.UniqueConstraint(
                Upper("acronym"),
                condition=~Q(acronym=""),
                name="organizations_acronym_once",
                violation_error_message=_("Another organization has this acronym."),
            ),
            models.UniqueConstraint(
                F("sort_name"),
                F("organization_type"),
                name="organizations_name_once",
                violation_error_message=_("Another organization of this type has this name."),
            ),
            models.CheckConstraint(
                condition=Q(kind="") | Q(organization_type=OrganizationType.BMOA),
                name="organizations_kind_only_barmm",
                violation_error_message=_("Only a BARMM ministry, agency or office has a kind."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.acronym})" if self.acronym else self.name

    def full_clean(self, *args: Any, **kwargs: Any) -> None:
        self.sort_name = fold(self.name)  # the constraints look at it
        super().full_clean(*args, **kwargs)

    @property
    def short_name(self) -> str:
        return self.acronym or self.name


class OrganizationMembership(Term):
    """A person's role in an organization during a term. Rights follow the term, to the day."""

    organization = models.ForeignKey(
        Organization, verbose_name=_("organization"), on_delete=models.PROTECT, related_name="memberships"
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("person"),
        on_delete=models.PROTECT,
        related_name="organization_memberships",
    )
    role = models.CharField(_("role"), max_length=12, choices=MembershipRole.choices)
    focal_role = models.CharField(_("primary or alternate"), max_length=10, choices=FocalRole.choices, blank=True)

    objects = MembershipQuerySet.as_manager()

    class Meta(Term.Meta):
        verbose_name = _("membership")
        verbose_name_plural = _("memberships")
        constraints = [
            *Term.Meta.constraints,
            models.CheckConstraint(
                condition=Q(role=MembershipRole.MAO_FOCAL, focal_role__in=FocalRole.values)
                | (~Q(role=MembershipRole.MAO_FOCAL) & Q(focal_role="")),
                name="organizations_focal_role_only_focal",
                violation_error_message=_("A focal person is either primary or alternate; nobody else is."),
            ),
            ExclusionConstraint(
                name="organizations_membership_once_at_a_time",
                expressions=[
                    ("organization", RangeOperators.EQUAL),
                    ("user", RangeOperators.EQUAL),
                    ("role", RangeOperators.EQUAL),
                    (DateSpan(), RangeOperators.OVERLAPS),
                ],
                violation_error_message=_("This person already has this role in this organization at that time."),
            ),
            ExclusionConstraint(
                name="organizations_one_primary_at_a_time",
                expressions=[("organization", RangeOperators.EQUAL), (DateSpan(), RangeOperators.OVERLAPS)],
                condition=Q(focal_role=FocalRole.PRIMARY),
                violation_error_message=_("This organization already has a primary focal person at that time."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user}, {self.role_label}, {self.organization.short_name}"

    def validate_constraints(self, exclude: Collection[str] | None = None) -> None:
        """All or none: Django cannot check a condition on a field that a form leaves out. The action checks all."""
        if not exclude:
            super().validate_constraints(exclude=exclude)

    @property
    def role_label(self) -> str:
        """“Editor”, “Primary focal person” or “Alternate focal person”."""
        return self.get_focal_role_display() or self.get_role_display()

    @property
    def audit_label(self) -> str:
        """What audit rows, which are kept for good, call this row: no name of a person."""
        return f"{self.role_label}, {self.organization.short_name}"


class MAOFocalPerson(models.Model):
    """How to reach a focal person and by what paper they were appointed: the detail of a focal membership."""

    membership = models.OneToOneField(
        OrganizationMembership, verbose_name=_("membership"), on_delete=models.PROTECT, related_name="focal_person"
    )
    designation = models.CharField(_("designation"), max_length=255, help_text=_("Official position."))
    contact_email = models.EmailField(_("contact e-mail"))
    contact_phone = PhoneNumberField(_("contact phone"), blank=True)
    appointed_date = models.DateField(_("appointed on"))
    appointment_paper = models.OneToOneField(
        PrivateFile,
        verbose_name=_("appointment paper"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="focal_person",
    )

    objects = FocalPersonQuerySet.as_manager()

    class Meta:
        verbose_name = _("focal person")
        verbose_name_plural = _("focal persons")

    def __str__(self) -> str:
        return str(self.membership)

    @property
    def audit_label(self) -> str:
        return self.membership.audit_label
