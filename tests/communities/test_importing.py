"""Communities and their figures from a sheet: dry run, every error by row and column, all or nothing."""

import csv
import io

import pytest
from django.urls import reverse

from portal.communities.importing import import_communities
from portal.communities.models import CommunityFigure, OBCCommunity
from portal.communities.tables import community_table, write_example
from portal.core.importing import ImportRefused
from portal.core.tables import csv_bytes
from tests.accounts.factories import UserFactory
from tests.geography.factories import BarangayFactory, MunicipalityFactory, ProvinceFactory
from tests.organizations.factories import in_days

from .factories import CommunityFactory, CommunityFigureFactory, CommunityGroupFactory, EthnolinguisticGroupFactory

pytestmark = pytest.mark.django_db

ROW = {"name": "Sama of Bawing", "barangay": "Bawing", "municipality": "General Santos City"}
COUNTED = {"as_of": "2026-05-01", "source": "Barangay records"}


@pytest.fixture
def bawing():
    return BarangayFactory(name="Bawing")


def sheet(*rows):
    text = io.StringIO()
    names = list(dict.fromkeys(name for row in rows for name in row))
    writer = csv.DictWriter(text, names)
    writer.writeheader()
    writer.writerows(rows)
    file = io.BytesIO(text.getvalue().encode())
    file.name = "communities.csv"
    return file


def run(by, *rows, dry_run=False):
    return import_communities(sheet(*rows), by=by, dry_run=dry_run)


def errors(report):
    return [(error.row, error.column, error.message) for error in report.errors]


def test_import_when_new_then_community_with_groups_and_figures(staff, bawing):
    for code in ("sama", "tausug"):
        EthnolinguisticGroupFactory(code=code)

    report = run(
        staff,
        {
            **ROW,
            **COUNTED,
            "groups": "Sama | Tausug",
            "primary_group": "Sama",
            "livelihoods": "Fishing; Trade or business",
            "population": "1,240",
            "women": "630",
        },
    )

    assert report.ok, errors(report)
    community = OBCCommunity.objects.get()
    assert (community.barangay, community.livelihoods) == (bawing, ["fishing", "trade"])
    assert [(row.group.code, row.is_primary) for row in community.group_rows.all()] == [
        ("sama", True),
        ("tausug", False),
    ]
    assert dict(community.figures.values_list("measure", "value")) == {"population": 1240, "women": 630}
    assert {str(figure.as_of) for figure in community.figures.all()} == {"2026-05-01"}


def test_import_when_dry_then_says_what_it_would_do_and_changes_nothing(staff, bawing):
    report = run(staff, {**ROW, **COUNTED, "population": "1240"}, dry_run=True)

    (created,) = report.created
    assert created.label == "Sama of Bawing, Bawing"
    assert ("Population (2026-05-01)", "1240") in [(field.field, field.new) for field in created.fields]
    assert not OBCCommunity.objects.exists()


def test_import_when_one_cell_is_wrong_then_every_error_is_named_and_nothing_written(staff, bawing):
    report = run(
        staff,
        {**ROW, **COUNTED, "population": "100", "women": "many"},
        {**ROW, **COUNTED, "name": "Second", "population": "100", "women": "101"},
        {**ROW, **COUNTED, "name": "Third", "barangay": "Nowhere", "population": "100", "women": "1"},
        {**ROW, **COUNTED, "name": "Fourth", "population": "100", "women": "1"},
    )

    assert errors(report) == [
        (2, "Women and girls", "This is not a number; write it like 1234."),
        (3, "Women and girls", "Women and girls: 101 is more than the population of that day, 100."),
        (4, "Barangay", "No barangay has this name in this town."),
    ]
    assert not OBCCommunity.objects.exists()


def test_import_when_figures_have_no_source_or_day_then_is_refused(staff, bawing):
    report = run(
        staff,
        {**ROW, "population": "100", "as_of": "", "source": "Census"},
        {**ROW, "name": "Second", "population": "100", "as_of": "2026-05-01", "source": ""},
    )

    assert errors(report) == [
        (2, "As of", "Say of which day the figures are."),
        (3, "Source", "Say where the figures come from."),
    ]


