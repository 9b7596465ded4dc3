from .content_version import ContentVersion
from .counted_tries import CountedTries
from .kept_file import KeptFile
from .media import PortalDocument, PortalImage, PortalRendition
from .private_file import PrivateFile
from .reference import DevelopmentGoal, FundingSource, Holiday, NeedCategory, ReferenceRow, Sector, ServiceCategory

__all__ = [
    "ContentVersion",
    "CountedTries",
    "DevelopmentGoal",
    "FundingSource",
    "Holiday",
    "KeptFile",
    "NeedCategory",
    "PortalDocument",
    "PortalImage",
    "PortalRendition",
    "PrivateFile",
    "ReferenceRow",
    "Sector",
    "ServiceCategory",
]
