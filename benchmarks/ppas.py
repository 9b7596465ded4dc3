"""PPAs by the thousand: what figures, ceilings and lists cost when the register has grown.

A figure is set beside plain SQL that gives the same numbers (``ppas_by_hand``; they are compared first), and kept
figures beside counted ones, all in turns. Ceiling-checked writes are set beside bare ones of the same rows. Of all
times the best counts: others on the machine make an answer slower, nobody makes it quicker.
"""

import datetime
import os
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import partial
from typing import Any

from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext, override_settings
from django.urls import reverse
from django.utils import timezone

from portal.accounts.models import User
from portal.accounts.roles import Role
from portal.activity import record
from portal.core.fiscal_year import Quarter
from portal.core.models import FundingSource
from portal.monitoring import completeness
from portal.monitoring.actions.money import set_line
from portal.monitoring.ceilings.gate import under_ceilings
from portal.monitoring.ceilings.rooms import filled
from portal.monitoring.enums import CeilingMode, ExpenseClass, PPAStatus
from portal.monitoring.figures import funding, kept, money, progress, results, stages
from portal.monitoring.figures.breakdown import REGION, TOTAL, Breakdown, breakdown
from portal.monitoring.figures.causes import OfCause, by_cause
from portal.monitoring.figures.largest import largest
from portal.monitoring.figures.quarters import by_quarter
from portal.monitoring.figures.spending import Reach, reach_of_ppas, spending
from portal.monitoring.formulas.cost_effectiveness import Comparison
from portal.monitoring.generated import generate
from portal.monitoring.models import CeilingManagement, MoneyLine, MonitoringEntry, MonitoringEntryWorkflowStage
from portal.needs.generated import generate as generate_needs
from portal.needs.models import Need

from . import ppas_by_hand as by_hand
from .ground import gather_statistics
from .measuring import Measurement, bench, median_of

SIZES = [int(size) for size in os.environ.get("BENCH_PPAS", "1000,10000").split(",")]
"""How many PPAs are made, step by step; a hundred thousand take twenty minutes more. Spreads are in milliseconds."""

SEED = 5
NEEDS_OF = 5
"""A need for so many PPAs."""

REPEATS, ROUNDS, WRITES, BATCH = 5, 7, 40, 50
JUDGED_FROM = 100_000
"""Where plain SQL takes no time, what is around it takes the most: only from so many PPAs on is it a bar of ours."""

HAND_BAR, WARM_BAR, WRITE_BAR, PAGE_QUERIES, PAGE_SECONDS = 1.5, 5, 25, 20, 1

Ask = Callable[[], Any]


def same(answer: Any) -> Any:
    return answer


@dataclass(frozen=True)
class Beside:
    """A figure with its arguments, what it says in the words of the plain statements, and these."""

    figure: Callable[..., Any]
    given: Callable[[], tuple[Any, ...]]
    said: Callable[[Any], Any] = same
    plain: Ask | None = None
    """None: no simpler statement gives the same numbers to the centavo; its own is sent by hand."""

    def ask(self) -> Any:
        return self.figure(*self.given())

    def ask_kept(self) -> Any:
        return kept.kept(self.figure, *self.given())


