"""The way of a need in a real browser: its leader on a phone, OOBC and the offices at their desks."""

import re
from collections import Counter
from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.core import mail
from django.utils import timezone
from playwright.sync_api import expect

from portal.core.background.sweeps import run_sweep
from portal.core.days import short_date
from portal.needs.models import Forwarding, Need
from portal.notifications.models import InboxMessage, OutboxMessage
from tests.accounts.factories import UserFactory
from tests.browser.phone import SUBMIT, fill, kept, press_send
from tests.browser.staff import OURS, field
from tests.communities.factories import CommunityFactory, RepresentativeFactory
from tests.core.factories import NeedCategoryFactory
from tests.organizations.factories import FocalPersonFactory, OrganizationFactory

MY_COMMUNITY, FOLLOW = "/community-needs/dashboard/", "/community-needs/follow/"
QUEUE = "/admin/needs/register/"
WELL = "A second well in Sitio Riverside"
QUESTION = "How many families use the well?"
NO_MANDATE = "Wells are built by another office."
NEXT, NOT_OURS = "Ministry of Public Works (MPW)", "Water systems are the work of the ministry of public works."
TAKEN_UP = "We drill it in the first half of next year."
LATER = "The road to the sitio must be repaired first."


@pytest.fixture
def people(site, settings):
    """A leader, OOBC, and three offices, each with who answers for it."""
    settings.STAFF_SECOND_FACTOR = "optional"
    NeedCategoryFactory(code="water", name="Water")

    def office(acronym, name):
        itself = OrganizationFactory(acronym=acronym, name=name)
        return FocalPersonFactory(membership__organization=itself).membership.user

    return SimpleNamespace(
        leader=RepresentativeFactory(community=CommunityFactory(name="Maguindanaon of Calumpang")).user,
        staff=UserFactory(role="oobc_staff"),
        health=office("MOH", "Ministry of Health"),
        farms=office("MAFAR", "Ministry of Agriculture"),
        works=office("MPW", "Ministry of Public Works"),
    )


@pytest.fixture
def told(people):
    """What mails a person was queued since the last time, each with a notice on the site beside it."""
    seen = Counter()

    def news(user):
        mails = OutboxMessage.objects.filter(user=user, channel="email").order_by("pk")
        notices = InboxMessage.objects.filter(user=user).order_by("pk")
        kinds = [list(rows.values_list("kind", flat=True)) for rows in (mails, notices)]
        new = [some[seen[user.pk, which] :] for which, some in enumerate(kinds)]
        seen.update({(user.pk, which): len(some) for which, some in enumerate(new)})
        return SimpleNamespace(mails=new[0], notices=new[1])

    return news


# ---- What the leader reads -------------------------------------------------------------------------------------------


def reads(leader, site, *, state, awaits="", steps):
    """ "My community" says where the need stands, what is awaited, and at the end of its story these steps."""
    leader.goto(f"{site}{MY_COMMUNITY}")
    card = leader.locator(".card", has=leader.get_by_role("heading", name=WELL)).last
    expect(card.locator(".status")).to_have_text(state)
    expect(card).to_contain_text(awaits)
    card.locator("summary", has_text="What happened so far").click()
    story = card.locator("details li p:not(.by)")
    assert story.all_inner_texts()[-len(steps) :] == steps


def reads_story(leader, site, *words):
    """The page of the need says what was written."""
    leader.goto(f"{site}{MY_COMMUNITY}")
    leader.locator(".card").get_by_role("link", name=WELL).click()
    story = leader.get_by_role("region", name="What happened so far")
    for some in words:
        expect(story).to_contain_text(some)


# ---- What staff do ---------------------------------------------------------------------------------------------------


def open_from_queue(staff, site, need, tab=""):
    """As the queue shows it, without knowing its address."""
    staff.goto(f"{site}{QUEUE}")
    if tab:
        staff.get_by_role("navigation", name="Which needs").get_by_role("link", name=tab).click()
    staff.locator("main table").get_by_role("link", name=need.spoken_reference).first.click()
    expect(staff.locator("main .portal-need-title")).to_have_text(need.title)


def do(page, act, button, *, look=None, before=None, **values):
    """One act on the page of a need: its button there, its form, and the button that does it."""
    page.locator("main").get_by_role("link", name=act, exact=True).click()
    for name, value in values.items():
        asked = field(page, name)
        if asked.first.get_attribute("type") == "radio":
            page.locator(f"main form [name={name}][value='{value}']").check()
        elif asked.evaluate("one => one.tagName") == "SELECT":
            asked.select_option(label=value)
        else:
            asked.fill(value)
    if before:
        before()
    if look:
        look(act, page, OURS)
    with page.expect_navigation():
        page.locator("main form").get_by_role("button", name=button, exact=True).click()
    expect(page.locator(".messages")).to_be_visible()


