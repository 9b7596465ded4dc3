"""Needs on a phone without signal: kept, sent once when there is signal, and seen by nobody else who has the phone."""

import re

import pytest
from PIL import Image
from playwright.sync_api import expect

from portal.needs.models import Need
from tests.accounts.factories import UserFactory
from tests.browser.phone import SUBMIT, fill, kept, photo, press_send
from tests.communities.factories import CommunityFactory, RepresentativeFactory
from tests.core.factories import NeedCategoryFactory

QUEUED = "Not sent yet. It is kept on this phone"


@pytest.fixture
def leader(site):
    NeedCategoryFactory(code="water", name="Water")
    return RepresentativeFactory(community=CommunityFactory(name="Maguindanaon of Calumpang")).user


@pytest.fixture
def facilitator(site):
    NeedCategoryFactory(code="water", name="Water")
    return UserFactory(role="oobc_staff")


def test_need_when_written_without_signal_then_waits_and_is_sent_once(site, leader, phone, violations, runs_over):
    page = phone(leader)
    page.context.set_offline(True)

    # The page opens without signal, and knows the community.
    page.goto(f"{site}{SUBMIT}")
    expect(page.locator("[data-known]")).to_be_visible()
    fill(page)
    expect(page.locator("[name=community] option:checked")).to_have_text(re.compile("Maguindanaon of Calumpang"))
    page.locator("[name=files]").set_input_files(photo())
    expect(page.locator("#needs-word")).to_have_text("Kept on this phone.")

    # What was typed is there again.
    page.reload()
    expect(page.locator("#need-form [name=title]")).to_have_value("A second well")
    assert page.evaluate("document.forms['need-form'].elements.files.files.length") == 1

    send_without_signal(page)
    expect(kept(page, "waiting")).to_have_count(1)
    assert violations(page) == []
    assert not runs_over(page)
    assert not Need.objects.exists()

    page.context.set_offline(False)
    expect(kept(page, "sent")).to_contain_text("Sent: number ", timeout=30_000)
    need = Need.objects.get()
    expect(kept(page, "sent")).to_contain_text(need.spoken_reference)
    expect(page.locator("#needs-said")).to_have_text("Everything is sent.")
    expect(page.locator("[data-known]")).to_be_hidden()
    assert (need.title, need.channel, need.written_at is not None) == ("A second well", "phone_queue", True)
    sides = Image.open(need.files.get().file.file.open()).size
    assert max(sides) == 1600
    assert violations(page) == []


def test_need_when_sent_with_signal_then_leads_to_its_receipt(site, leader, phone, violations):
    page = phone(leader, width=1280)
    fill(page)
    assert violations(page) == []

    press_send(page)

    page.wait_for_url("**/receipt/**")
    need = Need.objects.get()
    assert (need.channel, need.written_at) == ("online", None)
    page.goto(f"{site}{SUBMIT}")
    expect(page.locator("#need-form [name=title]")).to_have_value("")
    expect(kept(page, "sent")).to_have_count(1)


def test_need_when_the_answer_is_lost_then_is_sent_again_and_is_one(site, leader, phone):
    page = phone(leader)
    fill(page)

    def lose(route):
        if route.request.method != "POST":
            route.fallback()
            return
        route.fetch()
        route.abort()

    page.context.route(f"**{SUBMIT}", lose)
    press_send(page)
    expect(page.locator("#needs-said")).to_contain_text(QUEUED)
    need = Need.objects.get()
    page.context.unroute(f"**{SUBMIT}")
    page.get_by_role("button", name="Send now").click()

    expect(kept(page, "sent")).to_contain_text(need.spoken_reference)
    assert Need.objects.count() == 1


def test_needs_when_one_is_refused_then_the_others_go_and_it_can_be_mended(site, leader, phone, violations):
    page = phone(leader)
    page.context.set_offline(True)
    page.goto(f"{site}{SUBMIT}")
    fill(page, "A bridge")
    page.locator("[name=affected_population]").fill("many")
    send_without_signal(page)
    expect(kept(page)).to_have_count(1)
    fill(page, "A clinic")
    send_without_signal(page)
    expect(kept(page)).to_have_count(2)

    page.context.set_offline(False)
    expect(kept(page, "refused")).to_contain_text("Write a number in digits", timeout=30_000)
    expect(kept(page, "sent")).to_contain_text("A clinic")
    assert violations(page) == []
    assert Need.objects.get().title == "A clinic"

    page.get_by_role("button", name="Open and mend").click()
    expect(page.locator("#error-summary")).to_contain_text("Write a number in digits")
    assert violations(page) == []
    page.locator("[name=affected_population]").fill("40")
    press_send(page)
    page.wait_for_url("**/receipt/**")
    page.goto(f"{site}{SUBMIT}")
    expect(kept(page, "sent")).to_have_count(2)
    assert Need.objects.filter(title="A bridge", affected_population=40).count() == 1


