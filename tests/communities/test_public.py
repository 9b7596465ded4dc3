"""What the public site says of communities: careful facts and nothing else, the same on pages and in files."""

import csv
import io

import pytest
from django.core.cache import caches
from django.db import connection
from django.test.utils import CaptureQueriesContext

from portal.communities import actions
from portal.communities.enums import Measure
from portal.communities.models import CommunityFigure, OBCCommunity
from portal.communities.public.facts import BANDS, Band
from portal.core.tables import CHUNK
from portal.geography.models import Barangay
from tests.accounts.factories import UserFactory
from tests.geography.factories import BarangayFactory
from tests.organizations.factories import in_days
from tests.weight import BUDGETS, weigh

from .factories import (
    CommunityFactory,
    CommunityFigureFactory,
    CommunityGroupFactory,
    EthnolinguisticGroupFactory,
    RepresentationRequestFactory,
    RepresentativeFactory,
    ServiceAccessFactory,
)

pytestmark = pytest.mark.django_db

URL = "/communities/"
SECRETS = (
    "Quiet name", "Quiet other", "Barangayname", "7.12345", "Quiet history", "Quiet paper", "1,237", "1237", "613",
    "Quiet person", "quiet@example.org", "Quiet reason",
)  # fmt: skip


@pytest.fixture
def quiet():
    """A community of which much is known and little may be said."""
    barangay = BarangayFactory(name="Barangayname")
    community = CommunityFactory(
        name="Quiet name",
        other_names="Quiet other",
        barangay=barangay,
        history="Quiet history",
        languages="Quiet language",
        livelihoods=["fishing"],
        poverty_band="extremely_high",
        lat="7.12345",
        lon="124.1",
    )
    CommunityFigureFactory(community=community, value=1237, source_detail="Quiet paper")
    CommunityFigureFactory(community=community, measure="women", value=613)
    CommunityFigureFactory(community=community, measure="idps", value=3)
    ServiceAccessFactory(community=community, source_detail="Quiet paper")
    CommunityGroupFactory(community=community, primary=True)
    RepresentativeFactory(
        community=community, user__first_name="Quiet", user__last_name="person", user__email="quiet@example.org"
    )
    RepresentationRequestFactory(barangay=barangay, community=community, reason="Quiet reason")
    return community


def addresses(community):
    return [URL, f"{URL}{community.pk}/", f"{URL}communities.json", f"{URL}communities.csv"]


def text_of(client, address):
    return client.get(address).content.decode()


def test_pages_and_files_when_community_is_unnamed_then_say_town_band_and_group_only(client, quiet):
    for address in [*addresses(quiet), *(f"/fil{address}" for address in addresses(quiet)[:2])]:
        text = text_of(client, address)

        assert [secret for secret in SECRETS if secret in text] == [], address
        assert "Quiet language" not in text
    page = text_of(client, f"{URL}{quiet.pk}/")
    assert "A community in City of General Santos" in page
    assert "1,000 to 2,499 people" in page
    assert "Maguindanaon" in page
    assert "Barangay records" in page
    assert "noindex" in page


def test_pages_and_files_when_community_is_named_then_add_name_and_language_and_no_more(client, quiet):
    OBCCommunity.objects.update(publicity="named")

    for address in addresses(quiet):
        text = text_of(client, address)

        assert [secret for secret in SECRETS[2:] if secret in text] == [], address
        assert "Quiet name" in text
    assert "Quiet language" in text_of(client, f"{URL}{quiet.pk}/")
    assert "Fishing" in text_of(client, f"{URL}{quiet.pk}/")


@pytest.mark.parametrize("trait", ["hidden", "deactivated"])
def test_community_when_hidden_or_out_of_use_then_is_nowhere(client, trait):
    community = CommunityFactory(**{trait: True})

    assert client.get(f"{URL}{community.pk}/").status_code == 404
    assert "0 communities" in text_of(client, URL)
    assert client.get(f"{URL}communities.json").json()["communities"] == []


def test_new_community_when_nobody_says_otherwise_then_is_unnamed(staff):
    community = actions.add_community(name="Small", barangay=BarangayFactory(), by=staff)

    assert community.publicity == "unnamed"


@pytest.mark.parametrize("people", [0, 3, 249, 250, 499, 500, 9999, 10000, 2_000_000])
def test_band_when_people_are_counted_then_holds_them_and_tells_no_number(people):
    band = Band.of(people)

    assert (band.least or 0) <= people < (band.below or people + 1)
    assert {band.least, band.below} <= {None, *BANDS}


def test_json_when_asked_then_holds_the_careful_keys_alone(client, quiet):
    document = client.get(f"{URL}communities.json").json()

    (community,) = document["communities"]
    assert set(community) == {
        "id", "url", "name", "other_names", "municipality", "municipality_psgc", "province", "region",
        "population_from", "population_below", "population_year", "population_source", "ethnolinguistic_groups",
        "languages", "livelihoods",
    }  # fmt: skip
    assert (community["name"], community["population_from"], community["population_below"]) == (None, 1000, 2500)
    assert document["licence"]["id"] == "CC-BY-4.0"