def shows_letters(staff, *words):
    """What the community will read is shown first, and nothing is sent yet."""
    staff.get_by_role("button", name="See what the community will read").click()
    letters = staff.locator(".portal-letters")
    expect(letters).to_contain_text("Nothing is sent yet.")
    for some in words:
        expect(letters).to_contain_text(some)


# ---- The stories -----------------------------------------------------------------------------------------------------


def test_need_when_sent_without_signal_then_its_leader_reads_every_step_until_it_is_prioritized(
    site, people, phone, as_person, looked, told
):
    leader, staff = phone(people.leader), as_person(people.staff)

    # Without signal it is kept, and the phone says so; with signal it goes, and there is a receipt.
    leader.context.set_offline(True)
    leader.goto(f"{site}{SUBMIT}")
    fill(leader, WELL)
    press_send(leader)
    expect(leader.locator("#needs-said")).to_contain_text("Not sent yet.")
    expect(kept(leader, "waiting")).to_contain_text(WELL)
    looked("not sent yet", leader)
    assert not Need.objects.exists()
    leader.context.set_offline(False)
    expect(kept(leader, "sent")).to_be_visible(timeout=30_000)
    need = Need.objects.get()
    expect(leader.locator("#needs-said")).to_have_text("Everything is sent.")
    expect(leader.get_by_text("There is no signal.")).to_be_hidden()
    looked("sent", leader)
    kept(leader, "sent").get_by_role("link", name="See the receipt").click()
    expect(leader.locator(".number-said")).to_have_text(need.spoken_reference)
    looked("receipt", leader)
    news = told(people.leader)
    assert news.mails == news.notices == ["needs.received"]
    reads(leader, site, state="OOBC is looking at it", awaits="OOBC answers by", steps=["OOBC received the need"])
    looked("my community", leader)

    # OOBC finds it among what waits, and asks.
    assert told(people.staff).notices == ["needs.arrived"]
    staff.goto(f"{site}/admin/")
    staff.locator("main").get_by_role("link", name="Needs to review").click()
    looked("queue", staff, ".portal-queue")  # the line above it is Wagtail's own
    open_from_queue(staff, site, need)
    looked("need at the desk", staff, OURS)
    do(
        staff,
        "Ask the community",
        "Ask",
        question=QUESTION,
        look=looked,
        before=lambda: shows_letters(staff, QUESTION, need.spoken_reference),
    )
    assert told(people.leader).mails == ["needs.asked"]

    # The leader reads the question and answers it.
    leader.goto(f"{site}{MY_COMMUNITY}")
    waits = leader.get_by_role("region", name="Waits for you")
    expect(waits).to_contain_text(QUESTION)
    looked("asked", leader)
    waits.get_by_role("link", name="Answer").click()
    looked("answering", leader)
    leader.get_by_label("Your answer").fill("Forty families.")
    leader.get_by_role("button", name="Send the answer").click()
    expect(leader.locator("main, body").first).to_contain_text("Your answer was sent to OOBC.")
    looked("answered", leader)
    steps = ["OOBC received the need", "OOBC asked for more", "The community answered"]
    reads(leader, site, state="OOBC is looking at it", awaits="OOBC answers by", steps=steps)
    expect(waits).to_have_count(0)
    assert told(people.staff).notices == ["needs.answered"]

    # It is rated and validated.
    open_from_queue(staff, site, need)
    expect(staff.locator("main")).to_contain_text("Forty families.")
    do(staff, "Rate", "Keep the rating", urgency_level="immediate", impact_severity="4", look=looked)
    need.refresh_from_db()
    expect(staff.locator("main")).to_contain_text(str(need.priority_score))
    do(staff, "Validate", "It holds: validate it", look=looked, before=lambda: shows_letters(staff, "validated it"))
    assert told(people.leader).mails == ["needs.validated"]
    awaits = "OOBC looks for an office that can help."
    reads(leader, site, state="Checked: the need is real", awaits=awaits, steps=["OOBC validated the need"])

    # Two offices are asked.
    staff.get_by_role("link", name="Forward to offices").click()
    looked("forwarding", staff, OURS)
    for name in ("Ministry of Health", "Ministry of Agriculture"):
        staff.get_by_role("checkbox", name=name).check()
    field(staff, "message").fill("Can you build it?")
    staff.get_by_role("button", name="Forward the need").click()
    expect(staff.locator(".messages")).to_contain_text("is handed to 2 offices")
    looked("forwarded", staff, OURS)
    assert told(people.leader).mails == ["needs.forwarded", "needs.forwarded"]
    steps = ["OOBC asked an office: MAFAR", "OOBC asked an office: MOH"]
    reads(leader, site, state="Checked: the need is real", awaits="MAFAR, MOH: an answer by", steps=steps)
    looked("offices are asked", leader)

    # One returns it, one passes it on, and the third takes it up.
    health, farms, works = (as_person(user) for user in (people.health, people.farms, people.works))
    for user in (people.health, people.farms):
        assert told(user).mails == ["needs.forwarding_arrived"]
    assert told(people.works).mails == []
    open_from_home(health, site, need)
    looked("need for an office", health, OURS)
    do(health, "Return it", "Return it to OOBC", reason=NO_MANDATE, look=looked)
    assert health.request.get(f"{site}/admin/needs/forwarded/inspect/{forwarding_of(people.health).pk}/").status == 404
    reads(leader, site, state="Checked: the need is real", steps=["The office cannot take it up: MOH"])
    open_from_home(farms, site, need)
    do(farms, "Pass it on", "Pass it on to this office", to=NEXT, reason=NOT_OURS, look=looked)
    steps = ["The office passed it on: MAFAR", "The next office was asked: MPW"]
    reads(leader, site, state="Checked: the need is real", awaits="MPW: an answer by", steps=steps)
    assert told(people.works).mails == ["needs.forwarding_arrived"]
    open_from_home(works, site, need)
    expect(works.locator("main")).to_contain_text(NOT_OURS)
    do(
        works,
        "Take it up",
        "Our office takes it up",
        feasibility="High",
        cost_low="400000",
        cost_high="600000",
        reason=TAKEN_UP,
        look=looked,
    )
    expect(works.locator("main")).to_contain_text("400,000.00 to 600,000.00")
    looked("office has answered", works, OURS)
    answered = ["needs.office_answered", "needs.passed_on", "needs.office_answered"]
    assert told(people.leader).mails == answered
    back = ["needs.forwarding_given_back", "needs.forwarding_given_back", "needs.office_takes_it_up"]
    assert told(people.staff).notices == back
    awaits = "The office that takes it up says when it is planned."
    reads(leader, site, state="Checked: the need is real", awaits=awaits, steps=["The office takes it up: MPW"])
    reads_story(leader, site, NO_MANDATE, NOT_OURS, TAKEN_UP, "Ministry of Public Works")
    looked("need of the leader", leader)

    # It is put off, comes back by itself on its day, and is prioritized.
    open_from_queue(staff, site, need, "Validated and after")
    expect(staff.locator("main")).to_contain_text("passed on by MAFAR")
    looked("answers at the desk", staff, OURS)
    again_on = timezone.localdate() + timedelta(days=60)
    do(
        staff,
        "Put off",
        "Put it off",
        review_again_on=again_on.isoformat(),
        reason=LATER,  # after the day: its calendar covers the buttons until somebody goes on
        look=looked,
        before=lambda: shows_letters(staff, LATER),
    )
    assert told(people.leader).mails == ["needs.deferred"]
    awaits = f"OOBC looks at it again on {short_date(again_on)}."
    reads(leader, site, state="Put off until later", awaits=awaits, steps=["OOBC put it off"])
    reads_story(leader, site, LATER)
    looked("put off", leader)
    sweep = "portal.needs.sweeps.bring_back"
    run_sweep.call(sweep)
    assert told(people.leader).mails == []
    Need.objects.update(review_again_on=timezone.localdate())
    run_sweep.call(sweep)
    assert told(people.leader).mails == ["needs.came_back"]
    assert told(people.staff).notices == ["needs.back_for_review"]
    reads(leader, site, state="Checked: the need is real", steps=["OOBC put it off", "OOBC looks at it again"])
    staff.goto(f"{site}/admin/")
    staff.locator("main").get_by_role("link", name="Needs back from being put off").click()
    staff.locator("main table").get_by_role("link", name=need.spoken_reference).first.click()
    do(staff, "Prioritize", "Put it on the list of first needs", look=looked)
    assert told(people.leader).mails == ["needs.prioritized"]
    looked("prioritized", staff, OURS)
    steps = ["OOBC looks at it again", "OOBC put it on the list of first needs"]
    reads(leader, site, state="On the list of first needs", steps=steps)
    looked("my community at the end", leader)


