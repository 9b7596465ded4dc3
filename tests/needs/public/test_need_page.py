import datetime

import pytest
from django.utils import timezone

from portal.activity.comments.actions import write
from portal.needs.enums import DecisionKind, EventKind, NeedStatus, PlaceTold
from portal.needs.history import happened
from portal.needs.models import Need
from tests.accounts.factories import UserFactory
from tests.activity.factories import CommentFactory
from tests.communities.factories import CommunityFactory
from tests.needs.factories import (
    ForwardingFactory,
    NeedDecisionFactory,
    NeedFactory,
    NeedFileFactory,
    NeedInformationRequestFactory,
    NeedSummaryFactory,
)
from tests.weight import BUDGETS, weigh

pytestmark = pytest.mark.django_db


def page(client, summary, prefix=""):
    return client.get(prefix + summary.get_absolute_url()).content.decode()


def test_page_when_an_office_answered_then_tells_which_one_and_its_words(client):
    need = NeedSummaryFactory(published=True).need
    forwarding = ForwardingFactory(need=need, returned=True, mao__name="Ministry of Wells", reason="Not our mandate.")
    happened(need, EventKind.RETURNED, by=forwarding.answered_by, forwarding=forwarding)

    html = page(client, need.summary)

    assert "The office cannot take it up</strong>: Ministry of Wells" in html
    assert "Not our mandate." in html


def test_page_when_a_need_is_not_taken_up_then_stays_with_the_reason(client):
    summary = NeedSummaryFactory(published=True)
    Need.objects.filter(pk=summary.need_id).update(status=NeedStatus.REJECTED)
    need = Need.objects.get(pk=summary.need_id)
    decision = NeedDecisionFactory(need=need, reason="The province repairs this road.")
    happened(need, EventKind.REJECTED, by=decision.decided_by, decision=decision)

    html = page(client, summary)

    assert "Not taken up" in html
    assert "The province repairs this road." in html


@pytest.mark.parametrize("reason", ["Call Mr Salik for it.", "Ring 0917 123 4567.", "Purok 4 has a well."])
def test_page_when_a_reason_seems_to_name_somebody_then_it_is_not_shown(client, reason):
    need = NeedSummaryFactory(published=True).need
    decision = NeedDecisionFactory(
        need=need, kind=DecisionKind.DEFERRED, reason=reason, review_again_on=datetime.date(2027, 1, 5)
    )
    happened(need, EventKind.DEFERRED, by=decision.decided_by, decision=decision)

    html = page(client, need.summary)

    assert reason not in html
    assert "The reason was given to the community." in html
    assert "OOBC looks at it again on 5 January 2027." in html


def test_page_when_followed_under_another_then_leads_there_where_that_has_a_page(client):
    kept = NeedSummaryFactory(published=True)
    other = NeedSummaryFactory(published=True, need__status=NeedStatus.DUPLICATE, need__duplicate_of=kept.need)
    alone = NeedSummaryFactory(published=True, need__status=NeedStatus.DUPLICATE, need__duplicate_of=NeedFactory())

    led, stays = client.get(other.get_absolute_url()), client.get(alone.get_absolute_url())

    assert (led.status_code, led.url) == (302, kept.get_absolute_url())
    assert "Followed under another need" in stays.content.decode()


@pytest.mark.parametrize(
    ("told", "shown", "hidden"),
    [
        (PlaceTold.COMMUNITY, ["community", "barangay", "municipality", "province"], []),
        (PlaceTold.BARANGAY, ["barangay", "municipality", "province"], ["community"]),
        (PlaceTold.MUNICIPALITY, ["municipality", "province"], ["community", "barangay"]),
        (PlaceTold.PROVINCE, ["province"], ["community", "barangay", "municipality"]),
        (PlaceTold.REGION, [], ["community", "barangay", "municipality", "province"]),
    ],
)
def test_place_when_told_so_precisely_then_nothing_smaller_is_named(client, told, shown, hidden):
    summary = NeedSummaryFactory(published=True, place_told=told, need__community=CommunityFactory(named=True))
    community = summary.need.community
    municipality = community.barangay.municipality
    places = {
        "community": community,
        "barangay": community.barangay,
        "municipality": municipality,
        "province": municipality.province,
    }
    for name, place in places.items():
        type(place).objects.filter(pk=place.pk).update(name=f"Quetzal{name}")

    told_anywhere = [page(client, summary), client.get("/community-needs/").content.decode()]
    told_anywhere += [client.get(f"/community-needs/needs.{kind}").content.decode() for kind in ("csv", "json")]

    for text in told_anywhere[:2]:
        assert [name for name in places if f"Quetzal{name}" in text] == [n for n in places if n in shown]
    for text in told_anywhere:
        assert [name for name in hidden if f"Quetzal{name}" in text] == []


