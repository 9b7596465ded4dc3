from .content_version import ContentVersion
from .media import PortalDocument, PortalImage, PortalRendition
from .reference import DevelopmentGoal, FundingSource, Holiday, NeedCategory, ReferenceRow, Sector, ServiceCategory

__all__ = [
    "ContentVersion",
    "DevelopmentGoal",
    "FundingSource",
    "Holiday",
    "NeedCategory",
    "PortalDocument",
    "PortalImage",
    "PortalRendition",
    "ReferenceRow",
    "Sector",
    "ServiceCategory",
]