def test_need_when_the_session_has_ended_then_nothing_is_lost(site, leader, phone, signed_in, violations):
    page = phone(leader)
    fill(page)
    page.context.clear_cookies()

    press_send(page)

    expect(kept(page, "sign_in")).to_contain_text("Sign in again; nothing is lost.")
    assert violations(page) == []
    signed_in(page, leader)
    page.get_by_role("button", name="Send now").click()
    expect(kept(page, "sent")).to_have_count(1)
    assert Need.objects.count() == 1


def test_phone_when_another_person_signs_in_then_they_see_and_send_nothing_of_it(site, leader, phone, signed_in):
    other = RepresentativeFactory().user
    page = phone(leader)
    page.context.set_offline(True)
    fill(page, "Ours alone")
    send_without_signal(page)
    expect(kept(page, "waiting")).to_have_count(1)
    fill(page, "Half written")
    expect(page.locator("#needs-word")).to_have_text("Kept on this phone.")

    page.context.clear_cookies()
    page.context.set_offline(False)
    expect(kept(page, "sign_in")).to_have_count(1)
    signed_in(page, other)
    page.goto(f"{site}{SUBMIT}")
    expect(page.locator("#needs-kept")).to_be_hidden()
    expect(page.locator("#need-form [name=title]")).to_have_value("")
    page.context.set_offline(True)
    page.goto(f"{site}{SUBMIT}")
    expect(page.locator("[data-known]")).to_be_visible()
    expect(page.locator("body")).not_to_contain_text("Ours alone")

    page.context.set_offline(False)
    page.context.clear_cookies()
    signed_in(page, leader)
    page.goto(f"{site}{SUBMIT}")
    expect(kept(page, "sent")).to_contain_text("Ours alone", timeout=30_000)
    expect(page.locator("#need-form [name=title]")).to_have_value("Half written")
    assert Need.objects.get().submitted_by_user == leader


def test_phone_when_wiped_then_keeps_nothing_and_opens_nothing(site, leader, phone):
    page = phone(leader)
    page.context.set_offline(True)
    page.goto(f"{site}{SUBMIT}")
    fill(page)
    send_without_signal(page)
    expect(kept(page, "waiting")).to_have_count(1)
    page.on("dialog", lambda dialog: dialog.accept())

    page.get_by_role("button", name="Remove everything from this phone").click()

    expect(page.locator("#needs-said")).to_have_text("Everything was removed from this phone.")
    expect(page.locator("[data-unknown]")).to_be_visible()
    expect(page.locator("#need-form")).to_be_hidden()
    assert page.evaluate("caches.keys()") == []
    assert page.evaluate("needsQueue.own()") == []


def test_phone_when_somebody_signs_out_then_is_told_and_it_is_wiped(site, leader, phone, violations):
    page = phone(leader)
    page.context.set_offline(True)
    fill(page)
    send_without_signal(page)
    expect(kept(page, "waiting")).to_have_count(1)
    page.context.route("**/submit/**", lambda route: route.abort())
    page.context.set_offline(False)

    page.goto(f"{site}/accounts/logout/")
    expect(page.locator("#unsent")).to_contain_text("not sent yet: 1")
    assert violations(page) == []
    page.locator("form[data-leave] button").click()
    page.wait_for_url(f"{site}/")

    assert page.evaluate("caches.keys()") == []
    page.context.unroute("**/submit/**")
    page.goto(f"{site}/community-needs/submit/offline/")
    expect(page.locator("[data-unknown]")).to_be_visible()
    assert page.evaluate("needsQueue.own()") == []


def test_phone_when_staff_log_out_of_the_back_office_then_theirs_alone_goes(site, phone, signed_in, leader):
    staff = UserFactory(role="oobc_staff")
    community = CommunityFactory()
    page = phone(staff, f"{SUBMIT}?community={community.pk}")
    page.context.set_offline(True)
    fill(page, "Told to the office")
    page.locator("[name=consent]").check()
    send_without_signal(page)
    expect(kept(page, "waiting")).to_have_count(1)
    page.context.route(
        "**/submit/", lambda route: route.abort() if route.request.method == "POST" else route.fallback()
    )
    page.context.set_offline(False)
    page.context.clear_cookies()
    signed_in(page, leader)  # the phone was opened by somebody else last
    page.goto(f"{site}{SUBMIT}")
    fill(page, "Half written")
    expect(page.locator("#needs-word")).to_have_text("Kept on this phone.")
    page.context.clear_cookies()
    signed_in(page, staff)

    log_out(page, site)
    expect(page.locator("#unsent")).to_contain_text("not sent yet: 1")
    page.locator("form[data-leave] button").click()
    page.wait_for_url(f"{site}/")

    left = "Promise.all(['drafts', 'queue'].map((store) => needsQueue.all(store))).then((found) => found.flat())"
    page.goto(f"{site}/community-needs/submit/offline/")
    assert [record["title"] for record in page.evaluate(left)] == ["Half written"]


