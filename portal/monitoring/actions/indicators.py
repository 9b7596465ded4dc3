"""The library of indicators, kept by the M&E officers. Rows are taken out of use, never deleted."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.forms.models import model_to_dict
from django.utils.translation import gettext as _

from portal.accounts.models import User
from portal.activity import changed_fields, record
from portal.core.actions import ActionRefused
from portal.monitoring.history import AUDIT_PREFIX
from portal.monitoring.models import OutcomeIndicator
from portal.monitoring.permissions import can_keep_library

KEPT = (
    "category", "level", "indicator_name", "definition", "measurement_method", "data_source", "defined_by", "unit",
    "direction", "frequency", "year_value", "related_sdg",
)  # fmt: skip
MEANING = ("unit", "direction", "year_value")


@transaction.atomic
def add_indicator(*, values: Mapping[str, Any], by: User) -> OutcomeIndicator:
    """Put an indicator into the library, with the public source that defines it."""
    _check_may(by)
    indicator = OutcomeIndicator(code=values["code"], **{name: values[name] for name in KEPT})
    indicator.full_clean()
    indicator.save()
    record(indicator, f"{AUDIT_PREFIX}add_indicator", by=by)
    return indicator


@transaction.atomic
def change_indicator(indicator: OutcomeIndicator, *, values: Mapping[str, Any], by: User) -> OutcomeIndicator:
    """Say it better. Unit, direction and reckoning stay as soon as a PPA measures by them."""
    indicator = _locked(indicator, by=by)
    before = model_to_dict(indicator, fields=KEPT)
    for name in KEPT:
        setattr(indicator, name, values[name])
    after = model_to_dict(indicator, fields=KEPT)
    if before == after:
        return indicator
    if any(before[name] != after[name] for name in MEANING) and indicator.outcomes.exists():
        raise ActionRefused(_("PPAs measure by this indicator: add another one with the other unit or reckoning."))
    indicator.full_clean()
    indicator.save()
    data = {"fields": list(changed_fields(before, after))}
    record(indicator, f"{AUDIT_PREFIX}change_indicator", by=by, before=before, after=after, data=data)
    return indicator


@transaction.atomic
def set_indicator_active(indicator: OutcomeIndicator, *, active: bool, by: User) -> OutcomeIndicator:
    """Offer it to new results, or no longer; those that name it keep it."""
    indicator = _locked(indicator, by=by)
    if indicator.is_active != active:
        indicator.is_active = active
        indicator.save(update_fields=["is_active"])
        record(indicator, f"{AUDIT_PREFIX}{'activate' if active else 'deactivate'}_indicator", by=by)
    return indicator


def _locked(indicator: OutcomeIndicator, *, by: User) -> OutcomeIndicator:
    _check_may(by)
    return OutcomeIndicator.objects.select_for_update().get(pk=indicator.pk)


def _check_may(by: User) -> None:
    if not can_keep_library(by):
        raise ActionRefused(_("The library is kept by the M&E officers."))
