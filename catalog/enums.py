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
