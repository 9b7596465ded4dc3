"""The screens of results as they look: our own markup in Wagtail's frame, on a phone and on a desk."""

from decimal import Decimal

import pytest
from django.utils import timezone

from tests.accounts.factories import UserFactory
from tests.browser.conftest import WIDTHS
from tests.browser.staff import OURS
from tests.monitoring.factories import (
    DisaggregationFactory,
    MonitoringEntryFactory,
    OutcomeFactory,
    OutcomeIndicatorFactory,
    OutcomePeriodFactory,
)

YEAR = timezone.localdate().year
LONG = "Families of fishers and farmers outside BARMM who lost boats, nets, animals or seeds and were helped in a week"


@pytest.fixture
def officer(site, settings):
    settings.STAFF_SECOND_FACTOR = "optional"
    return UserFactory(role="me_officer")


@pytest.fixture
def screens(officer):
    """Addresses of the screens of a PPA with results of every state, and of what stands around them."""
    ppa = MonitoringEntryFactory(
        in_execution=True,
        title="Help after storms for coastal communities of Other Bangsamoro Communities in Region XII",
        lead_organization__acronym="MAFAR",
        lessons_learned="Ask the elders where the boats land.\nThe list of the barangay was a year old.",
        best_practices="One day a week at the landing site.",
    )
    library = OutcomeIndicatorFactory(indicator_name=LONG)
    first = OutcomeFactory(ppa=ppa, library_indicator=library, indicator=LONG, unit="households", year_value="sum")
    quarters = [
        OutcomePeriodFactory(outcome=first, fiscal_year=YEAR, quarter=number, target=Decimal(1250), **state)
        for number, state in enumerate([{"approved": True}, {"returned": True}, {"reported": True}, {}], start=1)
    ]
    DisaggregationFactory(period=quarters[2])
    printed = OutcomeFactory(ppa=ppa, level="impact", indicator="Poverty among fishers", decreasing=True)
    OutcomePeriodFactory(outcome=printed, fiscal_year=YEAR - 1, target=None, target_text="Decreasing")
    OutcomeFactory(ppa=ppa, level="output", indicator="Boats given", unit="boats")
    reported = OutcomePeriodFactory(reported=True, actual=Decimal("1234567.5"))
    queue, outcomes = "/admin/programs/reported-results/", "/admin/programs/results/"
    return {
        "ppa": ppa.get_absolute_url(),
        "add": f"/admin/programs/ppas/add-outcome/{ppa.pk}/",
        "report many": f"/admin/programs/ppas/report-results/{ppa.pk}/",
        "lessons form": f"/admin/programs/ppas/write-lessons/{ppa.pk}/",
        "results": outcomes,
        "result": first.get_absolute_url(),
        "target": f"{outcomes}set-target/{first.pk}/",
        "queue": queue,
        "value": quarters[2].get_absolute_url(),
        "report": f"{queue}report/{quarters[2].pk}/",
        "approve": f"{queue}approve/{quarters[2].pk}/",
        "revise": f"{queue}revise-target/{quarters[3].pk}/",
        "approve many": f"{queue}approve-many/?id={quarters[2].pk}&id={reported.pk}",
        "library": "/admin/programs/indicators/",
        "indicator": library.get_absolute_url(),
        "lessons": "/admin/programs/lessons/",
    }


def test_results_screens_when_looked_at_by_axe_then_our_markup_has_no_fault(
    site, officer, screens, page, signed_in, violations, runs_over
):
    signed_in(page, officer)
    faults = {}

    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        for name, address in screens.items():
            page.goto(f"{site}{address}")
            page.wait_for_load_state()
            if found := [*violations(page, OURS), *(["runs over"] if runs_over(page) else [])]:
                faults[name, width] = found

    assert faults == {}
