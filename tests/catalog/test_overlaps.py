"""The list of overlaps: what is compared, what is kept, and how long a decision holds."""

import datetime

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone
from wagtail.models import ModelLogEntry

from catalog import actions
from catalog.bulk import create_all
from catalog.likeness import KEPT_EACH
from catalog.models import OfferingOverlap, ServiceOffering
from catalog.overlaps import find_overlaps
from portal.core.actions import ActionRefused
from tests.catalog.factories import OfferingFactory, OfferingOverlapFactory
from tests.core.factories import ServiceCategoryFactory
from tests.geography.factories import ProvinceFactory, RegionFactory

SEEDS = {
    "title": "Rice seeds",
    "target_beneficiaries": "Farmers",
    "description": "Two sacks of seeds for each farmer.",
    "is_nationwide": True,
}


@pytest.fixture
def offices(catalog):
    catalog.category = ServiceCategoryFactory()
    for words in ("Wheelchairs fitted by therapists", "Scholarship paid monthly", "Housing near markets"):
        OfferingFactory(published=True, title=words, description=words, is_nationwide=True)
    return catalog


def seeds(office, **facts):
    return OfferingFactory(offering_mao=office, **{"published": True, **SEEDS, **facts})


@pytest.fixture
def pair(offices):
    return [seeds(offices.a, category=offices.category), seeds(offices.b, category=offices.category)]


def found():
    return {frozenset([row.first, row.second]) for row in OfferingOverlap.objects.select_related("first", "second")}


def change(offering, **facts):
    """Publish the text with these changes."""
    offering = ServiceOffering.objects.get(pk=offering.pk)
    for name, value in facts.items():
        setattr(offering, name, value)
    offering.save_revision().publish()


def recorded(overlap):
    entries = ModelLogEntry.objects.filter(object_id=str(overlap.pk), action__startswith="catalog.")
    return list(entries.order_by("timestamp").values_list("action", flat=True))


# ---- What is compared ------------------------------------------------------------------------------------------------


def test_service_when_published_then_is_compared_at_once(pair):
    (overlap,) = OfferingOverlap.objects.all()

    assert found() == {frozenset(pair)}
    assert (overlap.score, overlap.same_type, overlap.same_category, overlap.regions) == (100, True, True, [])
    assert overlap.is_open


@pytest.mark.parametrize(
    ("state", "is_found"), [("draft", False), ("in_moderation", True), ("published", True), ("scheduled", True)]
)
def test_service_when_in_some_state_then_is_compared_once_it_is_handed_in(offices, state, is_found):
    pair = [seeds(offices.a), OfferingFactory(offering_mao=offices.b, state=state, **SEEDS)]

    assert found() == ({frozenset(pair)} if is_found else set())


def test_drafts_when_never_published_then_are_compared_at_night_with_their_newest_text(offices):
    published = seeds(offices.a)
    draft = OfferingFactory(offering_mao=offices.b, title="Carabaos", description="One animal.", is_nationwide=True)
    for name, value in SEEDS.items():
        setattr(draft, name, value)
    draft.save_revision()

    find_overlaps()

    assert found() == {frozenset([published, draft])}


def test_published_service_when_a_change_waits_then_its_published_text_is_compared(pair):
    pair[0].title, pair[0].target_beneficiaries, pair[0].description = "Boats", "Fishers", "A boat each."
    pair[0].save_revision()

    find_overlaps()

    assert found() == {frozenset(pair)}


@pytest.mark.parametrize("name", ["is_active", "office", "unpublished"])
def test_service_when_not_offered_any_more_then_its_pairs_leave_the_list(offices, pair, name):
    if name == "unpublished":
        pair[0].unpublish()
    elif name == "is_active":
        change(pair[0], is_active=False)
    else:
        offices.a.is_active = False
        offices.a.save()
        find_overlaps()

    assert found() == set()


