"""Where a PPA stands, what its money is, and how its results are read."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class PPAStatus(models.TextChoices):
    """Where a PPA stands, from an idea to its end."""

    DRAFT = "draft", _("Draft")
    PROPOSED = "proposed", _("Proposed")
    UNDER_REVIEW = "under_review", _("Under review")
    APPROVED = "approved", _("Approved")
    ENACTED = "enacted", _("Enacted")
    IN_EXECUTION = "in_execution", _("In execution")
    COMPLETED = "completed", _("Completed")
    ON_HOLD = "on_hold", _("On hold")
    REJECTED = "rejected", _("Rejected")
    CANCELLED = "cancelled", _("Cancelled")

    @classmethod
    def funding(cls) -> "list[PPAStatus]":
        """Its money counts as funding: the law grants it."""
        return [cls.ENACTED, cls.IN_EXECUTION, cls.COMPLETED]

    @classmethod
    def pipeline(cls) -> "list[PPAStatus]":
        """Its money is asked for and not yet law."""
        return [cls.PROPOSED, cls.UNDER_REVIEW, cls.APPROVED]

    @classmethod
    def counted(cls) -> "list[PPAStatus]":
        """Its money takes room under ceilings: approval reserves it."""
        return [cls.APPROVED, *cls.funding()]

    @classmethod
    def asking(cls) -> "list[PPAStatus]":
        """It would take room if it were approved."""
        return [cls.PROPOSED, cls.UNDER_REVIEW]

    @classmethod
    def public(cls) -> "list[PPAStatus]":
        """The public sees what is law, and nothing before."""
        return cls.funding()

    @classmethod
    def ended(cls) -> "list[PPAStatus]":
        return [cls.COMPLETED, cls.REJECTED, cls.CANCELLED]

    @classmethod
    def given_up(cls) -> "list[PPAStatus]":
        """It will not be done: nothing of it is late any more."""
        return [cls.REJECTED, cls.CANCELLED]

    @classmethod
    def editable(cls) -> "list[PPAStatus]":
        """What it says is still free to change; once it is approved it changes by a change request."""
        return [cls.DRAFT]

    @classmethod
    def changeable(cls) -> "list[PPAStatus]":
        """A change of what was approved can be asked for."""
        return [cls.APPROVED, cls.ENACTED, cls.IN_EXECUTION, cls.ON_HOLD]

    @classmethod
    def spending(cls) -> "list[PPAStatus]":
        """Money of it can move: also of what is done or stands still, whose bills are still paid."""
        return [*cls.funding(), cls.ON_HOLD, cls.CANCELLED]


class PPACategory(models.TextChoices):
    """Whose PPA it is."""

    MOA_PPA = "moa_ppa", _("Of a ministry, agency or office")
    OOBC_PPA = "oobc_ppa", _("Of OOBC")
    OBC_REQUEST = "obc_request", _("Asked for by a community")


class PPAPriority(models.TextChoices):
    LOW = "low", _("Low")
    MEDIUM = "medium", _("Medium")
    HIGH = "high", _("High")
    URGENT = "urgent", _("Urgent")


class InterventionType(models.TextChoices):
    """What kind of thing is done: PPAs of one kind can be compared, and indicators are found by it."""

    EDUCATION = "education", _("Education")
    HEALTH = "health", _("Health")
    LIVELIHOOD = "livelihood", _("Livelihood")
    GOVERNANCE = "governance", _("Governance")
    INFRASTRUCTURE = "infrastructure", _("Infrastructure")
    SOCIAL_PROTECTION = "social_protection", _("Social protection")
    ENVIRONMENT = "environment", _("Environment")
    PEACE_SECURITY = "peace_security", _("Peace and security")
    OTHER = "other", _("Other")


class BeneficiaryUnit(models.TextChoices):
    """What beneficiaries are counted in; never compared across."""

    PERSONS = "persons", _("Persons")
    HOUSEHOLDS = "households", _("Households")
    ORGANIZATIONS = "organizations", _("Organizations")
    COMMUNITIES = "communities", _("Communities")


class BeneficiarySector(models.TextChoices):
    """By sex and by sector; one person may stand in several."""

    FEMALE = "female", _("Women and girls")
    MALE = "male", _("Men and boys")
    CHILDREN = "children", _("Children (0 to 14)")
    YOUTH = "youth", _("Youth (15 to 30)")
    SENIORS = "seniors", _("Senior citizens (60 and older)")
    PWD = "pwd", _("Persons with disability")
    SOLO_PARENTS = "solo_parents", _("Solo parents")
    FARMERS = "farmers", _("Farmers")
    FISHERFOLK = "fisherfolk", _("Fisherfolk")
    INDIGENOUS_PEOPLES = "indigenous_peoples", _("Indigenous peoples")
    IDPS = "idps", _("Internally displaced persons")


class ComplianceTag(models.TextChoices):
    GAD = "gad", _("Gender and development (GAD)")
    CCET = "ccet", _("Climate change expenditure (CCET)")
    IP = "ip", _("Indigenous peoples (IP)")
    PEACE = "peace", _("Peace agenda")
    SDG = "sdg", _("Sustainable Development Goals (SDG)")


class TeamRole(models.TextChoices):
    LEAD = "lead", _("Leads it")
    MEMBER = "member", _("Works on it")


# ---- Money -----------------------------------------------------------------------------------------------------------


class ExpenseClass(models.TextChoices):
    """Classes of the appropriations act."""

    PS = "PS", _("Personnel services (PS)")
    MOOE = "MOOE", _("Maintenance and other operating expenses (MOOE)")
    FINEX = "FinEx", _("Financial expenses (FinEx)")
    CO = "CO", _("Capital outlay (CO)")


class CostStructure(models.TextChoices):
    """Where in its office's budget a PPA stands; money of administration lapses earlier."""

    GAS = "GAS", _("General administration and support")
    STO = "STO", _("Support to operations")
    OPERATIONS = "OPERATIONS", _("Operations")


