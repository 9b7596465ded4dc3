"""What figures of PPAs say, asked in plain SQL written by hand: the least that the database has to do for it."""

# ruff: noqa: S608  what stands in the statements are names of our own, and days

import datetime
from collections import defaultdict
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django.db import connection

from portal.monitoring.formulas.validity import valid_until

PPAS = "monitoring_monitoringentry"
LAW = """(p.status IN ('enacted', 'in_execution', 'completed')
    OR (p.status = 'on_hold' AND p.status_before IN ('enacted', 'in_execution', 'completed')))"""
ASKING, COUNTED = "('proposed', 'under_review')", "('approved', 'enacted', 'in_execution', 'completed')"
RELEASED = "(SELECT DISTINCT line_id FROM monitoring_monitoringentryfunding WHERE type = 'allocation') r"
SERVED = """(SELECT ppa_id, ARRAY_AGG(DISTINCT region ORDER BY region) AS regions FROM (
    SELECT t.ppa_id, COALESCE(t.region_id, v1.region_id, v2.region_id, v3.region_id, v4.region_id) AS region
    FROM monitoring_ppaplace t
    LEFT JOIN communities_obccommunity c ON c.id = t.community_id
    LEFT JOIN geography_barangay b1 ON b1.id = c.barangay_id
    LEFT JOIN geography_municipality m1 ON m1.id = b1.municipality_id
    LEFT JOIN geography_province v1 ON v1.id = m1.province_id
    LEFT JOIN geography_barangay b2 ON b2.id = t.barangay_id
    LEFT JOIN geography_municipality m2 ON m2.id = b2.municipality_id
    LEFT JOIN geography_province v2 ON v2.id = m2.province_id
    LEFT JOIN geography_municipality m3 ON m3.id = t.municipality_id
    LEFT JOIN geography_province v3 ON v3.id = m3.province_id
    LEFT JOIN geography_province v4 ON v4.id = t.province_id
) a GROUP BY ppa_id) s"""

TO_REGIONS, ALL_REGIONS = f"LEFT JOIN {SERVED} ON s.ppa_id = p.id", "COALESCE(s.regions, '{}')"

Rows = list[tuple[Any, ...]]


def rows(statement: str) -> Rows:
    with connection.cursor() as cursor:
        cursor.execute(statement)
        return cursor.fetchall()


def money(*keys: str, join: str = "", also: str = "") -> dict[Any, tuple[Any, ...]]:
    """By columns: lines, asked, approved, granted, net allotment, obligations, disbursements, and ``also`` more."""
    group = ", ".join(keys)
    numbers = ", ".join(str(number) for number in range(1, len(keys) + 1))
    lines = rows(f"""
        SELECT {group}, COUNT(*), SUM(l.amount) FILTER (WHERE p.status IN {ASKING}),
            SUM(l.amount) FILTER (WHERE p.status = 'approved'), SUM(l.amount) FILTER (WHERE {LAW}),
            SUM(l.amount) FILTER (WHERE {LAW} AND r.line_id IS NULL) {also}
        FROM monitoring_moneyline l JOIN {PPAS} p ON p.id = l.ppa_id LEFT JOIN {RELEASED} ON r.line_id = l.id {join}
        GROUP BY {numbers}
    """)
    to_ppa = f"JOIN {PPAS} p ON p.id = l.ppa_id {join}" if any(key[0] != "l" for key in keys) else ""
    moved: dict[Any, dict[str, Decimal]] = defaultdict(dict)
    for *key, kind, total in rows(f"""
        SELECT {group}, f.type, SUM(f.amount)
        FROM monitoring_monitoringentryfunding f JOIN monitoring_moneyline l ON l.id = f.line_id {to_ppa}
        GROUP BY {numbers}, f.type
    """):
        moved[_hashed(key)][kind] = total
    found: dict[Any, tuple[Any, ...]] = {}
    for row in lines:
        key, sums, more = _hashed(row[: len(keys)]), row[len(keys) : len(keys) + 5], row[len(keys) + 5 :]
        found[key] = (*_said(sums, moved[key]), *more)
    return found


