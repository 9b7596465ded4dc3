"""How each formula of the golden files is computed by the portal: a function from a case's input to what it expects."""

import datetime
from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any

from portal.core.fiscal_year import Quarter
from portal.monitoring.enums import CeilingMode
from portal.monitoring.formulas import attribution, ceilings, slippage, validity
from portal.monitoring.formulas.absorptive_capacity import AbsorptiveCapacity
from portal.monitoring.formulas.achievement import Measure, achievement, achievement_rate
from portal.monitoring.formulas.cost_effectiveness import Spent, compare
from portal.monitoring.formulas.execution import Flow, execution
from portal.monitoring.formulas.multi_year import MultiYear
from portal.monitoring.formulas.variance import PriceAndVolume, Variance
from portal.needs.scoring import Inputs, score

Values = dict[str, Any]


def need_priority_score(case: Values) -> Values:
    found = score(
        Inputs(
            urgency=case.get("urgency") or "",
            impact_severity=case.get("impact_severity"),
            feasibility=case.get("feasibility") or "",
            affected_population=case.get("affected_population"),
            equity={name: None if flag is None else bool(flag) for name, flag in case["equity_flags"].items()},
        )
    )
    if found is None:
        return {"score": None, "in_gap_list": False, "votable": False}
    return {
        "score": found.value,
        "weight_coverage": found.weight_coverage,
        "in_gap_list": found.in_gap_list,
        "votable": found.is_votable,
    }


def fiscal_calendar(case: Values) -> Values:
    quarter = Quarter.of(datetime.date.fromisoformat(case["date"]))
    return {
        "fiscal_year": quarter.fiscal_year,
        "quarter": str(quarter),
        "quarter_end": quarter.last_day.isoformat(),
        "report_due": quarter.report_due.isoformat(),
    }


def decimal(value: Any) -> Decimal | None:
    """The number as it is written, or none."""
    return None if value is None else Decimal(str(value))


def day(value: str | None) -> datetime.date | None:
    return None if value is None else datetime.date.fromisoformat(value)


def by_name(found: Any, *names: str) -> Values:
    return {name: getattr(found, name) for name in names}


def funding_gap(case: Values) -> Values:
    found = attribution.funding(
        {need["id"]: decimal(need["cost"]) for need in case["needs"]},
        [
            attribution.Shared(
                Decimal(ppa["amount"]),
                ppa["stage"],
                {link["need"]: decimal(link["share"]) for link in ppa["links"]},
            )
            for ppa in case["ppas"]
        ],
    )
    return {
        key: by_name(need, "funded", "pipeline", "gap", "surplus", "coverage_pct") | {"status": need.state.value}
        for key, need in found.items()
    }


def execution_rates(case: Values) -> Values:
    found = execution(
        [Flow(flow["type"], Decimal(flow["amount"]), day(flow["date"])) for flow in case["flows"]],
        budget_allocation=decimal(case.get("budget_allocation")),
        as_of=day(case.get("as_of")),
    )
    rates = ("obligation_rate", "disbursement_rate", "paid_rate")
    sums = ("basis", "net_allotment", "obligations", "disbursements", "unobligated", "unpaid")
    return by_name(found, *sums, *rates) | {"flags": found.flags}


def absorptive_capacity(case: Values) -> Values:
    found = AbsorptiveCapacity(**{name: decimal(value) for name, value in case.items()})
    return by_name(found, "disbursement_rate", "availment_rate", "disbursement_ratio", "utilization_rate")


def measure(case: Mapping[str, Any]) -> Measure:
    target = case.get("target")
    low, high = target if isinstance(target, list) else (target, None)
    return Measure(
        target=decimal(low),
        target_high=decimal(high),
        actual=decimal(case.get("actual")),
        baseline=decimal(case.get("baseline")),
        direction=case.get("direction") or "increase",
    )


def outcome_indicator(case: Values) -> Values:
    found = achievement(measure(case))
    return by_name(found, "measured", "achieved", "pct") | {"flags": found.flags}


def outcome_achievement_rate(case: Any) -> Values:
    found = achievement_rate(measure(each) for each in case)
    return by_name(found, "total", "usable", "achieved", "rate", "coverage", "strict_rate", "mean_progress")


