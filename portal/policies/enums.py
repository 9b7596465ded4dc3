"""Where a policy recommendation stands, of which kind it is, and how its evidence and impact are judged."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class PolicyStatus(models.TextChoices):
    """From a draft to the end of its implementation; whether its text is public is another question."""

    DRAFT = "draft", _("Draft")
    UNDER_REVIEW = "under_review", _("Under review")
    SUBMITTED = "submitted", _("Submitted to the Chief Minister")
    ENDORSED = "endorsed", _("Endorsed by the Chief Minister")
    APPROVED = "approved", _("Approved by Parliament")
    IN_IMPLEMENTATION = "in_implementation", _("In implementation")
    IMPLEMENTED = "implemented", _("Implemented")
    NEEDS_REVISION = "needs_revision", _("Needs revision")
    DEFERRED = "deferred", _("Deferred")
    REJECTED = "rejected", _("Not taken up")
    WITHDRAWN = "withdrawn", _("Withdrawn")

    @classmethod
    def path(cls) -> "list[PolicyStatus]":
        """The way of one that is taken up, in order."""
        return [
            cls.DRAFT,
            cls.UNDER_REVIEW,
            cls.SUBMITTED,
            cls.ENDORSED,
            cls.APPROVED,
            cls.IN_IMPLEMENTATION,
            cls.IMPLEMENTED,
        ]

    @classmethod
    def being_written(cls) -> "list[PolicyStatus]":
        """Its writers have not handed it in, or it came back to them."""
        return [cls.DRAFT, cls.NEEDS_REVISION]

    @classmethod
    def adopted(cls) -> "list[PolicyStatus]":
        """Parliament approved it: without money somebody is told."""
        return [cls.APPROVED, cls.IN_IMPLEMENTATION]

    @classmethod
    def ended(cls) -> "list[PolicyStatus]":
        """Nothing is expected of it any more."""
        return [cls.IMPLEMENTED, cls.REJECTED, cls.WITHDRAWN]

    @classmethod
    def deferrable(cls) -> "list[PolicyStatus]":
        """Waits for somebody's decision, which can be put off."""
        return [cls.UNDER_REVIEW, cls.SUBMITTED, cls.ENDORSED, cls.APPROVED]

    @classmethod
    def aimed_at(cls) -> "list[PolicyStatus]":
        """What PPAs can be tagged with: everything that has not been given up."""
        return [status for status in cls if status not in (cls.REJECTED, cls.WITHDRAWN)]


class DecisionKind(models.TextChoices):
    """What somebody decided about the text as it stood."""

    SUBMITTED = "submitted", _("Submitted to the Chief Minister")
    ENDORSED = "endorsed", _("Endorsed by the Chief Minister")
    APPROVED = "approved", _("Approved by Parliament")
    RETURNED = "returned", _("Sent back for revision")
    DEFERRED = "deferred", _("Deferred")
    RESUMED = "resumed", _("Taken up again")
    REJECTED = "rejected", _("Not taken up")
    WITHDRAWN = "withdrawn", _("Withdrawn")
    BEGUN = "begun", _("Implementation begun")
    IMPLEMENTED = "implemented", _("Implemented")

    @classmethod
    def binding(cls) -> "list[DecisionKind]":
        """They hold for one version of the text; a later edit is shown as changed since."""
        return [cls.SUBMITTED, cls.ENDORSED, cls.APPROVED]

    @classmethod
    def with_reason(cls) -> "list[DecisionKind]":
        return [cls.RETURNED, cls.DEFERRED, cls.REJECTED, cls.WITHDRAWN]


class PolicyCategory(models.TextChoices):
    ECONOMIC = "economic_development", _("Economic development")
    SOCIAL = "social_development", _("Social development")
    CULTURAL = "cultural_development", _("Cultural development")
    WELFARE = "promotion_of_welfare", _("Promotion of welfare")
    REHABILITATION = "rehabilitation_development", _("Rehabilitation and development")
    RIGHTS = "protection_of_rights", _("Protection of rights")
    COMPREHENSIVE = "comprehensive", _("Several of these")


