"""What evidence is, who may see it, and whether its text was read."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class EvidenceKind(models.TextChoices):
    QUANTITATIVE_DATA = "quantitative_data", _("Quantitative data")
    QUALITATIVE_DATA = "qualitative_data", _("Qualitative data")
    RESEARCH_STUDY = "research_study", _("Research study")
    NEEDS_ASSESSMENT = "needs_assessment", _("Needs assessment")
    STAKEHOLDER_CONSULTATION = "stakeholder_consultation", _("Stakeholder consultation")
    CASE_STUDY = "case_study", _("Case study")
    BEST_PRACTICE = "best_practice", _("Best practice")
    LEGAL_PRECEDENT = "legal_precedent", _("Legal precedent")
    EXPERT_OPINION = "expert_opinion", _("Expert opinion")
    FIELD_OBSERVATION = "field_observation", _("Field observation")
    DOCUMENT_ANALYSIS = "document_analysis", _("Document analysis")
    COMPARATIVE_ANALYSIS = "comparative_analysis", _("Comparative analysis")
    OTHER = "other", _("Other")


class Confidentiality(models.TextChoices):
    """Who may see an item, its file and its text."""

    PUBLIC = "public", _("Public: anybody")
    INTERNAL = "internal", _("Internal: staff of all offices")
    OWN_OFFICE = "own_office", _("Own office: its people and OOBC staff")


class Reliability(models.TextChoices):
    HIGH = "high", _("High")
    MEDIUM = "medium", _("Medium")
    LOW = "low", _("Low")
    UNVERIFIED = "unverified", _("Not verified")


class Language(models.TextChoices):
    """The language an item is written in: those of the communities, by ISO 639."""

    ENGLISH = "en", _("English")
    FILIPINO = "fil", _("Filipino")
    MAGUINDANAON = "mdh", _("Maguindanaon")
    MARANAO = "mrw", _("Maranao")
    TAUSUG = "tsg", _("Tausug")
    CEBUANO = "ceb", _("Cebuano (Bisaya)")
    HILIGAYNON = "hil", _("Hiligaynon")
    CHAVACANO = "cbk", _("Chavacano")
    ARABIC = "ar", _("Arabic")
    OTHER = "other", _("Another language, or several")


class TextState(models.TextChoices):
    """Whether the text of an item was read, so that it is found by the words in it."""

    WAITING = "waiting", _("Waits to be read")
    DONE = "done", _("Read")
    FAILED = "failed", _("Could not be read")
    NONE = "none", _("Has no text to read")


class ReadingProblem(models.TextChoices):
    """Why a file could not be read, in a sentence for whoever added it."""

    ENCRYPTED = "encrypted", _("The file asks for a password. Save it without one and add it again.")
    DAMAGED = "damaged", _("The file is damaged. Open it, save it again, and add that.")
    TOO_MANY_PAGES = "too_many_pages", _("The file has more than 1,000 pages. Split it and add the parts.")
    TOO_LARGE = "too_large", _("The file is far larger inside than it looks. Save it plainer, or split it.")
    TOO_SLOW = "too_slow", _("Reading the file took too long or too much memory. Save it plainer, or split it.")
    INFECTED = "infected", _("The file holds a virus. Nobody can open it.")
