"""The screens of forwarded needs through the client: the form, the list, the page, the answers, the rates."""

import datetime
import io

import pytest
from django.contrib.messages import get_messages
from django.urls import reverse
from openpyxl import load_workbook
from wagtail.models import ModelLogEntry

from portal.communities.enums import Measure
from portal.core.models import NeedCategory
from portal.needs import clock
from portal.needs.enums import ForwardingState
from portal.needs.forwarding.sections import forwardings_section, summaries_section
from portal.needs.forwarding.suggesting import offices_to_ask, suggested
from portal.needs.models import Forwarding, Need
from tests.communities.factories import CommunityFigureFactory
from tests.core.factories import NeedCategoryFactory, SectorFactory
from tests.needs.factories import ForwardingFactory, NeedFactory, NeedSummaryFactory
from tests.organizations.factories import OrganizationFactory

INDEX = "needs_forwarded:index"


def page(row, act="inspect"):
    return reverse(f"needs_forwarded:{act}", args=[row.pk])


def new(need):
    return reverse("needs_forwarded:new", args=[need.pk])


def said(response):
    return [str(message) for message in get_messages(response.wsgi_request)]


# ---- Handing over ----------------------------------------------------------------------------------------------------


def a_form(*offices, **given):
    due_on = clock.today() + datetime.timedelta(days=20)
    return {"others": [office.itself.pk for office in offices], "message": "", "due_on": due_on.isoformat(), **given}


def test_form_when_offices_are_chosen_then_each_is_asked_and_the_need_opens(offices, signed_in):
    need = NeedFactory(validated=True, category=NeedCategoryFactory(code="security", name="Peace"))
    chosen = a_form(offices.a, offices.b, message="How many?")

    response = signed_in(offices.staff).post(new(need), chosen)

    assert response.status_code == 302
    assert response["Location"] == need.get_absolute_url()
    rows = Forwarding.objects.order_by("mao__acronym")
    assert [(row.mao, row.message) for row in rows] == [
        (offices.a.itself, "How many?"),
        (offices.b.itself, "How many?"),
    ]


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"others": []}, "Choose at least one office"),
        ({"due_on": "2020-01-01"}, "after today"),
        ({"due_on": ""}, "required"),
    ],
)
def test_form_when_something_is_wrong_then_says_so_and_keeps_the_message(offices, signed_in, given, words):
    need = NeedFactory(validated=True, category=NeedCategoryFactory(code="security", name="Peace"))

    response = signed_in(offices.staff).post(new(need), a_form(offices.a, message="Kept words", **given))

    assert response.status_code == 200
    assert words in response.content.decode()
    assert "Kept words" in response.content.decode()
    assert not Forwarding.objects.exists()


def test_form_when_an_office_has_the_need_or_the_form_is_sent_again_then_says_so_and_asks_nobody_twice(
    offices, signed_in
):
    need = NeedFactory(validated=True, category=NeedCategoryFactory(code="security", name="Peace"))
    client = signed_in(offices.staff)

    client.post(new(need), a_form(offices.a))
    again = client.post(new(need), a_form(offices.a))

    assert "This office already has this need." in again.content.decode()
    assert Forwarding.objects.count() == 1
    assert offices.a.itself.name not in client.get(new(need)).content.decode().split("<form")[-1]


def test_form_when_the_need_is_not_validated_then_leads_back_with_a_sentence(offices, signed_in):
    need = NeedFactory()

    response = signed_in(offices.staff).get(new(need))

    assert response["Location"] == need.get_absolute_url()
    assert "validated" in said(response)[0]


def test_spec_address_when_opened_then_leads_to_the_form(offices, signed_in):
    response = signed_in(offices.staff).get(f"/community-needs/{offices.need.pk}/forward/")

    assert response["Location"] == new(offices.need)


# ---- Suggestions -----------------------------------------------------------------------------------------------------


def found(need):
    return {one.office: one for one in offices_to_ask(need)}