def test_services_when_offered_in_provinces_then_share_the_region_these_lie_in(offices):
    region = RegionFactory(code="XII")
    places = [{"provinces_covered": [ProvinceFactory(region=region)]}, {"geographic_coverage": [region]}, {}]
    one, other, nowhere = [
        ServiceOffering(offering_mao=offices.a, category=offices.category, service_type="other", **facts)
        for facts in [{**SEEDS, "is_nationwide": False, **place} for place in places]
    ]

    create_all([one, other, nowhere], by=None, action="catalog.generate", publish=True)

    overlap = OfferingOverlap.objects.get()
    assert {overlap.first, overlap.second} == {one, other}
    assert overlap.regions == ["XII"]


def test_pair_when_found_again_then_is_the_same_row_with_its_new_score(pair):
    before = OfferingOverlap.objects.get()

    change(pair[0], title="Seeds of rice and corn")
    after = OfferingOverlap.objects.get()

    assert after.pk == before.pk
    assert after.score < before.score


def test_pair_when_texts_no_longer_agree_then_leaves_the_list(pair):
    change(
        pair[0], title="Boats", target_beneficiaries="Fishers", description="A boat each.", service_type="scholarship"
    )

    assert found() == set()


def test_service_when_published_among_many_that_are_alike_then_only_its_closest_are_added(offices):
    many = [
        ServiceOffering(offering_mao=offices.a, category=offices.category, service_type="other", **SEEDS)
        for _number in range(KEPT_EACH + 5)
    ]
    create_all(many, by=None, action="catalog.generate", publish=True)
    before = OfferingOverlap.objects.count()

    new = seeds(offices.b)

    assert OfferingOverlap.objects.either(pk=new.pk).count() == KEPT_EACH
    assert OfferingOverlap.objects.count() == before + KEPT_EACH


def test_comparing_when_pairs_grow_then_queries_stay_the_same(offices, pair, django_assert_max_num_queries):
    for _number in range(5):
        seeds(offices.a)

    with django_assert_max_num_queries(12):
        find_overlaps()


# ---- What a person decides -------------------------------------------------------------------------------------------


def set_apart(overlap, by, reason="One is for rice only."):
    actions.set_apart(overlap, reason=reason, fingerprint=overlap.fingerprint, by=by)
    overlap.refresh_from_db()


def test_set_apart_when_done_then_says_who_when_and_why_and_is_recorded_without_the_reason(offices, pair):
    overlap = OfferingOverlap.objects.get()

    set_apart(overlap, offices.moderator, reason="  One is for rice only. ")

    entry = ModelLogEntry.objects.get(action="catalog.set_apart")
    assert (overlap.decided_by, overlap.reason) == (offices.moderator, "One is for rice only.")
    assert timezone.now() - overlap.decided_at < datetime.timedelta(minutes=1)
    assert (entry.object_id, entry.user, "rice" in str(entry.data)) == (str(overlap.pk), offices.moderator, False)


def test_decision_when_compared_again_without_a_change_then_holds(offices, pair):
    overlap = OfferingOverlap.objects.get()
    set_apart(overlap, offices.moderator)

    find_overlaps()
    change(pair[0], fees_description="Free")  # nothing that is compared

    assert not OfferingOverlap.objects.get(pk=overlap.pk).is_open


def test_decision_when_one_text_changes_and_they_are_still_alike_then_is_open_again(offices, pair):
    overlap = OfferingOverlap.objects.get()
    set_apart(overlap, offices.moderator)

    change(pair[1], description="Two sacks of seeds and a hoe for each farmer.")

    overlap.refresh_from_db()
    assert (overlap.is_open, overlap.reason) == (True, "")
    assert recorded(overlap) == ["catalog.set_apart", "catalog.overlap_reopened"]


def test_decision_when_a_service_is_away_for_a_while_then_holds_when_it_comes_back(offices, pair):
    overlap = OfferingOverlap.objects.get()
    set_apart(overlap, offices.moderator)

    pair[0].unpublish()
    pair[0].latest_revision.publish()

    assert not OfferingOverlap.objects.get(pk=overlap.pk).is_open


