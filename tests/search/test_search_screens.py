"""What people searched for, and making synonyms of what found nothing, through the real client."""

import io
import re
import time
from datetime import timedelta

import openpyxl
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from search.models import SearchLog, SynonymGroup
from tests.catalog.factories import OfferingFactory
from tests.geography.factories import RegionFactory

from .factories import SearchClickFactory, SearchLogFactory, SynonymGroupFactory

pytestmark = pytest.mark.django_db
LISTS = ["index", "failed", "no_click"]


@pytest.fixture(autouse=True)
def _nothing_judged(settings):
    settings.SEARCH_JUDGED_QUERIES = []


def page(client, user, name="searches:index", *args, **query):
    client.force_login(user)
    return client.get(reverse(name, args=args), query)


def rows_of(text):
    """The cells of each row of the list, as they are read."""
    body = re.search(r"<tbody>(.*)</tbody>", text, re.DOTALL)
    rows = re.findall(r"<tr>(.*?)</tr>", body[1], re.DOTALL) if body else []
    return [
        [" ".join(re.sub(r"<[^>]+>", " ", cell).split()) for cell in re.findall(r"<td.*?>(.*?)</td>", row, re.DOTALL)]
        for row in rows
    ]


def listed(client, user, name="searches:index", **query):
    return [row[0] for row in rows_of(page(client, user, name, **query).content.decode())]


# The report


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("index", "Nothing here yet: nobody has searched since searches are kept."),
        ("failed", "Nothing here yet: every search found something close."),
        ("no_click", "Nothing here yet: every search with results led to a click."),
    ],
)
def test_list_when_there_is_nothing_then_says_so(client, staff, name, sentence):
    assert sentence in page(client, staff, f"searches:{name}").content.decode()


def test_list_when_searched_in_many_ways_then_is_a_row_for_each_text_with_its_counts(client, staff):
    clicked = SearchLogFactory(text="Scholarship", results=5)
    SearchClickFactory(search=clicked)
    SearchClickFactory(search=clicked)
    SearchLogFactory(text="scholarship", results=7)
    SearchLogFactory(text="SCHOLARSHIP", nothing_close=True, results=2)
    SearchLogFactory(text="xyzzy", found_nothing=True)

    text = page(client, staff).content.decode()

    today = timezone.localdate().strftime("%-d %b %Y")
    assert rows_of(text) == [
        ["scholarship", "3", "1", "1", "1", "7", today, "Make a synonym"],
        ["xyzzy", "1", "1", "0", "0", "0", today, "Make a synonym"],
    ]
    assert "4 searches in this list: 2 found nothing or nothing close, 1 led to a click." in " ".join(text.split())


def test_lists_when_opened_then_each_holds_its_own(client, staff):
    SearchClickFactory(search__text="clicked")
    SearchLogFactory(text="not clicked")
    SearchLogFactory(text="nothing", found_nothing=True)
    SearchLogFactory(text="nothing close", nothing_close=True)

    assert sorted(listed(client, staff)) == ["clicked", "not clicked", "nothing", "nothing close"]
    assert sorted(listed(client, staff, "searches:failed")) == ["nothing", "nothing close"]
    assert listed(client, staff, "searches:no_click") == ["not clicked"]


def test_list_when_filtered_then_period_region_and_words_choose(client, staff):
    RegionFactory(code="XII")
    SearchLogFactory(text="old loan", searched_at=timezone.now() - timedelta(days=40))
    SearchLogFactory(text="new loan", region="XII")
    SearchLogFactory(text="boat")

    assert listed(client, staff, period="30", ordering="folded") == ["boat", "new loan"]
    assert listed(client, staff, period="90", region="XII") == ["new loan"]
    assert listed(client, staff, q="LOAN", ordering="folded") == ["new loan", "old loan"]
    assert "Nobody has searched for anything like that." in page(client, staff, q="house").content.decode()


def test_list_when_filtered_by_nonsense_then_answers(client, staff):
    for query in ({"period": "x"}, {"region": "\x00"}, {"ordering": "pk"}, {"q": "\x00'%"}, {"p": "9" * 30}):
        assert page(client, staff, **query).status_code == 200


def test_list_when_turned_to_another_then_keeps_its_filters(client, staff):
    text = page(client, staff, period="30", p="1").content.decode()

    assert f'href="{reverse("searches:failed")}?period=30"' in text
    assert 'aria-current="page"' in text


