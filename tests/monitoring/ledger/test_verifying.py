"""Tampering past the triggers, as somebody could who owns the database: every case is found and named."""

# ruff: noqa: S608  names of our own tables

from contextlib import contextmanager
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from portal.monitoring.ledger import verify
from portal.monitoring.models import EVENTS, CeilingOverride, MoneyLine, MonitoringEntryFunding
from tests.monitoring.factories import (
    CeilingManagementFactory,
    CeilingOverrideFactory,
    MoneyLineFactory,
    MonitoringEntryFundingFactory,
    MultiYearContractFactory,
)

pytestmark = pytest.mark.django_db

AS_IT_WAS = "SELECT set_config('session_replication_role', 'origin', true)"
PAST_THE_TRIGGERS = "SELECT set_config('session_replication_role', 'replica', true)"


@pytest.fixture
def books():
    """Money of three PPAs, with changes, reversals, a contract, and a ceiling that one of them was let above."""
    for amount in (100, 200, 300):
        line = MoneyLineFactory(amount=amount, ppa__in_execution=True)
        flow = MonitoringEntryFundingFactory(line=line, amount=amount)
        MonitoringEntryFundingFactory.reversing(flow)
        MoneyLine.objects.filter(pk=line.pk).update(amount=amount + 1)
    MultiYearContractFactory(ppa=line.ppa, slices={2026: 600_000, 2027: 400_000})
    MoneyLineFactory(ppa=line.ppa, fiscal_year=2027).delete()
    ceiling = CeilingManagementFactory()
    ceiling.ceiling_amount = 5
    ceiling.save()
    CeilingOverrideFactory(ceiling=ceiling, ppa=line.ppa)


@contextmanager
def undone(cursor):
    cursor.execute("SAVEPOINT planted")
    cursor.execute(PAST_THE_TRIGGERS)
    yield
    cursor.execute("ROLLBACK TO SAVEPOINT planted")


def tampering(cursor):
    """Each event with each of its columns changed, each event gone; each row changed, gone or added."""
    for model in EVENTS:
        table = model._meta.db_table
        cursor.execute(f"SELECT pgh_id FROM {table}")
        for (key,) in cursor.fetchall():
            yield f"DELETE FROM {table} WHERE pgh_id = {key}"
            for column, value in {
                "hash": "repeat('0', 64)",
                "previous_hash": "repeat('1', 64)",
                "position": "position + 100",
                "chain": "gen_random_uuid()",
                "pgh_label": "'forged'",
                "pgh_created_at": "pgh_created_at - interval '1 day'",
                "pgh_context": """'{"act": "set_line", "by": 1}'::jsonb""",
            }.items():
                yield f"UPDATE {table} SET {column} = {value} WHERE pgh_id = {key}"
            for column, value in figures_of(model):
                yield f"UPDATE {table} SET {column} = {value} WHERE pgh_id = {key}"
        tracked = model.pgh_tracked_model
        for column, value in figures_of(model):
            for row in tracked.objects.all():
                yield f"UPDATE {tracked._meta.db_table} SET {column} = {value} WHERE id = '{row.pk}'"
        for row in tracked.objects.all():
            yield f"DELETE FROM {tracked._meta.db_table} WHERE id = '{row.pk}'"
    cursor.execute("SELECT id FROM monitoring_ledgerchain")
    for (key,) in cursor.fetchall():
        yield f"UPDATE monitoring_ledgerchain SET length = length - 1 WHERE id = '{key}'"
        yield f"UPDATE monitoring_ledgerchain SET last_hash = 'x' WHERE id = '{key}'"
        yield f"DELETE FROM monitoring_ledgerchain WHERE id = '{key}'"
    yield "INSERT INTO monitoring_ledgerchain (id, length, last_hash) VALUES (gen_random_uuid(), 1, 'x')"


