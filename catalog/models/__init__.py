from .application import (
    ApplicationDraft,
    ApplicationEvent,
    ApplicationFile,
    CaseLink,
    CaseNote,
    CaseReview,
    InformationRequest,
    Objection,
    RefusalReason,
    Satisfaction,
    ServiceApplication,
)
from .count import OfferingCount
from .form import ApplicationForm, FormVersion
from .menu_file import MenuFile
from .moderation import CatalogModerationTask
from .offering import OfferingSource, OfferingTranslation, RequiredDocument, ServiceOffering
from .overlap import OfferingOverlap
from .privacy_notice import DataProtectionOfficer, PrivacyNotice
from .report import OfferingReport
from .service_figures import ServiceFigures

__all__ = [
    "ApplicationDraft",
    "ApplicationEvent",
    "ApplicationFile",
    "ApplicationForm",
    "CaseLink",
    "CaseNote",
    "CaseReview",
    "CatalogModerationTask",
    "DataProtectionOfficer",
    "FormVersion",
    "InformationRequest",
    "MenuFile",
    "Objection",
    "OfferingCount",
    "OfferingOverlap",
    "OfferingReport",
    "OfferingSource",
    "OfferingTranslation",
    "PrivacyNotice",
    "RefusalReason",
    "RequiredDocument",
    "Satisfaction",
    "ServiceApplication",
    "ServiceFigures",
    "ServiceOffering",
]