class FlowType(models.TextChoices):
    """What happened to money on a day."""

    ALLOCATION = "allocation", _("Allocation")
    ADJUSTMENT = "adjustment", _("Adjustment")
    OBLIGATION = "obligation", _("Obligation")
    DISBURSEMENT = "disbursement", _("Disbursement")


class CeilingMode(models.TextChoices):
    WARN = "warn", _("Warn")
    BLOCK = "block", _("Block")


class CeilingState(models.TextChoices):
    """How full a ceiling is, in rising order."""

    OK = "ok", _("Room left")
    WARNING = "warning", _("Nearly full")
    EXCEEDED = "exceeded", _("Exceeded")


class FundingState(models.TextChoices):
    """How far a need is funded."""

    UNCOSTED = "uncosted", _("Not costed")
    NO_COST = "no_cost", _("Costs nothing")
    UNFUNDED = "unfunded", _("Not funded")
    PARTIAL = "partial", _("Partly funded")
    FULL = "full", _("Funded")
    OVER = "over", _("Funded above its cost")


class CostRating(models.TextChoices):
    """How cheaply a beneficiary was reached beside the median of its group; the words of ``formulas``."""

    VERY_HIGH = "very_high", _("Very high")
    HIGH = "high", _("High")
    MODERATE = "moderate", _("Moderate")
    LOW = "low", _("Low")


# ---- Stages, changes and updates -------------------------------------------------------------------------------------


class Stage(models.TextChoices):
    """The six stages of the budget calendar, in order."""

    BUDGET_CALL = "budget_call", _("Budget call")
    FORMULATION = "formulation", _("Formulation")
    TECHNICAL_HEARING = "technical_hearing", _("Technical budget hearing")
    LEGISLATION = "legislation", _("Budget legislation")
    EXECUTION = "execution", _("Program execution")
    ACCOUNTABILITY = "accountability", _("Accountability")


class StageState(models.TextChoices):
    NOT_STARTED = "not_started", _("Not started")
    IN_PROGRESS = "in_progress", _("In progress")
    COMPLETED = "completed", _("Completed")
    BLOCKED = "blocked", _("Blocked")