def _said(sums: Sequence[Any], moved: dict[str, Decimal]) -> tuple[Any, ...]:
    count, asked, approved, granted, unreleased = sums
    start = moved["allocation"] + (unreleased or 0) if "allocation" in moved else granted
    net = None if start is None else start + moved.get("adjustment", 0)
    spent = (moved.get("obligation", 0), moved.get("disbursement", 0))
    return (count, asked or 0, approved or 0, granted or 0, net, *spent)


def _hashed(keys: Sequence[Any]) -> Any:
    """One key, or several."""
    made = tuple(tuple(key) if isinstance(key, list) else key for key in keys)
    return made[0] if len(made) == 1 else made


def by_region() -> dict[Any, tuple[Any, ...]]:
    return money("s.regions", join=TO_REGIONS)


def spending() -> dict[Any, tuple[Any, ...]]:
    """By year, office, sector and the regions that a PPA serves."""
    return money("l.fiscal_year", "p.lead_organization_id", "p.sector_id", ALL_REGIONS, join=TO_REGIONS)


def breakdown() -> dict[str, dict[Any, tuple[Any, ...]]]:
    """By year and each of these: the money, PPAs, those with money that counts, and what of that is for OBCs."""
    counts = f"(p.status IN {ASKING} OR p.status = 'approved' OR {LAW})"
    also = f""", COUNT(DISTINCT l.ppa_id), COUNT(DISTINCT l.ppa_id) FILTER (WHERE {counts}), SUM(l.amount),
        COALESCE(ROUND(SUM(l.amount * p.obc_budget_share / 100) FILTER (WHERE {counts}), 2), 0)"""
    keys = {
        "category": "p.category", "status": "p.status", "sector": "p.sector_id", "expense_class": "l.expense_class",
        "source": "l.source_id", "lead_organization": "p.lead_organization_id",
    }  # fmt: skip
    found = {name: money("l.fiscal_year", key, also=also) for name, key in keys.items()}
    return {
        "total": money("l.fiscal_year", also=also),
        **found,
        "region": money("l.fiscal_year", ALL_REGIONS, join=TO_REGIONS, also=also),
    }


def causes() -> tuple[Rows, Rows]:
    """All money, and by cause: PPAs, those that do not say how much, and what the others say."""
    return rows("SELECT COALESCE(SUM(amount), 0) FROM monitoring_moneyline"), rows(
        "SELECT tag, COUNT(*), COUNT(*) - COUNT(amount), COALESCE(SUM(amount), 0) FROM monitoring_ppatag GROUP BY 1"
    )


def largest() -> Rows:
    """The first twenty: key, budget, and what was obligated of it."""
    return rows(f"""
        SELECT b.id, b.budget, COALESCE((
            SELECT SUM(f.amount)
            FROM monitoring_monitoringentryfunding f JOIN monitoring_moneyline l ON l.id = f.line_id
            WHERE l.ppa_id = b.id AND f.type = 'obligation'), 0)
        FROM (SELECT p.id, p.title, SUM(l.amount) AS budget
            FROM monitoring_moneyline l JOIN {PPAS} p ON p.id = l.ppa_id
            WHERE p.status IN {ASKING} OR p.status = 'approved' OR {LAW}
            GROUP BY p.id ORDER BY budget DESC, p.title, p.id LIMIT 20) b
        ORDER BY b.budget DESC, b.title, b.id
    """)


def quarters(day: datetime.date) -> Rows:
    """By year of the budget, and the quarter in which it moved: how, and how much."""
    return rows(f"""
        SELECT l.fiscal_year, EXTRACT(year FROM f.on)::int, EXTRACT(quarter FROM f.on)::int, f.type, SUM(f.amount)
        FROM monitoring_monitoringentryfunding f JOIN monitoring_moneyline l ON l.id = f.line_id
        WHERE f.on <= '{day}' GROUP BY 1, 2, 3, 4
    """)