def test_import_when_community_stands_in_two_rows_then_is_refused(staff, bawing):
    report = run(staff, ROW, {**ROW, "name": "SAMA of Bawing"})

    assert errors(report) == [(3, "Name", "This community stands in row 2 too.")]


def test_import_when_known_then_changes_what_the_file_names_and_keeps_the_rest(staff, bawing):
    community = CommunityFactory(name="Sama of Bawing", barangay=bawing, languages="Sama", settlement_type="sitio")
    CommunityGroupFactory(community=community, primary=True)
    CommunityFigureFactory(community=community, value=1000)

    report = run(staff, {**ROW, **COUNTED, "languages": "Sama, Cebuano", "population": "1100"})

    community.refresh_from_db()
    assert (len(report.changed), community.languages, community.settlement_type) == (1, "Sama, Cebuano", "sitio")
    assert community.group_rows.get().is_primary
    assert sorted(community.figures.values_list("value", flat=True)) == [1000, 1100]


@pytest.mark.parametrize("spelling", ["General Santos", "City of General Santos", "GENERAL SANTOS CITY"])
def test_import_when_town_is_spelled_otherwise_then_is_found(staff, bawing, spelling):
    report = run(staff, {**ROW, "municipality": spelling})

    assert report.ok, errors(report)


def test_import_when_place_is_given_by_code_then_is_found(staff):
    barangay = BarangayFactory(psgc="0931700001")

    run(staff, {"name": "Sama", "psgc": "931700001"})

    assert OBCCommunity.objects.get().barangay == barangay


def test_import_when_names_fit_two_towns_then_asks_for_the_province(staff):
    for number in (1, 2):
        province = ProvinceFactory(name=f"Province {number}")
        town = MunicipalityFactory(psgc=f"50000{number}", name="San Jose", province=province)
        BarangayFactory(name="Poblacion", municipality=town)
    row = {"name": "Sama", "barangay": "Poblacion", "municipality": "San Jose"}

    unclear = run(staff, row)
    clear = run(staff, {**row, "province": "Province 2"})

    assert errors(unclear)[0][2] == "Several barangays have this name: add the province, or give the PSGC."
    assert clear.ok


def test_import_when_exported_list_comes_back_then_nothing_changes(staff, bawing):
    community = CommunityFactory(name="Sama of Bawing", barangay=bawing, livelihoods=["fishing"], named=True)
    CommunityGroupFactory(community=community, primary=True)
    CommunityFigureFactory(community=community, value=1000)
    CommunityFigureFactory(community=community, measure="women", value=500, stale=True)
    rows = OBCCommunity.objects.with_place().with_groups().with_representation()
    file = io.BytesIO(csv_bytes(community_table(rows)))
    file.name = "communities.csv"

    report = import_communities(file, by=staff, dry_run=False)

    assert report.ok, errors(report)
    assert (report.unchanged, CommunityFigure.objects.count()) == (1, 2)


def test_import_when_role_does_not_keep_communities_then_is_refused(bawing):
    report = run(UserFactory(role="oobc_planner"), ROW)

    assert errors(report) == [(2, "", "You may not add communities.")]


def test_example_when_imported_then_is_right_but_for_its_place(staff):
    BarangayFactory(name="Calumpang")
    for code in ("maguindanaon", "tausug"):
        EthnolinguisticGroupFactory(code=code)
    file = io.BytesIO()
    write_example(file)
    file.seek(0)
    file.name = "example.xlsx"

    report = import_communities(file, by=staff, dry_run=False)

    assert report.ok, errors(report)
    assert OBCCommunity.objects.get().figures.count() == 4


def test_screen_when_file_is_checked_and_confirmed_then_is_imported(client, staff, bawing):
    client.force_login(staff)

    checked = client.post(reverse("communities_import"), {"file": sheet({**ROW, **COUNTED, "population": "90"})})
    page = client.get(checked["Location"])
    client.post(checked["Location"], {"fingerprint": page.context["report"].fingerprint})

    assert OBCCommunity.objects.get().figures.get().value == 90


