"""Kept figures: counted once while nothing changes, and never out of date, whoever wrote and over which connection."""

import datetime
from decimal import Decimal

import psycopg
import pytest
import time_machine
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from portal.monitoring.ceilings.rooms import filled
from portal.monitoring.figures import funding, kept, money, progress, results, stages
from portal.monitoring.models import (
    CeilingManagement,
    MoneyLine,
    MonitoringEntry,
    MonitoringEntryWorkflowStage,
)
from portal.needs.models import Need
from portal.notifications.models import InboxMessage
from tests.accounts.factories import UserFactory
from tests.monitoring.factories import (
    CeilingManagementFactory,
    MoneyLineFactory,
    MonitoringEntryFactory,
    MonitoringEntryFundingFactory,
    MonitoringEntryWorkflowStageFactory,
    NeedAddressedFactory,
    OutcomeFactory,
    OutcomePeriodFactory,
    PPAPlaceFactory,
    ProgressUpdateFactory,
)
from tests.needs.factories import NeedFactory
from tests.organizations.factories import OrganizationMembershipFactory

DAY = datetime.date(2026, 12, 31)
QUARTER = progress.Quarter(2026, 3)
ALL, LINES = MonitoringEntry.objects.all, MoneyLine.objects.all
NEEDS, STAGES, CEILINGS = Need.objects.all, MonitoringEntryWorkflowStage.objects.all, CeilingManagement.objects.all
FIGURES = {
    "totals": lambda ask: ask(money.totals, LINES(), as_of=DAY),
    "totals_by": lambda ask: ask(money.totals_by, (money.YEAR, money.OFFICE), LINES()),
    "totals_by_region": lambda ask: ask(money.totals_by_region, LINES()),
    "usable": lambda ask: ask(money.usable, LINES(), DAY),
    "lapsing": lambda ask: ask(money.lapsing, LINES(), DAY, within=400),
    "achievement_of": lambda ask: ask(results.achievement_of, ALL()),
    "achievement_by": lambda ask: ask(results.achievement_by, ALL(), results.SECTOR, 2026),
    "promising": lambda ask: ask(results.promising, ALL(), 2026),
    "cost_effectiveness": lambda ask: ask(results.cost_effectiveness, ALL(), 2026, DAY),
    "funding_total": lambda ask: ask(funding.funding_total, NEEDS()),
    "funding_by": lambda ask: ask(funding.funding_by, NEEDS(), sector="category__sector"),
    "funding_by_place": lambda ask: ask(funding.funding_by_place, NEEDS()),
    "funding_of": lambda ask: ask(funding.funding_of, NEEDS()),
    "reported_by_office": lambda ask: ask(progress.reported_by_office, ALL(), QUARTER),
    "by_stage": lambda ask: ask(stages.by_stage, STAGES(), on=DAY),
    "filled": lambda ask: ask(filled, CEILINGS()),
}


def statements_of(figure, *args, **kwargs):
    """How many statements a kept figure takes."""
    with CaptureQueriesContext(connection) as queries:
        kept.kept(figure, *args, **kwargs)
    return len(queries)


def total():
    return kept.kept(money.totals, LINES()).asked


@pytest.fixture
def story():
    """One of everything that figures count."""
    ppa = MonitoringEntryFactory(in_execution=True)
    PPAPlaceFactory(ppa=ppa)
    MonitoringEntryFundingFactory(line=MoneyLineFactory(ppa=ppa))
    NeedAddressedFactory(ppa=ppa, need=NeedFactory(prioritized=True))
    OutcomePeriodFactory(outcome=OutcomeFactory(ppa=ppa), approved=True)
    ProgressUpdateFactory(ppa=ppa)
    MonitoringEntryWorkflowStageFactory(ppa=ppa)
    CeilingManagementFactory()
    return ppa


# ---- Kept ------------------------------------------------------------------------------------------------------------


@pytest.mark.django_db
@pytest.mark.parametrize("name", FIGURES)
def test_figure_when_asked_again_then_is_the_same_and_only_the_stamp_is_read(story, name):
    ask = FIGURES[name]
    counted = ask(lambda figure, *args, **kwargs: figure(*args, **kwargs))

    first = ask(kept.kept)
    again = ask(kept.kept)

    assert first == again == counted
    assert ask(statements_of) == 1


