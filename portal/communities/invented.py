"""Invented communities in real barangays, the same ones each time; each says in its name and sources what it is.

How many there are in a province follows the share of Muslims there and its size, as far as either is published; how
large each is follows its barangay. Nothing here says that a community lives where one is invented.
"""

import csv
import random
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from pathlib import Path

from portal.geography.models import Barangay

from .enums import (
    AccessState,
    BasicService,
    Livelihood,
    Measure,
    PovertyBand,
    Proximity,
    Publicity,
    SettlementType,
)

INDICATORS = Path(__file__).parent / "data" / "area_indicators.csv"
SULU, PALAWAN, PUERTO_PRINCESA = "0906600000", "1705300000", "1731500000"
LANAO_DEL_NORTE, ILIGAN, BUKIDNON, DAVAO = "1003500000", "1030900000", "1001300000", "1130700000"
ASSUMED_SHARE = {SULU: 90.0, LANAO_DEL_NORTE: 30.0, ILIGAN: 12.0, BUKIDNON: 6.0, DAVAO: 6.0, PALAWAN: 10.0}
"""Percent of Muslims where no indicator is at hand: our assumption, for the demonstration only."""
ELSEWHERE = 3.0
MOST_A_PROVINCE = 24
MOST_PEOPLE = 9000

PEOPLES: dict[str, list[str]] = {
    SULU: ["tausug", "sama"],
    "0931700000": ["tausug", "sama", "yakan", "badjao"],
    "0990100000": ["yakan", "tausug", "sama"],
    "0907200000": ["kolibugan", "tausug", "sama"],
    "0907300000": ["kolibugan", "maguindanaon", "tausug"],
    "0908300000": ["kolibugan", "tausug", "maguindanaon"],
    PALAWAN: ["molbog", "palawani", "jama_mapun", "tausug"],
    PUERTO_PRINCESA: ["tausug", "molbog", "jama_mapun"],
    "1208000000": ["sangil", "maguindanaon", "tausug"],
    "1108600000": ["sangil", "kagan_kalagan"],
}
PEOPLES_OF_REGION = {
    "X": ["meranaw"],
    "XI": ["kagan_kalagan", "maguindanaon", "meranaw"],
    "XII": ["maguindanaon", "iranun", "meranaw"],
    "IX": ["tausug"],
    "MIMAROPA": ["molbog"],
}
NAMES = {"kagan_kalagan": "Kagan", "jama_mapun": "Jama Mapun", "palawani": "Palawani"}
AT_SEA = {"sama", "badjao", "tausug", "molbog", "jama_mapun", "sangil"}
NEAREST = {"1204700000": Proximity.ADJACENT, "1206500000": Proximity.ADJACENT, LANAO_DEL_NORTE: Proximity.ADJACENT}
NEAR = {"0931700000", "0990100000", SULU, "1230800000", "1208000000", ILIGAN, "0908300000"}
COUNTED_IN = (date(2020, 5, 1), date(2022, 9, 15), date(2024, 7, 1), date(2025, 11, 20), date(2026, 6, 30))

POVERTY_EDGES = [(edge, band) for edge, band in zip((10, 20, 30, 40, 50), PovertyBand, strict=False)]

SHARES: dict[Measure, tuple[float, float]] = {
    Measure.WOMEN: (0.47, 0.53),
    Measure.CHILDREN: (0.30, 0.42),
    Measure.YOUTH: (0.24, 0.31),
    Measure.SENIORS: (0.04, 0.08),
    Measure.PWD: (0.01, 0.025),
    Measure.SOLO_PARENTS: (0.008, 0.03),
    Measure.UNEMPLOYED: (0.05, 0.16),
    Measure.OVERSEAS_WORKERS: (0.0, 0.02),
    Measure.INDIGENOUS_PEOPLES: (0.0, 0.06),
    Measure.IDPS: (0.0, 0.05),
    Measure.ASATIDZ: (0.002, 0.006),
    Measure.RELIGIOUS_LEADERS: (0.001, 0.004),
    Measure.UNBANKED: (0.25, 0.5),
    Measure.MSMES: (0.005, 0.02),
}
RARELY_KNOWN = (Measure.IDPS, Measure.UNBANKED, Measure.OVERSEAS_WORKERS, Measure.UNEMPLOYED, Measure.MSMES)


