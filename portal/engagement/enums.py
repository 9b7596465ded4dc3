"""How people were met, how far they were let in, who came, and what they said."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class EngagementType(models.TextChoices):
    CONSULTATION = "consultation", _("Public consultation")
    MEETING = "meeting", _("Coordination meeting")
    WORKSHOP = "workshop", _("Workshop or training")
    FOCUS_GROUP = "focus_group", _("Focus group discussion")
    INTERVIEW = "interview", _("Key informant interview")
    SURVEY = "survey", _("Survey")
    COURTESY_CALL = "courtesy_call", _("Courtesy call")
    FIELD_VISIT = "field_visit", _("Field visit")
    COMMUNITY_ASSEMBLY = "community_assembly", _("Community assembly")
    VALIDATION = "validation", _("Validation session")


class EngagementStatus(models.TextChoices):
    PLANNED = "planned", _("Planned")
    SCHEDULED = "scheduled", _("Scheduled")
    IN_PROGRESS = "in_progress", _("In progress")
    COMPLETED = "completed", _("Completed")
    POSTPONED = "postponed", _("Postponed")
    CANCELLED = "cancelled", _("Cancelled")

    @classmethod
    def open(cls) -> "list[EngagementStatus]":
        return [status for status in cls if status not in (cls.COMPLETED, cls.CANCELLED)]

    @classmethod
    def schedulable(cls) -> "list[EngagementStatus]":
        return [cls.PLANNED, cls.SCHEDULED, cls.POSTPONED]


class ParticipationLevel(models.TextChoices):
    """The spectrum of the International Association for Public Participation (IAP2), the weakest first."""

    INFORM = "inform", _("Inform")
    CONSULT = "consult", _("Consult")
    INVOLVE = "involve", _("Involve")
    COLLABORATE = "collaborate", _("Collaborate")
    EMPOWER = "empower", _("Empower")


class FacilitatorRole(models.TextChoices):
    LEAD_FACILITATOR = "lead_facilitator", _("Lead facilitator")
    CO_FACILITATOR = "co_facilitator", _("Co-facilitator")
    NOTE_TAKER = "note_taker", _("Note taker")
    LOGISTICS_COORDINATOR = "logistics_coordinator", _("Logistics coordinator")
    TRANSLATOR = "translator", _("Interpreter")
    TECHNICAL_EXPERT = "technical_expert", _("Technical expert")
    OBSERVER = "observer", _("Observer")


class Measure(models.TextChoices):
    """What was counted. Only participants are told apart by sex and group."""

    PARTICIPANTS = "participants", _("People who took part")
    INVITED = "invited", _("People invited")
    HOUSEHOLDS = "households", _("Households represented")
    COMMITMENTS_MADE = "commitments_made", _("Commitments made")
    COMMITMENTS_KEPT = "commitments_kept", _("Commitments kept")


class Sex(models.TextChoices):
    FEMALE = "female", _("Women and girls")
    MALE = "male", _("Men and boys")
    UNKNOWN = "unknown", _("Sex not recorded")


class ParticipantSector(models.TextChoices):
    """Groups among those who took part; somebody may belong to several, so these never add up to a total."""

    WOMEN = "women", _("Women's groups")
    YOUTH = "youth", _("Youth")
    SENIORS = "seniors", _("Senior citizens")
    PWD = "pwd", _("Persons with disabilities")
    FARMERS = "farmers", _("Farmers")
    FISHERFOLK = "fisherfolk", _("Fisherfolk")
    INDIGENOUS = "indigenous", _("Indigenous peoples")
    DISPLACED = "displaced", _("Displaced people")
    RELIGIOUS = "religious", _("Religious leaders and teachers")
    OFFICIALS = "officials", _("Local officials")


class FeedbackType(models.TextChoices):
    VERBAL = "verbal", _("Said")
    WRITTEN = "written", _("Written")
    SURVEY = "survey", _("Answer to a survey")
    OBSERVATION = "observation", _("Observed")
    COMPLAINT = "complaint", _("Complaint or concern")
    SUGGESTION = "suggestion", _("Suggestion")


class FeedbackSentiment(models.TextChoices):
    POSITIVE = "positive", _("Positive")
    NEUTRAL = "neutral", _("Neutral")
    NEGATIVE = "negative", _("Negative")
    MIXED = "mixed", _("Mixed")
