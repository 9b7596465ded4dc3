"""Tampering by whoever has the portal's own access to the database, and by who may change its tables. No superuser."""

# ruff: noqa: S608  names of our own tables

import os
from contextlib import contextmanager

import pytest
from django.db import IntegrityError, ProgrammingError, connection, transaction

from portal.monitoring.ledger import verify
from portal.monitoring.models import EVENTS, CeilingOverride, LedgerChain, MoneyLine, MonitoringEntryFunding
from tests.monitoring.factories import (
    CeilingOverrideFactory,
    ContractSliceFactory,
    MoneyLineFactory,
    MonitoringEntryFundingFactory,
)

pytestmark = pytest.mark.django_db

TRACKED = [model.pgh_tracked_model for model in EVENTS]
FOR_GOOD = [*EVENTS, LedgerChain, MonitoringEntryFunding, CeilingOverride]
ROLE = f"ledger_portal_{os.getpid()}"
HOLLOW = (
    "CREATE OR REPLACE FUNCTION activity_refuse_change() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END'"
)


def run(statement):
    with connection.cursor() as cursor:
        cursor.execute(statement)
        return cursor.rowcount


@pytest.fixture
def books():
    """Two lines of one PPA, each changed; flows, one of them taken back; a contract, a ceiling, an override."""
    first = MoneyLineFactory(ppa__in_execution=True, amount=100)
    second = MoneyLineFactory(ppa=first.ppa, capital=True, amount=200)
    MoneyLine.objects.update(amount=300)
    flow = MonitoringEntryFundingFactory(line=first)
    MonitoringEntryFundingFactory.reversing(flow)
    ContractSliceFactory(contract__ppa=first.ppa)
    CeilingOverrideFactory()
    connection.check_constraints()
    return first, second


@pytest.fixture
def portal(books):
    """The portal's own access: it reads and writes all rows, and owns no table."""
    run(f"CREATE ROLE {ROLE} NOSUPERUSER")
    run(f"GRANT USAGE ON SCHEMA public TO {ROLE}")
    run(f"GRANT ALL ON ALL TABLES IN SCHEMA public TO {ROLE}")
    run(f"GRANT ALL ON ALL SEQUENCES IN SCHEMA public TO {ROLE}")
    run(f"SET LOCAL ROLE {ROLE}")
    yield books
    run("RESET ROLE")


@pytest.fixture
def owner(portal):
    """Whoever owns the tables, as where the portal migrates itself: triggers can be put aside."""
    run("RESET ROLE")
    run(f"GRANT CREATE ON SCHEMA public TO {ROLE}")
    for model in {*FOR_GOOD, *TRACKED}:
        run(f"ALTER TABLE {model._meta.db_table} OWNER TO {ROLE}")
    for function in ("activity_refuse_change", "monitoring_refuse_by_hand"):
        run(f"ALTER FUNCTION {function}() OWNER TO {ROLE}")
    run(f"SET LOCAL ROLE {ROLE}")
    return portal


def through_the_orm(model):
    yield lambda: model.objects.update(**{model._meta.pk.name: model.objects.first().pk})
    yield lambda: model.objects.filter(pk=model.objects.first().pk).delete()
    yield lambda: model.objects.all()._raw_delete("default")
    yield lambda: model.objects.first().save(force_update=True)
    yield lambda: model.objects.first().delete()
    yield lambda: model.objects.bulk_update(model.objects.all(), [_a_field_of(model)])


def by_sql(model):
    table, key = model._meta.db_table, model._meta.pk.column
    yield lambda: run(f"UPDATE {table} SET {key} = {key}")
    yield lambda: run(f"DELETE FROM {table}")
    yield lambda: run(f"TRUNCATE {table} CASCADE")


def _a_field_of(model):
    return next(field.name for field in model._meta.local_concrete_fields if not field.primary_key)


@pytest.mark.parametrize("model", FOR_GOOD, ids=lambda model: model.__name__)
def test_rows_of_the_ledger_when_the_portal_itself_changes_them_then_the_database_refuses(portal, model):
    before = list(model.objects.values())

    for door in [*through_the_orm(model), *by_sql(model)]:
        with (
            pytest.raises(IntegrityError, match=r"never changed or deleted|writes itself|protected"),
            transaction.atomic(),
        ):
            door()

    assert list(model.objects.values()) == before != []
    assert verify() == []


@pytest.mark.parametrize("model", TRACKED, ids=lambda model: model.__name__)
def test_figures_when_the_portal_empties_their_table_then_the_database_refuses(portal, model):
    with pytest.raises(IntegrityError, match="never changed or deleted"), transaction.atomic():
        run(f"TRUNCATE {model._meta.db_table} CASCADE")

    assert verify() == []


