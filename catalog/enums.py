from enum import StrEnum

from django.db import models
from django.utils.translation import gettext_lazy as _


class ServiceType(models.TextChoices):
    FINANCIAL_ASSISTANCE = "financial_assistance", _("Financial assistance")
    SCHOLARSHIP = "scholarship", _("Scholarship")
    LIVELIHOOD_PROGRAM = "livelihood_program", _("Livelihood program")
    INFRASTRUCTURE_SUPPORT = "infrastructure_support", _("Infrastructure support")
    CAPACITY_BUILDING = "capacity_building", _("Training and capacity building")
    HEALTH_SERVICE = "health_service", _("Health service")
    CULTURAL_SUPPORT = "cultural_support", _("Cultural support")
    OTHER = "other", _("Other")


class OBCAccess(models.TextChoices):
    """Can somebody who lives outside BARMM get it?"""

    OPEN_TO_OBC = "open_to_obc", _("Open to people outside BARMM")
    CASE_BY_CASE = "case_by_case", _("Case by case: ask the office")
    BARMM_RESIDENTS = "barmm_residents", _("Only for residents of BARMM")
    UNKNOWN = "unknown", _("Not known: ask the office")


class Eligibility(StrEnum):
    """Can this reader get it? What is known of people outside BARMM, told to somebody of one region.

    The words for it depend on the reader: ``catalog.eligibility``.
    """

    OPEN = OBCAccess.OPEN_TO_OBC.value
    CASE_BY_CASE = OBCAccess.CASE_BY_CASE.value
    BARMM_RESIDENTS = OBCAccess.BARMM_RESIDENTS.value
    UNKNOWN = OBCAccess.UNKNOWN.value
    NOT_THERE = "not_there"

    @property
    def is_no(self) -> bool:
        return self in (Eligibility.BARMM_RESIDENTS, Eligibility.NOT_THERE)


class ApplicationMode(models.TextChoices):
    ONLINE = "online", _("Apply online")
    OFFICE = "office", _("Apply at an office")
    LIST = "list", _("No application: people are chosen from a list")
    NONE = "none", _("No application: just come")


class TransactionClass(models.TextChoices):
    """The classes of the Ease of Doing Business Act (RA 11032) with their limits in working days."""

    SIMPLE = "simple", _("Simple (3 working days)")
    COMPLEX = "complex", _("Complex (7 working days)")
    HIGHLY_TECHNICAL = "highly_technical", _("Highly technical (20 working days)")

    @property
    def working_days(self) -> int:
        return {"simple": 3, "complex": 7, "highly_technical": 20}[self.value]


class IntakeState(models.TextChoices):
    """Whether applications are taken today: computed from the dates, never stored."""

    OPEN = "open", _("Taking applications now")
    OPENS_LATER = "opens_later", _("Opens later")
    CLOSED = "closed", _("Closed for now")
    NOT_STATED = "not_stated", _("Ask the office when it takes applications")
    NO_APPLICATION = "no_application", _("No application needed")
    ENDED = "ended", _("Not offered any more")


class CountKind(models.TextChoices):
    """What is counted of a service: its page opened, opened from a search, printed or downloaded in a menu."""

    VIEW = "view"
    SEARCH = "search"
    PRINT = "print"


class ApplicationStatus(models.TextChoices):
    """Where an application stands. Why it ended and whom it waits for are facts of their own."""

    SUBMITTED = "submitted", _("Received")
    UNDER_REVIEW = "under_review", _("Under review")
    APPROVED = "approved", _("Approved")
    REJECTED = "rejected", _("Not approved")
    COMPLETED = "completed", _("Completed")

    @classmethod
    def undecided(cls) -> "list[ApplicationStatus]":
        return [cls.SUBMITTED, cls.UNDER_REVIEW]

    @classmethod
    def holding_a_slot(cls) -> "list[ApplicationStatus]":
        return [cls.APPROVED, cls.COMPLETED]


class WaitingOn(models.TextChoices):
    """Who has to act next."""

    OFFICE = "office", _("The office")
    APPLICANT = "applicant", _("You: the office asked for more information")
    SLOT = "slot", _("A free place: the application is on the waiting list")
    NOBODY = "nobody", _("Nobody")


class ClosedReason(models.TextChoices):
    """Why a case ended without a decision."""

    WITHDRAWN = "withdrawn", _("Withdrawn by the applicant")
    EXPIRED = "expired", _("Closed: no answer to the office's question")
    DUPLICATE = "duplicate", _("Closed: the same application was sent before")


class ApplicationChannel(models.TextChoices):
    """How an application came in."""

    ONLINE = "online", _("Online, by the applicant")
    ASSISTED = "assisted", _("Online, by a helper")
    WALK_IN = "walk_in", _("At the office")
    PAPER = "paper", _("On paper")
    API = "api", _("From another system")


class Sex(models.TextChoices):
    FEMALE = "female", _("Female")
    MALE = "male", _("Male")


class EventKind(models.TextChoices):
    """What can happen to a case; its history is made of these."""

    RECEIVED = "received", _("Received")
    ASSIGNED = "assigned", _("Assigned to a reviewer")
    REVIEW_BEGAN = "review_began", _("Review began")
    INFORMATION_ASKED = "information_asked", _("More information asked for; the clock stands")
    INFORMATION_GIVEN = "information_given", _("Information given; the clock runs again")
    CLOCK_RESUMED = "clock_resumed", _("The clock runs again: it stood for as long as it may")
    EXTENDED = "extended", _("More time taken, once")
    REVIEWED = "reviewed", _("Reviewed with points")
    WAITLISTED = "waitlisted", _("Put on the waiting list")
    APPROVED = "approved", _("Approved")
    REJECTED = "rejected", _("Not approved")
    OBJECTED = "objected", _("Objection received")
    OBJECTION_ANSWERED = "objection_answered", _("Objection answered")
    COMPLETED = "completed", _("Completed")
    CLOSED = "closed", _("Closed without a decision")
    LINKED = "linked", _("Linked to a PPA")
    ANONYMIZED = "anonymized", _("Personal data erased")


class ObjectionOutcome(models.TextChoices):
    UPHELD = "upheld", _("The decision is taken back; the case is reviewed again")
    KEPT = "kept", _("The decision stays")


class Recommendation(models.TextChoices):
    APPROVE = "approve", _("Approve")
    REJECT = "reject", _("Do not approve")
    UNSURE = "unsure", _("Not sure")
