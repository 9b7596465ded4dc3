"""The PPA: what an office does, with which it answers needs and delivers services."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from portal.communities.models import OBCCommunity
from portal.core.fields import SortNameField, acted_by
from portal.core.models import DevelopmentGoal, Sector
from portal.evidence.models import EvidenceItem
from portal.monitoring.enums import (
    BeneficiarySector,
    BeneficiaryUnit,
    ComplianceTag,
    CostStructure,
    InterventionType,
    PPACategory,
    PPAPriority,
    PPAStatus,
    TeamRole,
)
from portal.monitoring.querysets import MonitoringEntryQuerySet, OfPPAQuerySet
from portal.needs.models import Assessment
from portal.needs.models.places import Placed, exactly_one_place
from portal.organizations.models import Organization


class MonitoringEntry(models.Model):
    """A program, project or activity of an office, on screen "PPA". Its status changes only by actions.

    Money stands in ``MoneyLine`` and ``MonitoringEntryFunding``, results in ``Outcome``, what it answers in
    ``NeedAddressed``; totals are computed. A PPA with children holds no money itself: no total adds both.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    title = models.CharField(_("title"), max_length=255)
    sort_title = SortNameField(of="title")
    description = models.TextField(_("what it does, and for whom"), max_length=5000, blank=True)
    parent = models.ForeignKey(
        "self", verbose_name=_("part of"), on_delete=models.PROTECT, null=True, blank=True, related_name="children"
    )
    status = models.CharField(
        _("status"), max_length=16, choices=PPAStatus.choices, default=PPAStatus.DRAFT, editable=False
    )
    status_before = models.CharField(
        _("status before it was put on hold"), max_length=16, choices=PPAStatus.choices, blank=True, editable=False
    )

    # Who
    lead_organization = models.ForeignKey(
        Organization, verbose_name=_("office"), on_delete=models.PROTECT, related_name="ppas"
    )
    partner_organizations = models.ManyToManyField(
        Organization, verbose_name=_("partners"), blank=True, related_name="partnered_ppas"
    )
    submitted_by_community = models.ForeignKey(
        OBCCommunity,
        verbose_name=_("asked for by the community"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="asked_ppas",
    )
    related_assessment = models.ForeignKey(
        Assessment, verbose_name=_("assessment"), on_delete=models.PROTECT, null=True, blank=True, related_name="ppas"
    )

    # What kind
    category = models.CharField(_("category"), max_length=11, choices=PPACategory.choices, default=PPACategory.MOA_PPA)
    sector = models.ForeignKey(
        Sector, verbose_name=_("sector"), on_delete=models.PROTECT, null=True, blank=True, related_name="ppas"
    )
    intervention_type = models.CharField(_("kind of work"), max_length=17, choices=InterventionType.choices, blank=True)
    priority = models.CharField(_("priority"), max_length=6, choices=PPAPriority.choices, default=PPAPriority.MEDIUM)
    cost_structure = models.CharField(
        _("cost structure"), max_length=10, choices=CostStructure.choices, default=CostStructure.OPERATIONS
    )
    program = models.CharField(_("program"), max_length=255, blank=True)
    program_code = models.CharField(_("program code (PAP, UACS)"), max_length=30, blank=True)
    plan_reference = models.CharField(_("plan reference"), max_length=100, blank=True)
    goals = models.ManyToManyField(DevelopmentGoal, verbose_name=_("goals it serves"), blank=True, related_name="ppas")
    moral_governance_pillar = models.CharField(_("pillar of moral governance"), max_length=100, blank=True)

    # When
    plan_year = models.PositiveSmallIntegerField(_("planned in the fiscal year"), null=True, blank=True)
    planned_start = models.DateField(_("planned start"), null=True, blank=True)
    revised_start = models.DateField(_("revised start"), null=True, blank=True)
    actual_start = models.DateField(_("started on"), null=True, blank=True)
    planned_end = models.DateField(_("planned end"), null=True, blank=True)
    revised_end = models.DateField(_("revised end"), null=True, blank=True)
    actual_end = models.DateField(_("ended on"), null=True, blank=True)

    # For whom; unknown is empty, never zero
    beneficiary_unit = models.CharField(
        _("counted in"), max_length=13, choices=BeneficiaryUnit.choices, default=BeneficiaryUnit.PERSONS
    )
    target_beneficiaries = models.PositiveIntegerField(_("beneficiaries, target"), null=True, blank=True)
    target_obc = models.PositiveIntegerField(_("of them OBC, target"), null=True, blank=True)
    actual_beneficiaries = models.PositiveIntegerField(_("beneficiaries, reached"), null=True, blank=True)
    actual_obc = models.PositiveIntegerField(_("of them OBC, reached"), null=True, blank=True)
    obc_budget_share = models.DecimalField(
        _("OBC share of the budget (%)"), max_digits=5, decimal_places=2, null=True, blank=True
    )
    """Percent of its money meant for OBCs; none: nobody said."""

    evidence = models.ManyToManyField(
        EvidenceItem, verbose_name=_("evidence"), blank=True, editable=False, related_name="ppas"
    )
    source = models.CharField(_("source"), max_length=255, blank=True)
    """The public document that says so, with its page; or that it is invented for demonstration."""

    loaded_from = models.CharField(max_length=100, blank=True, editable=False)
    """The file and row of published facts that it was loaded from: it was law before the portal knew of it."""

    # The way to approval: three different people
    version = models.PositiveIntegerField(default=0, editable=False)
    """Goes up each time it is proposed; review and approval bind to the version that was shown."""

    proposed_at = models.DateTimeField(_("proposed at"), null=True, blank=True, editable=False)
    proposed_by = acted_by(verbose_name=_("proposed by"), editable=False)
    reviewed_at = models.DateTimeField(_("reviewed at"), null=True, blank=True, editable=False)
    reviewed_by = acted_by(verbose_name=_("reviewed by"), editable=False)
    review_note = models.TextField(_("what the reviewer found"), max_length=2000, blank=True, editable=False)
    approved_at = models.DateTimeField(_("approved at"), null=True, blank=True, editable=False)
    approved_by = acted_by(verbose_name=_("approved by"), editable=False)
    enacted_on = models.DateField(_("enacted on"), null=True, blank=True, editable=False)
    enacted_by_act = models.CharField(_("act"), max_length=255, blank=True, editable=False)
    reason = models.TextField(_("why it was refused, cancelled or put on hold"), max_length=2000, blank=True)

    # What was learned
    lessons_learned = models.TextField(_("lessons learned"), max_length=5000, blank=True)
    best_practices = models.TextField(_("best practices"), max_length=5000, blank=True)
    recommendations_for_future = models.TextField(_("recommendations"), max_length=5000, blank=True)

    created_at = models.DateTimeField(_("created at"), auto_now_add=True)
    created_by = acted_by(verbose_name=_("created by"), editable=False)
    """None: nobody did, it was loaded from a published document."""

    objects = MonitoringEntryQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at"]
        verbose_name = _("PPA")
        verbose_name_plural = _("PPAs")
        permissions = [
            ("propose_monitoringentry", "Can propose PPAs"),
            ("review_monitoringentry", "Can review proposed PPAs"),
            ("approve_monitoringentry", "Can approve, refuse and cancel PPAs"),
            ("enact_monitoringentry", "Can record the act that grants a PPA its money"),
            ("report_monitoringentry", "Can report progress and results of PPAs"),
            ("confirm_monitoringentry", "Can approve reported results of PPAs"),
            ("pay_monitoringentry", "Can enter allotments, obligations and disbursements of PPAs"),
            ("link_monitoringentry", "Can say which needs PPAs answer"),
        ]
        indexes = [
            models.Index(fields=["status", "lead_organization"], name="monitoring_status_office"),
            models.Index(fields=["sector", "status"], name="monitoring_sector_status"),
            models.Index(fields=["status", "sector"], include=["id"], name="monitoring_status_sector"),
            models.Index(fields=["planned_end"], name="monitoring_planned_end"),
        ]
        constraints = [
            models.CheckConstraint(condition=~Q(parent=F("pk")), name="monitoring_no_part_of_itself"),
            models.CheckConstraint(
                condition=Q(target_obc=None)
                | Q(target_beneficiaries=None)
                | Q(target_obc__lte=F("target_beneficiaries")),
                name="monitoring_obc_within_target",
                violation_error_message=_("OBC beneficiaries cannot be more than all of them."),
            ),
            models.CheckConstraint(
                condition=Q(actual_obc=None)
                | Q(actual_beneficiaries=None)
                | Q(actual_obc__lte=F("actual_beneficiaries")),
                name="monitoring_obc_within_reached",
                violation_error_message=_("OBC beneficiaries cannot be more than all of them."),
            ),
            models.CheckConstraint(
                condition=Q(obc_budget_share=None) | Q(obc_budget_share__range=(0, 100)),
                name="monitoring_obc_share_in_percent",
                violation_error_message=_("A share lies between 0 and 100 percent."),
            ),
            *[
                models.CheckConstraint(
                    condition=Q(**{f"{which}_start": None})
                    | Q(**{f"{which}_end": None})
                    | Q(**{f"{which}_end__gte": F(f"{which}_start")}),
                    name=f"monitoring_{which}_order",
                    violation_error_message=_("It cannot end before it starts."),
                )
                for which in ("planned", "revised", "actual")
            ],
            *[
                models.CheckConstraint(
                    condition=Q(**{f"{act}_at": None, f"{act}_by": None})
                    | Q(**{f"{act}_at__isnull": False, f"{act}_by__isnull": False}),
                    name=f"monitoring_{act}_by_somebody",
                )
                for act in ("proposed", "reviewed", "approved")
            ],
            models.CheckConstraint(
                condition=(Q(reviewed_by=None) | ~Q(reviewed_by=F("proposed_by")))
                & (Q(approved_by=None) | ~Q(approved_by=F("proposed_by")) & ~Q(approved_by=F("reviewed_by"))),
                name="monitoring_three_people",
                violation_error_message=_("Three different people propose, review and approve."),
            ),
            models.CheckConstraint(
                condition=~Q(status__in=[*PPAStatus.funding(), PPAStatus.APPROVED])
                | Q(approved_by__isnull=False)
                | Q(status__in=PPAStatus.funding()) & ~Q(loaded_from=""),
                name="monitoring_approved_by_somebody_first",
            ),
            models.CheckConstraint(
                condition=Q(loaded_from="") & Q(created_by__isnull=False)
                | ~Q(loaded_from="") & ~Q(source="") & ~Q(enacted_by_act=""),
                name="monitoring_made_by_somebody_or_published",
            ),
            models.UniqueConstraint(
                fields=["loaded_from"], condition=~Q(loaded_from=""), name="monitoring_loaded_once"
            ),
            models.CheckConstraint(
                condition=~Q(status__in=PPAStatus.funding()) | Q(enacted_on__isnull=False) & ~Q(enacted_by_act=""),
                name="monitoring_enacted_by_an_act",
                violation_error_message=_("Name the act that grants the money, and its day."),
            ),
            models.CheckConstraint(
                condition=~Q(status__in=[PPAStatus.REJECTED, PPAStatus.CANCELLED, PPAStatus.ON_HOLD]) | ~Q(reason=""),
                name="monitoring_aside_with_a_reason",
                violation_error_message=_("Say why."),
            ),
            models.CheckConstraint(
                condition=Q(status=PPAStatus.ON_HOLD) & ~Q(status_before="")
                | ~Q(status=PPAStatus.ON_HOLD) & Q(status_before=""),
                name="monitoring_on_hold_returns",
            ),
            models.CheckConstraint(
                condition=~Q(status=PPAStatus.COMPLETED) | Q(actual_end__isnull=False),
                name="monitoring_completed_with_an_end",
                violation_error_message=_("Say when it ended."),
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("monitoring_ppas:inspect", args=[self.pk])

    @property
    def is_granted(self) -> bool:
        """An act has granted its money, which may still move; what was put aside before that never had any."""
        return self.status in PPAStatus.spending() and self.enacted_on is not None

    @property
    def is_open(self) -> bool:
        return self.status not in PPAStatus.ended()


class PPAPlace(Placed):
    """A place that a PPA serves: a community, or any place up to a region. One without a place serves all of them."""

    ppa = models.ForeignKey(MonitoringEntry, on_delete=models.CASCADE, related_name="places")

    objects = OfPPAQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        verbose_name = _("place of a PPA")
        verbose_name_plural = _("places of PPAs")
        constraints = [
            models.CheckConstraint(
                condition=exactly_one_place(),
                name="monitoring_place_is_one",
                violation_error_message=_("Choose exactly one place."),
            ),
            models.UniqueConstraint(
                fields=["ppa", "community", "barangay", "municipality", "province", "region"],
                nulls_distinct=False,
                name="monitoring_place_once",
                violation_error_message=_("This place is already named."),
            ),
        ]

    def __str__(self) -> str:
        return str(self.place)


class PPAMember(models.Model):
    """Somebody responsible for a PPA."""

    ppa = models.ForeignKey(MonitoringEntry, on_delete=models.CASCADE, related_name="team")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("person"), on_delete=models.PROTECT, related_name="+"
    )
    role = models.CharField(_("role"), max_length=6, choices=TeamRole.choices, default=TeamRole.MEMBER)

    objects = OfPPAQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        verbose_name = _("member of a PPA's team")
        verbose_name_plural = _("members of PPAs' teams")
        constraints = [
            models.UniqueConstraint(
                fields=["ppa", "user"],
                name="monitoring_member_once",
                violation_error_message=_("This person is already in the team."),
            ),
            models.UniqueConstraint(
                fields=["ppa"],
                condition=Q(role=TeamRole.LEAD),
                name="monitoring_one_leader",
                violation_error_message=_("The team already has a leader."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user}, {self.get_role_display()}"

    @property
    def audit_label(self) -> str:
        """What audit rows, which are kept for good, call this row: no name of a person."""
        return f"{self.get_role_display()}, {self.ppa}"


class PPATag(models.Model):
    """That money of a PPA serves one of the five cross-cutting causes, and how much of it; none: nobody said."""

    ppa = models.ForeignKey(MonitoringEntry, on_delete=models.CASCADE, related_name="tags")
    tag = models.CharField(_("tag"), max_length=5, choices=ComplianceTag.choices)
    amount = models.DecimalField(_("amount (₱)"), max_digits=16, decimal_places=2, null=True, blank=True)
    note = models.CharField(_("why"), max_length=500, blank=True)

    objects = OfPPAQuerySet.as_manager()

    class Meta:
        ordering = ["tag"]
        verbose_name = _("tag of a PPA")
        verbose_name_plural = _("tags of PPAs")
        constraints = [
            models.UniqueConstraint(
                fields=["ppa", "tag"],
                name="monitoring_tag_once",
                violation_error_message=_("This tag is already set."),
            ),
            models.CheckConstraint(
                condition=Q(amount=None) | Q(amount__gte=0),
                name="monitoring_tag_amount_not_negative",
                violation_error_message=_("An amount cannot be negative."),
            ),
        ]

    def __str__(self) -> str:
        return str(self.get_tag_display())


class BeneficiaryGroup(models.Model):
    """How many of a PPA's beneficiaries belong to a group, as meant and as reached. Groups overlap: never added up."""

    ppa = models.ForeignKey(MonitoringEntry, on_delete=models.CASCADE, related_name="beneficiary_groups")
    group = models.CharField(_("group"), max_length=20, choices=BeneficiarySector.choices)
    target = models.PositiveIntegerField(_("target"), null=True, blank=True)
    actual = models.PositiveIntegerField(_("reached"), null=True, blank=True)

    objects = OfPPAQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        verbose_name = _("group of beneficiaries")
        verbose_name_plural = _("groups of beneficiaries")
        constraints = [
            models.UniqueConstraint(
                fields=["ppa", "group"],
                name="monitoring_group_once",
                violation_error_message=_("This group is already named."),
            )
        ]

    def __str__(self) -> str:
        return str(self.get_group_display())
