from .content_version import ContentVersion
from .counted_tries import CountedTries
from .kept_file import KeptFile
from .media import PortalDocument, PortalImage, PortalRendition
from .one_use_link import OneUseLink
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
    "OneUseLink",
    "PortalDocument",
    "PortalImage",
    "PortalRendition",
    "PrivateFile",
    "ReferenceRow",
    "Sector",
    "ServiceCategory",
]
