import time

import pytest

from tests.catalog.factories import ApplicationFactory, OfferingFactory
from tests.organizations.factories import OrganizationFactory


@pytest.fixture
def case(db):
    """A case with a mail address, a number and a helper, at an office that can be called."""
    office = OrganizationFactory(name="Ministry of Boats", contact_phone="+63644211234")
    service = OfferingFactory(
        published=True, open_now=True, transaction_class="complex", title="Boats for fishers", offering_mao=office
    )
    return ApplicationFactory(
        service=service,
        applicant_name="Amina Quetzal",
        applicant_email="Amina@example.org",
        applicant_phone="+639171234567",
        helper_name="Bai Quetzal",
        helper_contact="0918 765 4321",
        channel="assisted",
    )


@pytest.fixture
def opened(client, case):
    """The client of somebody who opened the case with a mailed link."""
    open_in(client, case)
    return client


def open_in(client, *cases):
    session = client.session
    session["cases"] = {str(case.pk): int(time.time()) + 3600 for case in cases}
    session.save()
    client.cookies["sessionid"] = session.session_key
