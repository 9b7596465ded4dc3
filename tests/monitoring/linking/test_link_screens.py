"""The page on which needs are linked, and what communities and the public read of the PPAs that answer a need."""

import pytest
from django.urls import reverse

from portal.monitoring.models import NeedAddressed
from tests.accounts.factories import UserFactory
from tests.communities.factories import RepresentativeFactory
from tests.monitoring.factories import MonitoringEntryFactory, NeedAddressedFactory
from tests.needs.factories import NeedFactory, NeedSummaryFactory
from tests.organizations.factories import OrganizationMembershipFactory

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _one_factor(settings, db):
    settings.STAFF_SECOND_FACTOR = "optional"


def page(ppa):
    return reverse("monitoring_linking:needs", args=[ppa.pk])


def test_needs_when_linked_and_unlinked_by_a_planner_then_are(client):
    client.force_login(UserFactory(role="oobc_planner"))
    ppa, need = MonitoringEntryFactory(with_money=1000), NeedFactory(prioritized=True)

    client.post(page(ppa), {"need": need.spoken_reference, "share": "250.50"})
    assert "250.50" in client.get(page(ppa)).text
    assert need.spoken_reference in client.get(ppa.get_absolute_url()).text

    client.post(page(ppa), {"act": "unlink", "row": NeedAddressed.objects.get().pk})
    assert not NeedAddressed.objects.exists()


@pytest.mark.parametrize(
    ("sent", "said"),
    [({"need": "ZZZZ-ZZZZ"}, "no need with this number"), ({"share": "5000"}, "1,000.00 pesos are left")],
)
def test_needs_when_what_was_sent_is_wrong_then_the_page_says_so_and_keeps_it(client, sent, said):
    client.force_login(UserFactory(role="oobc_planner"))
    ppa, need = MonitoringEntryFactory(with_money=1000), NeedFactory(prioritized=True)

    answer = client.post(page(ppa), {"need": need.spoken_reference, "share": "", **sent})

    assert said in answer.text
    assert not NeedAddressed.objects.exists()


def test_needs_when_seen_by_an_office_then_words_of_needs_it_does_not_have_stay_hidden(client):
    membership = OrganizationMembershipFactory()
    client.force_login(membership.user)
    ppa = MonitoringEntryFactory(lead_organization=membership.organization)
    NeedAddressedFactory(ppa=ppa, need__title="Quetzal")

    assert "Quetzal" not in client.get(page(ppa)).text + client.get(ppa.get_absolute_url()).text


def test_my_community_when_a_ppa_is_proposed_then_names_it_without_money_and_with_it_once_it_is_law(client):
    leader = RepresentativeFactory()
    client.force_login(leader.user)
    need = NeedFactory(community=leader.community, submitted_by_user=leader.user, prioritized=True)
    for state, amount in [("proposed", 1111), ("enacted", 2222), ("rejected", 3333), ("on_hold", 4444)]:
        ppa = MonitoringEntryFactory(title=f"Wells {state}", with_money=amount, **{state: True})
        NeedAddressedFactory(ppa=ppa, need=need)
    NeedAddressedFactory(ppa__title="Wells draft", need=need)
    NeedAddressedFactory(ppa__title="Wells of others", ppa__enacted=True)

    text = client.get(reverse("communities:dashboard")).text

    for said in ["Wells proposed", "Wells enacted", "Wells on_hold", "2,222.00", "Nobody has decided yet."]:
        assert said in text
    for hidden in ["1,111", "3,333", "4,444", "Wells rejected", "Wells draft", "Wells of others"]:
        assert hidden not in text


def test_public_page_when_ppas_answer_the_need_then_tells_only_what_is_law(client):
    summary = NeedSummaryFactory(published=True, need__prioritized=True)
    for state, amount in [("approved", 1111), ("enacted", 2222), ("cancelled", 3333)]:
        ppa = MonitoringEntryFactory(title=f"Wells {state}", with_money=amount, **{state: True})
        NeedAddressedFactory(ppa=ppa, need=summary.need)

    text = client.get(summary.get_absolute_url()).text

    assert "Wells enacted" in text
    assert "₱2,222.00" in text
    assert "The law grants the money. Work has not begun yet." in text
    for hidden in ["Wells approved", "Wells cancelled", "1,111", "3,333"]:
        assert hidden not in text


def test_public_page_when_ppas_grow_then_queries_stay_the_same(client, count_queries):
    summary = NeedSummaryFactory(published=True, need__prioritized=True)
    NeedAddressedFactory(ppa__enacted=True, need=summary.need)
    few = count_queries(client, summary.get_absolute_url())
    for _more in range(3):
        NeedAddressedFactory(ppa__enacted=True, need=summary.need)

    assert few == count_queries(client, summary.get_absolute_url()) <= 12
