from .content_version import ContentVersion
from .media import PortalDocument, PortalImage, PortalRendition
from .pending_import import PendingImport
from .private_file import PrivateFile
from .reference import DevelopmentGoal, FundingSource, Holiday, NeedCategory, ReferenceRow, Sector, ServiceCategory

__all__ = [
    "ContentVersion",
    "DevelopmentGoal",
    "FundingSource",
    "Holiday",
    "NeedCategory",
    "PendingImport",
    "PortalDocument",
    "PortalImage",
    "PortalRendition",
    "PrivateFile",
    "ReferenceRow",
    "Sector",
    "ServiceCategory",
]