def reach() -> Rows:
    """By what beneficiaries are counted in: PPAs, those with money that moved, target, reached, and who counted."""
    return rows(f"""
        SELECT p.beneficiary_unit, COUNT(*), COUNT(m.ppa_id), SUM(p.target_beneficiaries), SUM(p.actual_beneficiaries),
            COUNT(p.actual_beneficiaries)
        FROM {PPAS} p LEFT JOIN (SELECT DISTINCT l.ppa_id FROM monitoring_monitoringentryfunding f
            JOIN monitoring_moneyline l ON l.id = f.line_id) m ON m.ppa_id = p.id
        GROUP BY 1
    """)


def usable(day: datetime.date) -> tuple[Decimal, Decimal]:
    """Available, and lapsed."""
    law = f"({LAW} AND p.enacted_on <= '{day}')"
    released = f"""(SELECT DISTINCT line_id FROM monitoring_monitoringentryfunding
        WHERE type = 'allocation' AND "on" <= '{day}') r"""
    keys = "l.fiscal_year, l.expense_class, p.cost_structure"
    left: dict[Any, Decimal] = defaultdict(Decimal)
    for *key, total in rows(f"""
        SELECT {keys}, SUM(l.amount) FROM monitoring_moneyline l JOIN {PPAS} p ON p.id = l.ppa_id
            LEFT JOIN {released} ON r.line_id = l.id WHERE {law} AND r.line_id IS NULL GROUP BY {keys}
    """):
        left[tuple(key)] += total
    for *key, kind, total in rows(f"""
        SELECT {keys}, f.type, SUM(f.amount)
        FROM monitoring_monitoringentryfunding f JOIN monitoring_moneyline l ON l.id = f.line_id
            JOIN {PPAS} p ON p.id = l.ppa_id LEFT JOIN {released} ON r.line_id = l.id
        WHERE f.on <= '{day}' AND ({law} OR r.line_id IS NOT NULL) GROUP BY {keys}, f.type
    """):
        left[tuple(key)] += -total if kind == "obligation" else total if kind != "disbursement" else 0
    available = sum((each for key, each in left.items() if day <= valid_until(*key)), Decimal())
    return available, sum(left.values(), Decimal()) - available


def lapsing(day: datetime.date) -> dict[Any, Decimal]:
    """What is left, by PPA, of the money that ends with this year."""
    law = f"({LAW} AND p.enacted_on <= '{day}')"
    early = "(l.expense_class = 'PS' OR (l.expense_class = 'MOOE' AND p.cost_structure = 'GAS'))"
    return {
        ppa: left
        for ppa, _title, _office, left in rows(f"""
            SELECT l.ppa_id, p.title, p.lead_organization_id, SUM(COALESCE(f.net, 0)
                + CASE WHEN {law} AND f.is_released IS NOT TRUE THEN l.amount ELSE 0 END) AS free
            FROM monitoring_moneyline l JOIN {PPAS} p ON p.id = l.ppa_id LEFT JOIN (
                SELECT line_id, BOOL_OR(type = 'allocation') AS is_released,
                    SUM(CASE type WHEN 'obligation' THEN -amount WHEN 'disbursement' THEN 0 ELSE amount END) AS net
                FROM monitoring_monitoringentryfunding WHERE "on" <= '{day}' GROUP BY line_id
            ) f ON f.line_id = l.id
            WHERE l.fiscal_year = {day.year} - CASE WHEN {early} THEN 0 ELSE 1 END AND ({law} OR f.is_released)
            GROUP BY 1, 2, 3 HAVING SUM(COALESCE(f.net, 0)
                + CASE WHEN {law} AND f.is_released IS NOT TRUE THEN l.amount ELSE 0 END) > 0
            ORDER BY free DESC, p.title LIMIT 20
        """)
    }


