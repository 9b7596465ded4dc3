"""The screens of synonyms and promoted results, through the real client."""

import io
from datetime import timedelta

import openpyxl
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from search.models import PromotedResult, SynonymGroup
from tests.catalog.factories import OfferingFactory

from .factories import PromotedResultFactory, SearchLogFactory, SynonymGroupFactory

pytestmark = pytest.mark.django_db


def page(client, user, name, *args, **query):
    client.force_login(user)
    return client.get(reverse(name, args=args), query)


def text_of(answer):
    return answer.content.decode()


def words(**told):
    return {"meaning": "burial", "role": "topic", "words_en": "burial, funeral", "words_ceb": "lubong\n", **told}


# Synonyms


def test_synonym_list_when_empty_then_says_so(client, staff):
    assert "There are no synonyms to display." in text_of(page(client, staff, "synonyms:index"))


def test_synonym_list_when_searched_and_filtered_then_chooses(client, staff):
    SynonymGroupFactory(meaning="burial", words={"en": ["burial"], "ceb": ["lubong"]}, role="topic")
    SynonymGroupFactory(meaning="widow", words={"en": ["widow"], "fil": ["balo"]}, role="person", deactivated=True)

    def listed(**query):
        text = text_of(page(client, staff, "synonyms:index", **query))
        return [meaning for meaning in ("burial", "widow") if f">{meaning}</a>" in "".join(text.split())]

    assert listed() == ["burial", "widow"]
    assert listed(q="LUBONG") == listed(use="yes") == listed(language="ceb") == ["burial"]
    assert listed(role="person") == listed(q="wid") == ["widow"]
    assert listed(q="house") == []


def test_add_form_when_filled_in_then_group_is_kept(client, staff):
    other = SynonymGroupFactory(meaning="death")
    client.force_login(staff)

    answer = client.post(reverse("synonyms:add"), words(related="Death", words_tsg="kubul"))

    group = SynonymGroup.objects.get(meaning="burial")
    assert answer.url == reverse("synonyms:index")
    assert group.words == {"en": ["burial", "funeral"], "ceb": ["lubong"], "tsg": ["kubul"]}
    assert list(group.related.all()) == [other]


@pytest.mark.parametrize(
    ("told", "sentence"),
    [
        ({"words_en": "", "words_ceb": "lubong"}, "A group needs at least two words or phrases"),
        ({"words_fil": "Lubong"}, "“lubong” stands under Filipino already."),
        ({"words_fil": "…"}, "“…” has no letter and no digit."),
        ({"meaning": "Death"}, "There is a group of this meaning already."),
        ({"related": "death\nnobody\n"}, "There is no group of this meaning: “nobody”."),
        ({"role": "verb"}, "Select a valid choice."),
        ({"meaning": ""}, "This field is required."),
    ],
)
def test_add_form_when_something_does_not_fit_then_says_what_and_loses_nothing(client, staff, told, sentence):
    SynonymGroupFactory(meaning="death")
    client.force_login(staff)

    answer = client.post(reverse("synonyms:add"), words(note="Kept as typed", **told))

    assert answer.status_code == 200
    assert text_of(answer).count(sentence) == 1
    assert "Kept as typed" in text_of(answer)
    assert SynonymGroup.objects.count() == 1


def test_edit_form_when_saved_then_words_of_other_languages_stay(client, staff):
    group = SynonymGroupFactory(meaning="burial", words={"en": ["burial"], "xx": ["unknown tongue"]})

    text = text_of(page(client, staff, "synonyms:edit", group.pk))
    answer = client.post(reverse("synonyms:edit", args=[group.pk]), words())

    group.refresh_from_db()
    assert ">\nburial</textarea>" in text
    assert answer.url == reverse("synonyms:inspect", args=[group.pk])
    assert group.words == {"en": ["burial", "funeral"], "ceb": ["lubong"], "xx": ["unknown tongue"]}


