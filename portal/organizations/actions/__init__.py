"""What people do with the register of organizations, one function an act."""

from .memberships import appoint_focal_person, change_focal_person, end_membership, grant_membership
from .register import activate_organization, add_organization, change_organization, deactivate_organization

__all__ = [
    "activate_organization",
    "add_organization",
    "appoint_focal_person",
    "change_focal_person",
    "change_organization",
    "deactivate_organization",
    "end_membership",
    "grant_membership",
]
