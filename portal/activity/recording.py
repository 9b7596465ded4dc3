"""Writing audit rows.

An audit row can never be changed or deleted, so it holds facts and keys only: statuses, dates, amounts, the keys of
rows. Never a name, an address, a telephone number or what somebody wrote: those live in rows that can be erased.
"""

import uuid
from collections.abc import Iterable, Mapping
from datetime import date, datetime, time
from decimal import Decimal
from enum import Enum
from typing import TYPE_CHECKING, Any

from django.db.models import Model, QuerySet
from django.utils import timezone
from wagtail.log_actions import log, registry

if TYPE_CHECKING:
    from django.contrib.auth.models import AbstractBaseUser
    from wagtail.models import Revision
    from wagtail.models.audit_log import BaseLogEntry

MISSING = object()


def record(
    instance: Model,
    action: str,
    *,
    by: "AbstractBaseUser | None",
    before: Mapping[str, Any] | None = None,
    after: Mapping[str, Any] | None = None,
    data: Mapping[str, Any] | None = None,
) -> "BaseLogEntry":
    """Write one audit row about ``instance`` in the caller's transaction.

    ``before`` and ``after`` map field names to values; of fields named in both, only those that differ are kept.
    ``data`` adds facts the message of the action needs. ``by=None`` means the system. The action must be registered
    with ``register_actions``.
    """
    changes: dict[str, Any] = {}
    if before is not None and after is not None:
        changed = changed_fields(before, after)
        before, after = _only(before, changed), _only(after, changed)
    if before:
        changes["before"] = _as_fact(before)
    if after:
        changes["after"] = _as_fact(after)
    # A key of its own: a history page shows one row for each key and action, and one request may act on many rows.
    return log(
        instance,
        action,
        user=by,
        uuid=uuid.uuid4(),
        title=_label(instance),
        data={**changes, **_as_fact(data or {})},
    )


def record_all(
    instances: Iterable[Model],
    action: str,
    *,
    by: "AbstractBaseUser | None",
    data: Mapping[Any, Mapping[str, Any]] | None = None,
    revisions: Mapping[Any, "Revision"] | None = None,
) -> None:
    """Write one audit row about each of many rows of one model, in a single statement; for imports.

    ``data`` and ``revisions`` are by the rows' keys. With its revision an audit row leads to the comparison of texts.
    """
    data = data or {}
    record_each(((row, data.get(row.pk, {})) for row in instances), action, by=by, revisions=revisions)


def record_each(
    entries: Iterable[tuple[Model, Mapping[str, Any]]],
    action: str,
    *,
    by: "AbstractBaseUser | None",
    revisions: Mapping[Any, "Revision"] | None = None,
) -> None:
    """The same where a row has several audit rows: pairs of a row and the data of one."""
    from django.contrib.contenttypes.models import ContentType  # models are not loaded yet when this room is
    from wagtail.models import ModelLogEntry

    if not registry.action_exists(action):
        raise ValueError(f"The audit action {action} is not registered.")
    revisions, now = revisions or {}, timezone.now()
    ModelLogEntry.objects.bulk_create(
        [
            ModelLogEntry(
                content_type=ContentType.objects.get_for_model(instance, for_concrete_model=False),
                object_id=str(instance.pk),
                label=_label(instance),
                action=action,
                timestamp=now,
                user_id=by.pk if by else None,
                uuid=uuid.uuid4(),
                revision=revisions.get(instance.pk),
                content_changed=instance.pk in revisions,
                data=_as_fact(data),
            )
            for instance, data in entries
        ],
        batch_size=500,
    )


def _label(instance: Model) -> str:
    """What the row is called for ever in the record: a row named after a person has an ``audit_label`` without it."""
    return getattr(instance, "audit_label", None) or str(instance)


def changed_fields(before: Mapping[str, Any], after: Mapping[str, Any]) -> dict[str, tuple[Any, Any]]:
    """The fields that differ, each with its value before and after; a field named on one side only differs."""
    names = dict.fromkeys([*before, *after])
    pairs = {name: (before.get(name, MISSING), after.get(name, MISSING)) for name in names}
    return {
        name: (None if old is MISSING else old, None if new is MISSING else new)
        for name, (old, new) in pairs.items()
        if not _same(old, new)
    }


def facts(instance: Model, fields: Iterable[str]) -> dict[str, Any]:
    """The values of these fields now: take it before a change and after it. A relation is its key, or its keys."""
    return {name: _value_of(instance, name) for name in fields}


def _value_of(instance: Model, name: str) -> Any:
    field = instance._meta.get_field(name)
    if field.many_to_many:
        return sorted(getattr(instance, name).values_list("pk", flat=True))
    return getattr(instance, field.attname)  # type: ignore[union-attr]


def _only(values: Mapping[str, Any], names: Iterable[str]) -> dict[str, Any]:
    return {name: values[name] for name in names if name in values}


def _same(old: Any, new: Any) -> bool:
    if old is MISSING or new is MISSING:
        return False
    return old == new or _as_fact(old) == _as_fact(new)


def _as_fact(value: Any) -> Any:
    """The value as JSON holds it; a row is its key. What is no fact (a file, an unknown object) is refused."""
    match value:
        case Enum():
            return _as_fact(value.value)
        case None | bool() | int() | float() | str():
            return value
        case Decimal() | uuid.UUID():
            return str(value)
        case datetime() | date() | time():
            return value.isoformat()
        case Model():
            return _as_fact(value.pk)
        case Mapping():
            return {str(name): _as_fact(item) for name, item in value.items()}
        case set() | frozenset():
            return sorted((_as_fact(item) for item in value), key=str)
        case list() | tuple() | QuerySet():
            return [_as_fact(item) for item in value]
    raise TypeError(f"An audit row cannot hold a {type(value).__name__}: give a fact or a key.")
