from .count import OfferingCount
from .menu_file import MenuFile
from .moderation import CatalogModerationTask
from .offering import OfferingSource, OfferingTranslation, RequiredDocument, ServiceOffering
from .overlap import OfferingOverlap
from .report import OfferingReport

__all__ = [
    "CatalogModerationTask",
    "MenuFile",
    "OfferingCount",
    "OfferingOverlap",
    "OfferingReport",
    "OfferingSource",
    "OfferingTranslation",
    "RequiredDocument",
    "ServiceOffering",
]
