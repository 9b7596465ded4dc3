"""The whole way of an application: a form is built, somebody applies on a phone without scripts, the office decides.

The applicant presses what stands on the page, found by its place instead of its words, so that both languages take the
same steps.
"""

import re
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from types import SimpleNamespace
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import expect

from catalog import actions
from catalog.applications import deciding
from catalog.applications.through_portal import count_services
from catalog.form_builder.actions import start
from catalog.form_builder.templates import form_templates
from catalog.loaders import load_moderation_workflow
from catalog.models import FormVersion, ServiceApplication
from catalog.questions import Bilingual, Condition, Kind, Question
from portal.core import abuse
from portal.monitoring.models import MonitoringEntry
from portal.notifications.models import OutboxMessage
from tests.accounts.factories import UserFactory
from tests.browser.staff import act, preview_of
from tests.catalog.factories import (
    ApplicationFactory,
    OfferingFactory,
    PrivacyNoticeFactory,
    RequiredDocumentFactory,
)
from tests.core.factories import ServiceCategoryFactory
from tests.geography.factories import BarangayFactory
from tests.organizations.factories import OrganizationFactory, OrganizationMembershipFactory

FORMS, DESK = "/admin/catalog/forms/", "/admin/catalog/applications/"
OWN = "main .nice-padding, main .w-dashboard"
HTML = {"Content-Type": "text/html; charset=utf-8"}
QUESTION = "Please send the back of your school ID."
PDF = (
    b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj 2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj "
    b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
)


@pytest.fixture
def office(site, settings, monkeypatch):
    """An office with a service that needs a paper, somebody who writes and decides there, and OOBC."""
    settings.STAFF_SECOND_FACTOR = "optional"
    monkeypatch.setattr(abuse, "FASTEST_SECONDS", -1)
    load_moderation_workflow()
    PrivacyNoticeFactory()
    BarangayFactory(name="Calumpang")
    mao = OrganizationFactory(acronym="MBHTE", name="Ministry of Basic Education")
    service = OfferingFactory(
        offering_mao=mao,
        category=ServiceCategoryFactory(code="education", name="Education"),
        title="School allowance",
        published=True,
        open_now=True,
        transaction_class="complex",
        contact_person="Records Officer, Scholarship Division",
    )
    RequiredDocumentFactory(offering=service, name="School ID")
    return SimpleNamespace(
        service=service,
        editor=OrganizationMembershipFactory(organization=mao, start_date=date(2020, 1, 1)).user,
        moderator=UserFactory(role="oobc_staff"),
    )


@pytest.fixture
def looked(browser, violations, runs_over):
    """Lets axe look at pages on the way; at the end it must have found nothing on any.

    A page that came to a phone without scripts is looked at, as it came, in a window with scripts: axe is one.
    """
    faults = {}
    context = browser.new_context(viewport={"width": 360, "height": 720})
    reader = context.new_page()

    def look(name, page, part=None):
        looked_at = page
        if part is None:
            address, as_it_came = page.url.partition("#")[0], page.content()
            reader.route(lambda asked: asked == address, lambda route: route.fulfill(body=as_it_came, headers=HTML))
            reader.goto(address)
            reader.unroute_all()
            looked_at = reader
            assert reader.title() == page.title()
        if found := [*violations(looked_at, part), *(["runs over"] if runs_over(looked_at) else [])]:
            faults[name] = found

    yield look
    context.close()
    assert faults == {}


@contextmanager
def new_page_of(page):
    with page.expect_navigation():
        yield


# ---- What the office does --------------------------------------------------------------------------------------------


