"""The staff screens of overlaps: the list, two services side by side, and saying that they are different."""

import csv
import io

import pytest
from django.urls import reverse

from catalog.models import OfferingOverlap
from tests.accounts.factories import UserFactory
from tests.catalog.factories import OfferingFactory, OfferingOverlapFactory
from tests.core.factories import ServiceCategoryFactory
from tests.geography.factories import RegionFactory

LIST = "/admin/catalog/overlaps/"


@pytest.fixture(autouse=True)
def _one_factor(settings):
    settings.STAFF_SECOND_FACTOR = "optional"


@pytest.fixture
def overlap(catalog):
    """Between a published service of each office."""
    one = OfferingFactory(offering_mao=catalog.a, published=True, title="Seeds of A", benefit_amount_max=5000)
    other = OfferingFactory(offering_mao=catalog.b, published=True, title="Seeds of B", target_beneficiaries="Farmers")
    return OfferingOverlapFactory(first=one, second=other, regions=[], words=["seed", "farmer"])


def address(name, overlap):
    return reverse(f"catalog_overlaps:{name}", args=[overlap.pk])


def shown(response):
    return [row.pk for row in response.context["table"].data]


# ---- The list --------------------------------------------------------------------------------------------------------


def test_list_when_opened_then_names_both_services_with_their_offices_and_what_they_share(client, catalog, overlap):
    client.force_login(catalog.moderator)

    page = client.get(LIST).text

    assert "Seeds of A (AAA)" in page
    assert "Seeds of B (BBB)" in page
    assert "Other · whole country" in page
    assert address("inspect", overlap) in page


def test_list_when_some_were_looked_at_then_open_pairs_come_first_and_the_most_alike_of_them(client, catalog):
    client.force_login(catalog.moderator)
    decided = OfferingOverlapFactory(score=90, different=True)
    less, more = OfferingOverlapFactory(score=20), OfferingOverlapFactory(score=30)

    assert shown(client.get(LIST)) == [more.pk, less.pk, decided.pk]
    assert shown(client.get(f"{LIST}?ordering=score")) == [less.pk, more.pk, decided.pk]


def test_list_when_empty_then_says_in_words_what_that_means(client, catalog, overlap):
    client.force_login(catalog.moderator)
    filtered = client.get(f"{LIST}?state=different").text
    OfferingOverlap.objects.all().delete()

    assert "No pair of services is like that." in filtered
    assert "No two services are alike, as far as their texts say." in client.get(LIST).text


def test_list_when_filtered_then_shows_what_fits(client, catalog, overlap):
    client.force_login(catalog.moderator)
    region, category = RegionFactory(code="XII"), ServiceCategoryFactory(code="farms", name="Farms")
    facts = {"offering_mao": catalog.b, "category": category, "service_type": "scholarship", "published": True}
    one, other = OfferingFactory(title="Grant", **facts), OfferingFactory(**facts)
    of_one = OfferingOverlapFactory(first=one, second=other, regions=["XII", "IX"], different=True)
    elsewhere = OfferingOverlapFactory(regions=["BARMM"])

    expected = {
        "state=different": {of_one.pk},
        "state=open": {overlap.pk, elsewhere.pk},
        "between=one": {of_one.pk},
        "between=two": {overlap.pk, elsewhere.pk},
        f"office={catalog.a.pk}": {overlap.pk},
        f"office={catalog.b.pk}": {overlap.pk, of_one.pk},
        f"category={category.pk}": {of_one.pk},
        "service_type=scholarship": {of_one.pk},
        f"region={region.pk}": {overlap.pk, of_one.pk},
        "q=grant": {of_one.pk},
    }
    assert {query: set(shown(client.get(f"{LIST}?{query}"))) for query in expected} == expected


def test_list_when_a_service_is_a_draft_then_is_called_by_its_newest_name(client, catalog):
    client.force_login(catalog.moderator)
    draft = OfferingFactory(offering_mao=catalog.a, title="Old name")
    draft.title = "New name"
    draft.save_revision()
    OfferingOverlapFactory(first=draft)

    page = client.get(LIST).text

    assert "New name (AAA)" in page
    assert "Old name" not in page


def test_list_when_pairs_grow_then_queries_stay_below_twenty_and_the_same(client, count_queries, catalog, overlap):
    client.force_login(catalog.moderator)
    few = count_queries(client, LIST)
    for _number in range(6):
        OfferingOverlapFactory(different=True, first=OfferingFactory())

    assert few == count_queries(client, LIST) <= 20


