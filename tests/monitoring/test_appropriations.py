"""The regional budget of 2024: every printed peso stands once."""

from decimal import Decimal

import pytest
from django.db.models import Count, Sum

from portal.core import reference_data
from portal.monitoring.appropriations import act, load
from portal.monitoring.enums import CostStructure, PPAStatus
from portal.monitoring.models import MoneyLine, MonitoringEntry, Outcome, OutcomePeriod
from portal.organizations.loaders import load_organizations
from portal.organizations.models import Organization
from tests.accounts.factories import UserFactory
from tests.geography.factories import MunicipalityFactory, ProvinceFactory
from tests.monitoring.factories import MonitoringEntryFactory

TOTAL = Decimal("77298253858.00")


@pytest.fixture
def register(db):
    list(reference_data.load())
    list(load_organizations())
    provinces = {
        name: ProvinceFactory(psgc=psgc, name=name)
        for name, psgc in (("Basilan", "1900700000"), ("Tawi-Tawi", "1907000000"), ("SGA", "1999900000"))
    }
    MunicipalityFactory(psgc="1900702000", name="City of Lamitan", province=provinces["Basilan"])
    return provinces


@pytest.fixture
def loaded(register):
    return list(load())


def leaves():
    return MonitoringEntry.objects.filter(children=None)


def test_printed_lines_when_cut_where_they_add_up_then_sum_to_the_act():
    tops = act.lines()

    cut = [line for top in tops for line in top.leaves]

    assert sum(line.total for line in cut) == sum(top.total for top in tops) == TOTAL
    assert (len(tops), len(cut)) == (97, 205)


def test_printed_line_when_those_below_are_not_all_of_it_then_stays():
    line = next(top for top in act.lines() if top.office == "MINISTRY OF HEALTH" and top.level == 0 and top.below)
    line.below.pop()

    assert list(line.leaves) == [line]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Peace Building Initiatives", "PEACE BUILDING INITIATIVES (PBI)"),
        ("Promotion of Trade", "PROMOTION OF TRADE PROGRAM"),
        ("Research & Development", "Research and Development"),
    ],
)
def test_titles_when_printed_in_two_ways_then_are_the_same(one, other):
    assert act.key_of(one) == act.key_of(other)


def test_titles_when_of_different_programs_then_differ():
    assert act.key_of("Bangsamoro Sports Promotion") != act.key_of("Bangsamoro Sports Promotion and Regulation")


def test_leaves_when_loaded_then_sum_to_the_act_and_nothing_stands_twice(loaded):
    with_money = MonitoringEntry.objects.filter(lines__isnull=False).distinct()

    assert MoneyLine.objects.aggregate(all=Sum("amount"))["all"] == TOTAL
    assert MoneyLine.objects.filter(ppa__in=leaves()).aggregate(all=Sum("amount"))["all"] == TOTAL
    assert not with_money.exclude(pk__in=leaves()).exists()
    assert [str(table) for table in loaded] == [
        "appropriations of 2024: 396 (396 new, 0 changed)",
        "results promised for 2024: 100 (100 new, 0 changed)",
    ]


def test_classes_when_loaded_then_are_those_of_the_act(loaded):
    by_class = MoneyLine.objects.values_list("expense_class").annotate(Sum("amount")).order_by("expense_class")

    tops = act.lines()
    assert dict(by_class) == {
        which: sum(top.amounts[which] for top in tops) for which in sorted(tops[0].amounts, key=str)
    }


def test_offices_when_loaded_then_have_the_totals_of_the_act(loaded):
    acronyms, printed = act.acronyms(), {}
    for top in act.lines():
        printed[acronyms[top.office]] = printed.get(acronyms[top.office], 0) + top.total

    stored = Organization.objects.filter(ppas__lines__isnull=False).annotate(money=Sum("ppas__lines__amount"))

    assert {office.acronym: office.money for office in stored} == printed
    assert len(printed) == 33