@pytest.mark.parametrize(
    "ordering", ["times", "-failures", "no_click", "-clicks_led", "most_results", "last", "folded"]
)
def test_list_when_ordered_then_answers(client, staff, ordering):
    SearchLogFactory()

    assert page(client, staff, ordering=ordering).status_code == 200


def test_export_when_asked_then_holds_what_is_shown(client, staff):
    SearchLogFactory(text="=cmd|' /C calc'!A0", found_nothing=True)
    SearchLogFactory(text="fine")

    csv = page(client, staff, "searches:failed", export="csv")
    xlsx = page(client, staff, "searches:failed", export="xlsx")

    lines = b"".join(csv.streaming_content).decode("utf-8-sig").splitlines()
    assert len(lines) == 2
    assert lines[1].startswith("'=cmd")
    sheet = openpyxl.load_workbook(io.BytesIO(b"".join(xlsx.streaming_content))).active
    assert [row[:4] for row in sheet.iter_rows(values_only=True)] == [
        ("Search", "Times", "Found nothing, or nothing close", "Found something, without a click"),
        ("'=cmd|' /C calc'!A0", 1, 1, 0),
    ]


def test_list_when_rows_are_many_then_queries_stay_few(client, staff):
    client.force_login(staff)

    def queries():
        with CaptureQueriesContext(connection) as captured:
            assert client.get(reverse("searches:failed")).status_code == 200
        return len(captured)

    SearchLogFactory(found_nothing=True)
    queries()  # what a process reads once
    few = queries()
    for number in range(40):
        SearchLogFactory(text=f"text {number}", found_nothing=True, answered_by=SynonymGroupFactory())

    assert queries() == few <= 20


def test_list_when_there_are_ten_thousand_searches_then_answers_quickly(client, staff):
    rows = [
        SearchLogFactory.build(text=f"search {n % 3000}", folded=f"search {n % 3000}", is_close=n % 4 != 0)
        for n in range(10_000)
    ]
    SearchLog.objects.bulk_create(rows)
    page(client, staff)

    for name in LISTS:
        start = time.monotonic()
        assert page(client, staff, f"searches:{name}").status_code == 200
        assert time.monotonic() - start < 2


@pytest.mark.parametrize("name", [*LISTS, *[f"{name}_results" for name in LISTS]])
def test_lists_when_opened_by_leadership_then_may_be_read_and_not_answered(client, leader, planner, name):
    SearchLogFactory(found_nothing=True)

    answer = page(client, leader, f"searches:{name}")

    assert answer.status_code == 200
    assert "Make a synonym" not in answer.content.decode()
    assert page(client, planner, f"searches:{name}").status_code == 302


def test_menu_when_opened_then_shows_to_each_what_they_may(client, staff, leader, planner):
    def shown(user):
        text = page(client, user, "wagtailadmin_home").content.decode()
        return [name for name in ("Searches", "Synonyms", "Promoted results") if f'"{name}"' in text]

    assert shown(staff) == ["Searches", "Synonyms", "Promoted results"]
    assert shown(leader) == ["Searches"]
    assert shown(planner) == []


# Making a synonym


@pytest.fixture
def failed():
    return SearchLogFactory(text="hukay ######", found_nothing=True)


@pytest.fixture
def burial():
    return SynonymGroupFactory(meaning="burial", words={"en": ["burial", "funeral"]})


def send(client, user, search, button="try", **told):
    client.force_login(user)
    data = {"words": "hukay", "language": "fil", "group": "", "meaning": "", "role": "topic", button: "1", **told}
    return client.post(reverse("searches:answer", args=[search.pk]), data)


def slip_in(answer):
    return re.search(r'name="slip" value="([^"]+)"', answer.content.decode())[1]


def test_answer_form_when_opened_then_holds_the_words_without_what_was_masked(client, staff, failed, burial):
    SynonymGroupFactory(meaning="gone", deactivated=True)

    text = page(client, staff, "searches:answer", failed.pk).content.decode()

    assert "hukay</textarea>" in text.replace("\n", "")
    assert '<option value="burial">' in text
    assert '<option value="gone">' not in text
    assert "Add this synonym" not in text


def test_answer_when_tried_out_then_shows_what_changes_and_writes_nothing(client, staff, failed, burial):
    OfferingFactory(published=True, title="Burial assistance")

    text = send(client, staff, failed, group="Burial").content.decode()

    assert "The words join “burial”." in text
    assert "Burial assistance" in text
    assert "Nothing close." in text
    assert "Nothing is judged here, so nothing could be measured." in text
    burial.refresh_from_db()
    assert burial.words == {"en": ["burial", "funeral"]}


