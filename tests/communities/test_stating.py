"""Figures and access to services: each with source and day, the older ones kept, no part above the whole."""

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from wagtail.models import ModelLogEntry

from portal.communities import actions
from portal.communities.enums import MEASURE_GROUPS, AccessState, BasicService, Measure
from portal.communities.models import CommunityFigure, OBCCommunity, ServiceAccess
from portal.core.actions import ActionRefused
from portal.core.models import ContentVersion
from tests.accounts.factories import UserFactory
from tests.organizations.factories import in_days

from .factories import CommunityFactory, CommunityFigureFactory, ServiceAccessFactory

pytestmark = pytest.mark.django_db


def count(community, by, as_of=None, **figures):
    said = {Measure(name): value for name, value in figures.items()}
    return actions.record_figures(community, figures=said, source="lgu", as_of=as_of or in_days(-10), by=by)


def figures(community):
    rows = community.figures.order_by("measure", "as_of")
    return [(row.measure, row.as_of, row.value) for row in rows]


def test_measures_when_grouped_then_each_stands_once():
    grouped = [measure for _title, measures in MEASURE_GROUPS for measure in measures]

    assert sorted(grouped) == sorted(Measure)


def test_record_when_staff_then_figures_with_source_day_and_who(staff, community):
    count(community, staff, population=1240, women=0)

    population = community.figures.get(measure="population")
    assert (population.value, population.source, population.as_of) == (1240, "lgu", in_days(-10))
    assert population.recorded_by == staff
    assert community.figures.get(measure="women").value == 0
    entry = ModelLogEntry.objects.get(action="communities.record")
    assert entry.data["after"] == {"population": 1240, "women": 0}
    assert entry.data["as_of"] == in_days(-10).isoformat()


def test_record_when_said_again_for_another_day_then_older_is_kept(staff, community):
    count(community, staff, as_of=in_days(-400), population=1100)

    count(community, staff, population=1240)

    assert figures(community) == [("population", in_days(-400), 1100), ("population", in_days(-10), 1240)]
    assert list(CommunityFigure.objects.newest().values_list("value", flat=True)) == [1240]


def test_record_when_said_again_for_the_same_day_then_corrects_and_tells_both(staff, community):
    count(community, staff, population=1240)

    count(community, staff, population=1250)

    assert figures(community) == [("population", in_days(-10), 1250)]
    entry = ModelLogEntry.objects.filter(action="communities.record").latest("pk")
    assert (entry.data["before"], entry.data["after"]) == ({"population": 1240}, {"population": 1250})


def test_record_when_nothing_differs_then_nothing_is_recorded(staff, community):
    count(community, staff, population=1240)
    before = ModelLogEntry.objects.count()

    count(community, staff, population=1240)

    assert ModelLogEntry.objects.count() == before


@pytest.mark.parametrize("part", [measure for measure in Measure if measure.is_part_of_population])
def test_record_when_part_is_larger_than_the_whole_then_is_refused_in_words(staff, community, part):
    with pytest.raises(ValidationError, match="1,241 is more than the population of that day, 1,240") as refusal:
        count(community, staff, population=1240, **{part.value: 1241})

    assert list(refusal.value.message_dict) == [part.value]
    assert not community.figures.exists()


def test_record_when_whole_stands_already_then_part_is_compared_with_it(staff, community):
    count(community, staff, population=100)

    with pytest.raises(ValidationError, match="more than the population"):
        count(community, staff, women=101)
    count(community, staff, women=60)
    with pytest.raises(ValidationError, match="more than the population"):
        count(community, staff, population=59)


def test_record_when_days_differ_then_part_may_be_larger(staff, community):
    count(community, staff, as_of=in_days(-400), population=100)

    count(community, staff, women=101)

    assert community.figures.count() == 2


def test_record_when_day_is_to_come_then_is_refused(staff, community):
    with pytest.raises(ValidationError, match="still to come"):
        count(community, staff, as_of=in_days(1), population=100)


@pytest.mark.parametrize("role", ["oobc_planner", "mao_focal", "community_representative", "ocm_leadership"])
def test_record_when_role_does_not_keep_communities_then_is_refused(role, community):
    person = UserFactory(role=role)

    with pytest.raises(ActionRefused, match="may not"):
        count(community, person, population=100)
    with pytest.raises(ActionRefused, match="may not"):
        actions.remove_statement(CommunityFigureFactory(community=community), by=person)


def test_record_access_when_staff_then_stands_and_older_is_kept(staff, community):
    for as_of, state in [(in_days(-400), AccessState.POOR), (in_days(-10), AccessState.GOOD)]:
        actions.record_access(community, access={BasicService.WATER: state}, source="assessment", as_of=as_of, by=staff)

    assert list(ServiceAccess.objects.newest().values_list("state", flat=True)) == ["good"]
    assert community.access.count() == 2


def test_remove_when_entered_by_mistake_then_is_gone_and_recorded(staff, community):
    figure = CommunityFigureFactory(community=community)

    actions.remove_statement(figure, by=staff)

    assert not community.figures.exists()
    entry = ModelLogEntry.objects.get(action="communities.remove_statement")
    assert entry.data == {"subject": "population", "as_of": figure.as_of.isoformat()}
    with pytest.raises(ActionRefused, match="already removed"):
        actions.remove_statement(figure, by=staff)


def test_record_when_done_then_public_pages_are_made_anew(staff, community):
    before = ContentVersion.current()

    count(community, staff, population=100)

    assert ContentVersion.current() > before