@pytest.mark.django_db
def test_figure_when_people_have_the_same_rights_then_share_it_and_others_do_not():
    focal = OrganizationMembershipFactory(focal=True)
    colleague = OrganizationMembershipFactory(organization=focal.organization).user
    stranger = OrganizationMembershipFactory(focal=True).user
    line = MoneyLineFactory(ppa=MonitoringEntryFactory(proposed=True, lead_organization=focal.organization))

    own = kept.kept(money.totals, LINES().visible_to(focal.user))
    statements = statements_of(money.totals, LINES().visible_to(colleague))
    other = kept.kept(money.totals, LINES().visible_to(stranger))

    assert statements == 1
    assert (own.asked, other.asked) == (line.amount, 0)


@pytest.mark.django_db
def test_figure_when_the_day_is_another_then_is_counted_anew(story):
    with time_machine.travel("2026-06-01 12:00 +08:00"):
        kept.kept(money.usable, LINES())
    with time_machine.travel("2026-06-02 12:00 +08:00"):
        statements = statements_of(money.usable, LINES())

    assert statements > 1


@pytest.mark.django_db
def test_figure_when_a_caller_changes_what_it_got_then_others_get_what_was_counted(story):
    kept.kept(results.achievement_by, ALL(), "pk")
    kept.kept(results.achievement_by, ALL(), "pk").clear()

    assert kept.kept(results.achievement_by, ALL(), "pk") == results.achievement_by(ALL(), "pk")


def messages(rows):
    return rows.count()


@pytest.mark.django_db
def test_figure_when_it_reads_what_nobody_watches_then_is_counted_each_time():
    UserFactory()

    kept.kept(messages, InboxMessage.objects.all())

    assert statements_of(messages, InboxMessage.objects.all()) > 1


@pytest.mark.django_db
def test_figure_when_nothing_is_chosen_then_is_the_one_of_no_rows():
    assert kept.kept(money.totals, LINES().none()) == money.Money()


class Board:
    def total(self, rows):
        return rows.count()


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("figure", "given"),
    [
        (lambda rows: rows.count(), LINES),
        (Board().total, LINES),
        (progress.newest_slippage, ALL),
        (progress.missing_reports, ALL),
        (filled, lambda: [CeilingManagement()]),
    ],
)
def test_figure_when_its_values_cannot_be_told_apart_or_kept_then_is_refused(figure, given):
    more = {"quarter": QUARTER} if figure is progress.missing_reports else {}

    with pytest.raises(TypeError):
        kept.kept(figure, given(), **more)


# ---- Never out of date -----------------------------------------------------------------------------------------------


def watched_tables():
    with connection.cursor() as cursor:
        cursor.execute("SELECT tgrelid::regclass::text FROM pg_trigger WHERE tgname = 'leave_mark' ORDER BY 1")
        return [name for (name,) in cursor.fetchall()]


@pytest.mark.django_db
def test_mark_when_any_watched_table_is_written_then_makes_another_stamp():
    tables = watched_tables()

    for table in tables:
        before = kept.stamp()
        with connection.cursor() as cursor:
            cursor.execute(f"DELETE FROM {table} WHERE false")  # noqa: S608 - a name of our own
        assert kept.stamp() > before, table
    assert len(tables) > 30


@pytest.mark.django_db
def test_figure_when_something_it_counts_changes_then_says_so_at_once(story):
    line = MoneyLineFactory(ppa=MonitoringEntryFactory(proposed=True), amount=Decimal(100))
    said = [total()]

    line.amount = Decimal(250)
    line.save()
    said.append(total())
    MonitoringEntry.objects.filter(pk=line.ppa_id).update(status="rejected", reason="No.")
    said.append(total())

    assert said == [100, 250, 0]


@pytest.mark.django_db
def test_figure_when_rows_were_read_before_then_reads_them_again():
    ceilings = CeilingManagement.objects.all()
    ceiling = CeilingManagementFactory(ceiling_amount=100)
    assert [row.room.amount for row in kept.kept(filled, ceilings)] == [100]
    list(ceilings)

    CeilingManagement.objects.filter(pk=ceiling.pk).update(ceiling_amount=300)

    assert [row.room.amount for row in kept.kept(filled, ceilings)] == [300]