@bench
def ppas() -> Iterator[Measurement]:
    queries_of_least: dict[str, int] = {}
    for size in SIZES:
        generate_needs(size // NEEDS_OF, seed=SEED)
        generate(size, seed=SEED)
        _finish_writing()
        for name, beside in _figures().items():
            yield from _of_figure(name, size, beside, queries_of_least)
        for name, address in _lists().items():
            yield from _of_page(f"ppas.{name}.{size}", address)
        yield from _writes(size)


# ---- Figures ---------------------------------------------------------------------------------------------------------


def _figures() -> dict[str, Beside]:
    today = timezone.localdate()
    quarter = progress.closed_quarters(today, 1)[0]
    lines, rows, needs = MoneyLine.objects.all, MonitoringEntry.objects.all, Need.objects.all
    return {
        "money_by_year": Beside(
            money.totals_by, lambda: (money.YEAR, lines()), _money, partial(by_hand.money, "l.fiscal_year")
        ),
        "money_by_sector": Beside(
            money.totals_by, lambda: (money.SECTOR, lines()), _money, partial(by_hand.money, "p.sector_id")
        ),
        "money_by_office": Beside(
            money.totals_by, lambda: (money.OFFICE, lines()), _money, partial(by_hand.money, "p.lead_organization_id")
        ),
        "money_by_region": Beside(money.totals_by_region, lambda: (lines(),), _divided, by_hand.by_region),
        "breakdown": Beside(breakdown, lambda: (lines(),), _broken_down, _broken_down_by_hand),
        "spending": Beside(spending, lambda: (lines(),), lambda one: _money(one.groups), by_hand.spending),
        "reach": Beside(reach_of_ppas, lambda: (rows(),), _reach, _reach_by_hand),
        "causes": Beside(by_cause, lambda: (rows(),), _causes, _causes_by_hand),
        "largest": Beside(
            largest, lambda: (lines(), 20), lambda found: [(each.ppa, each.budget, each.obligated) for each in found],
            by_hand.largest,
        ),
        "quarters": Beside(by_quarter, lambda: (lines(), today), _quarters, partial(_quarters_by_hand, today)),
        "usable": Beside(
            money.usable, lambda: (lines(), today), lambda one: (one.available, one.lapsed),
            partial(by_hand.usable, today),
        ),
        "lapsing": Beside(
            _lapsing, lambda: (lines(), _in_november(today)),
            lambda found: {each.ppa: each.validity.available for each in found},
            partial(by_hand.lapsing, _in_november(today)),
        ),
        "achievement": Beside(
            results.achievement_by, lambda: (rows(), results.OFFICE), _achieved, by_hand.achievement
        ),
        "promising": Beside(
            results.promising, lambda: (rows(),), lambda one: (one.promising, one.ppas), by_hand.promising
        ),
        "cost_effectiveness": Beside(
            results.cost_effectiveness, lambda: (rows(), today.year, today), _costs, partial(_costs_by_hand, today)
        ),
        "funding_total": Beside(funding.funding_total, lambda: (needs(),)),
        "funding_by_place": Beside(funding.funding_by_place, lambda: (needs(),)),
        "reported": Beside(
            progress.reported_by_office, lambda: (rows(), quarter),
            lambda found: [(each.office.pk, each.owed, each.reported, each.on_time) for each in found],
            partial(_reported, quarter),
        ),
        "stages": Beside(stages.by_stage, lambda: (_stages(), ), _stages_said, partial(_stages_by_hand, today)),
        "ceilings": Beside(filled, lambda: (CeilingManagement.objects.order_by("pk"),), _filled, by_hand.ceilings),
        "complete": Beside(_complete, lambda: (rows(),)),
    }  # fmt: skip


def _of_figure(name: str, size: int, beside: Beside, least: dict[str, int]) -> Iterator[Measurement]:
    with CaptureQueriesContext(connection) as captured:
        answer = beside.ask()
        statements = [query["sql"] for query in captured]
    plain = beside.plain or partial(_send, statements)
    if beside.plain and beside.said(answer) != _divided_by_hand(name, plain()):
        raise LookupError(f"{name} is not what plain SQL says")
    beside.ask_kept()
    rounds = [(_took(plain), _took(beside.ask), _took(beside.ask_kept)) for _ in range(ROUNDS)]
    by_hand_, cold, warm = (min(times) * 1000 for times in zip(*rounds, strict=True))
    metric, queries = f"ppas.{name}.{size}", len(statements)
    bar = HAND_BAR if size >= JUDGED_FROM else 10 * HAND_BAR
    spread = (round(cold, 2), round(max(times[1] for times in rounds) * 1000, 2))
    yield Measurement(f"{metric}.times_plain", round(cold / by_hand_, 2), bar, ROUNDS, queries, spread=spread)
    bar = WARM_BAR if size >= JUDGED_FROM else 20 * WARM_BAR
    share = round(100 * warm / cold, 2)
    spread = (round(warm, 2), round(max(times[2] for times in rounds) * 1000, 2))
    yield Measurement(f"{metric}.warm_percent", share, bar, ROUNDS, _queries(beside.ask_kept), spread=spread)
    yield Measurement(f"{metric}.more_queries", queries - least.setdefault(name, queries), 0, 1, queries)


def _money(found: dict[Any, money.Money]) -> dict[Any, tuple[Any, ...]]:
    def of(one: money.Money) -> tuple[Any, ...]:
        done = one.execution
        sums = (one.lines, one.asked, one.approved, one.granted)
        return (*sums, done.net_allotment, done.obligations, done.disbursements)

    return {key: of(one) for key, one in found.items()}


def _divided(found: dict[Any, money.Money]) -> dict[Any, tuple[Any, ...]]:
    """Lines, and what is granted: of PPAs in one region, as all made-up ones are, nothing is to be divided."""
    return {key: (one.lines, one.asked, one.execution.obligations) for key, one in found.items()}


def _divided_by_hand(name: str, answer: Any) -> Any:
    if name != "money_by_region":
        return answer
    found: dict[Any, list[Any]] = {}
    for keys, (lines, asked, _approved, _granted, _net, obligations, _paid) in answer.items():
        for key in keys or [None]:
            if len(keys or [None]) > 1:
                raise LookupError("a PPA of these lies in several regions")
            before = found.setdefault(key, [0, 0, 0])
            found[key] = [before[0] + lines, before[1] + asked, before[2] + obligations]
    return {key: tuple(sums) for key, sums in found.items()}


def _broken_down(found: Breakdown) -> dict[str, dict[Any, tuple[Any, ...]]]:
    """Of regions, as all made-up PPAs lie in one: nothing is to be divided."""
    said: dict[str, dict[Any, tuple[Any, ...]]] = {}
    for (name, year), groups in found.found.items():
        money_of = _money({key: one.money for key, one in groups.items()})
        for key, one in groups.items():
            more = (one.ppas,) if name == REGION else (one.lines_of, one.ppas, one.amount, one.for_obc)
            said.setdefault(name, {})[year if name == TOTAL else (year, key)] = (*money_of[key], *more)
    return said


def _broken_down_by_hand() -> dict[str, dict[Any, tuple[Any, ...]]]:
    found = by_hand.breakdown()
    regions = found.pop(REGION)
    if any(len(keys) > 1 for _year, keys in regions):
        raise LookupError("a PPA of these lies in several regions")
    of_one = {(year, next(iter(keys), None)): (*row[:7], row[8]) for (year, keys), row in regions.items()}
    return {**found, REGION: of_one}


def _causes(found: list[OfCause]) -> Any:
    return {each.cause: (each.ppas, each.unknown, each.amount) for each in found if each.ppas}, found[0].whole


def _causes_by_hand() -> Any:
    whole, tags = by_hand.causes()
    return {tag: tuple(numbers) for tag, *numbers in tags}, whole[0][0]


def _quarters(found: Any) -> dict[Any, Decimal]:
    return {
        (year, one.fiscal_year, one.number, kind): amount
        for year, quarters in found.items()
        for one, moved in quarters.items()
        for kind, amount in moved.items()
    }


def _quarters_by_hand(day: datetime.date) -> dict[Any, Decimal]:
    return {tuple(key): amount for *key, amount in by_hand.quarters(day)}


def _reach(found: Reach) -> Any:
    units = {one.unit: (one.ppas, one.target, one.reached, one.counted) for one in found.served}
    return found.ppas, found.with_flows, units


def _reach_by_hand() -> Any:
    found = by_hand.reach()
    units = {unit: (ppas, *numbers) for unit, ppas, _moved, *numbers in found if unit}
    return sum(row[1] for row in found), sum(row[2] for row in found), units


Costs = dict[Any, tuple[Any, ...]]


def _costs(found: dict[results.CostGroup, Comparison[Any]]) -> Costs:
    said: Costs = {}
    for group in found.values():
        for key, one in group.items.items():
            spent = (one.spent.spend, one.spent.beneficiaries, one.spent.progress)
            said[key] = (*spent, group.n, one.cost_per_effective_beneficiary, one.ratio_to_median)
    return said


def _costs_by_hand(day: datetime.date) -> Costs:
    return {key: tuple(numbers) for key, *numbers in by_hand.costs(day)}


def _achieved(found: dict[Any, Any]) -> dict[Any, tuple[Any, ...]]:
    return {key: (one.total, one.usable, one.achieved, one.mean_progress) for key, one in found.items()}


def _lapsing(lines: Any, day: datetime.date) -> list[money.Lapsing]:
    """As many as a page shows."""
    return money.lapsing(lines, day, most=20)


def _in_november(today: datetime.date) -> datetime.date:
    """A day on which the end of the year is near."""
    return datetime.date(today.year, 11, 15)


def _reported(quarter: Quarter) -> by_hand.Rows:
    day_after = quarter.report_due + datetime.timedelta(days=1)
    return by_hand.reported(quarter.first_day, quarter.last_day, quarter.number, day_after)


def _stages() -> Any:
    return MonitoringEntryWorkflowStage.objects.all()


def _stages_said(found: list[stages.OfStage]) -> dict[Any, tuple[int, int]]:
    return {each.stage: (each.total, each.late) for each in found}


def _stages_by_hand(today: datetime.date) -> dict[Any, tuple[int, int]]:
    found = dict.fromkeys(stages.Stage, (0, 0))
    for stage, _state, count, late in by_hand.stages(today):
        found[stage] = (found[stage][0] + count, found[stage][1] + late)
    return found


def _filled(found: list[Any]) -> by_hand.Rows:
    return [(each.ceiling.pk, each.room.used, each.asked) for each in found]


def _complete(rows: Any) -> int:
    return completeness.complete(rows).count()


# ---- Lists -----------------------------------------------------------------------------------------------------------


def _lists() -> dict[str, str]:
    ppa_list = reverse("monitoring_ppas:index")
    return {
        "list": ppa_list,
        "list_by_money": f"{ppa_list}?ordering=-asked",
        "list_searched": f"{ppa_list}?q=water",
        "ceiling_monitor": reverse("monitoring_ceilings:index"),
        "gap": reverse("monitoring_gap:needs"),
        "missing_reports": reverse("monitoring_updates:missing"),
        "updates": reverse("monitoring_updates:index"),
        "stage_board": reverse("monitoring_stages:board"),
        "stages_list": reverse("monitoring_stages:index"),
        "results_list": reverse("monitoring_results:index"),
        "outcomes": reverse("monitoring_outcomes:index"),
    }


def _of_page(metric: str, address: str) -> Iterator[Measurement]:
    client = Client(SERVER_NAME="localhost")
    client.force_login(_person(Role.BUDGET_OFFICER))
    ask = partial(_page, client, address)
    queries = _queries(ask)
    seconds = [_took(ask) for _ in range(REPEATS)]
    yield Measurement(f"{metric}.queries", queries, PAGE_QUERIES, 1, queries)
    spread = (round(min(seconds), 3), round(max(seconds), 3))
    yield Measurement(f"{metric}.seconds", round(min(seconds), 3), PAGE_SECONDS, REPEATS, queries, spread=spread)


def _page(client: Client, address: str) -> None:
    with override_settings(STAFF_SECOND_FACTOR="optional"):
        answer = client.get(address, secure=True)
    if answer.status_code != 200:
        raise LookupError(f"{address} is answered with {answer.status_code}")


# ---- Writes ----------------------------------------------------------------------------------------------------------


def _writes(size: int) -> Iterator[Measurement]:
    """A new line and another amount, each in a transaction of its own; then many in one transaction.

    Beside them the same rows are written bare: the line, which the ledger notes, and the row of the audit record.
    """
    by, source = _person(Role.OOBC_PLANNER), FundingSource.objects.get(code="block_grant")
    this_year = timezone.localdate().year
    CeilingManagement.objects.get_or_create(
        fiscal_year=this_year, source=source, sector=None,
        defaults={"ceiling_amount": Decimal(10) ** 11 * 9, "mode": CeilingMode.WARN, "created_by": by},
    )  # fmt: skip
    drafts = list(MonitoringEntry.objects.filter(status=PPAStatus.DRAFT, children=None).order_by("pk")[: 2 * WRITES])
    running = list(MonitoringEntry.objects.filter(status=PPAStatus.ENACTED, children=None).order_by("pk")[: 2 * WRITES])
    half = min(len(drafts), len(running)) // 2
    key: dict[str, Any] = {"fiscal_year": this_year, "expense_class": ExpenseClass.FINEX, "source": source}

    def bare(ppa: MonitoringEntry, amount: int) -> None:
        """The rows alone, found by their key as a form would."""
        with transaction.atomic():
            line, is_new = MoneyLine.objects.get_or_create(ppa=ppa, **key, defaults={"amount": amount})
            if not is_new:
                line.amount = Decimal(amount)
                line.save()
            record(ppa, "monitoring.set_line", by=by, data={"line": line.pk}, after={"amount": amount})

    def checked(ppa: MonitoringEntry, amount: int) -> None:
        set_line(ppa, **key, amount=Decimal(amount), by=by)

    def counted(ppa: MonitoringEntry, amount: int) -> None:
        """Of a PPA that takes room: all that is taken is added up."""
        with transaction.atomic(), under_ceilings([(this_year, source.pk)], ppa=ppa, by=by):
            bare(ppa, amount)

    for name, write, rows in (("set_line", checked, drafts), ("counted_line", counted, running)):
        plain, gated = [], []
        for one, other in zip(rows[:half], rows[half : 2 * half], strict=True):
            for amount in (100, 200):
                plain.append(_took(partial(bare, one, amount)))
                gated.append(_took(partial(write, other, amount)))
        yield _rate(f"ppas.{name}.{size}.percent_of_bare", plain, gated)
    batches = {}
    for name, write, rows in (("bare", bare, drafts[:half]), ("set_line", checked, drafts[half : 2 * half])):
        batches[name] = [_took(partial(_in_one, write, rows, amount)) for amount in (300, 400, 500)]
    yield _rate(f"ppas.batch_of_{half}.{size}.percent_of_bare", batches["bare"], batches["set_line"])
    MoneyLine.objects.filter(**key, flows=None).delete()


def _in_one(write: Callable[[MonitoringEntry, int], None], rows: list[MonitoringEntry], amount: int) -> None:
    with transaction.atomic():
        for row in rows:
            write(row, amount)


def _rate(metric: str, plain: list[float], gated: list[float]) -> Measurement:
    """Medians: a commit waits for the disk, now shorter and now longer."""
    whole = median_of(metric, [1000 * each for each in gated], 0)
    percent = round(100 * median_of(metric, [1000 * each for each in plain], 0).value / whole.value, 1)
    return Measurement(metric, percent, WRITE_BAR, len(gated), spread=whole.spread, at_least=True)


# ---- What it takes ---------------------------------------------------------------------------------------------------


def _finish_writing() -> None:
    """What the database does by itself some minutes after many rows were written, and the scheduler each minute."""
    kept.fold()
    with connection.cursor() as cursor:
        cursor.execute("VACUUM")
    gather_statistics()


def _person(role: Role) -> User:
    found = User.objects.filter(is_active=True, groups__name=role).order_by("pk").first()
    if found is None:
        raise LookupError(f"there is no {role}")
    return found


def _send(statements: list[str]) -> None:
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)
            cursor.fetchall()


def _queries(ask: Ask) -> int:
    ask()
    with CaptureQueriesContext(connection) as captured:
        ask()
        return len(captured)


def _took(ask: Ask) -> float:
    began = time.perf_counter()
    ask()
    return time.perf_counter() - began
