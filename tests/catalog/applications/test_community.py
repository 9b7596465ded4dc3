"""What "My community" shows of applications."""

import pytest

from tests.accounts.factories import UserFactory
from tests.catalog.factories import ApplicationFactory, ApplicationFormFactory
from tests.communities.factories import CommunityFactory, RepresentativeFactory

pytestmark = pytest.mark.django_db

URL = "/community-needs/dashboard/"


@pytest.fixture
def own():
    return RepresentativeFactory()


@pytest.fixture
def case():
    """Makes cases of one service."""
    version = ApplicationFormFactory().current

    def make(count=1, **facts):
        made = ApplicationFactory.create_batch(
            count, service=version.form.offering, form_version=version, applicant_name="Quetzal Person", **facts
        )
        return made[0]

    return make


def test_section_when_a_case_was_filed_or_shared_then_shows_where_it_stands_and_no_name(client, own, case):
    filed = case(filed_by=own.user, due_on="2099-12-01")
    shared = case(
        under_review=True, applicant_community=own.community, shared_with_community=True,
        paused_on="2026-01-05", waiting_on="applicant",
    )  # fmt: skip
    client.force_login(own.user)

    page = client.get(URL).text

    assert filed.spoken_reference in page
    assert "Answer due by 1 December 2099" in page
    assert shared.spoken_reference in page
    assert "The office asked for more information" in page
    assert "Quetzal" not in page


@pytest.mark.parametrize(
    ("facts", "said"),
    [
        ({"waiting_on": "slot"}, "On the waiting list"),
        ({"approved": True}, "Approved"),
        ({"rejected": True}, "Not approved"),
        ({"withdrawn": True}, "Withdrawn by the applicant"),
        ({"late": True}, "An answer was due on"),
    ],
)
def test_section_when_a_case_goes_on_or_ends_then_says_so(client, own, case, facts, said):
    case(filed_by=own.user, **facts)
    client.force_login(own.user)

    assert said in client.get(URL).text


def test_section_when_a_place_is_waited_for_after_the_due_day_then_the_office_is_not_called_late(client, own, case):
    case(filed_by=own.user, waiting_on="slot", under_review=True, late=True)
    client.force_login(own.user)

    page = client.get(URL).text

    assert "On the waiting list" in page
    assert "An answer was due on" not in page


@pytest.mark.parametrize("is_over", [False, True])
def test_section_when_not_shared_or_the_term_is_over_then_the_case_is_not_there(client, own, case, is_over):
    unshared = case(applicant_community=own.community)
    elsewhere = case(applicant_community=CommunityFactory(), shared_with_community=True)
    by_others = case(filed_by=UserFactory())
    shared = case(applicant_community=own.community, shared_with_community=True)
    if is_over:
        RepresentativeFactory(user=own.user)
        own.start_date, own.end_date = "2025-01-01", "2026-01-01"
        own.save()
    client.force_login(own.user)

    page = client.get(URL).text

    assert not any(one.spoken_reference in page for one in (unshared, elsewhere, by_others))
    assert (shared.spoken_reference in page) is not is_over


@pytest.mark.parametrize(("others", "said"), [(5, "sent 5 other applications"), (4, "fewer than five")])
def test_section_when_others_applied_too_then_they_are_counted_from_five_up(client, own, case, others, said):
    case(filed_by=own.user)
    case(others, applicant_community=own.community)
    case(2, applicant_community=own.community, withdrawn=True, closed_reason="duplicate")
    client.force_login(own.user)

    assert said in client.get(URL).text


def test_section_when_nothing_may_be_told_then_there_is_none(client, own, case):
    case(4, applicant_community=own.community)
    client.force_login(own.user)

    page = client.get(URL).text

    assert "Applications" not in page
    assert "fewer than five" not in page


def test_section_when_a_case_is_anonymized_then_it_is_gone(client, own, case):
    empty = {"applicant_name": "", "applicant_email": "", "answers": {}}
    gone = case(filed_by=own.user, completed=True)
    for name, value in {**empty, "anonymized_at": gone.closed_at}.items():
        setattr(gone, name, value)
    gone.save()
    client.force_login(own.user)

    assert gone.spoken_reference not in client.get(URL).text


def test_section_when_there_are_more_than_fifty_then_says_how_many_are_left_out(client, count_queries, own, case):
    case(filed_by=own.user)
    client.force_login(own.user)
    one = count_queries(client, URL)
    case(52, filed_by=own.user)

    page = client.get(URL).text

    assert "3 older applications are not listed here." in page
    assert count_queries(client, URL) == one + 1  # how many there are in all