@pytest.mark.django_db
def test_figure_when_a_change_is_taken_back_then_is_as_before():
    line = MoneyLineFactory(ppa=MonitoringEntryFactory(proposed=True), amount=Decimal(100))
    said = [total()]

    with transaction.atomic():
        MoneyLine.objects.filter(pk=line.pk).update(amount=900)
        said.append(total())
        transaction.set_rollback(True)
    said.append(total())
    MoneyLine.objects.filter(pk=line.pk).update(amount=901)
    said.append(total())

    assert said == [100, 900, 100, 901]


@pytest.fixture
def other(transactional_db):
    """A connection of another process."""
    with psycopg.connect(**connection.get_connection_params() | {"cursor_factory": None}) as other:
        yield other
        other.rollback()


def raise_by_one(other, line):
    other.execute("UPDATE monitoring_moneyline SET amount = amount + 1 WHERE id = %s", [line.pk])


@pytest.fixture
def line(transactional_db):
    return MoneyLineFactory(ppa=MonitoringEntryFactory(proposed=True), amount=Decimal(100))


def test_figure_when_another_process_writes_then_changes_with_its_commit_and_not_before(line, other):
    said = [total()]

    raise_by_one(other, line)
    said.append(total())
    other.commit()
    said.append(total())

    assert said == [100, 100, 101]


def test_figure_when_writers_commit_in_another_order_than_they_wrote_then_each_is_seen(line, other):
    second = MoneyLineFactory(ppa=MonitoringEntryFactory(proposed=True), amount=Decimal(100))
    said = [total()]

    raise_by_one(other, line)
    MoneyLine.objects.filter(pk=second.pk).update(amount=200)
    said.append(total())
    other.commit()
    said.append(total())

    assert said == [200, 300, 301]


def test_figure_when_counted_before_an_own_commit_and_another_came_first_then_is_counted_anew(line, other):
    second = MoneyLineFactory(ppa=MonitoringEntryFactory(proposed=True), amount=Decimal(100))
    with transaction.atomic():
        MoneyLine.objects.filter(pk=second.pk).update(amount=200)
        said = [total()]
        raise_by_one(other, line)
        other.commit()
    said.append(total())

    assert said == [300, 301]


_during = []


def counted_while_others_write(lines):
    before = money.totals(lines).asked
    for act in _during:
        act()
    return before


def test_figure_when_others_write_while_it_is_counted_then_is_not_kept(line, other):
    _during[:] = [lambda: raise_by_one(other, line), other.commit]

    said = [kept.kept(counted_while_others_write, LINES())]
    _during.clear()
    said.append(kept.kept(counted_while_others_write, LINES()))

    assert said == [100, 101]


def test_figure_when_this_process_kept_it_long_ago_then_another_stamp_finds_nothing(line, other):
    for step in range(5):
        assert total() == 100 + step
        raise_by_one(other, line)
        other.commit()

    assert total() == 105


# ---- Marks -----------------------------------------------------------------------------------------------------------


def marks():
    with connection.cursor() as cursor:
        cursor.execute("SELECT COUNT(*) FROM monitoring_mark")
        return cursor.fetchone()[0]


def test_marks_when_folded_then_are_one_and_the_stamp_stays(line, other):
    MoneyLineFactory.create_batch(3)
    before = kept.stamp()

    gone = kept.fold()

    assert gone > 3
    assert (marks(), kept.stamp()) == (1, before)


def test_marks_when_folded_while_somebody_writes_then_the_write_is_still_seen(line, other):
    said = [total()]
    raise_by_one(other, line)

    kept.fold()
    said.append(total())
    other.commit()
    said.append(total())

    assert said == [100, 100, 101]


def test_marks_when_there_are_none_then_folding_changes_nothing(line, other):
    kept.fold()
    before = kept.stamp()

    kept.fold()

    assert kept.stamp() == before


def test_marks_when_many_then_are_to_be_folded(line, monkeypatch):
    monkeypatch.setattr(kept, "MANY_MARKS", marks())
    few = kept.many_marks()
    MoneyLineFactory()

    assert not few
    assert kept.many_marks()