def _judged(key: str) -> str:
    """Results in each year, with the column of their PPA: whether they met the target, and how far they came."""

    def of(column: str) -> str:
        return f"""CASE o.year_value
            WHEN 'last' THEN (ARRAY_AGG({column} ORDER BY quarter DESC) FILTER (WHERE quarter IS NOT NULL))[1]
            ELSE CASE WHEN COUNT({column}) FILTER (WHERE quarter IS NOT NULL)
                = COUNT(*) FILTER (WHERE quarter IS NOT NULL) THEN SUM({column}) FILTER (WHERE quarter IS NOT NULL) END
        END"""

    actual = "CASE WHEN actual_state = 'approved' THEN actual END"
    yearly = "MAX(target) FILTER (WHERE quarter IS NULL)"
    return f"""SELECT key, met, CASE WHEN met IS NULL THEN NULL
                WHEN direction = 'range' OR target = baseline THEN CASE WHEN met THEN 100 END
                ELSE LEAST(100, GREATEST(0, CASE
                    WHEN baseline IS NOT NULL THEN 100 * (actual - baseline) / (target - baseline)
                    WHEN direction = 'increase' THEN 100 * actual / target
                    WHEN actual <= 0 THEN 100 ELSE 100 * target / actual END)) END AS progress
        FROM (SELECT *, CASE WHEN actual IS NULL OR target IS NULL OR (direction = 'range' AND high IS NULL)
                OR (direction = 'increase' AND (target < baseline OR (baseline IS NULL AND target = 0)))
                OR (direction = 'decrease' AND target > baseline) THEN NULL
            WHEN direction = 'range' THEN actual BETWEEN target AND high
            WHEN direction = 'decrease' THEN actual <= target ELSE actual >= target END AS met
        FROM (SELECT {key} AS key, o.direction, o.baseline,
                COALESCE({yearly}, {of("target")}) AS target,
                CASE WHEN {yearly} IS NULL THEN {of("target_high")}
                    ELSE MAX(target_high) FILTER (WHERE quarter IS NULL) END AS high,
                COALESCE(MAX({actual}) FILTER (WHERE quarter IS NULL), {of(actual)}) AS actual
            FROM monitoring_outcome o JOIN monitoring_outcomeperiod t ON t.outcome_id = o.id
                JOIN {PPAS} p ON p.id = o.ppa_id
            GROUP BY o.id, t.fiscal_year, {key}) a) b"""


def achievement() -> dict[Any, tuple[Any, ...]]:
    """By office: results, usable, met, and the mean progress."""
    found = rows(f"""
        SELECT key, COUNT(*), COUNT(met), COUNT(*) FILTER (WHERE met), ROUND(AVG(progress), 2)
        FROM ({_judged("p.lead_organization_id")}) a GROUP BY 1
    """)
    return {office: tuple(sums) for office, *sums in found}


def costs(day: datetime.date) -> Rows:
    """Each PPA of three years with what was paid, who was reached, its progress, its cost, and its group's median."""
    return rows(f"""
        WITH c AS (
            SELECT p.id, p.sector_id, p.intervention_type, p.beneficiary_unit, d.paid, g.progress,
                p.actual_beneficiaries AS reached, CASE WHEN g.progress > 0 THEN
                    100 * d.paid / NULLIF(p.actual_beneficiaries, 0) / g.progress END AS cost
            FROM {PPAS} p LEFT JOIN (
                SELECT l.ppa_id, NULLIF(SUM(f.amount), 0) AS paid
                FROM monitoring_monitoringentryfunding f JOIN monitoring_moneyline l ON l.id = f.line_id
                WHERE f.type = 'disbursement' AND f.on <= '{day}' GROUP BY 1
            ) d ON d.ppa_id = p.id LEFT JOIN (
                SELECT key, ROUND(AVG(progress), 2) AS progress FROM ({_judged("o.ppa_id")}) a GROUP BY 1
            ) g ON g.key = p.id
            WHERE p.plan_year BETWEEN {day.year - 2} AND {day.year} AND p.sector_id IS NOT NULL
                AND p.intervention_type <> ''
        )
        SELECT c.id, paid, reached, progress, m.n, ROUND(cost, 2), ROUND(cost / NULLIF(m.median, 0), 4)
        FROM c JOIN (
            SELECT sector_id, intervention_type, beneficiary_unit, COUNT(cost) AS n,
                PERCENTILE_CONT(0.5) WITHIN GROUP (ORDER BY cost)::numeric AS median FROM c GROUP BY 1, 2, 3
        ) m USING (sector_id, intervention_type, beneficiary_unit)
    """)