@dataclass(frozen=True)
class Invented:
    """One community with all that is said of it."""

    name: str
    barangay: Barangay
    groups: list[str]
    primary: str | None
    fields: dict[str, object]
    figures: dict[tuple[Measure, date], int] = field(default_factory=dict)
    access: dict[tuple[BasicService, date], AccessState] = field(default_factory=dict)


def invented(number: int) -> Iterator[Invented]:
    """So many communities, one a barangay until there are no more barangays, then a second round."""
    times: Counter[str] = Counter()
    for barangay in _barangays(number):
        yield one_in(barangay, again=times[barangay.psgc])
        times[barangay.psgc] += 1


def _barangays(number: int) -> Iterator[Barangay]:
    """Spread over the provinces by weight; within one in an order drawn once."""
    by_province: dict[str, list[Barangay]] = {}
    for barangay in Barangay.objects.valid().select_related("municipality__province__region").order_by("psgc"):
        if barangay.population and barangay.population >= 300:
            by_province.setdefault(barangay.municipality.province.psgc, []).append(barangay)
    if not by_province:
        return
    for province, places in _shared_out(by_province, number).items():
        drawn = random.Random(f"barangays of {province}")  # noqa: S311 - invented, and the same each time
        pool = sorted(by_province[province], key=lambda barangay: drawn.random())
        for place in range(places):
            yield pool[place % len(pool)]