def test_querysets_when_asked_then_newest_population_and_what_lacks(community):
    CommunityFigureFactory(community=community, stale=True, value=7)
    newest = CommunityFigureFactory(community=community, value=9)
    other = CommunityFactory()

    rows = {row.pk: row for row in OBCCommunity.objects.with_population()}

    assert (rows[community.pk].population, rows[community.pk].population_as_of) == (9, newest.as_of)
    assert rows[other.pk].population is None
    assert list(OBCCommunity.objects.lacking("population")) == [other]
    assert set(OBCCommunity.objects.lacking("women")) == {community, other}


# ---- The screens -----------------------------------------------------------------------------------------------------


def test_figures_form_when_filled_in_then_figures_stand(client, staff, community):
    client.force_login(staff)
    url = reverse("community_register:figures", args=[community.pk])

    client.post(url, {"population": "1240", "women": "", "mosques": "0", "source": "lgu", "as_of": in_days(-3)})

    assert figures(community) == [("mosques", in_days(-3), 0), ("population", in_days(-3), 1240)]


def test_figures_form_when_part_is_larger_then_says_so_at_its_field(client, staff, community):
    client.force_login(staff)
    url = reverse("community_register:figures", args=[community.pk])

    answer = client.post(url, {"population": "10", "women": "11", "source": "lgu", "as_of": in_days(-3)})

    assert "more than the population of that day" in answer.context["form"].errors["women"][0]
    assert 'value="11"' in answer.content.decode()


def test_figures_form_when_empty_then_asks_for_one(client, staff, community):
    client.force_login(staff)
    url = reverse("community_register:figures", args=[community.pk])

    answer = client.post(url, {"source": "lgu", "as_of": in_days(-3)})

    assert "Fill in at least one of them." in answer.content.decode()


def test_access_form_when_filled_in_then_access_stands(client, staff, community):
    client.force_login(staff)

    client.post(
        reverse("community_register:access", args=[community.pk]),
        {"water": "poor", "source": "assessment", "as_of": in_days(-3)},
    )

    assert list(community.access.values_list("service", "state")) == [("water", "poor")]


def test_removal_when_statement_is_of_another_community_then_does_not_exist(client, staff, community):
    other = CommunityFigureFactory()
    client.force_login(staff)

    answer = client.get(reverse("community_register:remove_figure", args=[community.pk, other.pk]))

    assert answer.status_code == 404


def test_removal_when_confirmed_then_figure_is_gone(client, staff, community):
    figure = CommunityFigureFactory(community=community)
    access = ServiceAccessFactory(community=community)
    client.force_login(staff)

    client.post(reverse("community_register:remove_figure", args=[community.pk, figure.pk]))
    client.post(reverse("community_register:remove_access", args=[community.pk, access.pk]))

    assert not community.figures.exists()
    assert not community.access.exists()


def test_profile_when_opened_then_shows_figures_with_source_and_age_and_names_gaps(client, staff, community):
    CommunityFigureFactory(community=community, value=1240, source_detail="Barangay book")
    CommunityFigureFactory(community=community, value=1100, stale=True)
    CommunityFigureFactory(community=community, measure="women", value=600, stale=True)
    client.force_login(staff)

    text = client.get(reverse("community_register:inspect", args=[community.pk])).content.decode()

    assert "1,240" in text
    assert "Barangay records: Barangay book" in text
    assert "1,100" in text
    assert "4 years old" in text
    assert "Not known: Households, Children (0 to 14)" in text


def test_profile_when_rooms_bring_sections_then_shows_them(client, staff, community, settings):
    settings.COMMUNITY_PROFILE_SECTIONS = [f"{__name__}.needs"]
    client.force_login(staff)

    text = client.get(reverse("community_register:inspect", args=[community.pk])).content.decode()

    assert f"Needs of {community.name}" in text


def needs(community, user):
    from portal.core.sections import Section  # as a room would

    return Section("Needs", "portal/core/_facts.html", rows=[("What", f"Needs of {community.name}")])


def test_profile_when_much_is_known_then_queries_stay_the_same(client, staff, community, count_queries):
    client.force_login(staff)
    url = reverse("community_register:inspect", args=[community.pk])
    CommunityFigureFactory(community=community)
    few = count_queries(client, url)
    for measure in ("women", "youth", "mosques"):
        CommunityFigureFactory(community=community, measure=measure)
        CommunityFigureFactory(community=community, measure=measure, stale=True)

    assert count_queries(client, url) == few


def test_list_when_filtered_by_what_is_known_then_shows_those(client, staff, community):
    CommunityFigureFactory(community=community)
    CommunityFactory(settlement_type="sitio")
    client.force_login(staff)
    url = reverse("community_register:index")

    found = {
        query: len(client.get(f"{url}?{query}").context["object_list"])
        for query in ["missing=population", "missing=women", "settlement=sitio", "represented=yes", "represented=no"]
    }

    assert list(found.values()) == [1, 2, 1, 0, 2]


def test_export_when_filtered_then_holds_exactly_the_list_with_newest_figures(client, staff, community):
    CommunityFigureFactory(community=community, value=1240)
    CommunityFigureFactory(community=community, value=7, stale=True)
    CommunityFactory(name="Left out")
    client.force_login(staff)

    answer = client.get(reverse("community_register:index"), {"export": "csv", "q": "calumpang"})

    text = b"".join(answer.streaming_content).decode()
    assert len(text.splitlines()) == 2
    assert f"1240,{in_days(-180)}" in text