def open_from_home(office, site, need):
    """The office's home page says that something waits, and leads to it."""
    office.goto(f"{site}/admin/")
    office.locator("main").get_by_role("link", name="Needs to answer").click()
    office.locator("main table").get_by_role("link", name=need.spoken_reference).first.click()
    expect(office.locator("main")).to_contain_text("Can you build it?")


def forwarding_of(focal):
    return Forwarding.objects.get(mao__memberships__user=focal)


def test_need_when_entered_for_somebody_without_an_account_then_they_follow_and_answer_it_by_number_and_phone(
    site, people, settings, new_context, as_person, looked
):
    settings.SMS_URL = "console"
    staff = as_person(people.staff)
    person = new_context(viewport={"width": 360, "height": 800}).new_page()

    # A facilitator writes down what somebody tells.
    staff.goto(f"{site}{SUBMIT}")
    staff.get_by_label("Name of the community, barangay or town").fill("calumpang")
    staff.get_by_role("button", name="Look for it").click()
    looked("choice of the community", staff)
    staff.get_by_role("link", name="Maguindanaon of Calumpang").click()
    fill(staff, WELL)
    field(staff, "person_name").fill("Amina Salik")
    field(staff, "person_phone").fill("0917 123 4567")
    press_send(staff)
    expect(staff.locator("#error-summary")).to_contain_text("Ask the person first.")
    looked("without agreement", staff)
    assert not Need.objects.exists()
    field(staff, "consent").check()
    press_send(staff)
    staff.wait_for_url("**/receipt/**")
    need = Need.objects.get()
    expect(staff.locator(".number-said")).to_have_text(need.spoken_reference)
    looked("receipt of a facilitator", staff)
    assert (need.channel, need.submitter.name) == ("facilitator", "Amina Salik")
    assert texted() == ("+639171234567", f"OOBC: need {need.spoken_reference} received.")

    # OOBC asks; who would review their own entry cannot.
    other = as_person(UserFactory(role="oobc_staff"))
    staff.goto(f"{site}{need.get_absolute_url()}")
    expect(staff.locator("main")).to_contain_text("You sent this need or speak for its community.")
    open_from_queue(other, site, need)
    do(other, "Ask the community", "Ask", question=QUESTION)
    assert texted() == ("+639171234567", f"OOBC asks you something about need {need.spoken_reference}.")

    # The person looks it up, is sent a link, opens it and answers.
    person.goto(f"{site}{FOLLOW}")
    looked("follow", person)
    look_up(person, need.spoken_reference, "0917 765 4321")
    expect(person.get_by_role("alert")).to_contain_text("We found no need with these two")
    looked("not found", person)
    look_up(person, need.spoken_reference.lower(), "0917 123 4567")
    expect(person.locator("main")).to_contain_text("OOBC is looking at it")
    expect(person.locator("main")).to_contain_text("OOBC waits for your answer until")
    expect(person.locator("main")).not_to_contain_text("Amina")
    looked("found", person)
    person.get_by_role("button", name="Send me a link").click()
    expect(person.get_by_role("heading", level=1)).to_have_text("Look for our message")
    looked("link sent", person)
    person.goto(site + re.search(r"/community-needs/open/[\w-]+/", mail.outbox[-1].body)[0])
    looked("link", person)
    person.locator("main button").click()
    expect(person.locator("main")).to_contain_text(QUESTION)
    looked("need of somebody without an account", person)
    person.get_by_role("link", name="Answer OOBC").click()
    person.get_by_label("Your answer").fill("Forty families.")
    person.get_by_role("button", name="Send the answer").click()
    expect(person.get_by_role("region", name="What happened so far")).to_contain_text("Forty families.")
    looked("answered without an account", person)

    # OOBC has the answer, and the clock runs.
    open_from_queue(other, site, need)
    expect(other.locator("main")).to_contain_text("Forty families.")
    need.refresh_from_db()
    assert need.paused_on is None


def look_up(person, number, contact):
    person.get_by_label("Number of the need").fill(number)
    person.get_by_label("Mobile number or e-mail address").fill(contact)
    person.get_by_role("button", name="Show where it stands").click()


def texted():
    """To whom the newest SMS went, and its first sentence."""
    newest = mail.outbox[-1]
    return newest.to[0].removesuffix("@sms.invalid"), newest.body.partition(". ")[0].removesuffix(".") + "."
