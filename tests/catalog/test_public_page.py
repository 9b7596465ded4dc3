"""The page of a service."""

import html as html_module
import re
from datetime import timedelta
from uuid import uuid4

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import connection
from django.test import RequestFactory
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from catalog import views
from catalog.enums import ApplicationMode, OBCAccess, TransactionClass
from catalog.models import OfferingSource, OfferingTranslation, RequiredDocument, ServiceOffering
from portal.core.models import ContentVersion
from portal.geography.models import MapShape
from tests.accounts.factories import UserFactory
from tests.catalog.factories import OfferingFactory
from tests.core.factories import ServiceCategoryFactory
from tests.geography.factories import ProvinceFactory, RegionFactory
from tests.organizations.factories import OrganizationFactory
from tests.weight import BUDGETS, weigh

pytestmark = pytest.mark.django_db


def published(**fields):
    return OfferingFactory(published=True, **fields)


def page_of(client, offering, language=""):
    return client.get(f"{language}/catalog/{offering.pk}/").text


def words(html):
    """What a reader sees, in order; a bar where an element begins or ends."""
    main = re.search(r"<main.*?</main>", html, re.DOTALL)[0]
    return html_module.unescape(re.sub(r"\s*(?:<[^>]+>\s*)+", "|", main))


def fact(html, term):
    found = re.search(rf"<dt>{re.escape(term)}</dt><dd>(.*?)</dd>", html, re.DOTALL)
    return html_module.unescape(re.sub(r"\s*(?:<[^>]+>\s*)+", "|", found[1])).strip("|") if found else None


# ---- Who may read it -------------------------------------------------------------------------------------------------


def test_page_when_unpublished_or_unknown_then_is_not_found(client):
    draft = OfferingFactory()
    closed = published(offering_mao=OrganizationFactory(deactivated=True))

    answers = [client.get(f"/catalog/{pk}/").status_code for pk in (draft.pk, closed.pk, uuid4())]

    assert answers == [404, 404, 404]
    assert client.get(f"/catalog/{draft.pk}/report/").status_code == 404


# ---- Can I get it? ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("access", "kind", "answer"),
    [
        (OBCAccess.OPEN_TO_OBC, "yes", "You can get this if you live outside BARMM."),
        (OBCAccess.CASE_BY_CASE, "ask", "Case by case."),
        (OBCAccess.BARMM_RESIDENTS, "no", "Only for residents of BARMM."),
        (OBCAccess.UNKNOWN, "unknown", "We do not know yet if people outside BARMM can get this."),
    ],
)
def test_answer_when_access_is_known_or_not_then_says_so_in_words(client, access, kind, answer):
    html = page_of(client, published(obc_access=access))

    assert f'<p class="answer {kind}"><strong>{answer}</strong>' in html
    assert f'<meta name="description" content="{answer} ' in html


def test_answer_when_there_is_a_note_then_the_note_stands_there(client):
    html = page_of(client, published(obc_access=OBCAccess.CASE_BY_CASE, obc_access_note="Only through cooperatives."))

    assert "Case by case.|Only through cooperatives." in words(html)


def test_page_when_the_service_has_ended_then_stays_and_says_so(client):
    html = page_of(client, published(obc_access=OBCAccess.OPEN_TO_OBC, ended=True, application_period="Year-round"))

    assert "This service is not offered any more." in html
    assert "You can get this" not in html


def instead(html):
    return re.findall(r'<li><a href="[^"]*">([^<]*)</a> <span class="by">', html)


def test_page_when_only_for_residents_then_names_three_open_ones_of_the_topic(client):
    offering = published(residents_only=True, service_type="scholarship")
    for number in range(3):
        published(title=f"Open {number}", obc_access=OBCAccess.OPEN_TO_OBC, is_nationwide=number == 2)
    same_kind = published(title="Same kind", obc_access=OBCAccess.OPEN_TO_OBC, service_type="scholarship")
    published(title="Ended", obc_access=OBCAccess.OPEN_TO_OBC, ended=True)
    published(title="Not open", obc_access=OBCAccess.CASE_BY_CASE)

    html = page_of(client, offering)

    assert instead(html) == ["Same kind", "Open 2", "Open 0"]
    assert "Open to people outside BARMM instead" in html
    assert "instead" not in page_of(client, same_kind)


