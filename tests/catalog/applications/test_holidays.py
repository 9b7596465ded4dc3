"""A proclaimed holiday counts from when it is entered on; what was promised before stays."""

import datetime

import pytest

from catalog.applications.clock import due_day
from portal.accounts.roles import Role
from portal.core.models import Holiday
from tests.accounts.factories import UserFactory
from tests.catalog.factories import ApplicationFactory

pytestmark = pytest.mark.django_db

EID = datetime.date(2027, 3, 10)  # a Wednesday
MONDAY = EID - datetime.timedelta(days=2)


@pytest.fixture
def administrator(client):
    client.force_login(UserFactory(role=Role.ADMINISTRATOR))
    return client


@pytest.mark.parametrize("name", ["Eid'l Fitr", "Eid'l Adha"])
def test_holiday_when_proclaimed_then_counts_for_new_cases_and_moves_no_day_that_was_promised(name, administrator):
    promised = due_day(MONDAY, "simple")
    case = ApplicationFactory(application_date=MONDAY, due_on=promised)

    response = administrator.post(
        "/admin/core/holiday/create/", {"date": EID.isoformat(), "name": name, "name_fil": "", "is_active": "on"}
    )

    case.refresh_from_db()
    assert response.status_code == 302
    assert Holiday.objects.get().name == name
    assert case.due_on == promised == datetime.date(2027, 3, 11)
    assert due_day(MONDAY, "simple") == datetime.date(2027, 3, 12)


def test_screen_when_a_holiday_is_entered_then_says_what_it_changes(administrator):
    html = administrator.get("/admin/core/holiday/create/").content.decode()

    assert "Due days that were promised before stay as they are" in html