def test_answer_when_added_then_joins_the_group_and_the_list_says_so(client, staff, failed, burial):
    slip = slip_in(send(client, staff, failed, group="burial"))

    answer = send(client, staff, failed, "add", group="burial", slip=slip)

    assert answer.url == reverse("searches:failed")
    burial.refresh_from_db()
    assert burial.words == {"en": ["burial", "funeral"], "fil": ["hukay"]}
    text = page(client, staff, "searches:failed").content.decode()
    assert rows_of(text)[0][-1] == "Answered by synonym “burial”"
    assert "Added to “burial”." in text


def test_answer_when_added_twice_then_is_there_once_and_says_so(client, staff, failed, burial):
    slip = slip_in(send(client, staff, failed, group="burial"))
    send(client, staff, failed, "add", group="burial", slip=slip)

    text = send(client, staff, failed, "add", group="burial", slip=slip).content.decode()

    assert "“hukay” stands twice under Filipino." in text


def test_answer_when_group_is_new_then_it_is_made(client, staff, failed):
    told = {"words": "hukay, burial", "meaning": "Burial"}
    slip = slip_in(send(client, staff, failed, **told))

    send(client, staff, failed, "add", slip=slip, **told)

    assert SynonymGroup.objects.get().words == {"fil": ["hukay", "burial"]}


@pytest.mark.parametrize("slip", ["", "made-up"])
def test_answer_when_not_tried_out_before_then_is_tried_and_not_added(client, staff, failed, burial, slip):
    text = send(client, staff, failed, "add", group="burial", slip=slip).content.decode()

    assert "Something has changed since you looked." in text
    assert "Add this synonym" in text
    burial.refresh_from_db()
    assert "fil" not in burial.words


def test_answer_when_the_group_changed_meanwhile_then_is_shown_again(client, staff, failed, burial):
    slip = slip_in(send(client, staff, failed, group="burial"))
    burial.words = {"en": ["burial", "grave"]}
    burial.save()

    text = send(client, staff, failed, "add", group="burial", slip=slip).content.decode()

    assert "Something has changed since you looked." in text
    assert slip_in(send(client, staff, failed, group="burial")) != slip


@pytest.mark.parametrize(
    ("told", "sentence"),
    [
        ({}, "Choose a group, or write the meaning of a new one; one of the two."),
        ({"group": "burial", "meaning": "grave"}, "Choose a group, or write the meaning of a new one; one of the two."),
        ({"group": "nobody"}, "There is no group of this meaning in use: “nobody”."),
        ({"meaning": "Burial", "words": "a, b"}, "There is a group of this meaning already. Choose it above."),
        ({"meaning": "grave"}, "A group needs at least two words or phrases"),
        ({"group": "burial", "words": "Funeral"}, "“Funeral” stands under English already."),
        ({"group": "burial", "words": " , "}, "Write at least one word."),
        ({"group": "burial", "words": "w" * 90}, "is longer than 80 characters."),
        ({"group": "burial", "words": "hu\x00kay"}, "Null characters are not allowed."),
        ({"group": "burial", "language": "xx"}, "Select a valid choice."),
    ],
)
def test_answer_when_something_does_not_fit_then_says_what_and_keeps_the_rest(
    client, staff, failed, burial, told, sentence
):
    answer = send(client, staff, failed, **told)

    text = answer.content.decode()
    assert answer.status_code == 200
    assert sentence in text
    assert "Add this synonym" not in text
    assert f">\n{told.get('words', 'hukay')}</textarea>" in text


def test_answer_when_search_has_no_words_then_there_is_no_such_page(client, staff):
    masked = SearchLogFactory(text="######", folded="", found_nothing=True)

    assert "Make a synonym" not in page(client, staff, "searches:failed").content.decode()
    assert page(client, staff, "searches:answer", masked.pk).status_code == 404
    assert page(client, staff, "searches:answer", 999_999).status_code == 404


def test_answer_when_asked_by_those_who_may_not_then_is_refused(client, leader, planner, failed, burial):
    for user in (leader, planner):
        assert page(client, user, "searches:answer", failed.pk).status_code in (302, 403)
        assert send(client, user, failed, group="burial").status_code in (302, 403)
        assert send(client, user, failed, "add", group="burial").status_code in (302, 403)

    assert SearchLog.objects.filter(answered_by=None).count() == 1