def promising() -> tuple[Any, ...]:
    return rows(f"""
        SELECT (SELECT COUNT(DISTINCT o.ppa_id) FROM monitoring_outcome o
            JOIN monitoring_outcomeperiod t ON t.outcome_id = o.id WHERE t.target IS NOT NULL),
            (SELECT COUNT(*) FROM {PPAS})
    """)[0]


def reported(first: datetime.date, last: datetime.date, number: int, day_after: datetime.date) -> Rows:
    """By office: owed, reported, in time."""
    return rows(f"""
        SELECT p.lead_organization_id, COUNT(*), COUNT(u.id),
            COUNT(*) FILTER (WHERE (u.reported_at AT TIME ZONE 'Asia/Manila')::date < '{day_after}')
        FROM {PPAS} p JOIN organizations_organization g ON g.id = p.lead_organization_id
            LEFT JOIN monitoring_progressupdate u
            ON u.ppa_id = p.id AND u.fiscal_year = {last.year} AND u.quarter = {number}
        WHERE p.status IN ('in_execution', 'completed') AND p.actual_start <= '{last}'
            AND (p.actual_end IS NULL OR p.actual_end >= '{first}')
        GROUP BY 1, g.sort_name ORDER BY g.sort_name
    """)


def slippage() -> dict[Any, Decimal]:
    found = rows("""
        SELECT DISTINCT ON (ppa_id) ppa_id, fiscal_year, quarter, actual_pct, target_pct FROM monitoring_progressupdate
        ORDER BY ppa_id DESC, fiscal_year DESC, quarter DESC
    """)
    return {ppa: done - due for ppa, _year, _quarter, done, due in found if done is not None and due is not None}


def stages(day: datetime.date) -> Rows:
    """By stage and state: how many, and how many of these are late, of PPAs that were not given up."""
    return rows(f"""
        SELECT s.stage, s.state, COUNT(*), COUNT(*) FILTER (
            WHERE s.due_on < '{day}' AND s.state <> 'completed' AND p.status NOT IN ('rejected', 'cancelled'))
        FROM monitoring_monitoringentryworkflowstage s JOIN {PPAS} p ON p.id = s.ppa_id GROUP BY 1, 2
    """)


def ceilings() -> Rows:
    """Each ceiling with what is taken of it and what is asked for."""
    return rows(f"""
        SELECT c.id, COALESCE(SUM(l.amount) FILTER (WHERE l.status IN {COUNTED}), 0),
            COALESCE(SUM(l.amount) FILTER (WHERE l.status IN {ASKING}), 0)
        FROM monitoring_ceilingmanagement c LEFT JOIN (
            SELECT l.fiscal_year, l.source_id, p.sector_id, p.status, SUM(l.amount) AS amount
            FROM monitoring_moneyline l JOIN {PPAS} p ON p.id = l.ppa_id
            WHERE (l.fiscal_year, l.source_id) IN (SELECT fiscal_year, source_id FROM monitoring_ceilingmanagement)
            GROUP BY 1, 2, 3, 4
        ) l ON l.fiscal_year = c.fiscal_year AND l.source_id = c.source_id
            AND (c.sector_id IS NULL OR c.sector_id = l.sector_id)
        GROUP BY c.id ORDER BY c.id
    """)
