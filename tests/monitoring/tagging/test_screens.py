"""The screens of tagging: on the page of a PPA, on that of a recommendation, and many at once."""

import pytest
from django.urls import reverse

from portal.monitoring.models import PolicyImplemented
from portal.policies.enums import PolicyStatus
from tests.accounts.factories import UserFactory
from tests.core.factories import SectorFactory
from tests.monitoring.factories import (
    MonitoringEntryFactory,
    MonitoringEntryFundingFactory,
    NeedAddressedFactory,
    PolicyImplementedFactory,
)
from tests.organizations.factories import OrganizationMembershipFactory
from tests.policies.factories import PolicyRecommendationFactory

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _one_factor(settings, db):
    settings.STAFF_SECOND_FACTOR = "optional"


@pytest.fixture
def planner(client):
    client.force_login(UserFactory(role="oobc_planner"))
    return client


def page(ppa):
    return reverse("monitoring_tagging:policies", args=[ppa.pk])


def choose(policy, **chosen):
    return reverse("monitoring_tagging:ppas", args=[policy.pk], query=chosen)


def check(policy):
    return reverse("monitoring_tagging:check", args=[policy.pk])


def inspect(policy):
    return reverse("policies_register:inspect", args=[policy.pk])


def titles(answer):
    return [one.ppa.title for one in answer.context["rows"]]


# ---- One PPA ---------------------------------------------------------------------------------------------------------


def test_ppa_when_tagged_and_untagged_by_a_planner_then_its_page_and_that_of_the_recommendation_say_so(planner):
    ppa = MonitoringEntryFactory(enacted=True, with_money=1000, title="Wells of Sarangani")
    policy = PolicyRecommendationFactory(title="Water for everybody", cost=4000)

    planner.post(page(ppa), {"policy": policy.pk, "share": "250.50"})

    assert "Water for everybody" in planner.get(ppa.get_absolute_url()).text
    text = planner.get(inspect(policy)).text
    for said in ("Wells of Sarangani", "250.50", "4,000.00", "3,749.50"):
        assert said in text
    planner.post(page(ppa), {"act": "untag", "row": PolicyImplemented.objects.get().pk})
    assert "Water for everybody" not in planner.get(ppa.get_absolute_url()).text
    assert not PolicyImplemented.objects.exists()


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        ({"policy": "00000000-0000-4000-8000-000000000000"}, "Select a valid choice"),
        ({"share": "5000"}, "Only ₱1,000.00 of its money"),
    ],
)
def test_tag_when_what_was_sent_is_wrong_then_the_page_says_so(planner, sent, said):
    ppa, policy = MonitoringEntryFactory(with_money=1000), PolicyRecommendationFactory()

    answer = planner.post(page(ppa), {"policy": policy.pk, "share": "", **sent})

    assert said in answer.text
    assert not PolicyImplemented.objects.exists()


def test_suggestions_when_words_sector_office_or_needs_fit_then_stand_with_their_reasons_and_can_be_taken(planner):
    sector, need = SectorFactory(code="economic"), NeedAddressedFactory(ppa__title="Zeppelin works").need
    ppa = need.addressed_by.get().ppa
    halal = PolicyRecommendationFactory(title="Support to halal enterprises", sectors=[sector])
    asked = PolicyRecommendationFactory(title="Markets", summary="Sell more.")
    asked.related_needs.add(need)
    PolicyRecommendationFactory(title="Tourism", status=PolicyStatus.REJECTED)
    other = MonitoringEntryFactory(title="Halal testing laboratory", sector=sector)

    of_need, of_words = planner.get(page(ppa)), planner.get(page(other))

    assert [one.row for one in of_need.context["suggestions"]] == [asked]
    assert "It answers a need of the recommendation" in of_need.text
    assert [one.row for one in of_words.context["suggestions"]] == [halal]
    assert "Words in common: halal; same sector" in of_words.text
    planner.post(page(other), {"policy": halal.pk, "share": ""})
    assert planner.get(page(other)).context["suggestions"] == []