def build_form(editor, site, looked):
    """From a template, with one more question for those who have other support; handed in to OOBC."""
    editor.goto(f"{site}{FORMS}add/")
    looked("start of a form", editor, OWN)
    editor.get_by_label("Service").select_option(label="MBHTE: School allowance")
    editor.get_by_role("radio", name=re.compile("^Scholarship")).check()
    with new_page_of(editor):
        editor.get_by_role("button", name="Make the draft").click()

    editor.locator(".w-panel__header", has_text="Your household").first.get_by_role("button").first.click()
    household = editor.locator("section.w-panel", has=editor.locator("[name=sections-2-value-title]")).last
    household.get_by_role("button", name="Insert a block").last.click()
    editor.get_by_role("option", name="Short text").click()

    def of_new_question(name):
        return editor.locator(f"[name=sections-2-value-questions-5-value-{name}]")

    of_new_question("label").fill("Who pays it?")
    of_new_question("label_fil").fill("Sino ang nagbibigay?")
    of_new_question("show_if").locator("xpath=ancestor::section[1]").get_by_role("button").first.click()
    of_new_question("show_if").fill("other_support")
    of_new_question("show_if_values").fill("yes")
    act(editor, "Submit to OOBC")


def with_one_more(template):
    """The same question for those who do not come through the screens."""
    *others, household = template.definition.sections
    words, condition = Bilingual("Who pays it?", "Sino ang nagbibigay?"), Condition("other_support", ("yes",))
    more = Question("who_pays_it", Kind.SHORT, words, show_if=condition)
    household = replace(household, questions=(*household.questions, more))
    return replace(template, definition=replace(template.definition, sections=(*others, household)))


def publish_form(moderator, site):
    moderator.goto(f"{site}/admin/")
    moderator.locator("#to-publish-section").get_by_role("link", name="Application form: School allowance").click()
    assert "Who pays it?" in preview_of(moderator)
    act(moderator, "Approve and publish")


def ask_for_more(editor, site, case, looked):
    editor.goto(f"{site}{DESK}")
    looked("queue", editor, OWN)
    with new_page_of(editor):
        editor.get_by_role("link", name=case.spoken_reference).first.click()
    looked("case at the desk", editor, OWN)
    with new_page_of(editor):
        editor.get_by_role("link", name="Ask for more information").click()
    editor.get_by_label("What is missing?").fill(QUESTION)
    with new_page_of(editor):
        editor.get_by_role("button", name="See what the applicant will read").click()
    expect(editor.get_by_text("Nothing is sent yet.")).to_be_visible()
    looked("asking", editor, OWN)
    with new_page_of(editor):
        editor.get_by_role("button", name="Ask the applicant").click()


def approve(editor, site, case, looked):
    editor.goto(f"{site}{DESK}inspect/{case.pk}/")
    expect(editor.get_by_text("Here is the back.")).to_be_visible()
    with new_page_of(editor):
        editor.get_by_role("link", name="Approve", exact=True).click()
    editor.get_by_label("Message to the applicant").fill("Come on Monday with your ID.")
    editor.get_by_label("Also make a draft PPA of it").check()
    looked("approving", editor, OWN)
    with new_page_of(editor):
        editor.get_by_role("button", name="Approve", exact=True).click()
    with new_page_of(editor):
        editor.get_by_role("link", name="School allowance, approved on").click()
    expect(editor.locator("main")).to_contain_text("School allowance")
    looked("PPA", editor, OWN)


# ---- What an applicant does ------------------------------------------------------------------------------------------


