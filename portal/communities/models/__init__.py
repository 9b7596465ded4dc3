"""Bangsamoro communities outside the autonomous region, what is known of them, and who speaks for them."""

from .community import CommunityGroup, EthnolinguisticGroup, OBCCommunity
from .representative import CommunityRepresentative
from .request import RepresentationRequest
from .statement import CommunityFigure, ServiceAccess

__all__ = [
    "CommunityFigure",
    "CommunityGroup",
    "CommunityRepresentative",
    "EthnolinguisticGroup",
    "OBCCommunity",
    "RepresentationRequest",
    "ServiceAccess",
]