def test_page_when_the_topic_has_no_open_one_then_names_similar_ones_of_other_topics(client):
    offering = published(residents_only=True, title="Sewing machines for weavers")
    other = ServiceCategoryFactory(code="livelihood", name="Livelihood")
    alike = published(title="Sewing kits for weavers", category=other, obc_access=OBCAccess.OPEN_TO_OBC)
    published(title="Sewing classes for weavers", category=other, obc_access=OBCAccess.BARMM_RESIDENTS)
    for title in ("Notebooks", "Boats", "Seeds", "Houses"):
        published(title=title, category=other, obc_access=OBCAccess.OPEN_TO_OBC)

    assert instead(page_of(client, offering))[:1] == [alike.title]


def test_page_when_the_reader_says_where_they_live_then_answers_them(client):
    RegionFactory(code="XII")
    offering = published(obc_access=OBCAccess.OPEN_TO_OBC, is_nationwide=True)

    html = client.get(f"/catalog/{offering.pk}/?lives=XII").text

    assert '<p class="answer yes"><strong>You can get this if you live in Region XII.</strong> Check below' in html
    assert '<a href="/catalog/?lives=XII&amp;category=education">' in html
    assert f'<link rel="canonical" href="http://testserver/catalog/{offering.pk}/">' in html
    assert '<option value="XII" selected>' in html


def test_page_when_not_offered_where_the_reader_lives_then_names_what_is(client):
    ix, xii = RegionFactory(code="IX"), RegionFactory(code="XII")
    offering = published(obc_access=OBCAccess.OPEN_TO_OBC)
    offering.geographic_coverage.set_base([ix])
    offering.save()
    here = published(title="Offered here", obc_access=OBCAccess.OPEN_TO_OBC)
    here.provinces_covered.set_base([ProvinceFactory(region=xii)])
    here.save()
    everywhere = published(title="Offered everywhere", obc_access=OBCAccess.OPEN_TO_OBC, is_nationwide=True)

    html = client.get(f"/catalog/{offering.pk}/?lives=XII").text

    assert '<p class="answer no"><strong>Not offered in Region XII.</strong>' in html
    assert "Open to people in Region XII instead" in html
    assert instead(html) == [everywhere.title, here.title]
    assert f'href="/catalog/{here.pk}/?lives=XII"' in html


def test_note_of_the_office_when_it_is_about_other_readers_then_stays_away(client):
    RegionFactory(code="BARMM")
    offering = published(residents_only=True, obc_access_note="Students outside may ask the regional office.")

    outside = client.get(f"/catalog/{offering.pk}/").text
    resident = client.get(f"/catalog/{offering.pk}/?lives=BARMM").text

    assert "Students outside may ask" in outside
    assert "Students outside may ask" not in resident
    assert "You can get this if you live in BARMM." in resident


def test_region_when_unknown_then_the_page_is_as_without(client):
    offering = published(obc_access=OBCAccess.OPEN_TO_OBC)

    response = client.get(f"/catalog/{offering.pk}/?lives=%00Atlantis")

    assert "You can get this if you live outside BARMM." in response.text
    assert "public" in response["Cache-Control"]


def test_similar_services_when_they_speak_of_the_same_then_stand_below_with_the_answer(client):
    RegionFactory(code="XII")
    offering = published(title="Sewing machines for weavers")
    alike = published(title="Sewing kits for weavers", obc_access=OBCAccess.OPEN_TO_OBC, is_nationwide=True)
    published(title="Sewing needles for weavers, ended", ended=True)
    for title in ("Notebooks", "Boats", "Seeds", "Houses"):
        published(title=title)

    below = client.get(f"/catalog/{offering.pk}/?lives=XII").text.split("Similar services")[1]

    assert re.search(rf'<h3><a href="/catalog/{alike.pk}/\?lives=XII">Sewing kits for weavers</a></h3>', below)
    assert '<span class="status good">Open to you</span>' in below
    assert offering.title not in below.split("</ol>")[0]
    assert "ended" not in below


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"open_now": True}, "Taking applications until "),
        ({"opens_later": True}, "Applications open on "),
        ({"closed": True}, "Applications closed on "),
    ],
)
def test_page_when_intake_has_dates_then_says_what_holds_today(client, fields, said):
    assert said in fact(page_of(client, published(**fields)), "When")


def test_alert_when_its_last_day_has_passed_then_is_gone(client):
    today = timezone.localdate()

    shown = page_of(client, published(alert_text="The office has moved.", alert_until=today))
    gone = page_of(client, published(alert_text="The office has moved.", alert_until=today - timedelta(days=1)))

    assert "The office has moved." in shown
    assert "The office has moved." not in gone


# ---- The questions in their order ------------------------------------------------------------------------------------


