"""PPAs of every status, two years, with and without sector, place and OBC share, their money moved or not."""

import datetime
import random
from decimal import Decimal

from portal.monitoring.enums import ComplianceTag, ExpenseClass, PPACategory, PPAStatus
from portal.monitoring.models import MonitoringEntry
from tests.core.factories import FundingSourceFactory, SectorFactory
from tests.geography.factories import ProvinceFactory, RegionFactory
from tests.monitoring.factories import (
    MoneyLineFactory,
    MonitoringEntryFactory,
    MonitoringEntryFundingFactory,
    PPAPlaceFactory,
    PPATagFactory,
)
from tests.organizations.factories import OrganizationFactory

YEARS = (2025, 2026)
TODAY = datetime.date(2026, 10, 15)


def make_sample(count, seed=6):
    rand = random.Random(seed)  # noqa: S311 - a sample, no secret
    offices = [OrganizationFactory() for _n in range(3)]
    sectors = [SectorFactory(code="social"), SectorFactory(code="infrastructure"), None]
    sources = [FundingSourceFactory(code="gaab"), FundingSourceFactory(code="sdf")]
    provinces = [ProvinceFactory(), ProvinceFactory(region=RegionFactory(code="IX"))]
    for number in range(count):
        status = rand.choice(PPAStatus.values)
        traits = {} if status == PPAStatus.DRAFT else {status: True}
        ppa = MonitoringEntryFactory(
            **traits,
            lead_organization=rand.choice(offices),
            sector=rand.choice(sectors),
            category=rand.choice(PPACategory.values),
            obc_budget_share=rand.choice([None, Decimal(0), Decimal("33.33"), Decimal(100)]),
        )
        for province in rand.sample(provinces, rand.randint(0, 2)):
            PPAPlaceFactory(ppa=ppa, community=None, province=province)
        for tag in rand.sample(ComplianceTag.values, rand.randint(0, 2)):
            PPATagFactory(ppa=ppa, tag=tag, amount=rand.choice([None, Decimal(100 + number)]))
        _money(rand, ppa, sources)
    return MonitoringEntry.objects.all()


def _money(rand, ppa, sources):
    kinds = [(year, kind) for year in YEARS for kind in ExpenseClass.values[:2]]
    for year, kind in rand.sample(kinds, rand.randint(0, 3)):
        amount = Decimal(rand.randint(1, 9999)) + Decimal("0.33")
        line = MoneyLineFactory(
            ppa=ppa, fiscal_year=year, expense_class=kind, source=rand.choice(sources), amount=amount
        )
        if ppa.status not in PPAStatus.spending():
            continue
        day = datetime.date(year, rand.randint(1, 9), 5)
        if rand.random() < 0.6:
            flow = MonitoringEntryFundingFactory(line=line, amount=amount, on=day)
            if rand.random() < 0.2:
                MonitoringEntryFundingFactory.reversing(flow, on=day)
        if rand.random() < 0.3:
            MonitoringEntryFundingFactory(line=line, adjustment=True, amount=-10, on=day)
        if rand.random() < 0.7:
            MonitoringEntryFundingFactory(line=line, obligation=True, amount=rand.randint(1, 12_000), on=day)
        if rand.random() < 0.5:
            MonitoringEntryFundingFactory(line=line, disbursement=True, amount=rand.randint(1, 5000), on=day)
