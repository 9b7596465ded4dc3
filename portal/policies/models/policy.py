"""A recommendation: what should change, for whom, why, at which cost, and who would carry it out."""

import uuid
from typing import Any, Self

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import MinValueValidator
from django.db import models, transaction
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey, ParentalManyToManyField
from modelcluster.models import ClusterableModel
from wagtail.models import DraftStateMixin, LockableMixin, Orderable, Revision, RevisionMixin, WorkflowMixin

from portal.communities.models import OBCCommunity
from portal.core.fields import SortNameField, acted_by
from portal.core.models import ContentVersion, Sector
from portal.geography.models import Region
from portal.needs.models import Assessment, Need
from portal.organizations.models import Organization
from portal.policies.enums import PolicyCategory, PolicyPriority, PolicyScope, PolicyStatus, PolicyType
from portal.policies.querysets import PolicyQuerySet
from search.facade import refresh

ROW_FACTS = ("number", "core_key", "status", "status_before")
"""Facts of the row itself, whichever text is live: a revision neither carries nor restores them."""

TOLD = ("problem_statement", "proposed_solution")
"""A draft may still lack these; what is handed in tells them."""


class PolicyRecommendation(WorkflowMixin, DraftStateMixin, LockableMixin, RevisionMixin, ClusterableModel):
    """One recommendation of the office. Its text is editorial: drafted, looked at by a second person, published.

    Where it stands is ``status`` and changes only by actions; ``PolicyDecision`` says which version somebody submitted,
    endorsed or approved. What it costs is the sum of its years, what it gets is computed from the PPAs that
    implement it; without a year nobody has costed it.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    number = models.PositiveSmallIntegerField(_("number"), unique=True, editable=False)
    core_key = models.SlugField(_("key"), max_length=50, unique=True, null=True, blank=True, editable=False)
    """Of the ten of the Integrative Report, so that they are loaded once."""

    live = models.BooleanField(_("live"), default=False, editable=False)  # a new recommendation is a draft
    status = models.CharField(
        _("status"), max_length=17, choices=PolicyStatus.choices, default=PolicyStatus.DRAFT, editable=False
    )
    status_before = models.CharField(
        _("status before it was put off"), max_length=17, choices=PolicyStatus.choices, blank=True, editable=False
    )

    title = models.CharField(_("title"), max_length=255)
    title_fil = models.CharField(_("title in Filipino"), max_length=255, blank=True)
    sort_title = SortNameField(of="title")
    summary = models.TextField(
        _("in two sentences"), max_length=500, help_text=_("What should happen, and what will be better for people.")
    )
    summary_fil = models.TextField(_("in two sentences, in Filipino"), max_length=500, blank=True)
    full_text = models.TextField(_("full text"), max_length=20000, blank=True)
    problem_statement = models.TextField(_("the problem"), max_length=5000, blank=True)
    rationale = models.TextField(_("why this would help"), max_length=5000, blank=True)
    proposed_solution = models.TextField(_("what is proposed"), max_length=5000, blank=True)

    category = models.CharField(_("category"), max_length=26, choices=PolicyCategory.choices)
    type = models.CharField(_("type"), max_length=7, choices=PolicyType.choices, default=PolicyType.PROGRAM)
    scope = models.CharField(_("how far it reaches"), max_length=10, choices=PolicyScope.choices)
    priority = models.CharField(
        _("priority"), max_length=8, choices=PolicyPriority.choices, default=PolicyPriority.MEDIUM
    )
    sectors = ParentalManyToManyField(Sector, verbose_name=_("sectors"), related_name="policies")
    regions = ParentalManyToManyField(
        Region,
        verbose_name=_("regions"),
        blank=True,
        related_name="policies",
        help_text=_("None means all regions where communities live."),
    )
    communities = ParentalManyToManyField(
        OBCCommunity, verbose_name=_("communities"), blank=True, related_name="policies"
    )
    lead_organizations = ParentalManyToManyField(
        Organization, verbose_name=_("offices in the lead"), blank=True, related_name="led_policies"
    )
    partner_organizations = ParentalManyToManyField(
        Organization, verbose_name=_("offices that help"), blank=True, related_name="partnered_policies"
    )

    resource_requirements = models.TextField(_("what it takes"), max_length=5000, blank=True)
    expected_beneficiaries = models.PositiveIntegerField(_("people it should reach"), null=True, blank=True)
    starts_on = models.DateField(_("should begin on"), null=True, blank=True)
    ends_on = models.DateField(_("should be done by"), null=True, blank=True)
    source = models.CharField(_("source"), max_length=255, blank=True)

    # Links, not text: they change by actions and stand in no draft.
    related_needs = models.ManyToManyField(
        Need, verbose_name=_("needs it answers"), blank=True, editable=False, related_name="policies"
    )
    related_assessments = models.ManyToManyField(
        Assessment, verbose_name=_("assessments it rests on"), blank=True, editable=False, related_name="policies"
    )
    created_at = models.DateTimeField(_("created at"), auto_now_add=True)
    created_by = acted_by(verbose_name=_("created by"), editable=False)

    objects = PolicyQuerySet.as_manager()

    class Meta:
        ordering = ["number"]
        verbose_name = _("policy recommendation")
        verbose_name_plural = _("policy recommendations")
        permissions = [
            ("publish_policyrecommendation", "Can publish policy recommendations"),
            ("review_policyrecommendation", "Can review and submit policy recommendations"),
            ("endorse_policyrecommendation", "Can endorse policy recommendations"),
            ("approve_policyrecommendation", "Can record the approval of policy recommendations"),
            ("track_policyrecommendation", "Can keep milestones and impacts of policy recommendations"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(starts_on=None) | Q(ends_on=None) | Q(ends_on__gte=F("starts_on")),
                name="policies_policy_dates_in_order",
                violation_error_message=_("It cannot be done before it begins."),
            ),
            models.CheckConstraint(
                condition=Q(status=PolicyStatus.DEFERRED) ^ Q(status_before=""),
                name="policies_policy_deferred_from_somewhere",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("policies:detail", args=[self.pk])

    @property
    def full_url(self) -> str:
        return f"{settings.WAGTAILADMIN_BASE_URL}{self.get_absolute_url()}"

    @property
    def url(self) -> str | None:
        """Where the live text stands; Wagtail's listings link to it."""
        return self.get_absolute_url() if self.is_public else None

    @property
    def is_public(self) -> bool:
        """Whether anybody may read it: the same rule as ``public()``."""
        return self.live and self.status != PolicyStatus.WITHDRAWN

    @property
    def audit_label(self) -> str:
        return f"Recommendation {self.number}"

    # ---- Editorial state -------------------------------------------------------------------------------------------

    def check_complete(self) -> None:
        """``ValidationError`` with all that readers would miss in this text."""
        self.full_clean()
        told = {name: [_("Say it: readers look for it.")] for name in TOLD if not getattr(self, name)}
        if not self.sectors.all():
            told["sectors"] = [_("Choose at least one.")]
        if told:
            raise ValidationError(told)

    def with_content_json(self, content: dict[str, Any]) -> Self:
        policy = super().with_content_json(content)
        for name in ROW_FACTS:
            setattr(policy, name, getattr(self, name))
        return policy

    @transaction.atomic
    def publish(self, revision: Revision, *args: Any, **kwargs: Any) -> None:
        super().publish(revision, *args, **kwargs)
        self._public_text_changed()

    @transaction.atomic
    def unpublish(self, *args: Any, **kwargs: Any) -> None:
        super().unpublish(*args, **kwargs)
        self._public_text_changed()

    def _public_text_changed(self) -> None:
        from portal.policies.search_index import RECOMMENDATIONS  # the index reads this model

        ContentVersion.bump()
        refresh(RECOMMENDATIONS, [self.pk])