def test_profile_and_history_when_opened_then_tell_all(client, staff):
    group = SynonymGroupFactory(meaning="burial", words={"en": ["burial"], "ceb": ["lubong"]}, note="Ask the NCMF")
    group.related.add(SynonymGroupFactory(meaning="death"))
    SynonymGroupFactory(meaning="widow").related.add(group)
    SearchLogFactory(text="hukay", answered_by=group)
    client.force_login(staff)
    client.post(reverse("synonyms:edit", args=[group.pk]), words(related="death"))

    profile = text_of(page(client, staff, "synonyms:inspect", group.pk))
    history = text_of(page(client, staff, "synonyms:history", group.pk))

    for told in ("burial, funeral", "Bisaya (Cebuano)", "death", "widow", "hukay (1 time)", "Take out of use"):
        assert told in profile
    assert "Words added: funeral (English)" in history


def test_group_when_taken_out_of_use_and_back_then_says_so(client, staff):
    group = SynonymGroupFactory(meaning="burial")
    client.force_login(staff)

    assert "Searches forget these words at once." in text_of(page(client, staff, "synonyms:deactivate", group.pk))
    client.post(reverse("synonyms:deactivate", args=[group.pk]))
    group.refresh_from_db()
    assert not group.is_active
    assert "Use again" in text_of(page(client, staff, "synonyms:inspect", group.pk))
    client.post(reverse("synonyms:activate", args=[group.pk]))
    group.refresh_from_db()
    assert group.is_active


def test_synonym_export_when_asked_then_has_a_column_for_each_language(client, staff):
    group = SynonymGroupFactory(meaning="burial", words={"en": ["burial", "funeral"], "ceb": ["lubong"]})
    group.related.add(SynonymGroupFactory(meaning="death"))

    answer = page(client, staff, "synonyms:index", export="xlsx", q="funeral")

    sheet = openpyxl.load_workbook(io.BytesIO(b"".join(answer.streaming_content))).active
    header, row = sheet.iter_rows(values_only=True)
    told = dict(zip(header, row, strict=True))
    assert (told["Meaning"], told["English"], told["Bisaya (Cebuano)"]) == ("burial", "burial | funeral", "lubong")
    assert (told["Filipino"], told["Also shows"], told["In use"]) == (None, "death", "Yes")


@pytest.mark.parametrize("export", ["", "csv"])
def test_synonym_list_when_rows_are_many_then_queries_stay_few(client, staff, export):
    client.force_login(staff)

    def queries():
        with CaptureQueriesContext(connection) as captured:
            answer = client.get(reverse("synonyms:index"), {"export": export} if export else {})
            b"".join(answer.streaming_content) if answer.streaming else answer.content
        return len(captured)

    SynonymGroupFactory()
    queries()  # what a process reads once
    few = queries()
    for group in SynonymGroupFactory.create_batch(25):
        group.related.add(SynonymGroup.objects.first())

    assert queries() == few <= 20


# Promoted results


@pytest.fixture
def offering():
    return OfferingFactory(published=True, title="Burial assistance")


def promotion(offering, **told):
    return {
        "row": f"services:{offering.pk}",
        "phrases": "libing\nBurial Help",
        "position": "1",
        "start_date": "2026-11-22",
        "end_date": "",
        "note": "",
        **told,
    }


def test_promotion_when_made_then_is_listed_by_its_name(client, staff, offering):
    client.force_login(staff)

    answer = client.post(reverse("promoted_results:add"), promotion(offering))

    made = PromotedResult.objects.get()
    assert answer.url == reverse("promoted_results:index")
    assert (made.index, made.key, made.phrases) == ("services", str(offering.pk), ["libing", "Burial Help"])
    text = text_of(page(client, staff, "promoted_results:index"))
    assert "Burial assistance" in text
    assert "libing, Burial Help" in text


