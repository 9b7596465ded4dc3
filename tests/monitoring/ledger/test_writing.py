"""The ledger writes itself, whatever door a change comes through, and nobody else writes in it."""

# ruff: noqa: S608  names of our own tables

from decimal import Decimal

import pytest
from django.db import IntegrityError, connection, transaction

from portal.monitoring.ledger import because, changes_of
from portal.monitoring.models import (
    EVENTS,
    CeilingManagement,
    CeilingManagementEvent,
    CeilingOverride,
    LedgerChain,
    MoneyLine,
    MoneyLineEvent,
    MonitoringEntryFunding,
)
from tests.accounts.factories import UserFactory
from tests.monitoring.factories import (
    CeilingManagementFactory,
    CeilingOverrideFactory,
    ContractSliceFactory,
    MoneyLineFactory,
    MonitoringEntryFactory,
    MonitoringEntryFundingFactory,
)

pytestmark = pytest.mark.django_db


def run(statement, *values):
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement, values)


def by_save(line):
    line.amount = 70
    line.save()


def by_update(line):
    MoneyLine.objects.filter(pk=line.pk).update(amount=70)


def by_bulk_update(line):
    line.amount = 70
    MoneyLine.objects.bulk_update([line], ["amount"])


def by_sql(line):
    run("UPDATE monitoring_moneyline SET amount = 70 WHERE id = %s", line.pk)


@pytest.mark.parametrize("door", [by_save, by_update, by_bulk_update, by_sql])
def test_line_when_changed_through_any_door_then_the_ledger_has_both_amounts(door):
    line = MoneyLineFactory(amount=50)

    door(line)

    told = MoneyLineEvent.objects.filter(pgh_obj=line).values_list("pgh_label", "amount")
    assert list(told) == [("insert", 50), ("update", 70)]


def test_line_when_made_by_the_thousand_or_deleted_by_sql_then_the_ledger_has_it():
    ppa = MonitoringEntryFactory()
    first = MoneyLineFactory.build(ppa=ppa, source=MoneyLineFactory().source)
    (line,) = MoneyLine.objects.bulk_create([first])

    run("DELETE FROM monitoring_moneyline WHERE id = %s", line.pk)

    told = MoneyLineEvent.objects.filter(pgh_obj=line.pk).values_list("pgh_label", flat=True)
    assert list(told) == ["insert", "delete"]


def test_events_when_of_one_ppa_then_stand_in_one_chain():
    flow = MonitoringEntryFundingFactory()
    ppa = flow.line.ppa
    ContractSliceFactory(contract__ppa=ppa)
    MoneyLineFactory()

    places = sorted(
        (event.position, event.previous_hash, event.hash)
        for model in EVENTS
        for event in model.objects.filter(chain=ppa.pk)
    )

    assert [position for position, _before, _hash in places] == [1, 2, 3, 4]
    assert [before for _position, before, _hash in places] == ["", *[own for *_rest, own in places[:-1]]]
    chain = LedgerChain.objects.get(pk=ppa.pk)
    assert (chain.length, chain.last_hash) == (4, places[-1][2])


def test_ceiling_when_it_only_told_somebody_then_the_ledger_has_no_event():
    ceiling = CeilingManagementFactory(ceiling_amount=100)

    CeilingManagement.objects.update(told_state="warning")
    CeilingManagement.objects.update(ceiling_amount=200)

    told = CeilingManagementEvent.objects.filter(chain=ceiling.pk).values_list("pgh_label", "ceiling_amount")
    assert list(told) == [("insert", 100), ("update", 200)]


@pytest.mark.parametrize("model", [*EVENTS, MonitoringEntryFunding, CeilingOverride])
def test_rows_of_the_ledger_when_changed_or_deleted_then_the_database_refuses(model):
    MonitoringEntryFundingFactory()
    ContractSliceFactory()
    CeilingOverrideFactory()
    table, key = model._meta.db_table, model._meta.pk.column

    for statement in (f"UPDATE {table} SET {key} = {key}", f"DELETE FROM {table}"):
        with pytest.raises(IntegrityError, match="never changed or deleted"):
            run(statement)


def test_ledger_when_somebody_writes_in_it_then_the_database_refuses():
    line = MoneyLineFactory()
    copy = MoneyLineEvent.objects.get(pgh_obj=line)
    copy.pk = None

    for write in (
        lambda: copy.save(force_insert=True),
        lambda: LedgerChain.objects.update(length=7),
        lambda: run("DELETE FROM monitoring_ledgerchain"),
    ):
        with pytest.raises(IntegrityError, match="writes itself"), transaction.atomic():
            write()


def test_because_when_something_changes_inside_then_says_who_and_why_of_that_alone():
    by = UserFactory()
    line = MoneyLineFactory(amount=50)

    with because("approve_change", by=by, reason=" The road is longer. "):
        MoneyLine.objects.update(amount=60)
        with because("set_line", by=None):
            MoneyLine.objects.update(amount=65)
        MoneyLine.objects.update(amount=70)
    run("UPDATE monitoring_moneyline SET amount = 80")

    changes = changes_of(line.ppa_id)
    assert [(change.act, change.by, change.reason, change.before, change.after) for change in changes] == [
        ("", None, "", 70, 80),
        ("approve_change", by, "The road is longer.", 65, 70),
        ("set_line", None, "", 60, 65),
        ("approve_change", by, "The road is longer.", 50, 60),
        ("", None, "", None, 50),
    ]


def test_changes_when_a_line_is_removed_then_say_that_it_is_gone():
    line = MoneyLineFactory(amount=50)
    line.delete()

    newest = changes_of(line.ppa_id)[0]

    assert (newest.before, newest.after, newest.of.expense_class) == (Decimal(50), None, line.expense_class)