def test_export_when_filtered_then_holds_what_is_shown_and_no_formula(client, catalog, overlap):
    client.force_login(catalog.moderator)
    risky = OfferingFactory(title="=1+1", offering_mao=catalog.a, published=True)
    OfferingOverlapFactory(first=risky, second=OfferingFactory(offering_mao=catalog.a, title="Z", published=True))

    response = client.get(f"{LIST}?between=one&export=csv")

    header, row = csv.reader(io.StringIO(b"".join(response.streaming_content).decode("utf-8-sig")))
    assert len(header) == len(row)
    assert {row[header.index("Service")], row[header.index("Is like")]} == {"'=1+1", "Z"}


# ---- Side by side ----------------------------------------------------------------------------------------------------


def test_pair_when_opened_then_facts_stand_side_by_side_with_links_to_both(client, catalog, overlap):
    client.force_login(catalog.moderator)

    response = client.get(address("inspect", overlap))

    for service in (overlap.first, overlap.second):
        assert reverse("catalog_offerings:inspect", args=[service.pk]) in response.text
        assert service.get_absolute_url() in response.text
    for words in ("up to ₱5,000", "Farmers", "not stated", "seed, farmer", "40 %", "Published"):
        assert words in response.text
    assert address("set_apart", overlap) in response.text


def test_pair_when_one_is_a_draft_then_its_newest_text_is_shown_without_a_public_page(client, catalog):
    client.force_login(catalog.moderator)
    draft = OfferingFactory(offering_mao=catalog.a)
    draft.description = "The newest words."
    draft.save_revision()

    page = client.get(address("inspect", OfferingOverlapFactory(first=draft))).text

    assert "The newest words." in page
    assert "Draft, never published" in page
    assert f'href="{draft.get_absolute_url()}"' not in page


def test_pair_when_an_editor_opens_it_then_reads_only_what_the_other_office_published(client, catalog, overlap):
    theirs = next(service for service in (overlap.first, overlap.second) if service.offering_mao == catalog.b)
    theirs.description = "A secret change."
    theirs.save_revision()
    client.force_login(catalog.editor_a)

    page = client.get(address("inspect", overlap)).text

    assert "Seeds of B" in page
    assert "A secret change." not in page
    assert address("set_apart", overlap) not in page


def test_pair_when_the_other_side_is_an_unpublished_draft_then_does_not_exist_for_an_editor(client, catalog):
    own = OfferingFactory(offering_mao=catalog.a, published=True)
    overlap = OfferingOverlapFactory(first=own, second=OfferingFactory(offering_mao=catalog.b))
    client.force_login(catalog.editor_a)

    assert client.get(address("inspect", overlap)).status_code == 404
    assert client.get(address("history", overlap)).status_code == 404
    assert shown(client.get(LIST)) == []


@pytest.mark.parametrize("role", ["oobc_planner", "ocm_leadership", "administrator"])
def test_list_when_the_role_does_not_coordinate_then_is_closed(client, catalog, role):
    client.force_login(UserFactory(role=role))

    assert client.get(LIST)["Location"] == "/admin/"


# ---- Deciding --------------------------------------------------------------------------------------------------------


def test_pair_when_said_to_be_different_and_undone_then_the_screens_and_the_history_follow(client, catalog, overlap):
    client.force_login(catalog.moderator)
    form = client.get(address("set_apart", overlap)).context["form"]
    answer = {"reason": "One is for rice only.", "fingerprint": form["fingerprint"].value()}

    after = client.post(address("set_apart", overlap), answer, follow=True).text
    undone = client.post(address("undo", overlap), follow=True).text
    history = client.get(address("history", overlap)).text

    assert "One is for rice only." in after
    assert address("undo", overlap) in after
    assert address("set_apart", overlap) in undone
    assert "One is for rice only." not in undone
    assert "Said to be different" in history
    assert "No longer said to be different" in history


def test_form_when_sent_then_carries_which_texts_were_shown(client, catalog, overlap):
    client.force_login(catalog.moderator)

    assert (
        f'type="hidden" name="fingerprint" value="{overlap.fingerprint}"'
        in client.get(address("set_apart", overlap)).text
    )


@pytest.mark.parametrize(
    ("answer", "sentence"),
    [
        ({"reason": ""}, "This field is required."),
        ({"reason": "Rice only.", "fingerprint": "1" * 64}, "One of the two texts has changed meanwhile."),
    ],
)
def test_form_when_refused_then_says_why_and_keeps_what_was_typed(client, catalog, overlap, answer, sentence):
    client.force_login(catalog.moderator)

    response = client.post(address("set_apart", overlap), answer)

    assert sentence in response.text
    assert answer["reason"] in response.text
    assert OfferingOverlap.objects.get().is_open


@pytest.mark.parametrize("act", ["set_apart", "undo"])
def test_act_when_an_editor_tries_it_then_does_not_exist(client, catalog, overlap, act):
    client.force_login(catalog.editor_a)

    assert client.post(address(act, overlap), {"reason": "x"}).status_code == 404
    assert OfferingOverlap.objects.get().is_open