def _shared_out(by_province: dict[str, list[Barangay]], number: int) -> dict[str, int]:
    """How many of the communities stand in each province: by the Muslims there, at least one, the rest by size."""
    most = max(MOST_A_PROVINCE, 1 + number * 3 // len(by_province))
    share = _shares()
    people = {
        psgc: sum(row.population or 0 for row in rows) * share.get(psgc, ELSEWHERE) / 100
        for psgc, rows in by_province.items()
    }
    counts = dict.fromkeys(sorted(by_province)[:number], 1)
    while sum(counts.values()) < number:
        open_ones = [psgc for psgc in counts if counts[psgc] < most]
        counts[max(open_ones, key=lambda psgc: (people[psgc] / (counts[psgc] + 0.5), psgc))] += 1
    return counts


def _poverty(drawn: random.Random, province: str) -> str:
    """Around what is printed for the province; often nobody has estimated it."""
    printed = _incidence().get(province)
    if printed is None or drawn.random() < 0.3:
        return ""
    here = printed * drawn.uniform(0.8, 1.6)
    return next((band.value for edge, band in POVERTY_EDGES if here < edge), PovertyBand.EXTREMELY_HIGH.value)


@cache
def _incidence() -> dict[str, float]:
    printed = {row["province_psgc"]: row["poverty_incidence_pct"] for row in _printed()}
    return {province: float(percent) for province, percent in printed.items() if percent}


@cache
def _shares() -> dict[str, float]:
    return {**ASSUMED_SHARE, **{row["province_psgc"]: float(row["muslim_pct"]) for row in _printed()}}


@cache
def _printed() -> list[dict[str, str]]:
    with INDICATORS.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def one_in(barangay: Barangay, *, again: int = 0) -> Invented:
    """What a community of this barangay might be like."""
    drawn = random.Random(f"community {barangay.psgc} {again}")  # noqa: S311 - invented, and the same each time
    province = barangay.municipality.province
    peoples = PEOPLES.get(province.psgc) or PEOPLES_OF_REGION[province.region.code]
    first = peoples[min(int(drawn.expovariate(1.6)), len(peoples) - 1)]
    groups = [first, *(other for other in peoples if other != first and drawn.random() < 0.25)]
    name = f"Demonstration: {NAMES.get(first, first.capitalize())} of {barangay.name}"
    if again:
        name = f"{name} {again + 1}"
    people = _people(drawn, barangay, _shares().get(province.psgc, ELSEWHERE))
    is_at_sea = bool(AT_SEA & set(groups)) and drawn.random() < 0.7
    found = Invented(
        name=name,
        barangay=barangay,
        groups=groups,
        primary=first if drawn.random() < 0.9 else None,
        fields=_fields(drawn, barangay, people, groups, is_at_sea=is_at_sea),
    )
    _count(drawn, found, people, is_at_sea=is_at_sea)
    _see(drawn, found)
    return found


def _people(drawn: random.Random, barangay: Barangay, percent: float) -> int:
    """A part of the barangay, larger where many Muslims live, never all of it."""
    part = min(0.85, (0.02 + percent / 150) * drawn.lognormvariate(0, 0.6))
    return min(MOST_PEOPLE, max(45, int((barangay.population or 600) * part)))


def _fields(
    drawn: random.Random, barangay: Barangay, people: int, groups: list[str], *, is_at_sea: bool
) -> dict[str, object]:
    province = barangay.municipality.province
    trades = [Livelihood.FISHING if is_at_sea else Livelihood.AGRICULTURE]
    trades += drawn.sample([Livelihood.TRADE, Livelihood.LIVESTOCK, Livelihood.TRANSPORTATION, Livelihood.SERVICES], 2)
    tongues = [NAMES.get(group, group.capitalize()) for group in groups]
    near = Proximity.NEAR if province.psgc in NEAR else Proximity.DISTANT
    small = Publicity.HIDDEN if drawn.random() < 0.05 else Publicity.UNNAMED
    return {
        "publicity": Publicity.NAMED if people >= 500 else small,
        "settlement_type": drawn.choice(list(SettlementType)),
        "proximity_to_barmm": NEAREST.get(province.psgc, near),
        "poverty_band": _poverty(drawn, province.psgc),
        "livelihoods": [trade.value for trade in trades[: drawn.randint(1, 3)]],
        "languages": ", ".join([*tongues, drawn.choice(["Cebuano", "Filipino", "Chavacano"])]),
        "history": "Invented for the demonstration of the portal." if drawn.random() < 0.6 else "",
    }


def _count(drawn: random.Random, found: Invented, people: int, *, is_at_sea: bool) -> None:
    """One count or two, the older one smaller; what few people count is often not known."""
    days = sorted(drawn.sample(COUNTED_IN, drawn.choice([1, 1, 2])))
    for age, as_of in enumerate(reversed(days)):
        then = int(people * (1 - 0.06 * age))
        found.figures[Measure.POPULATION, as_of] = then
        found.figures[Measure.HOUSEHOLDS, as_of] = max(1, round(then / drawn.uniform(4.6, 6.2)))
        for measure, (least, most) in SHARES.items():
            if drawn.random() < (0.55 if measure in RARELY_KNOWN else 0.12):
                continue
            found.figures[measure, as_of] = int(then * drawn.uniform(least, most))
        workers = int(then * drawn.uniform(0.1, 0.2))
        at_sea = drawn.uniform(0.5, 0.9) if is_at_sea else drawn.uniform(0, 0.15)
        found.figures[Measure.FISHERFOLK, as_of] = int(workers * at_sea)
        found.figures[Measure.FARMERS, as_of] = int(workers * (1 - at_sea))
    newest = days[-1]
    found.figures[Measure.MOSQUES, newest] = 1 + people // 1500
    if drawn.random() < 0.8:
        found.figures[Measure.MADARIS, newest] = people // 900
    if drawn.random() < 0.7:
        found.figures[Measure.COOPERATIVES, newest] = drawn.choice([0, 0, 1, 1, 2])
        found.figures[Measure.CIVIL_SOCIETY, newest] = drawn.choice([0, 1, 1, 2, 3])


def _see(drawn: random.Random, found: Invented) -> None:
    as_of = drawn.choice(COUNTED_IN[2:])
    for service in BasicService:
        if drawn.random() < 0.75:
            state = drawn.choices(list(AccessState), weights=[2, 4, 3, 1])[0]
            found.access[service, as_of] = state