@pytest.mark.parametrize(
    ("told", "sentence"),
    [
        ({"phrases": " ,"}, "Write at least one search."),
        ({"phrases": "!"}, "“!” has no letter and no digit."),
        ({"row": "services:1"}, "Select a valid choice."),
        ({"row": ""}, "This field is required."),
        ({"end_date": "2026-11-01"}, "A term cannot end before it starts."),
        ({"start_date": "soon"}, "Enter a valid date."),
        ({"position": "-1"}, "greater than or equal to 0"),
    ],
)
def test_promotion_when_something_does_not_fit_then_says_what(client, staff, offering, told, sentence):
    client.force_login(staff)

    answer = client.post(reverse("promoted_results:add"), promotion(offering, **told))

    assert answer.status_code == 200
    assert text_of(answer).count(sentence) == 1
    assert not PromotedResult.objects.exists()


def test_promotion_when_changed_and_ended_then_profile_says_so(client, staff, offering):
    row = PromotedResultFactory(key=str(offering.pk))
    client.force_login(staff)
    form = text_of(page(client, staff, "promoted_results:edit", row.pk))

    client.post(reverse("promoted_results:edit", args=[row.pk]), promotion(offering, note="Ramadan"))
    client.post(reverse("promoted_results:end", args=[row.pk]))

    row.refresh_from_db()
    assert f'<option value="services:{offering.pk}" selected>Burial assistance</option>' in form
    assert (row.phrases, row.is_in_force) == (["libing", "Burial Help"], False)
    assert "Ramadan" in text_of(page(client, staff, "promoted_results:inspect", row.pk))
    assert "Promotion ended" in text_of(page(client, staff, "promoted_results:history", row.pk))


def test_promotion_list_when_row_is_no_longer_public_then_says_so(client, staff, offering):
    PromotedResultFactory(key=str(offering.pk))
    offering.unpublish()

    assert "no longer public" in text_of(page(client, staff, "promoted_results:index"))


def test_promotion_list_when_filtered_by_term_then_chooses(client, staff, offering):
    PromotedResultFactory(phrases=["phrase now"])
    PromotedResultFactory(phrases=["phrase later"], future=True)
    PromotedResultFactory(phrases=["phrase ended"], ended=True)

    def listed(**query):
        text = text_of(page(client, staff, "promoted_results:index", **query))
        return [name for name in ("now", "later", "ended") if f"phrase {name}" in text]

    assert listed() == ["now", "later", "ended"]
    for name in ("now", "later", "ended"):
        assert listed(term=name) == [name]
    assert listed(q="phrase LATER") == ["later"]


def test_promotion_export_when_asked_then_has_names_and_days(client, staff, offering):
    until = timezone.localdate() + timedelta(days=3)
    PromotedResultFactory(key=str(offering.pk), end_date=until)

    answer = page(client, staff, "promoted_results:index", export="csv")

    line = b"".join(answer.streaming_content).decode("utf-8-sig").splitlines()[1]
    assert line.startswith("Burial assistance,scholarship,1,")
    assert f"{until:%Y-%m-%d}" in line


def test_promotion_list_when_rows_are_many_then_queries_stay_few(client, staff, offering):
    client.force_login(staff)

    def queries():
        with CaptureQueriesContext(connection) as captured:
            client.get(reverse("promoted_results:index"))
        return len(captured)

    PromotedResultFactory(key=str(offering.pk))
    queries()  # what a process reads once
    few = queries()
    PromotedResultFactory.create_batch(20, key=str(OfferingFactory(published=True).pk))

    assert queries() == few <= 20


# Rights


@pytest.mark.parametrize("name", ["synonyms", "promoted_results"])
@pytest.mark.parametrize("person", ["leader", "planner"])
def test_screens_when_opened_by_others_then_do_not_exist_for_them(request, client, name, person):
    user = request.getfixturevalue(person)
    row = SynonymGroupFactory() if name == "synonyms" else PromotedResultFactory()
    acts = {"synonyms": ["deactivate", "activate"], "promoted_results": ["end"]}[name]

    for route in ("index", "index_results", "add"):
        assert page(client, user, f"{name}:{route}").status_code == 302
    for route in ("inspect", "edit", "history", *acts):
        assert page(client, user, f"{name}:{route}", row.pk).status_code == 404
        assert client.post(reverse(f"{name}:{route}", args=[row.pk])).status_code == 404