def test_suggestions_when_the_name_speaks_of_the_category_then_says_so_and_stands_first(offices):
    first = suggested(offices_to_ask(offices.need))[0]

    assert first.office == offices.a.itself
    assert first.reasons == ["Its name or mandate speaks of “health”"]
    assert first.cautions == []


def test_suggestions_when_the_office_works_in_the_sector_then_says_so(offices):
    offices.b.itself.sectors.add(offices.need.category.sector)

    one = found(offices.need)[offices.b.itself]

    assert one.reasons == [f"It works in {offices.need.category.sector.name}, to which Health belongs"]


def test_suggestions_when_the_office_took_up_such_needs_before_then_says_how_many(offices):
    ForwardingFactory.create_batch(2, accepted=True, mao=offices.b.itself)

    assert found(offices.need)[offices.b.itself].reasons == ["It took up 2 needs of this category"]


def test_suggestions_when_the_office_gave_the_need_back_then_it_is_named_last_with_its_reason(offices):
    offices.asked(returned=True)

    one = found(offices.need)[offices.a.itself]

    assert one.cautions == ["It gave this need back: “Wells are not in our mandate.”"]
    assert one not in suggested(offices_to_ask(offices.need))


def test_suggestions_when_nobody_answers_for_an_office_then_says_so(offices):
    office = OrganizationFactory()

    assert found(offices.need)[office].cautions == ["No focal person today"]


def test_suggestions_when_an_office_has_the_need_or_cannot_answer_then_it_is_not_named(offices):
    offices.asked()
    closed, national = OrganizationFactory(deactivated=True), OrganizationFactory(national=True)

    assert not {offices.a.itself, closed, national} & found(offices.need).keys()


# ---- The list --------------------------------------------------------------------------------------------------------


def numbers(response):
    return [row.need.spoken_reference for row in response.context["object_list"]]


def test_list_when_opened_then_what_is_due_first_stands_first(offices, signed_in):
    later = ForwardingFactory(mao=offices.a.itself)
    answered = ForwardingFactory(mao=offices.a.itself, accepted=True)
    late = ForwardingFactory(mao=offices.a.itself, late=True)

    response = signed_in(offices.a.focal).get(reverse(INDEX))

    assert numbers(response) == [row.need.spoken_reference for row in (late, later, answered)]
    assert "1 day late" in response.content.decode()


@pytest.mark.parametrize(
    ("choice", "states"),
    [
        ("state=waiting", {"sent", "late"}),
        ("state=late", {"late"}),
        ("state=accepted", {"accepted"}),
        ("state=returned", {"returned"}),
        ("state=again", {"returned"}),
        ("q=MPW", {"returned"}),
    ],
)
def test_list_when_narrowed_then_holds_just_those(offices, signed_in, choice, states):
    rows = {
        "sent": ForwardingFactory(mao=offices.a.itself),
        "late": ForwardingFactory(mao=offices.a.itself, late=True),
        "accepted": ForwardingFactory(mao=offices.a.itself, accepted=True),
        "returned": ForwardingFactory(mao=offices.b.itself, returned=True),
    }

    response = signed_in(offices.staff).get(f"{reverse(INDEX)}?{choice}")

    assert set(numbers(response)) == {rows[state].need.spoken_reference for state in states}


def test_list_when_there_is_nothing_then_says_it_in_words(offices, signed_in):
    assert "No need waits for your office" in signed_in(offices.a.focal).get(reverse(INDEX)).content.decode()
    assert "No need has been handed" in signed_in(offices.staff).get(reverse(INDEX)).content.decode()


def test_export_when_taken_out_then_is_what_the_list_shows_and_is_recorded(offices, signed_in):
    offices.asked(accepted=True, reason="=1+1")

    response = signed_in(offices.staff).get(f"{reverse(INDEX)}?export=xlsx")

    sheet = load_workbook(io.BytesIO(b"".join(response.streaming_content))).active
    cells = [cell for line in sheet.iter_rows(values_only=True) for cell in line]
    assert offices.need.spoken_reference in cells
    assert "'=1+1" in cells
    assert list(ModelLogEntry.objects.values_list("action", flat=True)) == ["needs.export_forwarded"]