def test_page_when_everything_is_known_then_answers_in_the_order_people_ask(client, pages):
    offering = published(
        benefit_amount_min=5000,
        benefit_amount_max=30000,
        target_beneficiaries="Students",
        minimum_age=16,
        maximum_age=25,
        application_process="Fill in the form.",
        application_period="Year-round",
        fees_description="Free",
        processing_days=7,
        transaction_class=TransactionClass.COMPLEX,
        contact_phone="(02) 8123 4567",
        is_nationwide=True,
        total_beneficiaries_to_date=1234,
        checked=True,
    )
    RequiredDocument.objects.create(offering=offering, name="School ID", note="any valid one", is_optional=True)

    text = words(page_of(client, offering))

    order = [
        "What you get|₱5,000 to ₱30,000",
        "Who it is for|Students",
        "Who can apply|From 16 to 25 years old.",
        "How to apply|Fill in the form.",
        "When|Year-round",
        "What to bring|School ID – any valid one|(only if you have it)",
        "What it costs|Free",
        "How long it takes|7 working days|By law the office decides within 7 working days.",
        "Who to ask|(02) 8123 4567",
        "Where it is offered|In the whole country",
        "Figures reported by the office|People helped so far|1,234",
        "Last checked|Checked with the office on ",
    ]
    assert [part for part in order if part not in text] == []
    assert sorted(order, key=text.index) == order


def test_page_when_facts_are_unknown_then_says_not_reported_and_never_zero(client, pages):
    html = page_of(client, published())

    for term in ("Who can apply", "How to apply", "When", "What to bring", "What it costs", "How long it takes"):
        assert fact(html, term) == "Not reported – ask the office."
    assert '<a href="/contact/">Ask us</a>' in html
    assert fact(html, "Who it is for") is None
    assert "The office has not reported how many people it has helped." in html
    assert "|0|" not in words(html)


@pytest.mark.parametrize(
    ("fields", "has_button"),
    [
        ({"application_mode": ApplicationMode.ONLINE}, True),
        ({"application_mode": ApplicationMode.ONLINE, "open_now": True}, True),
        ({"application_mode": ApplicationMode.ONLINE, "opens_later": True}, False),
        ({"application_mode": ApplicationMode.ONLINE, "closed": True}, False),
        ({"application_mode": ApplicationMode.ONLINE, "ended": True}, False),
        ({"application_mode": ApplicationMode.OFFICE}, False),
        ({"application_mode": ApplicationMode.LIST}, False),
    ],
)
def test_apply_button_when_pressing_it_would_not_help_then_is_not_there(client, fields, has_button):
    html = page_of(client, published(apply_url="https://www.apply.gov.ph/x", **fields))

    assert (">Apply on apply.gov.ph</a>" in html) == has_button


def test_places_when_regions_and_provinces_are_covered_then_are_grouped_in_words(client):
    ix, x = RegionFactory(code="IX", name="Zamboanga", position=1), RegionFactory(code="X", name="Misamis", position=2)
    offering = published()
    offering.geographic_coverage.set_base([ix])
    offering.provinces_covered.set_base(
        [ProvinceFactory(name=name, region=region) for name, region in (("B", x), ("A", x), ("In a whole region", ix))]
    )
    offering.save()

    html = page_of(client, offering)

    places = re.search(r'<ul class="plain">(.*?)</ul>', html.split('id="where"')[1], re.DOTALL)[1]
    assert re.findall(r"<li>(.*?)</li>", places) == [
        "Region IX – Zamboanga",
        "Region X – Misamis: A, B",
    ]
    assert "Marked: Region IX – Zamboanga; A; B; In a whole region." in html_module.unescape(html)


def test_upkeep_when_never_checked_then_names_the_newest_source_and_its_hosts(client):
    offering = published(facts_as_of="2024-09")
    for address in ("https://www.a.gov.ph/1", "https://a.gov.ph/2", "https://b.ph/"):
        OfferingSource.objects.create(offering=offering, source_url=address)

    text = words(page_of(client, offering))

    assert "Not yet checked with the office. The facts are as of September 2024." in text
    assert "|a.gov.ph (1)|a.gov.ph (2)|b.ph|" in text
    assert "ay noong Setyembre 2024." in words(page_of(client, offering, "/fil"))


def test_page_when_texts_hold_markup_then_it_is_shown_as_text(client):
    attack = '"><script>alert(1)</script>'
    offering = published(
        title=attack, description=attack, alternate_name=attack, contact_phone=attack, fees_description=attack
    )

    html = page_of(client, offering)

    assert "<script>" not in html
    assert html.count("&lt;script&gt;alert(1)") > 5


# ---- Languages -------------------------------------------------------------------------------------------------------


