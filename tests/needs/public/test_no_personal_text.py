"""Whatever stands in a need, its people, files, questions, notes and messages: none of it at any public address."""

import pytest
from django.utils import timezone
from wagtail.models import ModelLogEntry

from portal.needs.enums import EventKind, Feasibility, ForwardingState, NeedStatus
from portal.needs.history import happened
from portal.needs.models import Need
from portal.needs.search_index import NEEDS
from search.facade import refresh
from search.models import KnownWord, SearchEntry
from tests.accounts.factories import UserFactory
from tests.communities.factories import CommunityFactory
from tests.needs.factories import (
    AssessmentFactory,
    ForwardingFactory,
    NeedFactory,
    NeedFileFactory,
    NeedInformationRequestFactory,
    NeedNoteFactory,
    NeedSubmitterFactory,
    NeedSummaryFactory,
)

pytestmark = pytest.mark.django_db
MARK = "quetzal"
PHONE = "+639998887766"


@pytest.fixture
def summary():
    """A published need with the mark in everything that is not public, and a draft of a change full of it too."""
    person = UserFactory(first_name=MARK, last_name=MARK, email=f"{MARK}@example.org")
    need = NeedFactory(
        validated=True,
        title=f"{MARK} title",
        description=f"{MARK} description",
        geographic_scope=f"{MARK} scope",
        evidence_sources=f"{MARK} sources",
        estimated_cost=998877,
        assessment=AssessmentFactory(title=MARK),
        community=CommunityFactory(name=f"Community {MARK}"),
        submitted_by_user=person,
        assigned_to=person,
    )
    NeedSubmitterFactory(need=need, name=f"Amina {MARK}", phone=PHONE, email=f"amina-{MARK}@example.org")
    NeedNoteFactory(need=need, text=MARK, written_by=person)
    asked = NeedInformationRequestFactory(
        need=need,
        question=f"{MARK} question",
        asked_by=person,
        answer=f"{MARK} answer",
        answered_at=timezone.now(),
        answered_by=person,
        closed_at=timezone.now(),
    )
    forwarding = ForwardingFactory(
        need=need,
        message=f"{MARK} message",
        forwarded_by=person,
        state=ForwardingState.ACCEPTED,
        feasibility=Feasibility.HIGH,
        reason=f"Ask Amina {MARK}, {PHONE}.",
        answered_at=timezone.now(),
        answered_by=person,
    )
    NeedFileFactory(need=need, file__name=f"{MARK}.jpg")
    published_file = NeedFileFactory(
        need=need, file__name=f"{MARK}2.jpg", file__content_type="image/jpeg", published_at=timezone.now(),
        published_by=person,
    )  # fmt: skip
    steps = [
        (EventKind.RECEIVED, {}),
        (EventKind.ASKED, {"request": asked}),
        (EventKind.ANSWERED, {"request": asked}),
        (EventKind.FORWARDED, {"forwarding": forwarding}),
        (EventKind.ACCEPTED, {"forwarding": forwarding}),
    ]
    for kind, rows in steps:
        happened(need, kind, by=person, **rows)
    summary = NeedSummaryFactory(need=need, title="Clean water", published=True, first_version__by=person)
    summary.title, summary.text = f"{MARK} draft", f"{MARK} draft"
    summary.save_revision(user=person)
    NeedSummaryFactory(need__title=f"{MARK} unpublished", title=MARK, text=MARK)
    summary.refresh_from_db()
    summary.published_file = published_file
    return summary


def addresses(summary):
    detail = f"/community-needs/{summary.pk}/"
    filters = f"?category={summary.need.category.code}&state=validated"
    english = [
        "/",
        "/community-needs/",
        f"/community-needs/{filters}",
        "/community-needs/?q=water",
        f"/community-needs/?q={MARK}x&page=2",
        "/community-needs/feed/",
        f"/community-needs/feed/{filters}",
        "/community-needs/needs.json",
        "/community-needs/needs.csv",
        f"/community-needs/needs.csv{filters}",
        detail,
        f"{detail}files/{summary.published_file.pk}/",
    ]
    return [*english, *(f"/fil{address}" for address in english), "/sitemap.xml", "/robots.txt"]


def test_public_addresses_when_read_then_hold_no_personal_mark(client, pages, summary):
    for address in addresses(summary):
        response = client.get(address)
        told = b"".join(response).decode(errors="replace") + str(dict(response.items()))

        assert response.status_code == 200, address
        for mark in (MARK, PHONE, PHONE[3:], summary.need.reference, summary.need.spoken_reference, "998877"):
            assert mark not in told.lower().replace(f"{MARK}x", ""), (address, mark)
        assert str(summary.need.pk) not in told, address


def test_search_when_the_index_is_written_then_holds_no_personal_mark(summary):
    refresh(NEEDS)

    words = set(KnownWord.objects.filter(index="needs").values_list("word", flat=True))
    names = str(list(SearchEntry.objects.filter(index="needs").values_list("names", flat=True)))
    assert "water" in words
    assert not [word for word in words if MARK in word]
    assert MARK not in names.lower()


def test_search_when_a_need_is_taken_back_then_its_words_are_forgotten(summary):
    Need.objects.filter(pk=summary.need_id).update(status=NeedStatus.WITHDRAWN)
    need = Need.objects.get(pk=summary.need_id)

    happened(need, EventKind.WITHDRAWN, by=None)

    assert not SearchEntry.objects.filter(index="needs", key=str(summary.pk)).exists()


def test_log_of_wagtail_when_texts_are_drafted_then_holds_no_mark(summary):
    assert MARK not in " ".join(f"{row.label} {row.data}" for row in ModelLogEntry.objects.all()).lower()
