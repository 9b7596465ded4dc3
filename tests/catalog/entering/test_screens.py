"""Staff enter an application of somebody at the office or of a paper."""

import datetime

import pytest
from django.urls import reverse
from django.utils import timezone

from catalog.models import ApplicationDraft, ServiceApplication
from tests.accounts.factories import UserFactory
from tests.catalog.applying.conftest import home, offering  # noqa: F401 - the same service with a form
from tests.catalog.conftest import pages  # noqa: F401
from tests.organizations.factories import OrganizationMembershipFactory

pytestmark = pytest.mark.django_db

SINCE = datetime.date(2020, 1, 1)
ENTER = "catalog_application_entry:enter"


@pytest.fixture
def editor(offering):  # noqa: F811
    return OrganizationMembershipFactory(organization=offering.offering_mao, start_date=SINCE).user


@pytest.fixture
def desk(client, editor):
    client.force_login(editor)
    return client


def begin(client, offering, **data):  # noqa: F811
    typed = {
        "form": offering.application_form.pk,
        "channel": "paper",
        "received_on": timezone.localdate().isoformat(),
        "language": "fil",
        "agrees": "on",
        **data,
    }
    return client.post(reverse(ENTER), typed)


def fill(client, page, **data):
    draft = ApplicationDraft.objects.get()
    address = reverse("catalog_application_entry:page", args=[draft.pk, page])
    return client.post(address, {**data, "next": "1"})


def fill_all(client):
    fill(client, "about", name="Amina Sali")
    fill(client, "place")
    fill(client, "1", **{"a-studies": "no"})
    return fill(client, "2", **{"a-why": "For books."})


def test_paper_when_entered_on_every_page_then_a_case_with_the_same_receipt(desk, offering, editor):  # noqa: F811
    day = timezone.localdate() - datetime.timedelta(days=2)
    begin(desk, offering, received_on=day.isoformat())
    check = fill_all(desk).url
    page = desk.get(check).text

    done = desk.post(check)
    receipt = desk.get(done.url).text

    case = ServiceApplication.objects.get()
    assert "For books." in page
    assert (case.channel, case.application_date, case.received_by) == ("paper", day, editor)
    assert case.spoken_reference in receipt
    assert f"/fil/applications/receipt/{case.pk}/receipt.pdf" in receipt
    assert desk.get(reverse("applications:receipt_pdf", args=[case.pk])).status_code == 200


def test_receiving_when_pressed_twice_then_one_case(desk, offering):  # noqa: F811
    begin(desk, offering)
    check = fill_all(desk).url

    first, second = desk.post(check), desk.post(check)

    assert first.url == second.url
    assert ServiceApplication.objects.count() == 1


@pytest.mark.parametrize(
    "changes",
    [
        {"received_on": "2999-01-01"},
        {"channel": "paper", "received_on": "0026-05-05"},
        {"received_on": "2026-02-31"},
        {"channel": "walk_in", "received_on": "2026-01-01"},
        {"channel": "online"},
        {"agrees": ""},
        {"form": "999999"},
        {"language": "xx"},
    ],
)
def test_entering_when_something_cannot_be_then_refused(desk, offering, changes):  # noqa: F811
    response = begin(desk, offering, **changes)

    assert response.status_code == 200
    assert not ApplicationDraft.objects.exists()


def test_services_to_choose_then_are_named_as_services(desk, offering):  # noqa: F811
    assert f">{offering.title}</option>" in desk.get(reverse(ENTER)).text


def test_entering_for_another_offices_service_then_refused(client, offering):  # noqa: F811
    client.force_login(OrganizationMembershipFactory(start_date=SINCE).user)

    begin(client, offering)

    assert not ApplicationDraft.objects.exists()


def test_draft_of_somebody_else_then_does_not_exist(client, desk, offering):  # noqa: F811
    begin(desk, offering)
    draft = ApplicationDraft.objects.get()
    client.force_login(OrganizationMembershipFactory(organization=offering.offering_mao, start_date=SINCE).user)

    assert client.get(reverse("catalog_application_entry:page", args=[draft.pk, "about"])).status_code == 404


def test_draft_when_its_writer_serves_another_office_now_then_does_not_exist(desk, offering, editor):  # noqa: F811
    begin(desk, offering)
    fill_all(desk)
    editor.organization_memberships.update(end_date=SINCE + datetime.timedelta(days=1))
    OrganizationMembershipFactory(user=editor, start_date=SINCE)
    address = reverse("catalog_application_entry:check", args=[ApplicationDraft.objects.get().pk])

    assert desk.get(address).status_code == 404
    assert desk.post(address).status_code == 404
    assert not ServiceApplication.objects.exists()


@pytest.mark.parametrize("role", ["oobc_staff", "ocm_leadership", "oobc_planner"])
def test_entering_as_another_role_then_not_admitted(client, offering, role):  # noqa: F811
    client.force_login(UserFactory(role=role))

    assert client.get(reverse(ENTER)).status_code in (302, 403)
    assert begin(client, offering).status_code in (302, 403)
    assert not ApplicationDraft.objects.exists()


def test_page_when_not_complete_then_says_so_and_cannot_be_received(desk, offering):  # noqa: F811
    begin(desk, offering)

    refused = fill(desk, "about")
    draft = ApplicationDraft.objects.get()
    check = reverse("catalog_application_entry:check", args=[draft.pk])

    assert "Write the name of the applicant." in refused.text
    assert "Receive the application" not in desk.get(check).text
    assert desk.post(check).url == check


@pytest.mark.parametrize("page", ["about", "place", "1", "2"])
def test_page_then_at_most_twenty_queries(desk, offering, count_queries, page):  # noqa: F811
    begin(desk, offering)
    draft = ApplicationDraft.objects.get()

    assert count_queries(desk, reverse("catalog_application_entry:page", args=[draft.pk, page])) <= 20