def test_page_in_filipino_when_partly_translated_then_marks_the_english_and_says_so(client):
    offering = published(title="Rice seeds", description="Seeds for farmers.", fees_description="Free")
    OfferingTranslation.objects.create(offering=offering, title="Binhi ng palay")

    html = page_of(client, offering, "/fil")

    assert "<h1>Binhi ng palay</h1>" in html
    assert '<div lang="en"><p>Seeds for farmers.</p></div>' in html
    assert '<p lang="en">Free</p>' in html
    assert "May mga bahagi ng pahinang ito na nasa Ingles" in html


def test_page_in_english_when_shown_then_nothing_is_marked(client):
    html = page_of(client, published(fees_description="Free"))

    assert 'lang="en"' not in html.replace('<html lang="en">', "").replace('hreflang="en"', "")


# ---- For machines ----------------------------------------------------------------------------------------------------


def test_page_when_rendered_then_is_public_and_holds_no_inline_script(client, pages):
    response = client.get(f"/catalog/{published().pk}/")

    assert "public" in response["Cache-Control"]
    assert not response.cookies
    assert not re.search(r"<script(?![^>]*\bsrc=)", response.text)
    assert not re.search(r"""<[^>]*\s(?:style|on\w+)\s*=""", response.text)


# ---- Preview ---------------------------------------------------------------------------------------------------------


def _preview(offering):
    request = RequestFactory().get("/catalog/")
    request.user = AnonymousUser()
    request.is_dummy = True
    return views.preview(request, offering)


def test_preview_when_the_draft_differs_then_shows_the_draft_and_is_never_kept():
    offering = published(title="Published")
    offering.title = "Draft title"
    offering.document_rows = [RequiredDocument(name="A paper not saved yet")]

    response = _preview(offering)

    assert "Draft title" in response.text
    assert "A paper not saved yet" in response.text
    assert "no-store" in response["Cache-Control"]


def test_preview_when_nothing_was_ever_saved_then_still_shows_the_page():
    response = _preview(ServiceOffering(title="Brand new", obc_access=OBCAccess.BARMM_RESIDENTS))

    assert response.status_code == 200
    assert "<h1>Brand new</h1>" in response.text


def test_preview_when_opened_by_an_editor_then_is_the_public_page(client, catalog):
    offering = OfferingFactory(offering_mao=catalog.a, title="Waits for OOBC")
    client.force_login(catalog.editor_a)

    response = offering.make_preview_request(client.get("/").wsgi_request, "")

    assert "<h1>Waits for OOBC</h1>" in response.text
    assert "public" not in response["Cache-Control"]


# ---- Cost ------------------------------------------------------------------------------------------------------------


def _full(rows):
    offering = published(residents_only=True, title="With everything")
    regions = [RegionFactory(code=f"R{n}") for n in range(rows)]
    offering.geographic_coverage.set_base(regions)
    offering.provinces_covered.set_base([ProvinceFactory(region=region) for region in regions])
    offering.save()
    for number in range(rows):
        RequiredDocument.objects.create(offering=offering, name=f"Paper {number}")
        OfferingSource.objects.create(offering=offering, source_url=f"https://a{number}.ph/")
        published(obc_access=OBCAccess.OPEN_TO_OBC)
    return offering


@pytest.mark.parametrize("language", ["", "/fil"])
def test_page_when_it_has_more_rows_then_asks_the_database_no_more(client, pages, between_requests, language):
    counts = []
    for rows in (1, 4):
        offering = _full(rows)
        ContentVersion.bump()
        page_of(client, offering, language)
        with CaptureQueriesContext(connection) as queries:
            client.get(f"{language}/catalog/{offering.pk}/?anew={rows}")
        counts.append(len(queries))

    assert counts[0] == counts[1] <= 10


def test_page_when_visited_first_then_stays_light(pages):
    MapShape.objects.bulk_create(
        MapShape(code=f"region-{n}", path="", path_far=_outline(), label_x=1, label_y=1, attribution="")
        for n in range(18)
    )
    offering = published(
        description="Money for school costs, paid each semester through the college. " * 12,
        eligibility_criteria="Enrolled this year, with no other scholarship of the government. " * 12,
        application_process="Fill in the form and wait for the message of the office. " * 12,
        is_nationwide=True,
        last_checked_on=timezone.localdate(),
        last_checked_by=UserFactory(),
    )

    assert weigh(f"/catalog/{offering.pk}/").over(BUDGETS["detail"]) == []


def _outline():
    """As long as a region's outline seen from far."""
    return "M10 10" + "".join(f"l{n % 7} {n % 11}" for n in range(120)) + "z"