def test_decision_when_a_text_changes_and_they_are_no_longer_alike_then_goes_with_the_pair(offices, pair):
    set_apart(OfferingOverlap.objects.get(), offices.moderator)

    change(pair[0], title="Boats", target_beneficiaries="Fishers", description="A boat.", service_type="scholarship")

    assert found() == set()


def test_undo_when_done_then_is_open_again_and_recorded(offices, pair):
    overlap = OfferingOverlap.objects.get()
    set_apart(overlap, offices.moderator)

    actions.undo_set_apart(overlap, by=offices.other_moderator)

    overlap.refresh_from_db()
    assert (overlap.is_open, overlap.reason) == (True, "")
    assert recorded(overlap) == ["catalog.set_apart", "catalog.undo_set_apart"]


@pytest.mark.parametrize("who", ["editor_a", "editor_b", "planner"])
def test_set_apart_when_not_oobc_then_is_refused(offices, pair, who):
    overlap = OfferingOverlap.objects.get()

    with pytest.raises(ActionRefused, match="Only OOBC"):
        set_apart(overlap, getattr(offices, who))


def test_set_apart_when_a_text_changed_since_it_was_shown_then_is_refused(offices, pair):
    shown = OfferingOverlap.objects.get()
    change(pair[0], description="Two sacks of seeds and a hoe for each farmer.")

    with pytest.raises(ActionRefused, match="changed meanwhile"):
        set_apart(shown, offices.moderator)


def test_set_apart_when_done_twice_then_the_second_is_refused(offices, pair):
    overlap = OfferingOverlap.objects.get()
    set_apart(overlap, offices.moderator)

    with pytest.raises(ActionRefused, match="already said"):
        set_apart(overlap, offices.other_moderator)


def test_set_apart_when_no_reason_is_given_then_is_refused(offices, pair):
    with pytest.raises(ActionRefused, match="Say why"):
        set_apart(OfferingOverlap.objects.get(), offices.moderator, reason="  ")


def test_undo_when_nobody_has_decided_then_is_refused(offices, pair):
    with pytest.raises(ActionRefused, match="Nobody has said"):
        actions.undo_set_apart(OfferingOverlap.objects.get(), by=offices.moderator)


# ---- What the database holds -----------------------------------------------------------------------------------------


def test_pair_when_stored_twice_or_the_wrong_way_round_then_the_database_refuses(db):
    overlap = OfferingOverlapFactory()
    facts = {"score": 1, "same_type": True, "same_category": True}

    for first, second in [(overlap.first, overlap.second), (overlap.second, overlap.first)]:
        with pytest.raises(IntegrityError), transaction.atomic():
            OfferingOverlap.objects.create(first=first, second=second, **facts)


def test_decision_when_it_lacks_a_reason_then_the_database_refuses(db):
    with pytest.raises(IntegrityError), transaction.atomic():
        OfferingOverlapFactory(different=True, reason="")


# ---- Whose pairs -----------------------------------------------------------------------------------------------------


def test_pairs_when_asked_for_by_an_editor_then_are_their_own_with_what_others_have_published(catalog):
    def pair(one, other):
        return OfferingOverlapFactory(first=one, second=other)

    own_draft, own = OfferingFactory(offering_mao=catalog.a), OfferingFactory(offering_mao=catalog.a, published=True)
    theirs_draft, theirs = (
        OfferingFactory(offering_mao=catalog.b),
        OfferingFactory(offering_mao=catalog.b, published=True),
    )
    readable = [pair(own, own_draft), pair(own_draft, theirs), pair(own, theirs)]
    hidden = [pair(own, theirs_draft), pair(own_draft, theirs_draft), pair(theirs, theirs_draft)]

    def seen_by(user):
        return set(OfferingOverlap.objects.visible_to(user))

    assert seen_by(catalog.editor_a) == set(readable)
    assert seen_by(catalog.editor_b) == {readable[2], hidden[0], hidden[2]}
    assert seen_by(catalog.moderator) == {*readable, *hidden}
    assert seen_by(catalog.planner) == set()
