from django.db import models
from django.utils.translation import gettext_lazy as _


class OrganizationType(models.TextChoices):
    BMOA = "bmoa", _("BARMM ministry, agency or office")
    LGU = "lgu", _("Local government unit")
    NGA = "nga", _("National government agency")
    INGO = "ingo", _("International NGO")
    NGO = "ngo", _("Non-governmental organization")
    CSO = "cso", _("Civil society organization")
    ACADEMIC = "academic", _("Academic institution")
    RELIGIOUS = "religious", _("Religious organization")
    PRIVATE = "private", _("Private sector")
    MEDIA = "media", _("Media organization")
    DONOR = "donor", _("Donor agency")
    TRIBAL = "tribal", _("Tribal or indigenous organization")
    OTHER = "other", _("Other")


class MAOKind(models.TextChoices):
    MINISTRY = "ministry", _("Ministry")
    OFFICE = "office", _("Office")
    ATTACHED_OFFICE = "attached_office", _("Attached office")
    COMMISSION = "commission", _("Commission")
    AUTHORITY = "authority", _("Authority")
    COUNCIL = "council", _("Council")


class PartnershipLevel(models.TextChoices):
    IMPLEMENTING = "implementing", _("Implementing partner")
    FUNDING = "funding", _("Funding partner")
    TECHNICAL = "technical", _("Technical partner")
    COORDINATING = "coordinating", _("Coordinating agency")
    BENEFICIARY = "beneficiary", _("Beneficiary organization")
    OBSERVER = "observer", _("Observer")
    OTHER = "other", _("Other")


class MembershipRole(models.TextChoices):
    """What a person does for an organization; the values are the names of the groups whose screens it opens."""

    MAO_EDITOR = "mao_editor", _("Editor")
    MAO_FOCAL = "mao_focal", _("Focal person")


class FocalRole(models.TextChoices):
    PRIMARY = "primary", _("Primary focal person")
    ALTERNATE = "alternate", _("Alternate focal person")