@pytest.mark.parametrize("who", ["focal", "staff"])
def test_list_when_there_are_more_rows_then_queries_stay_the_same(offices, signed_in, count_queries, who):
    client = signed_in(offices.staff if who == "staff" else offices.a.focal)
    offices.asked()
    one = count_queries(client, reverse(INDEX))

    ForwardingFactory.create_batch(3, mao=offices.a.itself)

    assert count_queries(client, reverse(INDEX)) == one <= 25


# ---- The page and the answers ----------------------------------------------------------------------------------------


def test_page_when_the_need_was_passed_on_then_says_by_whom_and_why(offices, signed_in):
    first = offices.asked(offices.b, returned=True, state=ForwardingState.REROUTED)
    row = offices.asked(came_from=first)

    words = signed_in(offices.a.focal).get(page(row)).content.decode()

    assert "Ministry of Public Works passed it on" in words
    assert "Wells are not in our mandate." in words


def test_accept_when_sent_then_the_page_shows_the_answer(offices, signed_in):
    row = offices.asked()
    given = {"feasibility": "high", "cost_low": "1000", "cost_high": "2500", "reason": "We come in May."}

    response = signed_in(offices.a.focal).post(page(row, "accept"), given, follow=True)

    words = response.content.decode()
    assert "We come in May." in words
    assert "1,000.00 to 2,500.00" in words
    assert Forwarding.objects.get().state == ForwardingState.ACCEPTED


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"cost_low": "5"}, "Give both amounts"),
        ({"cost_low": "5", "cost_high": "4"}, "from the lower to the higher"),
        ({"feasibility": ""}, "required"),
        ({"reason": ""}, "required"),
    ],
)
def test_accept_when_something_is_wrong_then_says_so_and_keeps_what_was_typed(offices, signed_in, given, words):
    row = offices.asked()
    whole = {"feasibility": "high", "cost_low": "", "cost_high": "", "reason": "Kept words", **given}

    response = signed_in(offices.a.focal).post(page(row, "accept"), whole)

    assert words in response.content.decode()
    assert Forwarding.objects.get().state == ForwardingState.SENT


def test_return_when_sent_then_leads_to_the_list_since_the_need_is_no_longer_theirs(offices, signed_in):
    row = offices.asked()

    response = signed_in(offices.a.focal).post(page(row, "return"), {"reason": "Not ours."})

    assert response["Location"] == reverse(INDEX)
    assert "returned to OOBC" in said(response)[0]


def test_reroute_when_an_office_gave_it_back_then_only_oobc_is_offered_it(offices, signed_in):
    offices.asked(offices.b, returned=True)
    row = offices.asked()

    by_office = signed_in(offices.a.focal).post(page(row, "reroute"), {"to": offices.b.itself.pk, "reason": "Theirs."})
    by_oobc = signed_in(offices.staff).post(page(row, "reroute"), {"to": offices.b.itself.pk, "reason": "Theirs."})

    assert by_office.status_code == 200
    assert by_oobc.status_code == 302


def test_answer_when_somebody_answered_meanwhile_then_the_text_stays_and_it_is_said(offices, signed_in):
    row = offices.asked(accepted=True)

    response = signed_in(offices.a.focal).post(page(row, "return"), {"reason": "Kept words"})

    assert "already answered" in response.content.decode()
    assert "Kept words" in response.content.decode()


# ---- Sections --------------------------------------------------------------------------------------------------------


def test_section_when_the_need_can_be_forwarded_then_has_the_button(offices):
    assert forwardings_section(offices.need, offices.staff).context["forward_url"] == new(offices.need)


def test_section_when_nothing_was_asked_and_nothing_can_be_then_there_is_none(offices):
    assert forwardings_section(NeedFactory(), offices.staff) is None


