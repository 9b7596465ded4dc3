"""The audit record, as seen from rooms that lie below it: settings.AUDIT_RECORDER names the function that writes it."""

from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser
from django.db.models import Model
from django.utils.module_loading import import_string
from wagtail.log_actions import log


def record(
    instance: Model,
    action: str,
    *,
    by: AbstractBaseUser | None,
    before: Mapping[str, Any] | None = None,
    after: Mapping[str, Any] | None = None,
    data: Mapping[str, Any] | None = None,
) -> None:
    """Write one audit row about ``instance`` in the caller's transaction. Facts and keys only, no personal text."""
    import_string(settings.AUDIT_RECORDER)(instance, action, by=by, before=before, after=after, data=data)


def log_entry(
    instance: Model,
    action: str,
    *,
    by: AbstractBaseUser | None,
    before: Mapping[str, Any] | None = None,
    after: Mapping[str, Any] | None = None,
    data: Mapping[str, Any] | None = None,
) -> None:
    """The plainest recorder: a row of Wagtail's own log."""
    sides = {"before": before, "after": after}
    log(instance, action, user=by, data={**{name: dict(side) for name, side in sides.items() if side}, **(data or {})})
