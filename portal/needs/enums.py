"""Where a need stands, how it is rated, and what happens to it."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class SubmissionType(models.TextChoices):
    """The two ways in which a need comes to the register."""

    ASSESSMENT_DRIVEN = "assessment_driven", _("Found by an assessment")
    COMMUNITY_SUBMITTED = "community_submitted", _("Sent by the community")


class NeedChannel(models.TextChoices):
    """How a community's need arrived."""

    ONLINE = "online", _("Sent on the website")
    PHONE_QUEUE = "phone_queue", _("Written without signal, sent later")
    FACILITATOR = "facilitator", _("Entered for somebody by a facilitator")


class NeedStatus(models.TextChoices):
    """Where a need stands. Whom it waits for, why it was put off and who answered are facts of their own."""

    IDENTIFIED = "identified", _("Received")
    VALIDATED = "validated", _("Validated")
    PRIORITIZED = "prioritized", _("Prioritized")
    PLANNED = "planned", _("In a plan")
    IN_PROGRESS = "in_progress", _("Being done")
    COMPLETED = "completed", _("Done")
    DEFERRED = "deferred", _("Put off")
    REJECTED = "rejected", _("Not taken up")
    WITHDRAWN = "withdrawn", _("Taken back")
    DUPLICATE = "duplicate", _("Followed under another need")

    @classmethod
    def ended(cls) -> "list[NeedStatus]":
        """Nothing more happens to these, unless somebody opens them again."""
        return [cls.COMPLETED, cls.REJECTED, cls.WITHDRAWN, cls.DUPLICATE]

    @classmethod
    def open(cls) -> "list[NeedStatus]":
        return [status for status in cls if status not in cls.ended()]

    @classmethod
    def forwardable(cls) -> "list[NeedStatus]":
        """An office can be asked about these."""
        return [cls.VALIDATED, cls.PRIORITIZED, cls.PLANNED, cls.IN_PROGRESS]

    @classmethod
    def rateable(cls) -> "list[NeedStatus]":
        """Staff may still rate these: the score counts while something is to be decided."""
        return [cls.IDENTIFIED, cls.VALIDATED, cls.PRIORITIZED, cls.DEFERRED]

    @classmethod
    def deferrable(cls) -> "list[NeedStatus]":
        return [cls.IDENTIFIED, cls.VALIDATED, cls.PRIORITIZED]

    @classmethod
    def answerable(cls) -> "list[NeedStatus]":
        """OOBC may still say no to these, or the community take them back: nobody plans or does anything yet."""
        return [cls.IDENTIFIED, cls.VALIDATED, cls.PRIORITIZED, cls.DEFERRED]

    @classmethod
    def reopenable(cls) -> "list[NeedStatus]":
        """What the community took back is the community's to send again."""
        return [cls.COMPLETED, cls.REJECTED, cls.DUPLICATE]


class Urgency(models.TextChoices):
    """How soon something must happen."""

    IMMEDIATE = "immediate", _("Within a month")
    SHORT_TERM = "short_term", _("Within 6 months")
    MEDIUM_TERM = "medium_term", _("Within a year")
    LONG_TERM = "long_term", _("Later than a year")


class Feasibility(models.TextChoices):
    """How likely it is that it can be done."""

    VERY_LOW = "very_low", _("Very low")
    LOW = "low", _("Low")
    MEDIUM = "medium", _("Medium")
    HIGH = "high", _("High")
    VERY_HIGH = "very_high", _("Very high")


class Equity(models.TextChoices):
    """What makes a community harder to reach or worse off; each is yes, no or not known."""

    GIDA = "gida", _("Geographically isolated")
    CONFLICT_AFFECTED = "conflict_affected", _("Affected by armed conflict")
    HIGH_POVERTY = "high_poverty", _("High poverty")
    UNSERVED_3Y = "unserved_3y", _("Without a government program for three years")


class EventKind(models.TextChoices):
    """A step of a need. What is told to the community is said by ``portal.needs.telling``."""

    RECEIVED = "received", _("Received")
    RECORDED = "recorded", _("Entered from an assessment")
    ASSIGNED = "assigned", _("Given to a reviewer")
    ASKED = "asked", _("Asked for more information")
    ANSWERED = "answered", _("Information given")
    RESUMED = "resumed", _("The review goes on without the answer")
    VALIDATED = "validated", _("Validated")
    RATED = "rated", _("Rated")
    PRIORITIZED = "prioritized", _("Prioritized")
    LINKED = "linked", _("Put under an assessment")
    UNLINKED = "unlinked", _("Taken out of an assessment")
    FORWARDED = "forwarded", _("Forwarded to an office")
    ACCEPTED = "accepted", _("An office takes it up")
    RETURNED = "returned", _("An office returned it")
    REROUTED = "rerouted", _("An office passed it on")
    RECALLED = "recalled", _("Forwarding taken back")
    DEFERRED = "deferred", _("Put off")
    CAME_BACK = "came_back", _("Back from being put off")
    REJECTED = "rejected", _("Not taken up")
    DUPLICATE = "duplicate", _("Joined with another need")
    REOPENED = "reopened", _("Opened again")
    WITHDRAWN = "withdrawn", _("Taken back by the community")
    PLANNED = "planned", _("Put into a plan")
    STARTED = "started", _("Work began")
    FELL_BACK = "fell_back", _("No longer in a plan")
    COMPLETED = "completed", _("Done")
    PUBLISHED = "published", _("Shown on the public list")
    UNPUBLISHED = "unpublished", _("Taken off the public list")
    CORRECTED = "corrected", _("Facts corrected")
    RELEASED = "released", _("Let into the queue")


