"""The form of a draft: everything on one page, scoped to who fills it in, and nothing typed is lost."""

import uuid

import pytest
from django.urls import reverse

from portal.monitoring.actions import editing
from portal.monitoring.models import MonitoringEntry
from tests.communities.factories import CommunityFactory
from tests.core.factories import DevelopmentGoalFactory
from tests.geography.factories import MunicipalityFactory, RegionFactory
from tests.monitoring.conftest import fresh, shown
from tests.organizations.factories import OrganizationFactory

ADD = "/admin/programs/ppas/new/"


def typed(**values):
    return {
        "key": uuid.uuid4(),
        "title": "A well",
        "category": "moa_ppa",
        "priority": "medium",
        "cost_structure": "OPERATIONS",
        "beneficiary_unit": "persons",
        **values,
    }


def edit(ppa):
    return reverse("monitoring_ppas:edit", args=[ppa.pk])


def test_add_when_everything_is_filled_in_then_the_draft_says_it_all(client, desk):
    client.force_login(desk.planner)
    region, town, community, partner = RegionFactory(), MunicipalityFactory(), CommunityFactory(), OrganizationFactory()
    goal = DevelopmentGoalFactory()
    data = typed(
        lead_organization=desk.office.pk,
        regions=[region.pk],
        municipality_1=town.pk,
        community_1=community.pk,
        partner_organizations=[partner.pk],
        goals=[goal.pk],
        tag_gad="on",
        tag_gad_amount="50.25",
        tag_gad_note="Women lead it.",
        group_female="60",
        target_beneficiaries="100",
        planned_start="2026-01-05",
    )

    codes = [client.post(ADD, data).status_code for _press in "ab"]

    ppa = MonitoringEntry.objects.get()
    assert codes == [302, 302]
    assert {place.place for place in ppa.places.all()} == {region, town, community}
    assert [(tag.tag, str(tag.amount), tag.note) for tag in ppa.tags.all()] == [("gad", "50.25", "Women lead it.")]
    assert [(group.group, group.target) for group in ppa.beneficiary_groups.all()] == [("female", 60)]
    assert (ppa.target_beneficiaries, ppa.target_obc, list(ppa.goals.all())) == (100, None, [goal])


def test_add_when_by_an_office_then_its_own_stands_there_and_another_is_not_taken(client, desk):
    client.force_login(desk.focal)

    form = client.get(ADD).context["form"]
    response = client.post(ADD, typed(lead_organization=OrganizationFactory().pk))

    assert list(form.fields["lead_organization"].queryset) == [desk.office]
    assert response.status_code == 200
    assert not MonitoringEntry.objects.exists()


def test_add_when_something_is_wrong_then_says_what_and_keeps_what_was_typed(client, desk):
    client.force_login(desk.focal)

    response = client.post(
        ADD, typed(lead_organization=desk.office.pk, target_beneficiaries="1", target_obc="2", tag_ip_amount="5")
    )

    assert "cannot be more than all of them" in response.text or "Tick it" in response.text
    assert 'value="A well"' in response.text
    assert not MonitoringEntry.objects.exists()


def test_add_when_from_the_page_of_a_whole_then_is_a_part_of_it(client, desk):
    client.force_login(desk.focal)
    whole = desk.ppa(amount=None)

    address = f"{ADD}?parent={whole.pk}"
    offered = address.replace("&", "&amp;") in client.get(whole.get_absolute_url()).text
    response = client.post(address, typed(lead_organization=desk.office.pk, parent=whole.pk))

    assert (offered, response.status_code) == (True, 302)
    assert whole.children.get().title == "A well"
    assert "A well" in client.get(whole.get_absolute_url()).text


@pytest.mark.parametrize("parent", ["x", "00000000-0000-4000-8000-000000000000"])
def test_add_when_the_whole_is_unknown_then_is_a_form_like_any_other(client, desk, parent):
    client.force_login(desk.focal)

    assert client.get(f"{ADD}?parent={parent}").status_code == 200


def test_edit_when_saved_then_changes_and_more_empty_fields_come(client, desk):
    client.force_login(desk.planner)
    ppa = desk.ppa()
    first, second = CommunityFactory(), CommunityFactory()

    with_one = typed(title="Two wells", community_1=first.pk, more="yes", **shown(client, edit(ppa)))
    more = client.post(edit(ppa), with_one)
    names = client.get(edit(ppa)).context["form"].fields
    with_two = typed(title="Two wells", community_1=first.pk, community_2=second.pk, **shown(client, edit(ppa)))
    done = client.post(edit(ppa), with_two)

    assert (more.url, done.url) == (edit(ppa), ppa.get_absolute_url())
    assert "community_3" in names
    assert fresh(ppa).title == "Two wells"
    assert {place.place for place in ppa.places.all()} == {first, second}


def test_edit_when_no_draft_any_more_then_leads_to_its_page(client, desk):
    client.force_login(desk.focal)
    ppa = desk.ppa(proposed=True)

    answers = [client.get(edit(ppa)), client.post(edit(ppa), typed(title="Other"))]

    assert [answer.url for answer in answers] == [ppa.get_absolute_url()] * 2
    assert fresh(ppa).title == ppa.title


@pytest.mark.parametrize("who", ["officer", "leader", "stranger"])
def test_edit_when_by_somebody_else_then_does_not_exist(client, desk, who):
    client.force_login(getattr(desk, who))

    assert client.get(edit(desk.ppa())).status_code == 404


def test_edit_when_by_an_office_then_keeps_the_communities_it_cannot_choose(client, desk):
    client.force_login(desk.focal)
    ppa, community, town = desk.ppa(), CommunityFactory(), MunicipalityFactory()
    editing.change(ppa, values={"places": [community]}, by=desk.planner)

    names = client.get(edit(ppa)).context["form"].fields
    response = client.post(
        edit(ppa), typed(community_1=community.pk, municipality_1=town.pk, **shown(client, edit(ppa)))
    )

    assert ("community_2" in names, "submitted_by_community" in names, response.status_code) == (False, False, 302)
    assert {place.place for place in ppa.places.all()} == {community, town}