def cost_effectiveness(case: Any) -> Values:
    group = {
        each["id"]: Spent(decimal(each["spend"]), each["beneficiaries"], decimal(each["progress"])) for each in case
    }
    found = compare(group)
    names = ("cost_per_beneficiary", "cost_per_effective_beneficiary", "ratio_to_median", "rating")
    items = {key: by_name(rated, *names) for key, rated in found.items.items()}
    return {"n": found.n, "median": found.median, "items": items}


def variance(case: Values) -> Values:
    found = Variance(case["kind"], Decimal(str(case["planned"])), Decimal(str(case["actual"])))
    return by_name(found, "amount", "pct", "status")


def variance_price_volume(case: Values) -> Values:
    found = PriceAndVolume(**{name: Decimal(str(value)) for name, value in case.items()})
    return by_name(found, "price", "volume", "total")


def physical_slippage(case: Values) -> Values:
    points = slippage.slippage(actual_pct=decimal(case["actual_pct"]), target_pct=decimal(case["target_pct"]))
    return {"slippage": points, "stage": slippage.stage(points)}


def ceiling(case: Values) -> Values:
    """The events one after the other, each refused or done as the portal refuses and does them."""
    money: dict[str, Values] = {}
    alerts, refused = [], []
    for number, event in enumerate(case["events"]):
        after = {key: value for key, value in money.items() if key != event["ppa"]}
        if event["op"] == "set":
            after[event["ppa"]] = event
        rooms = [(each, room(each, money), room(each, after)) for each in case["ceilings"]]
        blocks = case["mode"] == CeilingMode.BLOCK
        if blocks and any(ceilings.is_refused(was, becomes) for _each, was, becomes in rooms):
            refused.append(number)
            continue
        money = after
        alerts += [
            [number, each["id"], was.state.value, becomes.state.value]
            for each, was, becomes in rooms
            if ceilings.crosses_up(was.state, becomes.state)
        ]
    final = {each["id"]: room(each, money) for each in case["ceilings"]}
    names = ("used", "remaining", "utilization_pct")
    states = {key: by_name(found, *names) | {"status": found.state.value} for key, found in final.items()}
    return {"final": states, "alerts": alerts, "rejected_events": refused}


def room(limit: Values, money: Mapping[str, Values]) -> ceilings.Room:
    used = [
        Decimal(line["amount"])
        for line in money.values()
        if line["source"] == limit["source"] and limit["sector"] in ("", line["sector"])
    ]
    return ceilings.Room(Decimal(limit["amount"]), sum(used, Decimal()), decimal(limit["threshold"]))


def appropriation_validity(case: Values) -> Values:
    found = validity.Validity(
        validity.valid_until(case["fiscal_year"], case["expense_class"], case["cost_structure"]),
        allotment=Decimal(case["allotment"]),
        obligated=Decimal(case["obligated"]),
        as_of=day(case["as_of"]),
    )
    return by_name(found, "valid", "available", "lapsed") | {"valid_until": found.valid_until.isoformat()}


def multi_year_contract(case: Values) -> Values:
    def by_year(amounts: Mapping[str, str]) -> dict[int, Decimal]:
        return {int(year): Decimal(amount) for year, amount in amounts.items()}

    found = MultiYear(
        Decimal(case["total_cost"]), by_year(case["slices"]), by_year(case["obligated"]), case["as_of_year"]
    )
    return by_name(found, "over_years", "future_commitment", "obligated_to_date") | {"flags": found.flags}


FORMULAS: dict[str, Callable[[Any], Values]] = {
    "need_priority_score": need_priority_score,
    "fiscal_calendar": fiscal_calendar,
    "funding_gap": funding_gap,
    "execution_rates": execution_rates,
    "absorptive_capacity": absorptive_capacity,
    "outcome_indicator": outcome_indicator,
    "outcome_achievement_rate": outcome_achievement_rate,
    "cost_effectiveness": cost_effectiveness,
    "variance": variance,
    "variance_price_volume": variance_price_volume,
    "physical_slippage": physical_slippage,
    "ceiling": ceiling,
    "appropriation_validity": appropriation_validity,
    "multi_year_contract": multi_year_contract,
}