class PolicyType(models.TextChoices):
    POLICY = "policy", _("Policy")
    PROGRAM = "program", _("Systematic program")
    SERVICE = "service", _("Service")


class PolicyScope(models.TextChoices):
    """How far it reaches."""

    NATIONAL = "national", _("National")
    REGIONAL = "regional", _("Regions")
    PROVINCIAL = "provincial", _("Provinces")
    MUNICIPAL = "municipal", _("Towns and cities")
    BARANGAY = "barangay", _("Barangays")
    COMMUNITY = "community", _("Communities")


class PolicyPriority(models.TextChoices):
    LOW = "low", _("Low")
    MEDIUM = "medium", _("Medium")
    HIGH = "high", _("High")
    URGENT = "urgent", _("Urgent")
    CRITICAL = "critical", _("Critical")


class EvidenceType(models.TextChoices):
    """What kind of proof a piece of evidence is for a recommendation."""

    QUANTITATIVE = "quantitative_data", _("Quantitative data")
    QUALITATIVE = "qualitative_data", _("Qualitative data")
    STUDY = "research_study", _("Research study")
    ASSESSMENT = "needs_assessment", _("Needs assessment")
    CONSULTATION = "stakeholder_consultation", _("Stakeholder consultation")
    CASE = "case_study", _("Case study")
    BEST_PRACTICE = "best_practice", _("Best practice")
    PRECEDENT = "legal_precedent", _("Legal precedent")
    EXPERT = "expert_opinion", _("Expert opinion")
    FIELD = "field_observation", _("Field observation")
    DOCUMENTS = "document_analysis", _("Document analysis")
    COMPARISON = "comparative_analysis", _("Comparative analysis")
    OTHER = "other", _("Other")


class DocumentType(models.TextChoices):
    BRIEF = "brief", _("Policy brief")
    DRAFT = "policy_draft", _("Policy draft")
    ORDER = "order", _("Executive or administrative order")
    ACT = "act", _("Act or resolution of Parliament")
    CONSULTATION = "consultation_report", _("Consultation report")
    ASSESSMENT = "impact_assessment", _("Impact assessment")
    PLAN = "implementation_plan", _("Implementation plan")
    MONITORING = "monitoring_report", _("Monitoring report")
    EVALUATION = "evaluation_report", _("Evaluation report")
    CORRESPONDENCE = "correspondence", _("Correspondence")
    PRESENTATION = "presentation", _("Presentation")
    LEGAL = "legal_opinion", _("Legal opinion")
    OTHER = "other", _("Other")


class ImpactType(models.TextChoices):
    ECONOMIC = "economic", _("Economic")
    SOCIAL = "social", _("Social")
    EDUCATIONAL = "educational", _("Education")
    CULTURAL = "cultural", _("Culture")
    INFRASTRUCTURE = "infrastructure", _("Infrastructure")
    HEALTH = "healthcare", _("Health")
    ENVIRONMENT = "environmental", _("Environment")
    GOVERNANCE = "governance", _("Governance")
    RIGHTS = "human_rights", _("Human rights")
    LEGAL = "legal", _("Legal")
    ADMINISTRATION = "administrative", _("Administration")
    OTHER = "other", _("Other")


class ImpactDirection(models.TextChoices):
    INCREASE = "increase", _("More is better")
    DECREASE = "decrease", _("Less is better")


class Grade(models.TextChoices):
    """How good data are, or how sure somebody is."""

    HIGH = "high", _("High")
    MEDIUM = "medium", _("Medium")
    LOW = "low", _("Low")


class MilestoneState(models.TextChoices):
    """What its owner says. Whether it is late follows from its dates and is not written down."""

    NOT_STARTED = "not_started", _("Not started")
    IN_PROGRESS = "in_progress", _("In progress")
    COMPLETED = "completed", _("Completed")
    CANCELLED = "cancelled", _("Cancelled")
