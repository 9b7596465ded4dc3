"""The staff screens as they look: our own markup in Wagtail's frame, on a phone and on a desk."""

from datetime import date

import pytest
from playwright.sync_api import expect

from catalog.loaders import load_moderation_workflow
from portal.notifications.models import InboxMessage
from tests.accounts.factories import UserFactory
from tests.browser.conftest import WIDTHS
from tests.browser.staff import LIST, upload
from tests.catalog.factories import (
    ApplicationFactory,
    ApplicationFormFactory,
    OfferingFactory,
    OfferingReportFactory,
    ServiceCategoryFactory,
)
from tests.catalog.sheets import record
from tests.organizations.factories import OrganizationFactory, OrganizationMembershipFactory

BODY = "main .nice-padding, main .w-dashboard"
LONG = "Assistance to families of fishers and farmers who lost boats, nets, animals or seeds in storms and floods"


@pytest.fixture
def moderator(site, settings):
    settings.STAFF_SECOND_FACTOR = "optional"
    load_moderation_workflow()
    ServiceCategoryFactory(code="livelihood", name="Livelihood")
    return UserFactory(role="oobc_staff")


@pytest.fixture
def screens(moderator):
    """Addresses of screens with our own markup, with rows in them."""
    office = OrganizationFactory(acronym="AAA", name="Ministry of Agriculture, Fisheries and Agrarian Reform")
    OrganizationMembershipFactory(organization=office, start_date=date(2020, 1, 1))
    changed = OfferingFactory(offering_mao=office, title=LONG, change_waiting=True)
    OfferingFactory(offering_mao=office, title=LONG, in_moderation=True)
    report = OfferingReportFactory(offering=changed)
    notice = {"subject": f"To publish: {LONG}", "body": "Please read it.", "path": LIST}
    InboxMessage.objects.create(user=moderator, kind="catalog.offering_submitted", key="shown", **notice)
    return {
        "home": "/admin/",
        "facts of a service": f"{LIST}inspect/{changed.pk}/",
        "report": f"/admin/catalog/reports/inspect/{report.pk}/",
        "import": f"{LIST}import/",
        "many": f"/admin/bulk/catalog/serviceoffering/publish/?id={changed.pk}",
        "notices": "/admin/notices/",
        "profile": f"/admin/organizations/inspect/{office.pk}/",
    }


@pytest.mark.parametrize("width", WIDTHS)
def test_staff_screens_when_looked_at_by_axe_then_our_markup_has_no_fault(
    site, moderator, screens, page, signed_in, violations, runs_over, width
):
    signed_in(page, moderator)
    page.set_viewport_size({"width": width, "height": 900})
    complaints = []
    page.on("console", lambda message: message.type == "error" and complaints.append(message.text))

    found = {}
    for name, address in screens.items():
        page.goto(site + address)
        page.locator(BODY).first.wait_for()
        found[name] = violations(page, BODY), runs_over(page)
    page.goto(site + screens["many"])
    page.get_by_role("button", name="Publish", exact=True).click()
    expect(page.get_by_role("link", name="Back to the list")).to_be_visible()
    found["results"] = violations(page, BODY), runs_over(page)
    for name, records in {
        "errors": [record(1, category="Livelihod")],
        "outcome": [record(1), record(2)],
    }.items():
        upload(page, site, records)
        page.get_by_text("What “services.json” would do").wait_for()
        found[name] = violations(page, BODY), runs_over(page)

    assert found == {name: ([], False) for name in found}
    assert complaints == []


@pytest.mark.parametrize("width", WIDTHS)
def test_queue_when_read_on_a_phone_or_a_desk_then_needs_no_sideways_scrolling(
    site, settings, page, signed_in, violations, width
):
    settings.STAFF_SECOND_FACTOR = "optional"
    load_moderation_workflow()
    ServiceCategoryFactory()
    office = OrganizationFactory(acronym="AAA")
    service = OfferingFactory(offering_mao=office, title=LONG, published=True, transaction_class="complex")
    ApplicationFormFactory(offering=service)
    ApplicationFactory(service=service, late=True, under_review=True, applicant_name="Bai Amina Macapantar-Dimaporo")
    ApplicationFactory(service=service, approved=True)
    signed_in(page, OrganizationMembershipFactory(organization=office, start_date=date(2020, 1, 1)).user)
    page.set_viewport_size({"width": width, "height": 900})

    page.goto(f"{site}/admin/catalog/applications/")

    table = page.locator(".portal-queue table")
    expect(table.get_by_text("Bai Amina Macapantar-Dimaporo")).to_be_visible()
    box = table.bounding_box()
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= width
    assert table.evaluate("table => table.scrollWidth <= table.clientWidth")
    assert violations(page, ".portal-queue") == []