def test_section_when_a_reader_looks_then_sees_the_answers_without_a_button(offices):
    offices.asked(accepted=True)
    Need.objects.update(submitted_by_user=offices.staff)

    section = forwardings_section(Need.objects.get(), offices.staff)

    assert section.context["forward_url"] == ""
    assert [line["state"] for line in section.context["lines"]] == ["Taken up"]


def test_summaries_when_none_is_published_in_the_offices_sectors_then_there_is_no_section(offices):
    assert summaries_section(offices.a.focal) is None


def test_summaries_when_published_in_the_offices_sectors_then_stand_by_their_public_title(offices, signed_in):
    summary = NeedSummaryFactory(published=True, title="Deeper wells in the hills")
    offices.a.itself.sectors.add(summary.need.category.sector)
    NeedSummaryFactory(
        published=True,
        title="A road",
        need__category=NeedCategoryFactory(code="roads", sector=SectorFactory(code="roads")),
    )
    NeedSummaryFactory(title="A draft", need__category=summary.need.category)

    page = signed_in(offices.a.focal).get(reverse(INDEX)).text

    assert "Deeper wells in the hills" in page
    assert summary.get_absolute_url() in page
    assert "A road" not in page
    assert "A draft" not in page


# ---- The rates -------------------------------------------------------------------------------------------------------

RATES = "needs_answers:index"


def test_rates_when_oobc_opens_them_then_each_office_stands_with_numerator_and_denominator(offices, signed_in):
    offices.asked(accepted=True)
    offices.asked(offices.b, late=True)

    words = signed_in(offices.staff).get(reverse(RATES)).content.decode()

    for shown in ["Ministry of Health", "Ministry of Public Works", "Together", "1 of 2", "0 of 1", "100 %"]:
        assert shown in words


def test_rates_when_narrowed_then_only_those_are_counted(offices, signed_in):
    offices.asked(accepted=True)
    NeedCategory.objects.get_or_create(code="security", defaults={"name": "Peace", "sector": SectorFactory(code="x")})

    response = signed_in(offices.staff).get(f"{reverse(RATES)}?category=security")

    assert response.context["lines"] == []


def test_rates_when_exported_then_each_share_is_there(offices, signed_in):
    offices.asked(accepted=True)

    response = signed_in(offices.staff).get(f"{reverse(RATES)}?export=csv")

    words = b"".join(response.streaming_content).decode()
    assert "Ministry of Health (MOH),1,1,1,100,1,1,100,0,0,0,0,0,0,0" in words


def test_rates_of_an_office_when_opened_then_lists_what_it_was_asked_without_text_of_needs(offices, signed_in):
    offices.asked(returned=True)

    words = signed_in(offices.a.focal).get(reverse("needs_answers:office", args=[offices.a.itself.pk])).content.decode()

    assert offices.need.spoken_reference in words
    assert "Wells are not in our mandate." in words
    assert "Lomboy" not in words


@pytest.mark.parametrize("name", [RATES, "needs_answers:office"])
def test_rates_when_there_are_more_rows_then_queries_stay_the_same(offices, signed_in, count_queries, name):
    client = signed_in(offices.staff)
    address = reverse(name, args=[] if name == RATES else [offices.a.itself.pk])
    offices.asked(accepted=True)
    offices.asked(offices.b)
    some = count_queries(client, address)

    ForwardingFactory.create_batch(3, mao=offices.a.itself)

    assert count_queries(client, address) == some <= 25


def test_page_when_the_community_has_figures_then_shows_the_newest_of_each_with_its_day(offices, signed_in):
    community = offices.need.community
    for year, people in ((2020, 800), (2024, 950)):
        CommunityFigureFactory(
            community=community, measure=Measure.POPULATION, value=people, as_of=datetime.date(year, 6, 1)
        )

    words = signed_in(offices.a.focal).get(page(offices.asked())).content.decode()

    assert "950" in words
    assert "1 Jun 2024" in words
    assert "800" not in words