class Applicant:
    """Somebody with a small phone without scripts, who makes a mistake on the way wherever one can be made."""

    def __init__(self, browser, site, language, looked):
        self.browser, self.site, self.language, self.looked = browser, site, language, looked
        self.contexts = []
        self.take_a_phone()

    def take_a_phone(self):
        context = self.browser.new_context(viewport={"width": 360, "height": 720}, java_script_enabled=False)
        self.contexts.append(context)
        self.page = context.new_page()
        self.page.set_default_timeout(10_000)

    def open(self, path):
        self.page.goto(f"{self.site}{self.language}{path}")

    def look(self, name):
        self.looked(name, self.page)

    def press(self, place):
        with new_page_of(self.page):
            self.page.locator(f"main {place}").first.click()

    def go_on(self):
        self.press("button.button[name=next]:not(.hidden)")

    def fill(self, **answers):
        for name, value in answers.items():
            field = self.page.locator(f"main [name={name.replace('__', '-')}]")
            if field.first.get_attribute("type") == "radio":
                self.page.locator(f"main [name={name.replace('__', '-')}][value={value}]").check()
            elif field.first.get_attribute("type") == "checkbox":
                field.check()
            else:
                field.fill(value)

    def add_file(self, name):
        file = {"name": name, "mimeType": "application/pdf", "buffer": PDF if name.endswith("pdf") else b"MZ"}
        self.page.locator("main input[type=file]").set_input_files(file)

    def refused(self, name):
        expect(self.page.get_by_role("alert")).to_be_visible()
        self.look(f"{name}, refused")

    # ---- Applying ----------------------------------------------------------------------------------------------------

    def begin(self, service):
        self.open(f"/catalog/{service.pk}/")
        self.press("a[href*='/applications/submit/']")
        self.look("start")
        self.press("form button")
        self.refused("start")
        # Advised that it may not fit, and going on all the same.
        self.page.locator("main [name=check-0][value=no]").check()
        self.fill(channel="online", agree="on")
        self.press("form button")
        self.refused("advice")
        self.press("form button")

    def tell_about_oneself(self):
        self.go_on()
        self.refused("about")
        self.fill(name="Amina Sali", email="amina@example.org")
        self.go_on()
        for _step in ("region", "province", "municipality", "barangay"):
            assert "/place/" in self.page.url
            self.look("place")
            self.page.locator("main select").select_option(index=1)
            self.go_on()

    def stop_and_go_on_with_another_phone(self):
        self.fill(**{"a-date_of_birth": "2008-03-04"})
        self.look("section")
        self.press("button[name=later]")
        self.look("later")
        code = self.page.locator(".number-said").inner_text()
        self.press("form button")  # the address is filled in
        self.take_a_phone()
        self.open("/applications/resume/")
        self.look("resume")
        self.fill(code="7K3M-XQ4P-9BNT")
        self.press("form button")
        self.refused("resume")
        self.fill(code=code)
        self.press("form button")
        self.look("check, unfinished")

    def answer_what_is_missing(self):
        self.open_unfinished_page()
        school = {"school": "Notre Dame", "course": "Science", "year_level": "eleven", "average": "91"}
        self.fill(**{"a-level": "senior_high"}, **{f"a-{name}": value for name, value in school.items()})
        self.go_on()
        self.refused("section")
        self.fill(**{"a-year_level": "11"})
        self.go_on()

        self.open_unfinished_page()
        self.fill(**{"a-monthly_income": "8,500", "a-household_members": "6", "a-other_support": "yes"})
        expect(self.page.locator("[name=a-who_pays_it]")).to_have_count(0)
        self.go_on()
        self.look("section with more to ask")
        self.fill(**{"a-other_support_which": "Town scholarship", "a-who_pays_it": "The town"})
        self.go_on()

    def add_the_paper(self):
        self.open_unfinished_page()
        self.add_file("school-id.exe")
        self.go_on()
        self.refused("paper")
        self.add_file("school-id.pdf")
        self.go_on()

    def open_unfinished_page(self):
        self.press("section p a[href$='from=check']")

    def send(self):
        for answer in ("Calumpang", "The town", "school-id.pdf"):
            expect(self.page.locator("main")).to_contain_text(answer)
        self.look("check")
        self.press("form button")
        self.look("receipt")
        case = ServiceApplication.objects.get()
        assert self.page.locator(".number-said").inner_text() == case.spoken_reference
        receipt = self.page.request.get(self.site + self.page.locator("a[href$='receipt.pdf']").get_attribute("href"))
        assert receipt.body().startswith(b"%PDF")
        return case

    # ---- Following and answering -------------------------------------------------------------------------------------

    def track(self, case, contact):
        self.fill(reference=case.spoken_reference.lower(), contact=contact)
        self.press("form button")

    def find(self, case):
        self.open("/applications/track/")
        self.look("track")
        self.track(case, "somebody@example.org")
        self.refused("track")
        self.track(case, "Amina@example.org")
        expect(self.page.locator("main")).to_contain_text("School allowance")
        expect(self.page.locator("main")).not_to_contain_text("Amina")
        self.look("result")

    def answer_by_mailed_link(self, mails):
        self.press("form[action$='/track/link/'] button")
        self.look("link sent")
        link = re.search(r"https?://\S+/applications/open/\S+", mails[-1].body)[0]
        self.page.goto(self.site + urlsplit(link).path)
        self.look("link")
        self.press("form button")
        self.look("case")
        self.press("a.button[href$='/reply/']")
        expect(self.page.locator("main")).to_contain_text(QUESTION)
        self.press("form button")
        self.refused("reply")
        self.fill(text="Here is the back.")
        self.add_file("back.pdf")
        self.press("form button")
        expect(self.page.locator("main")).to_contain_text("Here is the back.")
        self.look("case, answered")
        self.page.goto(self.site + urlsplit(link).path)
        self.look("link, used")