def test_staff_when_they_choose_the_next_community_then_what_waited_is_sent(site, phone, facilitator):
    page = phone(facilitator, f"{SUBMIT}?community={CommunityFactory().pk}")
    page.context.set_offline(True)
    fill(page, "Told to the office")
    page.locator("[name=consent]").check()
    send_without_signal(page)
    expect(kept(page, "waiting")).to_have_count(1)
    page.evaluate("needsQueue.own().then(([one]) => needsQueue.put('queue', {...one, nextAt: 0}))")
    page.context.route("**/submit/ready/", lambda route: route.abort())
    page.context.set_offline(False)

    page.goto(f"{site}{SUBMIT}")
    expect(page.locator("#unsent")).to_contain_text("not sent yet: 1")
    page.context.unroute("**/submit/ready/")
    page.get_by_role("link", name="Look at them").click()
    page.get_by_role("button", name="Send now").click()

    expect(kept(page, "sent")).to_have_count(1)
    assert Need.objects.get().title == "Told to the office"


def test_staff_when_they_mend_a_need_of_another_community_then_it_stays_that_communitys(site, phone, facilitator):
    first, second = CommunityFactory(), CommunityFactory()
    page = phone(facilitator, f"{SUBMIT}?community={first.pk}")
    page.context.set_offline(True)
    fill(page, "Of the first")
    page.locator("[name=consent]").check()
    page.locator("[name=affected_population]").fill("many")
    send_without_signal(page)
    page.context.set_offline(False)
    expect(kept(page, "refused")).to_have_count(1, timeout=30_000)

    page.goto(f"{site}{SUBMIT}?community={second.pk}")
    page.get_by_role("button", name="Open and mend").click()
    expect(page.locator("#error-summary")).to_contain_text("Write a number in digits")
    page.locator("[name=affected_population]").fill("40")
    press_send(page)

    page.wait_for_url("**/receipt/**")
    assert Need.objects.get().community == first


def test_staff_when_nothing_is_kept_then_log_out_of_the_back_office_at_once(site, phone, facilitator):
    page = phone(facilitator, f"{SUBMIT}?community={CommunityFactory().pk}")

    log_out(page, site)

    page.wait_for_url(f"{site}/")
    page.goto(f"{site}/admin/")
    expect(page).to_have_url(re.compile("/accounts/login/"))


def log_out(page, site):
    page.set_viewport_size({"width": 1280, "height": 800})
    page.goto(f"{site}/admin/")
    page.locator(".sidebar-footer__account").click()
    page.get_by_role("button", name="Log out").click()


def test_cache_when_the_form_and_other_own_pages_were_opened_then_holds_the_shell_alone(site, leader, phone):
    page = phone(leader)
    page.goto(f"{site}/community-needs/dashboard/")
    page.goto(f"{site}{SUBMIT}")

    held = page.evaluate(
        """async () => {
            const kept = await (await caches.open("needs-en")).keys();
            return kept.map((one) => new URL(one.url).pathname);
        }"""
    )

    assert sorted(path for path in held if not path.startswith("/static/")) == ["/community-needs/submit/offline/"]
    shell = page.evaluate("caches.match('/community-needs/submit/offline/').then((found) => found.text())")
    assert "Maguindanaon of Calumpang" not in shell
    assert "csrfmiddlewaretoken" not in shell


def test_form_when_opened_in_filipino_then_opens_without_signal_in_filipino(
    site, leader, phone, filipino_catalog, violations
):
    page = phone(leader, f"/fil{SUBMIT}")
    page.context.set_offline(True)
    page.goto(f"{site}/fil{SUBMIT}")
    fill_in = page.locator("#need-form [name=title]")
    expect(fill_in).to_be_visible()
    fill_in.fill("Ikalawang balon")

    expect(page.locator("html")).to_have_attribute("lang", "fil")
    assert violations(page) == []


def send_without_signal(page):
    """Press Send, and wait until the page has put the need aside and is ready for the next step."""
    press_send(page)
    expect(page.locator("#needs-said")).to_contain_text(QUEUED)
