"""The list of slippage: the newest report of each running PPA, the furthest behind first."""

from decimal import Decimal
from random import Random

import pytest

from portal.monitoring.enums import SlippageStage
from portal.monitoring.figures.progress import at_stage, by_slippage, newest_reports
from portal.monitoring.formulas import slippage
from portal.monitoring.models import MonitoringEntry, ProgressUpdate
from tests.accounts.factories import UserFactory
from tests.monitoring.factories import MonitoringEntryFactory, ProgressUpdateFactory
from tests.organizations.factories import FocalPersonFactory

pytestmark = pytest.mark.django_db
LIST = "/admin/programs/slippage/"


@pytest.fixture(autouse=True)
def _one_factor(settings, db):
    settings.STAFF_SECOND_FACTOR = "optional"


def listed(client, **asked):
    return [line["row"].ppa for line in client.get(LIST, asked).context["lines"]]


def test_stages_when_counted_by_the_database_then_are_those_of_the_formula():
    random = Random("slippage")  # noqa: S311 - a sample
    points = [Decimal(-20), Decimal(-15), Decimal(-10), Decimal("-9.99"), Decimal(-5), Decimal("-0.01"), Decimal(0)]
    for number in [*points, *(Decimal(random.randint(-3000, 1500)) / 100 for _more in range(20)), None]:
        actual = None if number is None else Decimal(50) + number
        ProgressUpdateFactory(behind=True, actual_pct=actual)

    rows = newest_reports(MonitoringEntry.objects.all())

    by_hand = dict.fromkeys(SlippageStage, 0)
    for update in ProgressUpdate.objects.all():
        by_hand[
            SlippageStage(slippage.stage(slippage.slippage(actual_pct=update.actual_pct, target_pct=Decimal(50))))
        ] += 1
    assert by_slippage(rows) == by_hand
    assert {stage: rows.filter(at_stage(stage)).count() for stage in SlippageStage} == by_hand


def test_list_when_read_then_holds_the_newest_report_of_what_runs_the_furthest_behind_first(client):
    client.force_login(UserFactory(role="me_officer"))
    behind = ProgressUpdateFactory(behind=True)
    mended = ProgressUpdateFactory(behind=True, actual_pct=Decimal(1))
    ProgressUpdateFactory(ppa=mended.ppa, quarter=2, target_pct=Decimal(60), actual_pct=Decimal(60))
    unknown = ProgressUpdateFactory()
    ProgressUpdateFactory(behind=True, ppa=MonitoringEntryFactory(completed=True))

    assert listed(client) == [behind.ppa, mended.ppa, unknown.ppa]
    assert listed(client, stage="termination_review") == [behind.ppa]
    assert listed(client, office=mended.ppa.lead_organization_id) == [mended.ppa]
    assert "Rain stopped the work" in client.get(LIST).content.decode()


def test_list_when_a_focal_person_reads_then_holds_own_ppas(client):
    own, _other = ProgressUpdateFactory(behind=True), ProgressUpdateFactory(behind=True)
    client.force_login(FocalPersonFactory(membership__organization=own.ppa.lead_organization).membership.user)

    assert listed(client) == [own.ppa]


def test_list_when_it_grows_then_queries_stay_the_same_and_the_file_is_the_list(client, count_queries):
    client.force_login(UserFactory(role="ocm_leadership"))
    ProgressUpdateFactory(behind=True)
    few = count_queries(client, LIST)
    ProgressUpdateFactory.create_batch(4, behind=True)

    assert few == count_queries(client, LIST) <= 20
    text = b"".join(client.get(LIST, {"export": "csv"}).streaming_content).decode()
    assert text.count("Rain stopped the work") == 5


def test_list_when_empty_then_says_so(client):
    client.force_login(UserFactory(role="me_officer"))

    assert "No running PPA has a report like that" in client.get(LIST).content.decode()
