from .count import OfferingCount
from .moderation import CatalogModerationTask
from .offering import OfferingSource, OfferingTranslation, RequiredDocument, ServiceOffering
from .overlap import OfferingOverlap
from .report import OfferingReport

__all__ = [
    "CatalogModerationTask",
    "OfferingCount",
    "OfferingOverlap",
    "OfferingReport",
    "OfferingSource",
    "OfferingTranslation",
    "RequiredDocument",
    "ServiceOffering",
]