def test_ppa_when_its_shares_are_more_than_its_money_then_its_page_still_opens(planner):
    ppa = MonitoringEntryFactory(with_money=100)
    PolicyImplementedFactory(ppa=ppa, share=500)
    PolicyImplementedFactory(ppa=ppa)

    assert planner.get(ppa.get_absolute_url()).status_code == planner.get(page(ppa)).status_code == 200


def test_recommendation_when_an_office_does_not_see_it_then_its_words_stay_hidden(client):
    membership = OrganizationMembershipFactory()
    client.force_login(membership.user)
    ppa = MonitoringEntryFactory(lead_organization=membership.organization)
    hidden = PolicyImplementedFactory(ppa=ppa, policy__title="Quetzal").policy
    public = PolicyRecommendationFactory(title="Open to all", published=True)

    text = client.get(page(ppa)).text + client.get(ppa.get_absolute_url()).text

    assert "Quetzal" not in text
    assert hidden.audit_label in text
    assert "Open to all" in client.get(page(ppa)).text
    client.post(page(ppa), {"policy": public.pk, "share": ""})
    assert PolicyImplemented.objects.filter(ppa=ppa, policy=public).exists()


@pytest.mark.parametrize("fields", [{"cancelled": True}, {"proposed": True}])
def test_tagging_page_when_the_person_may_not_then_is_closed(client, fields):
    membership = OrganizationMembershipFactory(focal=True)
    client.force_login(membership.user)
    ppa = MonitoringEntryFactory(lead_organization=membership.organization, **fields)

    assert client.get(page(ppa)).status_code in (302, 403)
    assert page(ppa) not in client.get(ppa.get_absolute_url()).text


# ---- The page of a recommendation ------------------------------------------------------------------------------------


def test_recommendation_when_its_money_is_shown_then_stands_by_year_with_its_warning(planner):
    policy = PolicyRecommendationFactory(approved=True, cost=1000, published=True)
    line = MonitoringEntryFactory(in_execution=True, with_money=300).lines.get()
    MonitoringEntryFundingFactory(line=line, obligation=True, amount=120)
    PolicyImplementedFactory(policy=policy, ppa=line.ppa)

    text = planner.get(inspect(policy)).text

    for said in ("Less than half of what it costs", "300.00 (30.00\xa0%)", "120.00 (40.00\xa0%)", "By fiscal year"):
        assert said in text


def test_recommendation_when_nothing_is_known_then_says_so(planner):
    text = planner.get(inspect(PolicyRecommendationFactory())).text

    assert "not costed" in text
    assert "No PPA implements it yet." in text


def test_recommendation_when_ppas_grow_then_queries_stay_the_same(planner, count_queries):
    policy = PolicyRecommendationFactory(cost=10)
    PolicyImplementedFactory(policy=policy, ppa=MonitoringEntryFactory(enacted=True, with_money=5))
    few = count_queries(planner, inspect(policy))
    for _more in range(12):
        PolicyImplementedFactory(policy=policy, ppa=MonitoringEntryFactory(enacted=True, with_money=5))

    assert count_queries(planner, inspect(policy)) == few
    assert "3 more in the list of PPAs" in planner.get(inspect(policy)).text


# ---- Many at once ----------------------------------------------------------------------------------------------------


def test_many_when_chosen_then_what_follows_is_shown_first_and_nothing_is_done_before(planner):
    policy, other = PolicyRecommendationFactory(cost=5000), PolicyRecommendationFactory(cost=5000)
    ppas = [MonitoringEntryFactory(enacted=True, with_money=1000) for _number in range(2)]
    PolicyImplementedFactory(ppa=ppas[0], policy=other)
    chosen = {"act": "tag", "id": [str(ppa.pk) for ppa in ppas]}

    shown = planner.post(check(policy), chosen)

    assert PolicyImplemented.objects.count() == 1
    said = {one.name: (one.before.funding.funded, one.after.funding.funded) for one in shown.context["changed"]}
    assert [said[name] for name in sorted(said)] == [(0, 1500), (1000, 500)]
    done = planner.post(check(policy), {**chosen, "confirm": "yes"}, follow=True)
    assert "2 PPAs are tagged." in done.text
    assert PolicyImplemented.objects.filter(policy=policy).count() == 2


