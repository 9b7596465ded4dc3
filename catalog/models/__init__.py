from .menu_file import MenuFile
from .moderation import CatalogModerationTask
from .offering import OfferingSource, OfferingTranslation, RequiredDocument, ServiceOffering
from .report import OfferingReport

__all__ = [
    "CatalogModerationTask",
    "MenuFile",
    "OfferingReport",
    "OfferingSource",
    "OfferingTranslation",
    "RequiredDocument",
    "ServiceOffering",
]