class PolicyConsideration(Orderable):
    """One thing to keep in mind when it is carried out."""

    policy = ParentalKey(PolicyRecommendation, on_delete=models.CASCADE, related_name="considerations")
    text = models.CharField(_("consideration"), max_length=500)

    class Meta(Orderable.Meta):
        verbose_name = _("key consideration")
        verbose_name_plural = _("key considerations")

    def __str__(self) -> str:
        return self.text


class PolicyBudgetYear(models.Model):
    """What it would cost in one fiscal year, in pesos."""

    policy = ParentalKey(PolicyRecommendation, on_delete=models.CASCADE, related_name="budget_years")
    fiscal_year = models.PositiveSmallIntegerField(_("fiscal year"), validators=[MinValueValidator(2019)])
    amount = models.DecimalField(
        _("budget required (₱)"), max_digits=16, decimal_places=2, validators=[MinValueValidator(0)]
    )

    class Meta:
        ordering = ["fiscal_year"]
        verbose_name = _("budget required in a year")
        verbose_name_plural = _("budget required by year")
        constraints = [
            models.UniqueConstraint(
                fields=["policy", "fiscal_year"],
                name="policies_budget_once_a_year",
                violation_error_message=_("This year already has its budget."),
            ),
            models.CheckConstraint(condition=Q(amount__gte=0), name="policies_budget_not_negative"),
        ]

    def __str__(self) -> str:
        return f"{self.policy}, {self.fiscal_year}"