def figures_of(model):
    names = {field.column for field in model.pgh_tracked_model._meta.local_fields}
    changes = {"amount": "amount + 0.01", "total_cost": "total_cost + 1", "ceiling_amount": "ceiling_amount + 1",
               "excess": "excess + 1", "reason": "'Another'", "by_id": "by_id + 1",
               "fiscal_year": "fiscal_year + 10", "entered_by_id": "entered_by_id + 1"}  # fmt: skip
    return [(column, value) for column, value in changes.items() if column in names]


def test_ledger_when_nobody_tampered_then_holds(books):
    assert verify() == []


def test_ledger_when_tampered_with_in_any_way_then_every_one_is_found(books):
    with connection.cursor() as cursor:
        planted = list(tampering(cursor))
        missed = []
        for statement in planted:
            with undone(cursor):
                cursor.execute(statement)
                assert cursor.rowcount == 1, statement
                missed += [] if verify() else [statement]

    assert missed == []
    assert len(planted) >= 200
    assert verify() == []


def test_ledger_when_two_events_change_places_then_both_are_named(books):
    with connection.cursor() as cursor:
        cursor.execute(PAST_THE_TRIGGERS)
        cursor.execute("""
            UPDATE monitoring_moneylineevent e SET amount = o.amount FROM monitoring_moneylineevent o
            WHERE e.chain = o.chain AND e.pgh_id <> o.pgh_id AND e.pgh_obj_id = o.pgh_obj_id AND e.fiscal_year = 2026
        """)
        changed = cursor.rowcount
        cursor.execute(AS_IT_WAS)

    assert sum("was changed" in finding.what for finding in verify()) == changed > 0


def test_ledger_when_a_row_was_added_past_the_triggers_then_it_is_named(books):
    line = MoneyLine.objects.first()
    with connection.cursor() as cursor:
        cursor.execute(PAST_THE_TRIGGERS)
        added = MonitoringEntryFundingFactory(line=line, amount=7)
        cursor.execute(AS_IT_WAS)

    assert [(finding.table, finding.row) for finding in verify()] == [
        (MonitoringEntryFunding._meta.db_table, str(added.pk))
    ]


def test_ledger_when_an_override_was_forged_past_the_triggers_then_it_is_named(books):
    known = CeilingOverride.objects.get()
    with connection.cursor() as cursor:
        cursor.execute(PAST_THE_TRIGGERS)
        forged = CeilingOverrideFactory(ceiling=known.ceiling, ppa=known.ppa, by=known.by)
        cursor.execute(AS_IT_WAS)

    assert [(each.table, each.row, each.what) for each in verify()] == [
        ("monitoring_ceilingoverride", str(forged.pk), "is there, and no event tells it")
    ]


@pytest.mark.parametrize(
    "statement",
    [
        "ALTER TABLE monitoring_moneyline DISABLE TRIGGER USER",
        "DROP TRIGGER ledger_append_only ON monitoring_monitoringentryfunding",
        "DROP TRIGGER ledger_chain ON monitoring_ceilingmanagementevent",
        "DROP TRIGGER ledger_append_only ON monitoring_ceilingoverride",
        "DROP TRIGGER ledger_not_emptied ON monitoring_ceilingoverrideevent",
        "ALTER TABLE monitoring_ledgerchain DISABLE TRIGGER ledger_by_itself",
    ],
)
def test_ledger_when_a_trigger_does_not_guard_it_then_says_so(statement):
    with connection.cursor() as cursor:
        cursor.execute(statement)

    assert {finding.what for finding in verify()} == {"this trigger does not guard it"}


def test_verify_ledger_when_called_then_tells_and_fails_if_it_does_not_hold(books):
    out, err = StringIO(), StringIO()

    call_command("verify_ledger", stdout=out)
    with connection.cursor() as cursor:
        cursor.execute(PAST_THE_TRIGGERS)
        cursor.execute("UPDATE monitoring_moneyline SET amount = amount + 1")
        cursor.execute(AS_IT_WAS)
    with pytest.raises(CommandError, match="does not hold: 3 findings"):
        call_command("verify_ledger", stderr=err)

    assert "The ledger holds" in out.getvalue()
    assert err.getvalue().count("is not what its events tell") == 3
