"""What everybody reads of needs and communities, "My community", and the boards and texts of staff, as they look."""

import pytest
from django.urls import reverse
from django.utils import timezone

from portal.needs.actions import summarizing
from portal.needs.enums import EventKind, NeedStatus
from portal.needs.history import happened
from portal.needs.models import Need
from portal.needs.summaries.loaders import load_moderation_workflow
from tests.accounts.factories import UserFactory
from tests.activity.factories import CommentFactory
from tests.browser.conftest import WIDTHS
from tests.communities.factories import CommunityFactory, CommunityFigureFactory, RepresentativeFactory
from tests.needs.boards.sample import make_sample
from tests.needs.factories import (
    ForwardingFactory,
    NeedDecisionFactory,
    NeedFactory,
    NeedFileFactory,
    NeedInformationRequestFactory,
    NeedSummaryFactory,
)

BODY = "main .nice-padding"
LONG = "Drinking water for the families of three coastal villages that fetch it by boat from the next municipality"
UNBROKEN = "Pinakanakapagpapabagabag-damdaming-pangangailangan" * 2


@pytest.fixture
def leader(site):
    return RepresentativeFactory(community=CommunityFactory(named=True, name=f"Maguindanaon and Sama of {LONG}")).user


@pytest.fixture
def told(site, leader):
    """A published need of which all is told: a no with its reason, offices, a picture, comments; and others beside."""
    community = leader.community_representations.get().community
    CommunityFigureFactory(community=community, value=1237)
    CommunityFactory(name="Unnamed")
    summary = NeedSummaryFactory(
        published=True, title=LONG, title_fil=UNBROKEN[:120], need__community=community, need__rated=True
    )
    NeedSummaryFactory(published=True, title=UNBROKEN, need__rated=True, need__status=NeedStatus.PRIORITIZED)
    need = summary.need
    forwarding = ForwardingFactory(need=need, returned=True, mao__name=LONG, reason="Not in our mandate. " * 10)
    happened(need, EventKind.FORWARDED, by=None, forwarding=forwarding)
    happened(need, EventKind.RETURNED, by=None, forwarding=forwarding)
    decision = NeedDecisionFactory(need=need, reason="The province builds pipes there in 2027.")
    Need.objects.filter(pk=need.pk).update(status=NeedStatus.REJECTED)
    happened(need, EventKind.REJECTED, by=None, decision=decision)
    NeedFileFactory(need=need, published_at=timezone.now(), published_by=UserFactory())
    CommentFactory(about=summary, text="The same at our place.")
    asked = NeedFactory(community=community, title=UNBROKEN, submitted_by_user=leader, asked=True)
    NeedInformationRequestFactory(need=asked, question="How many households use it? " * 5)
    return summary


@pytest.fixture
def addresses(told):
    page = told.get_absolute_url()
    community = f"/communities/{told.need.community_id}/"
    public = [
        "/community-needs/",
        "/community-needs/?state=rejected&year=2026&region=nothing",
        "/community-needs/?q=water",
        "/community-needs/?q=nothing-like-that",
        page,
        "/communities/",
        community,
    ]
    return [*public, *(f"/fil{address}" for address in public)]


@pytest.mark.parametrize("width", WIDTHS)
def test_public_pages_when_looked_at_by_axe_then_have_no_fault(site, addresses, page, violations, runs_over, width):
    page.set_viewport_size({"width": width, "height": 800})

    found = {}
    for address in addresses:
        page.goto(site + address)
        page.evaluate("document.querySelectorAll('details').forEach(part => part.open = true)")
        found[address] = violations(page), runs_over(page)

    assert found == {address: ([], False) for address in addresses}


@pytest.mark.parametrize("width", WIDTHS)
def test_public_list_when_nothing_is_published_then_has_no_fault(site, page, violations, runs_over, width):
    page.set_viewport_size({"width": width, "height": 800})

    page.goto(f"{site}/community-needs/")

    assert (violations(page), runs_over(page)) == ([], False)


def test_public_pages_when_320_pixels_wide_then_need_no_sideways_scrolling(site, addresses, page, runs_over):
    page.set_viewport_size({"width": 320, "height": 256})  # a window of 1280 pixels at 400 %

    wide = []
    for address in addresses:
        page.goto(site + address)
        if runs_over(page):
            wide.append(address)

    assert wide == []


@pytest.mark.parametrize("width", WIDTHS)
def test_my_community_when_looked_at_by_axe_then_has_no_fault(
    site, told, leader, page, signed_in, violations, runs_over, width
):
    signed_in(page, leader)
    page.set_viewport_size({"width": width, "height": 800})

    found = {}
    for address in ("/community-needs/dashboard/", "/fil/community-needs/dashboard/"):
        page.goto(site + address)
        page.evaluate("document.querySelectorAll('details').forEach(part => part.open = true)")
        found[address] = violations(page), runs_over(page)

    assert found == {address: ([], False) for address in found}


@pytest.mark.parametrize("width", WIDTHS)
def test_staff_screens_when_looked_at_by_axe_then_have_no_fault(
    site, settings, told, page, signed_in, violations, runs_over, width
):
    settings.STAFF_SECOND_FACTOR = "optional"
    load_moderation_workflow()
    make_sample(30)
    staff = UserFactory(role="oobc_staff")
    waiting = NeedSummaryFactory(title=UNBROKEN, need__title=UNBROKEN)
    summarizing.hand_in(waiting, by=UserFactory(role="oobc_staff"))
    boards = [f"{reverse('needs_boards:matrix')}?split=equity"]
    boards += [reverse(f"needs_boards:{name}") for name in ("matrix", "ranking", "places", "goals")]
    texts = [reverse("needs_summaries:index")]
    texts += [reverse("needs_summaries:write", args=[need.pk]) for need in (told.need, waiting.need)]
    signed_in(page, staff)
    page.set_viewport_size({"width": width, "height": 900})
    complaints = []
    page.on("console", lambda message: message.type == "error" and complaints.append(message.text))

    found = {}
    for address in [*boards, *texts]:
        page.goto(site + address)
        page.locator(BODY).first.wait_for()
        page.evaluate("document.querySelectorAll('main details').forEach(part => part.open = true)")
        found[address] = violations(page, BODY), runs_over(page)

    assert found == {address: ([], False) for address in found}
    assert complaints == []