@pytest.fixture
def applicant(browser, site, office, looked):
    people = []

    def take(language=""):
        people.append(Applicant(browser, site, language, looked))
        return people[-1]

    yield take
    for person in people:
        for context in person.contexts:
            context.close()


def apply(amina, service):
    amina.begin(service)
    amina.tell_about_oneself()
    amina.stop_and_go_on_with_another_phone()
    amina.answer_what_is_missing()
    amina.add_the_paper()
    return amina.send()


# ---- The way ---------------------------------------------------------------------------------------------------------


def test_application_when_a_form_is_built_and_filled_in_then_decided_tracked_and_counted(
    site, office, as_person, applicant, looked, mailoutbox
):
    editor, moderator, amina = as_person(office.editor), as_person(office.moderator), applicant()
    build_form(editor, site, looked)
    amina.open(f"/catalog/{office.service.pk}/")
    expect(amina.page.locator("a[href*='/applications/submit/']")).to_have_count(0)
    publish_form(moderator, site)

    case = apply(amina, office.service)
    ask_for_more(editor, site, case, looked)
    amina.find(case)
    amina.answer_by_mailed_link(mailoutbox)
    approve(editor, site, case, looked)

    amina.open("/applications/track/")
    amina.track(case, "amina@example.org")
    expect(amina.page.get_by_role("heading", name="Approved")).to_be_visible()
    ApplicationFactory.create_batch(4, service=case.service, approved=True)
    count_services()
    amina.open(f"/catalog/{office.service.pk}/")
    amina.look("service")
    counted = amina.page.locator("section", has_text="Through this portal").last
    expect(counted).to_contain_text(re.compile(r"Applications received\s*5"))
    case.refresh_from_db()
    assert case.resulting_ppa == MonitoringEntry.objects.get()
    assert list(case.service.linked_ppas.all()) == [case.resulting_ppa]
    assert moderator.request.get(f"{site}{DESK}inspect/{case.pk}/").status == 404


def test_application_when_in_filipino_then_every_page_and_mail_is_for_who_reads_it(site, office, applicant, mailoutbox):
    form = start(office.service, template=with_one_more(form_templates()["scholarship"]), by=office.editor)
    actions.submit(form, by=office.editor)
    actions.publish(form, by=office.moderator)
    amina = applicant("/fil")

    case = apply(amina, office.service)
    deciding.ask_for_information(case, question=QUESTION, by=office.editor)
    amina.find(case)
    amina.answer_by_mailed_link(mailoutbox)

    case.refresh_from_db()
    assert (case.language, case.information_requests.get().answer) == ("fil", "Here is the back.")
    told = OutboxMessage.objects.filter(address="amina@example.org")
    assert set(told.values_list("language", flat=True)) == {"fil"}
    assert FormVersion.objects.get() == case.form_version