def test_public_works_when_loaded_then_are_children_of_their_line_and_the_rest_is_one_more(loaded):
    (parent,) = MonitoringEntry.objects.annotate(parts=Count("children")).filter(parts__gt=0)

    works = parent.children.exclude(places=None)
    rest = parent.children.get(places=None)

    assert not parent.lines.exists()
    assert (works.count(), works.aggregate(all=Sum("lines__amount"))["all"]) == (190, Decimal(3_808_360_000))
    assert rest.title.startswith("Other works")
    total = parent.children.aggregate(all=Sum("lines__amount"))["all"]
    assert total == Decimal("17439755513.00")
    assert {child.lead_organization.acronym for child in parent.children.all()} == {"MPW"}


def test_public_work_when_its_title_ends_with_a_town_then_stands_there_else_in_its_province(loaded):
    works = MonitoringEntry.objects.filter(loaded_from__startswith="public_works")

    in_town = works.filter(places__municipality__psgc="1900702000")

    assert all(title.endswith("Lamitan City") for title in in_town.values_list("title", flat=True))
    assert in_town.count() == 7
    assert works.filter(places__province__psgc="1907000000").count() == 74


def test_ppas_when_loaded_then_are_law_and_say_which_and_that_nobody_here_made_them(loaded):
    ppas = MonitoringEntry.objects.all()

    assert set(ppas.values_list("status", "approved_by", "created_by")) == {(PPAStatus.ENACTED, None, None)}
    assert all(", page " in source for source in ppas.values_list("source", flat=True))
    assert set(ppas.values_list("cost_structure", flat=True)) == set(CostStructure.values)
    assert not ppas.exclude(obc_budget_share=None).exists()
    for ppa in ppas[::40]:
        ppa.full_clean()


def test_recorded_programs_when_their_name_is_a_lines_then_are_told_there(loaded):
    told = sum(
        text.count("A public list of programs")
        for text in MonitoringEntry.objects.values_list("description", flat=True)
    )

    assert told == 137
    assert max(len(text) for text in MonitoringEntry.objects.values_list("description", flat=True)) <= 5000


def test_line_when_those_below_do_not_add_up_then_names_them(loaded):
    operations = MonitoringEntry.objects.get(title="Operations, MOLE")

    assert "Employment Facilitation and Promotion Program (₱ " in operations.description


def test_results_when_loaded_then_hang_on_their_program_with_the_printed_target(loaded):
    hearings = Outcome.objects.get(indicator="Number of public hearings conducted")
    investments = OutcomePeriod.objects.get(outcome__indicator="Amount of Investments registered")

    assert hearings.ppa.title == "Representations/Constituency Building"
    assert [period.target for period in hearings.periods.all()] == [120]
    assert (investments.target, investments.target_text) == (None, "2.6 Billion")
    assert investments.outcome.ppa.lead_organization.acronym == "BBOI"
    assert Outcome.objects.count() == OutcomePeriod.objects.count() == 100


def test_appropriations_when_loaded_again_then_stay_as_people_edited_them(loaded):
    ppa = MonitoringEntry.objects.filter(children=None).first()
    MonitoringEntry.objects.filter(pk=ppa.pk).update(title="Renamed")

    again = list(load())

    ppa.refresh_from_db()
    assert ppa.title == "Renamed"
    assert [table.created for table in again] == [0, 0]
    assert MoneyLine.objects.aggregate(all=Sum("amount"))["all"] == TOTAL


def test_appropriations_when_an_office_is_not_in_the_register_then_its_lines_wait_for_it(register):
    Organization.objects.filter(acronym="BDI").update(acronym="DARUL-IFTA")

    list(load())
    waiting = MoneyLine.objects.aggregate(all=Sum("amount"))["all"]
    Organization.objects.filter(acronym="DARUL-IFTA").update(acronym="BDI")
    list(load())

    assert waiting < TOTAL
    assert MoneyLine.objects.aggregate(all=Sum("amount"))["all"] == TOTAL


@pytest.mark.django_db
def test_published_ppa_when_read_then_names_its_source_where_nobody_made_it(client, settings):
    settings.STAFF_SECOND_FACTOR = "optional"
    client.force_login(UserFactory(role="oobc_planner"))
    ppa = MonitoringEntryFactory(published=True)

    text = client.get(ppa.get_absolute_url()).text

    assert ppa.source in text
    assert ">None<" not in text