def test_screen_when_role_does_not_keep_communities_then_is_closed(client):
    client.force_login(UserFactory(role="oobc_planner"))

    assert client.get(reverse("communities_import")).status_code in (302, 403)


def test_day_when_given_for_one_figure_then_counts_for_it(staff, bawing):
    run(staff, {**ROW, **COUNTED, "population": "90", "women": "40", "women_as_of": str(in_days(-30))})

    assert CommunityFigure.objects.get(measure="women").as_of == in_days(-30)


def test_import_when_a_row_has_several_errors_then_all_are_told_at_once(staff, bawing):
    row = {**ROW, "barangay": "Bawyng", "population": "many", "languages": "x" * 300}
    parts = {**ROW, **COUNTED, "name": "Second", "population": "100", "women": "101", "children": "102"}

    report = run(staff, row, parts)

    assert [(error.row, error.column) for error in report.errors] == [
        (2, "Population"),
        (2, "Languages"),
        (2, "Barangay"),
        (3, "Women and girls"),
        (3, "Children (0 to 14)"),
    ]
    assert errors(report)[2][2] == "No barangay has this name in this town. Close: Bawing."


def test_import_when_two_new_rows_are_the_same_and_one_is_wrong_then_both_are_told(staff, bawing):
    report = run(staff, {**ROW, "population": "many"}, {**ROW, "population": ""})

    assert [(error.row, error.column) for error in report.errors] == [(2, "Population"), (3, "Name")]


@pytest.mark.parametrize(
    ("place", "column", "sentence"),
    [
        ({"municipality": "General Santis"}, "Municipality or city", "Close: City of General Santos."),
        ({"province": "Palawan"}, "Province or independent city", "lies in City of General Santos."),
        ({"barangay": ""}, "Barangay", "Give the PSGC of the barangay"),
        ({"psgc": "12"}, "PSGC of the barangay", "No barangay has this PSGC."),
    ],
)
def test_import_when_the_place_is_not_found_then_says_which_part_of_it(staff, bawing, place, column, sentence):
    (error,) = run(staff, {**ROW, **place}).errors

    assert error.column == column
    assert sentence in error.message


@pytest.mark.parametrize(
    "place",
    [
        {"barangay": "Brgy. Bawing", "municipality": "Gen. Santos"},
        {"province": "South Cotabato"},
        {"province": "City of General Santos"},
    ],
)
def test_import_when_the_place_is_written_as_people_do_then_is_found(staff, place):
    ProvinceFactory(psgc="1206300000", name="South Cotabato")
    city = ProvinceFactory(
        psgc="1230800000", name="City of General Santos", kind="independent_city", map_shape="1206300000"
    )
    BarangayFactory(name="Bawing", municipality=MunicipalityFactory(province=city))

    report = run(staff, {**ROW, **place})

    assert report.ok, errors(report)


def test_import_when_only_the_primary_group_is_named_then_the_other_groups_stay(staff, bawing):
    tausug, sama = EthnolinguisticGroupFactory(code="tausug"), EthnolinguisticGroupFactory(code="sama")
    community = CommunityFactory(name="Sama of Bawing", barangay=bawing)
    CommunityGroupFactory(community=community, group=tausug, primary=True)

    run(staff, {**ROW, "primary_group": sama.name}, {**ROW, "name": "New", "primary_group": sama.name})

    assert dict(community.group_rows.values_list("group", "is_primary")) == {tausug.pk: False, sama.pk: True}
    assert OBCCommunity.objects.get(name="New").group_rows.get().group == sama


def test_import_when_the_file_has_too_many_rows_then_is_refused_in_a_sentence(staff, bawing):
    with pytest.raises(ImportRefused, match="At most 500 communities"):
        run(staff, *({**ROW, "name": f"Community {number}"} for number in range(501)), dry_run=True)