@pytest.mark.parametrize("told", [PlaceTold.COMMUNITY, PlaceTold.BARANGAY])
@pytest.mark.parametrize("trait", [{}, {"hidden": True}, {"named": True, "deactivated": True}])
def test_place_when_the_community_may_not_be_named_then_is_its_town_at_least(client, told, trait):
    community = CommunityFactory(name="Quetzal", barangay__name="Quetzalbarangay", **trait)
    summary = NeedSummaryFactory(published=True, place_told=told, need__community=community)

    texts = [page(client, summary), client.get("/community-needs/").content.decode()]
    texts += [client.get(f"/community-needs/needs.{kind}").content.decode() for kind in ("csv", "json")]

    assert ["Quetzal" in text for text in texts] == [False] * 4
    assert community.barangay.municipality.name in texts[0]


def test_page_when_a_reason_names_a_place_that_is_not_told_then_it_is_not_shown(client):
    summary = NeedSummaryFactory(published=True, need__community=CommunityFactory(name="Upper Kalamansig"))
    decision = NeedDecisionFactory(need=summary.need, reason="Upper Kalamansig has a well.")
    happened(summary.need, EventKind.REJECTED, by=decision.decided_by, decision=decision)

    html = page(client, summary)

    assert "Kalamansig" not in html
    assert "The reason was given to the community." in html


@pytest.mark.parametrize(
    ("status", "stands"),
    [(NeedStatus.IDENTIFIED, True), (NeedStatus.IDENTIFIED, False), (NeedStatus.VALIDATED, False)],
)
def test_page_when_the_community_is_asked_then_never_speaks_to_it(client, status, stands):
    summary = NeedSummaryFactory(published=True)
    fields = {"reviewed_at": None, "paused_on": timezone.localdate() if stands else None}
    Need.objects.filter(pk=summary.need_id).update(status=status, **(fields if status == NeedStatus.IDENTIFIED else {}))
    NeedInformationRequestFactory(need=summary.need, question="Quetzal?")

    html = page(client, summary)

    assert [word for word in ("your answer", "You can", "Quetzal") if word in html] == []
    assert ("OOBC asked the community for more and waits for the answer." in html) is stands


@pytest.mark.parametrize(("people", "is_told"), [(1000, True), (20, True), (19, False), (None, False)])
def test_people_when_few_or_unknown_then_are_not_told(client, people, is_told):
    summary = NeedSummaryFactory(published=True, need__rated=True, need__affected_population=people)

    assert ("How many people it concerns is not reported" not in page(client, summary)) is is_told


def test_page_when_in_filipino_then_is_told_in_filipino(client):
    summary = NeedSummaryFactory(published=True, title_fil="Malinis na tubig")

    html = page(client, summary, "/fil")

    assert "Malinis na tubig" in html
    assert '<html lang="fil">' in html


def test_comments_when_read_by_anybody_then_show_roles_and_lead_to_a_page_of_their_own(client):
    summary = NeedSummaryFactory(published=True)
    CommentFactory(about=summary, author__first_name="Quetzal", text="The same at our place.", voice="other")
    CommentFactory(about=summary, text="Held words.", held=True)

    html = page(client, summary)

    assert "The same at our place." in html
    assert "A representative of another community" in html
    assert "Quetzal" not in html
    assert "Held words." not in html
    assert "csrf" not in html
    assert f'href="/comments/about/needs.needsummary/{summary.pk}/"' in html


def test_comments_when_written_then_the_kept_page_is_made_anew(client):
    summary = NeedSummaryFactory(published=True)
    before = page(client, summary)

    write(summary, text="Our wells too.", by=UserFactory(role="oobc_staff"))

    assert "Our wells too." not in before
    assert "Our wells too." in page(client, summary)


def test_page_when_visited_first_then_stays_light(pages, client):
    need = NeedSummaryFactory(published=True, text="The wells run dry. " * 100).need
    for _ in range(8):
        forwarding = ForwardingFactory(need=need, returned=True, reason="Wells are not in our mandate. " * 10)
        happened(need, EventKind.RETURNED, by=forwarding.answered_by, forwarding=forwarding)

    assert weigh(need.summary.get_absolute_url()).over(BUDGETS["detail"]) == []


def test_page_when_more_happened_then_asks_the_database_as_often(client, count_queries):
    need = NeedSummaryFactory(published=True).need
    happened(need, EventKind.VALIDATED, by=UserFactory())
    ForwardingFactory(need=need)
    few = count_queries(client, f"{need.summary.get_absolute_url()}?n=1")
    for _ in range(5):
        forwarding = ForwardingFactory(need=need, accepted=True)
        happened(need, EventKind.ACCEPTED, by=forwarding.answered_by, forwarding=forwarding)
        ForwardingFactory(need=need)
        NeedFileFactory(need=need, published_at=timezone.now(), published_by=UserFactory())

    many = count_queries(client, f"{need.summary.get_absolute_url()}?n=2")

    assert many == few
    assert many <= 10