def test_csv_when_asked_then_says_the_same_and_runs_nothing(client, quiet):
    OBCCommunity.objects.update(publicity="named", name='=HYPERLINK("http://x")')

    content = client.get(f"{URL}communities.csv").content.decode("utf-8-sig")

    (row,) = csv.DictReader(io.StringIO(content))
    assert row["name"].startswith("'=")
    assert (row["population_from"], row["region"]) == ("1000", "XII")


def test_list_when_filtered_then_shows_those_and_offers_what_there_is(client, quiet):
    CommunityGroupFactory(community=CommunityFactory(named=True), group=EthnolinguisticGroupFactory(code="sama"))
    CommunityFactory(hidden=True)

    found = {
        query: client.get(URL + query).context["page"].paginator.count
        for query in ["", "?group=sama", "?region=XII", "?region=none", "?group=%00", "?page=99"]
    }

    assert list(found.values()) == [2, 1, 2, 2, 2, 2]
    assert "Maguindanaon (1)" in text_of(client, URL)


def test_list_when_kept_then_figures_recorded_later_are_shown_at_once(client, staff, quiet):
    before = text_of(client, f"{URL}{quiet.pk}/")

    actions.record_figures(
        quiet, figures={Measure.POPULATION: 640}, source="census", as_of=in_days(-180),
        by=staff,
    )  # fmt: skip

    assert "1,000 to 2,499" in before
    assert "500 to 999 people" in text_of(client, f"{URL}{quiet.pk}/")


def test_pages_when_opened_then_may_be_kept_by_caches_and_hold_no_script(client, quiet):
    for address in addresses(quiet):
        answer = client.get(address)

        assert "public" in answer["Cache-Control"], address
        assert "<script" not in answer.content.decode().replace('<script type="module"', "")


def many(number):
    """So many named communities with long names, two peoples and two counts each."""
    groups = [EthnolinguisticGroupFactory(code=code) for code in ("maguindanaon", "sama")]
    barangay = BarangayFactory()
    start = OBCCommunity.objects.count()
    communities = OBCCommunity.objects.bulk_create(
        OBCCommunity(name=f"Maguindanaon and Sama of the long shore {n}", barangay=barangay, publicity="named")
        for n in range(start, start + number)
    )
    rows = OBCCommunity.ethnolinguistic_groups.through.objects
    rows.bulk_create(rows.model(community=row, group=group) for row in communities for group in groups)
    days = [in_days(-180), in_days(-2000)]
    CommunityFigure.objects.bulk_create(
        CommunityFigure(community=row, measure=measure, value=1500, as_of=day, source="lgu")
        for row in communities
        for measure in ("population", "women")
        for day in days
    )


def queries_of(client, address):
    """Of a page that is not kept yet; the links around it are."""
    caches["pages"].clear()
    client.get("/communities/?page=99")
    with CaptureQueriesContext(connection) as captured:
        b"".join(client.get(address))
    return len(captured)


def test_every_list_when_there_are_two_thousand_then_queries_are_those_of_two_hundred(client, pages):
    staff = UserFactory(role="oobc_staff")
    counts = {}
    for size in (200, 2000):
        many(size - OBCCommunity.objects.count())
        one = OBCCommunity.objects.first()
        client.logout()
        public = [queries_of(client, address) for address in addresses(one)]
        client.force_login(staff)
        client.get("/admin/communities/")  # what is read once in the life of a process
        export = queries_of(client, "/admin/communities/?export=csv")
        counts[size] = [*public, queries_of(client, "/admin/communities/"), export]

    # Rows of an export come some at a time, each time with their groups and their newest figures.
    counts[2000][-1] -= 2 * (2000 - 200) // CHUNK
    assert counts[200] == counts[2000]
    assert max(counts[200][:4]) <= 10


@pytest.mark.parametrize(("path", "budget"), [(URL, "list"), ("/fil/communities/?region=XII", "list")])
def test_list_when_visited_first_then_stays_light(pages, path, budget):
    many(60)

    assert weigh(path).over(BUDGETS[budget]) == []


def test_profile_and_forms_when_visited_first_then_stay_light(pages, quiet):
    for name in range(180):
        BarangayFactory(name=f"Barangay with a name {name}")
    place = Barangay.objects.first()
    town = place.municipality.psgc

    assert weigh(f"{URL}{quiet.pk}/").over(BUDGETS["detail"]) == []
    assert weigh("/community-needs/represent/").over(BUDGETS["form"]) == []
    assert weigh(f"/community-needs/represent/?municipality={town}").over(BUDGETS["form"]) == []
    assert weigh(f"/fil/community-needs/represent/?barangay={place.psgc}").over(BUDGETS["form"]) == []