class SlippageStage(models.TextChoices):
    """What it calls for that work lies behind its plan, in rising order; the words of ``formulas/slippage.py``."""

    NO_DATA = "no_data", _("Not known")
    ON_OR_AHEAD = "on_or_ahead", _("On or ahead of plan")
    BEHIND = "behind", _("Behind the plan")
    EARLY_WARNING = "early_warning", _("Early warning")
    FINAL_WARNING = "final_warning", _("Final warning")
    TERMINATION_REVIEW = "termination_review", _("Review for termination")

    @classmethod
    def alerting(cls) -> "list[SlippageStage]":
        return [cls.EARLY_WARNING, cls.FINAL_WARNING, cls.TERMINATION_REVIEW]


class DocumentKind(models.TextChoices):
    BUDGET_CALL = "budget_call", _("Budget call memorandum")
    SUBMISSION = "submission", _("Submission form")
    HEARING_NOTES = "hearing_notes", _("Notes of the technical hearing")
    APPROVAL = "approval", _("Approval letter")
    AIP_FORM = "aip_form", _("AIP form")
    SUPPORTING = "supporting", _("Supporting document")
    OTHER = "other", _("Other")


class ChangeState(models.TextChoices):
    ASKED = "asked", _("Waits for a decision")
    APPROVED = "approved", _("Approved")
    REFUSED = "refused", _("Refused")
    WITHDRAWN = "withdrawn", _("Taken back")


# ---- Results ---------------------------------------------------------------------------------------------------------


class OutcomeLevel(models.TextChoices):
    """How far from the work a result lies. Names of the office's outcome framework."""

    OUTPUT = "output", _("Output")
    OUTCOME = "outcome", _("Outcome")
    IMPACT = "impact", _("Impact")


class Direction(models.TextChoices):
    """Which way is better."""

    INCREASE = "increase", _("Higher is better")
    DECREASE = "decrease", _("Lower is better")
    RANGE = "range", _("Within a range")


class Frequency(models.TextChoices):
    QUARTERLY = "quarterly", _("Each quarter")
    SEMESTRAL = "semestral", _("Each half year")
    ANNUAL = "annual", _("Each year")
    ONCE = "once", _("At the end")


class YearValue(models.TextChoices):
    """How the values of a year's periods become the year's value."""

    SUM = "sum", _("Added up")
    LAST = "last", _("The last one")


class ActualState(models.TextChoices):
    """What stands for an actual value until somebody else has looked at it."""

    NONE = "", _("Not reported")
    REPORTED = "reported", _("Reported, not yet approved")
    APPROVED = "approved", _("Approved")
    RETURNED = "returned", _("Sent back for revision")


# ---- Imports ---------------------------------------------------------------------------------------------------------


class ImportKind(models.TextChoices):
    """What the rows of a ministry's sheet are."""

    PPAS = "ppas", _("PPAs, with or without their money")
    LINES = "lines", _("Money lines of PPAs that are in the portal")
    FLOWS = "flows", _("Flows: allotments, adjustments, obligations, disbursements")


class ImportMode(models.TextChoices):
    ALL = "all", _("All rows or none: with one error nothing is imported")
    ROWS = "rows", _("Row by row: rows without errors are imported, the others are left out")


class ImportState(models.TextChoices):
    UPLOADED = "uploaded", _("Uploaded")
    CHECKING = "checking", _("Being checked")
    CHECKED = "checked", _("Checked")
    IMPORTING = "importing", _("Being imported")
    IMPORTED = "imported", _("Imported")
    UNDOING = "undoing", _("Being taken back")
    UNDONE = "undone", _("Taken back")

    @classmethod
    def working(cls) -> "list[ImportState]":
        return [cls.CHECKING, cls.IMPORTING, cls.UNDOING]


class ImportedWhat(models.TextChoices):
    """What an import did."""

    MADE = "made", _("PPA made")
    CHANGED = "changed", _("PPA changed")
    LINE_MADE = "line_made", _("Money line made")
    LINE_CHANGED = "line_changed", _("Money line changed")
    FLOW = "flow", _("Flow recorded")
