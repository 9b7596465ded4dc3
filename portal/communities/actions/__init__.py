"""What people do with communities and those who speak for them, one function an act."""

from .keeping import activate_community, add_community, change_community, deactivate_community
from .representing import appoint_representative, end_representation
from .requesting import ask_to_represent, forget_request, refuse_request, release_request, verify_request
from .stating import record_access, record_figures, remove_statement

__all__ = [
    "activate_community",
    "add_community",
    "appoint_representative",
    "ask_to_represent",
    "change_community",
    "deactivate_community",
    "end_representation",
    "forget_request",
    "record_access",
    "record_figures",
    "refuse_request",
    "release_request",
    "remove_statement",
    "verify_request",
]
