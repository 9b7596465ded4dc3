"""The level of an assessment says which place it names: one place, and no other."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from portal.needs.enums import AssessmentLevel
from portal.needs.models.places import PLACES


def misfits(level: str | None, places: Mapping[str, Any]) -> dict[str, str]:
    """What is wrong with the places that were chosen, by field."""
    if level not in AssessmentLevel.values:
        return {}  # validation says so
    own = AssessmentLevel(level)
    errors = {}
    if places.get(own.place) is None:
        errors[own.place] = _("Choose the place: the level is “%(level)s”.") % {"level": own.label}
    for name in PLACES:
        if name != own.place and places.get(name) is not None:
            errors[name] = _("Leave this empty: the level is “%(level)s”.") % {"level": own.label}
    return errors
