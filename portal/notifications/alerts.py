"""Alerts are opened and cleared by facts: a sweep looks at all rows, an action at those it has changed.

One is open for a row and a rule at a time, which the database holds. Whoever it concerns is told when it opens and when
it gets worse, once for all that one look has found.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.utils import timezone

from portal.accounts.models import User

from . import enqueue
from .alert_messages import AlertsDigested, AlertsUrgent
from .alert_rules import AlertRule, Facts, model_of, rule_named, rules
from .models import Alert


@dataclass(frozen=True)
class Shown:
    """An alert in words."""

    alert: Alert
    rule: AlertRule
    name: str
    words: str
    path: str


def sweep() -> int:
    """Look at every row by every rule; how many alerts were opened or cleared. One that fails leaves the others."""
    changed, failures = 0, []
    for rule in rules():
        try:
            changed += _check(rule, None)
        except Exception as failure:
            failures.append(failure)
    if failures:
        raise ExceptionGroup("Some rules were not looked at; the next run tries them again.", failures)
    return changed


def check(code: str, rows: Iterable[Any]) -> int:
    """Look at these rows by one rule, in the caller's transaction; how many alerts were opened or cleared."""
    keys = [row.pk for row in rows]
    return _check(rule_named(code), keys) if keys else 0


def look_again(*rows: Any) -> int:
    """Look at these rows by every rule about rows of their kind, in the caller's transaction: for a room that changes
    what rules of a later room rest on. How many alerts were opened or cleared."""
    return sum(
        _check(rule, own) for rule in rules() if (own := [row.pk for row in rows if isinstance(row, model_of(rule))])
    )


@transaction.atomic
def _check(rule: AlertRule, keys: list[Any] | None) -> int:
    kind = ContentType.objects.get_for_model(model_of(rule))
    rows, stored = rule.rows(), Alert.objects.open().filter(rule=rule.code)
    if keys is not None:
        rows, stored = rows.filter(pk__in=keys), stored.filter(object_id__in=[str(key) for key in keys])
    now = dict(sorted((str(key), facts) for key, facts in rule.holding(rows).items()))
    opened = {alert.object_id: alert for alert in stored}
    _hold([alert for key, alert in opened.items() if alert.facts != now.get(key)])
    new = _open(rule, kind, {key: facts for key, facts in now.items() if key not in opened})
    worse = _bring_up_to_date(rule, [alert for key, alert in opened.items() if key in now], now)
    gone = [alert.pk for key, alert in opened.items() if key not in now]
    cleared = Alert.objects.open().filter(pk__in=gone).update(cleared_at=timezone.now()) if gone else 0
    if rule.is_told:
        _tell(rule, [*new, *worse])
    return len(new) + cleared


def _hold(alerts: list[Alert]) -> None:
    """Lock those that will be written, in the order of everybody: acts and the sweep meet at the same rows."""
    if alerts:
        rows = Alert.objects.filter(pk__in=[alert.pk for alert in alerts])
        list(rows.order_by("object_id", "pk").select_for_update(no_key=True).values_list("pk", flat=True))


def _open(rule: AlertRule, kind: ContentType, found: Mapping[str, Facts]) -> list[Alert]:
    """Those that were new: what another process has opened meanwhile is its own to tell."""
    made = [Alert(rule=rule.code, content_type=kind, object_id=key, facts=facts) for key, facts in found.items()]
    Alert.objects.bulk_create(made, ignore_conflicts=True, batch_size=1000)
    stored = set(Alert.objects.filter(pk__in=[alert.pk for alert in made]).values_list("pk", flat=True)) if made else ()
    return [alert for alert in made if alert.pk in stored]


def _bring_up_to_date(rule: AlertRule, alerts: list[Alert], now: Mapping[str, Facts]) -> list[Alert]:
    """Keep the newest facts; those that got worse."""
    changed = [(alert, now[alert.object_id]) for alert in alerts if alert.facts != now[alert.object_id]]
    worse = [alert for alert, facts in changed if rule.step(facts) > rule.step(alert.facts)]
    for alert, facts in changed:
        alert.facts = facts
    Alert.objects.bulk_update([alert for alert, _facts in changed], ["facts"], batch_size=500)
    return worse


def _tell(rule: AlertRule, alerts: list[Alert]) -> None:
    """One message to each person, of everything that this look has found."""
    shown = list(in_words(alerts))
    if not shown:
        return
    rows = rule.rows().in_bulk([one.alert.object_id for one in shown])
    concerned = {str(key): people for key, people in rule.recipients(list(rows.values())).items()}
    by_person: dict[User, list[Shown]] = defaultdict(list)
    for one in shown:
        for person in dict.fromkeys(concerned.get(one.alert.object_id, ())):
            by_person[person].append(one)
    message = AlertsUrgent if rule.is_urgent else AlertsDigested
    for person, own in by_person.items():
        key = "".join(sorted(f"{one.alert.pk}:{rule.step(one.alert.facts)}" for one in own))
        enqueue(message(rule, own, to=person, key=sha256(key.encode()).hexdigest()))


def in_words(alerts: Iterable[Alert]) -> Iterator[Shown]:
    """Alerts with their rows, in their order; one statement a rule. What is about a row that has gone is left out."""
    alerts = list(alerts)
    keys: dict[str, list[str]] = defaultdict(list)
    for alert in alerts:
        keys[alert.rule].append(alert.object_id)
    known = {rule.code: rule for rule in rules()}
    rows = {
        code: {str(key): row for key, row in known[code].rows().in_bulk(some).items()}
        for code, some in keys.items()
        if code in known
    }
    for alert in alerts:
        rule, row = known.get(alert.rule), rows.get(alert.rule, {}).get(alert.object_id)
        if rule and row is not None:
            yield Shown(alert, rule, rule.name_of(row), rule.words(row, alert.facts), rule.path(row))