@pytest.mark.parametrize(
    "statement",
    [
        "SET session_replication_role = replica",
        "ALTER TABLE monitoring_moneylineevent DISABLE TRIGGER USER",
        "DROP TRIGGER ledger_append_only ON monitoring_moneylineevent",
        HOLLOW,
        "DROP TABLE monitoring_moneylineevent CASCADE",
    ],
)
def test_triggers_when_the_portal_itself_puts_them_aside_then_may_not(portal, statement):
    with pytest.raises(ProgrammingError, match=r"permission denied|must be owner"), transaction.atomic():
        run(statement)


@contextmanager
def guards_aside():
    tables = [model._meta.db_table for model in {*FOR_GOOD, *TRACKED}]
    for table in tables:
        run(f"ALTER TABLE {table} DISABLE TRIGGER USER")
    yield
    connection.check_constraints()
    for table in tables:
        run(f"ALTER TABLE {table} ENABLE TRIGGER USER")


LINE, EVENT, CHAIN = "monitoring_moneyline", "monitoring_moneylineevent", "monitoring_ledgerchain"
FLOW, FLOW_EVENT = "monitoring_monitoringentryfunding", "monitoring_monitoringentryfundingevent"
HASH = "encode(sha256(convert_to(jsonb_strip_nulls(to_jsonb(e) - 'hash')::text, 'UTF8')), 'hex')"
HASHED_ANEW = f"UPDATE {EVENT} e SET hash = {HASH}"
LAST = f"WHERE pgh_id = (SELECT max(pgh_id) FROM {EVENT})"
TAKEN_BACK = "WHERE reverses_id IS NOT NULL"
NOT_REPLAYED = "is not what its events tell"


@pytest.mark.parametrize(
    ("statements", "found"),
    [
        ([f"UPDATE {EVENT} SET amount = amount + 1 {LAST}"], {"was changed", NOT_REPLAYED}),
        ([f"UPDATE {EVENT} SET amount = amount + 1 WHERE pgh_label = 'insert'"], {"was changed"}),
        ([f"UPDATE {EVENT} SET amount = 7 {LAST}", HASHED_ANEW], {"does not follow", NOT_REPLAYED}),
        ([f"UPDATE {EVENT} SET pgh_context = '{{}}'"], {"was changed"}),
        ([f"UPDATE {EVENT} SET pgh_created_at = now() - interval '1 year'"], {"was changed"}),
        ([f"DELETE FROM {EVENT} WHERE pgh_label = 'insert'"], {"does not follow"}),
        ([f"DELETE FROM {EVENT} {LAST}"], {"does not follow", NOT_REPLAYED}),
        ([f"UPDATE {EVENT} SET position = position + 50 {LAST}"], {"was changed", "does not follow"}),
        ([f"UPDATE {LINE} SET amount = amount + 1"], {NOT_REPLAYED}),
        ([f"UPDATE {LINE} SET fiscal_year = 2030"], {NOT_REPLAYED}),
        ([f"UPDATE {LINE} SET amount = 7", f"UPDATE {EVENT} SET amount = 7"], {"was changed"}),
        ([f"UPDATE {LINE} SET amount = 7", f"UPDATE {EVENT} SET amount = 7", HASHED_ANEW], {"does not follow"}),
        ([f"DELETE FROM {FLOW} {TAKEN_BACK}"], {"is gone, and no event tells it"}),
        ([f"DELETE FROM {FLOW} {TAKEN_BACK}", f"DELETE FROM {FLOW_EVENT} {TAKEN_BACK}"],
         {"does not follow"}),
        ([f"DELETE FROM {EVENT}", f"DELETE FROM {CHAIN}"], {"is there, and no event tells it", "does not end with"}),
        ([f"UPDATE {CHAIN} SET length = length + 1"], {"does not end with its last event"}),
        ([f"UPDATE {CHAIN} SET last_hash = ''"], {"does not end with its last event"}),
        ([f"DELETE FROM {CHAIN}"], {"does not end with its last event"}),
    ],
)  # fmt: skip
def test_ledger_when_its_owner_tampers_with_triggers_aside_then_it_is_named(owner, statements, found):
    with guards_aside():
        for statement in statements:
            assert run(statement) > 0

    named = " ".join(str(finding) for finding in verify())
    assert named
    assert [words for words in found if words not in named] == []


def test_ledger_when_the_guarding_function_is_hollowed_out_then_what_it_let_through_is_named(owner):
    run(HOLLOW)

    run(f"UPDATE {EVENT} SET amount = 7 WHERE pgh_label = 'insert'")

    assert {finding.what for finding in verify()} == {"was changed"}