class DecisionKind(models.TextChoices):
    """What staff decided with a reason that the community reads."""

    DEFERRED = "deferred", _("Put off")
    REJECTED = "rejected", _("Not taken up")
    DUPLICATE = "duplicate", _("Joined with another need")
    REOPENED = "reopened", _("Opened again")


class ForwardingState(models.TextChoices):
    """What an office made of a need that was handed to it."""

    SENT = "sent", _("Waits for an answer")
    ACCEPTED = "accepted", _("Taken up")
    RETURNED = "returned", _("Returned")
    REROUTED = "rerouted", _("Passed on")
    RECALLED = "recalled", _("Taken back")

    @classmethod
    def in_hand(cls) -> "list[ForwardingState]":
        """The office has the need, and may read it."""
        return [cls.SENT, cls.ACCEPTED]

    @classmethod
    def given_back(cls) -> "list[ForwardingState]":
        """The office had the need and did not take it up."""
        return [cls.RETURNED, cls.REROUTED]


class PlaceTold(models.TextChoices):
    """How precisely the public is told where a need is, from the smallest place up."""

    COMMUNITY = "community", _("The community by its name")
    BARANGAY = "barangay", _("Barangay")
    MUNICIPALITY = "municipality", _("City or municipality")
    PROVINCE = "province", _("Province")
    REGION = "region", _("Region")


class AssessmentLevel(models.TextChoices):
    REGIONAL = "regional", _("Region")
    PROVINCIAL = "provincial", _("Province")
    CITY_MUNICIPAL = "city_municipal", _("City or municipality")
    BARANGAY = "barangay", _("Barangay")
    COMMUNITY = "community", _("Community")

    @property
    def place(self) -> str:
        """The field that names the place of an assessment of this level."""
        return _PLACE_OF_LEVEL[self.value]


_PLACE_OF_LEVEL = {
    "regional": "region",
    "provincial": "province",
    "city_municipal": "municipality",
    "barangay": "barangay",
    "community": "community",
}


class AssessmentType(models.TextChoices):
    NEEDS_ASSESSMENT = "needs_assessment", _("Needs assessment")
    BASELINE_STUDY = "baseline_study", _("Baseline study")
    IMPACT_ASSESSMENT = "impact_assessment", _("Impact assessment")
    SITUATIONAL_ANALYSIS = "situational_analysis", _("Situational analysis")
    COMMUNITY_MAPPING = "community_mapping", _("Community mapping")


class AssessmentMethod(models.TextChoices):
    DESK_REVIEW = "desk_review", _("Desk review")
    SURVEY = "survey", _("Survey")
    KII = "kii", _("Key informant interview (KII)")
    WORKSHOP = "workshop", _("Focus group or workshop")
    PARTICIPATORY = "participatory", _("Participatory assessment")
    OBSERVATION = "observation", _("Direct observation")
    MIXED = "mixed", _("Mixed methods")
    OTHER = "other", _("Other method")


class AssessmentStatus(models.TextChoices):
    PLANNING = "planning", _("Planning")
    PREPARATION = "preparation", _("Preparation")
    DATA_COLLECTION = "data_collection", _("Data collection")
    ANALYSIS = "analysis", _("Analysis")
    REPORTING = "reporting", _("Reporting")
    COMPLETED = "completed", _("Completed")
    CANCELLED = "cancelled", _("Cancelled")

    @classmethod
    def open(cls) -> "list[AssessmentStatus]":
        return [status for status in cls if status not in (cls.COMPLETED, cls.CANCELLED)]

    @classmethod
    def under_way(cls) -> "list[AssessmentStatus]":
        """From the first interview to the report: it has begun, and is not completed."""
        return [cls.DATA_COLLECTION, cls.ANALYSIS, cls.REPORTING]

    @property
    def later(self) -> "list[AssessmentStatus]":
        """The steps that are still to come before it is completed; none for one that is over."""
        steps = self.open()
        return steps[steps.index(self) + 1 :] if self in steps else []


class AssessmentPriority(models.TextChoices):
    LOW = "low", _("Low")
    MEDIUM = "medium", _("Medium")
    HIGH = "high", _("High")
    CRITICAL = "critical", _("Critical")


class TeamRole(models.TextChoices):
    LEAD = "lead", _("Team leader")
    MEMBER = "member", _("Member")
    NOTE_TAKER = "note_taker", _("Note taker")
    TRANSLATOR = "translator", _("Interpreter")
    EXPERT = "expert", _("Technical expert")