def test_many_when_tagged_by_mistake_then_are_taken_off_after_a_look(planner):
    policy = PolicyRecommendationFactory(cost=5000)
    ppa = MonitoringEntryFactory(enacted=True, with_money=1000)
    PolicyImplementedFactory(ppa=ppa, policy=policy)
    assert titles(planner.get(choose(policy, show="tagged"))) == [ppa.title]

    planner.post(check(policy), {"act": "untag", "id": str(ppa.pk)})
    assert PolicyImplemented.objects.exists()
    done = planner.post(check(policy), {"act": "untag", "id": str(ppa.pk), "confirm": "yes"}, follow=True)

    assert "1 PPA is no longer tagged." in done.text
    assert not PolicyImplemented.objects.exists()


@pytest.mark.parametrize("sent", [[], ["x"], ["00000000-0000-4000-8000-000000000000"]])
def test_many_when_nothing_that_can_be_tagged_is_chosen_then_says_so(planner, sent):
    answer = planner.post(
        check(PolicyRecommendationFactory()), {"act": "tag", "id": sent, "confirm": "yes"}, follow=True
    )

    assert "Choose at least one PPA first." in answer.text


def test_choice_when_narrowed_then_lists_ppas_that_can_be_tagged_and_are_like_that(planner):
    policy = PolicyRecommendationFactory(title="Halal enterprises")
    fits = MonitoringEntryFactory(enacted=True, title="Halal kitchens")
    plain = MonitoringEntryFactory(proposed=True, title="Bridge")
    MonitoringEntryFactory(cancelled=True, title="Halal market")
    whole = MonitoringEntryFactory(title="Halal whole")
    part = MonitoringEntryFactory(parent=whole, title="Part")
    tagged = PolicyImplementedFactory(policy=policy, ppa__title="Halal before").ppa

    assert titles(planner.get(choose(policy))) == [fits.title]
    assert titles(planner.get(choose(policy, show="others"))) == [plain.title, fits.title, part.title]
    assert titles(planner.get(choose(policy, show="others", status="proposed"))) == [plain.title]
    assert titles(planner.get(choose(policy, show="others", q="kitch"))) == [fits.title]
    assert titles(planner.get(choose(policy, show="tagged"))) == [tagged.title]
    assert titles(planner.get(choose(policy, show="others", status="zzz"))) == []


def test_choice_when_ppas_grow_then_queries_stay_the_same(planner, count_queries):
    policy = PolicyRecommendationFactory(title="Halal enterprises")
    MonitoringEntryFactory(title="Halal kitchen", with_money=1)
    few = [count_queries(planner, choose(policy, show=show)) for show in ("suggested", "others")]
    for number in range(4):
        MonitoringEntryFactory(title=f"Halal kitchen {number}", with_money=1)

    assert [count_queries(planner, choose(policy, show=show)) for show in ("suggested", "others")] == few


def test_list_of_ppas_when_a_planner_reads_it_then_leads_to_tagging_with_what_was_narrowed(planner):
    policy = PolicyRecommendationFactory()

    text = planner.get(f"{reverse('monitoring_ppas:index')}?status=enacted").text
    index = planner.get(f"{reverse('monitoring_tagging:index')}?status=enacted").text

    assert f"{reverse('monitoring_tagging:index')}?status=enacted" in text
    assert choose(policy, status="enacted") in index


@pytest.mark.parametrize("role", ["oobc_staff", "budget_officer", "me_officer", "ocm_leadership"])
def test_many_when_asked_for_by_others_then_is_closed(client, role):
    client.force_login(UserFactory(role=role))
    policy = PolicyRecommendationFactory()

    answers = [client.get(reverse("monitoring_tagging:index")), client.get(choose(policy)), client.post(check(policy))]

    assert {answer.status_code for answer in answers} <= {302, 403}
    assert reverse("monitoring_tagging:index") not in client.get(reverse("monitoring_ppas:index")).text
