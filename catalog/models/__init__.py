from .moderation import CatalogModerationTask
from .offering import OfferingSource, OfferingTranslation, RequiredDocument, ServiceOffering
from .report import OfferingReport

__all__ = [
    "CatalogModerationTask",
    "OfferingReport",
    "OfferingSource",
    "OfferingTranslation",
    "RequiredDocument",
    "ServiceOffering",
]
