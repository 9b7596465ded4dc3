"""A page of questions as a form: what is taken, what is refused and how, and answers in words."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import translation

from catalog.questions import Bilingual, Choice, Condition, Definition, Kind, Question, Section
from catalog.questions.fields import APPLICANT, as_text, rows, section_form, unanswered
from tests.geography.factories import BarangayFactory, MunicipalityFactory

pytestmark = pytest.mark.django_db

CHOICES = (Choice("a", Bilingual("Apples", "Mansanas")), Choice("b", Bilingual("Bread")))


def a_question(kind, **options):
    if kind.has_choices:
        options.setdefault("choices", CHOICES)
    return Question("q", kind, Bilingual("Question", "Tanong"), **options)


def a_form(question, data, files=None, **options):
    section = Section(Bilingual("Page"), (question,))
    return section_form(section, Definition((section,)), {}, data, files, **options)


def answer(kind, typed, **options):
    """What is kept of what was typed, or the sentence that refuses it."""
    form = a_form(a_question(kind, **options), {"a-q": typed})
    return form.answered["q"] if form.is_valid() else form.errors["q"][0]


@pytest.mark.parametrize(
    ("kind", "typed", "kept"),
    [
        (Kind.SHORT, "  Notre Dame ", "Notre Dame"),
        (Kind.SHORT, "Peñaranda Ñ ₱", "Peñaranda Ñ ₱"),
        (Kind.SHORT, "<script>alert(1)</script>", "<script>alert(1)</script>"),
        (Kind.LONG, "one\r\ntwo\rthree", "one\ntwo\nthree"),
        (Kind.NUMBER, "12", "12"),
        (Kind.NUMBER, "0", "0"),
        (Kind.NUMBER, "-3", "-3"),
        (Kind.NUMBER, "1,250", "1250"),
        (Kind.NUMBER, "2.50", "2.5"),
        (Kind.MONEY, "12,500", "12500"),
        (Kind.MONEY, "₱12,500.50", "12500.5"),
        (Kind.MONEY, "₱ 12500", "12500"),
        (Kind.MONEY, "PHP 100", "100"),
        (Kind.MONEY, "0", "0"),
        (Kind.DATE, "1990-06-15", "1990-06-15"),
        (Kind.DATE, "2099-01-01", "2099-01-01"),
        (Kind.DATE, "2024-2-29", "2024-02-29"),
        (Kind.CHOICE, "b", "b"),
        (Kind.SEVERAL, ["a", "b"], ["a", "b"]),
        (Kind.YES_NO, "no", "no"),
    ],
)
def test_answer_when_typed_well_then_kept_in_one_form(kind, typed, kept):
    assert answer(kind, typed) == kept


@pytest.mark.parametrize(
    ("kind", "typed", "sentence"),
    [
        (Kind.SHORT, "", "Answer this question."),
        (Kind.SHORT, "   ", "Answer this question."),
        (Kind.SHORT, "x" * 256, "Write it shorter: at most 255 letters and signs."),
        (Kind.SHORT, "a\x00b", "There is a sign in it that we cannot keep. Please type it again."),
        (Kind.LONG, "x" * 10_000, "Write it shorter: at most 5,000 letters and signs."),
        (Kind.LONG, "a\x00b", "There is a sign in it that we cannot keep. Please type it again."),
        (Kind.NUMBER, "many", "Write a number in digits, for example 12."),
        (Kind.NUMBER, "1e5", "Write a number in digits, for example 12."),
        (Kind.NUMBER, "NaN", "Write a number in digits, for example 12."),
        (Kind.NUMBER, "Infinity", "Write a number in digits, for example 12."),
        (Kind.NUMBER, "١٢", "Write a number in digits, for example 12."),
        (Kind.NUMBER, "1,2,3", "Write a number in digits, for example 12."),
        (Kind.NUMBER, "12\x00", "Write a number in digits, for example 12."),
        (Kind.NUMBER, "9" * 10_000, "This number is too long."),
        (Kind.NUMBER, "1.23456", "This number is too long."),
        (Kind.MONEY, "12,50", "Write an amount in pesos, for example 12,500."),
        (Kind.MONEY, "-1", "Write at least ₱0."),
        (Kind.MONEY, "1.005", "This number is too long."),
        (Kind.MONEY, "$5", "Write an amount in pesos, for example 12,500."),
        (Kind.DATE, "2026-02-31", "There is no such day. Check the month and the day."),
        (Kind.DATE, "2026-13-01", "There is no such day. Check the month and the day."),
        (Kind.DATE, "0000-01-01", "There is no such day. Check the month and the day."),
        (Kind.DATE, "1899-12-31", "Check the year."),
        (Kind.DATE, "9999-01-01", "Check the year."),
        (Kind.DATE, "15/06/1990", "Write the day as year, month and day, for example 1990-06-15."),
        (Kind.DATE, "1990-06-15\x00", "Write the day as year, month and day, for example 1990-06-15."),
        (Kind.CHOICE, "c", "Choose from the list."),
        (Kind.CHOICE, "a\x00", "Choose from the list."),
        (Kind.SEVERAL, ["a", "z"], "Choose from the list."),
        (Kind.SEVERAL, [], "Answer this question."),
        (Kind.YES_NO, "maybe", "Choose from the list."),
        (Kind.YES_NO, "", "Answer this question."),
        (Kind.FILE, "", "Add this paper."),
    ],
)
def test_answer_when_typed_badly_then_says_what_to_do(kind, typed, sentence):
    assert answer(kind, typed) == sentence


@pytest.mark.parametrize("kind", list(Kind))
def test_optional_question_when_left_empty_then_no_answer(kind):
    form = a_form(a_question(kind, is_required=False), {})

    assert form.is_valid()
    assert not any(form.answered.values())


@pytest.mark.parametrize("kind", list(Kind))
def test_page_when_kept_for_later_then_nothing_is_required(kind):
    assert a_form(a_question(kind), {}, is_required=False).is_valid()


@pytest.mark.parametrize(("typed", "sentence"), [("0", "Write at least 1."), ("1001", "Write at most 1,000.")])
def test_number_when_outside_its_limits_then_names_the_limit(typed, sentence):
    assert answer(Kind.NUMBER, typed, minimum="1", maximum="1000") == sentence


def test_page_when_one_answer_is_bad_then_the_others_can_be_kept():
    good, bad = a_question(Kind.SHORT), Question("n", Kind.NUMBER, Bilingual("How many?"))
    section = Section(Bilingual("Page"), (good, bad))

    form = section_form(section, Definition((section,)), {}, {"a-q": "Yes", "a-n": "many"})

    assert not form.is_valid()
    assert form.answered == {"q": "Yes"}
    assert 'value="many"' in str(form["n"])


def test_page_when_an_answer_is_emptied_then_it_is_forgotten():
    form = a_form(a_question(Kind.SHORT), {"a-q": ""})

    assert not form.is_valid()
    assert form.answered == {"q": None}


def test_page_when_a_hidden_question_is_sent_along_then_it_is_not_taken():
    asked = Question("asked", Kind.YES_NO, Bilingual("Do you?"))
    hidden = Question("hidden", Kind.SHORT, Bilingual("Which?"), show_if=Condition("asked", ("yes",)))
    section = Section(Bilingual("Page"), (asked, hidden))

    form = section_form(section, Definition((section,)), {}, {"a-asked": "no", "a-hidden": "tampered"})

    assert form.is_valid()
    assert form.answered == {"asked": "no"}


def test_question_when_it_has_a_reason_then_the_applicant_reads_it():
    form = a_form(a_question(Kind.SHORT, reason=Bilingual("To ask the school")), None)

    assert "Why we ask: To ask the school" in str(form["q"].help_text)


@pytest.mark.parametrize("help_text", ["The card itself", "The card itself."])
def test_question_when_it_has_help_and_a_reason_then_they_are_two_sentences(help_text):
    form = a_form(a_question(Kind.SHORT, help=Bilingual(help_text), reason=Bilingual("To ask the school")), None)

    assert str(form["q"].help_text) == "The card itself. Why we ask: To ask the school"


def test_words_of_the_office_when_not_translated_then_marked_as_english():
    with translation.override("fil"):
        form = a_form(Question("q", Kind.SHORT, Bilingual("<b>Only</b> English")), None)
        label = str(form["q"].label)

    assert label == '<span lang="en">&lt;b&gt;Only&lt;/b&gt; English</span>'


# ---- Papers --------------------------------------------------------------------------------------------------------


def test_paper_when_one_was_sent_already_then_none_is_required():
    assert a_form(a_question(Kind.FILE, paper=1), {}, sent=["q"]).is_valid()


def test_paper_when_it_comes_along_then_it_is_no_answer():
    file = SimpleUploadedFile("id.png", b"x")

    form = a_form(a_question(Kind.FILE, paper=1), {}, {"a-q": file})

    assert form.is_valid()
    assert (form.answered, form.uploads) == ({}, {"q": file})


# ---- Places --------------------------------------------------------------------------------------------------------


@pytest.fixture
def place():
    barangay = BarangayFactory()
    town = barangay.municipality
    return {
        "region": town.province.region.code,
        "province": town.province.psgc,
        "municipality": town.psgc,
        "barangay": barangay.name,
    }


def elsewhere():
    """A town of another region, of which the portal lists no barangay."""
    names = {"province__psgc": "1380000000", "province__name": "Metro Manila", "province__region__code": "NCR"}
    return MunicipalityFactory(psgc="1380600000", name="City of Manila", **names)


def chosen(steps, **changes):
    return {f"a-q-{step}": value for step, value in {**steps, **changes}.items()}


def test_place_when_chosen_to_the_end_then_kept(place):
    form = a_form(a_question(Kind.PLACE), chosen(place))

    assert form.is_valid()
    assert form.answered == {"q": place}
    assert form.unfinished == {}


def test_place_when_only_the_region_is_chosen_then_the_page_asks_on(place):
    form = a_form(a_question(Kind.PLACE), {"a-q-region": place["region"]})

    assert form.is_valid()
    assert form.unfinished == {"q": {"region": place["region"]}}
    assert 'name="a-q-province"' in str(form["q"])


def test_place_when_the_next_step_was_offered_and_left_empty_then_refused_and_kept(place):
    form = a_form(a_question(Kind.PLACE), {"a-q-region": place["region"], "a-q-province": ""})

    assert form.errors["q"] == ["Choose here too, or choose again."]
    assert form.answered == {"q": {"region": place["region"]}}


def test_place_when_nothing_is_chosen_then_refused():
    assert not a_form(a_question(Kind.PLACE), {"a-q-region": ""}).is_valid()


@pytest.mark.parametrize("step", ["region", "province", "municipality", "barangay"])
@pytest.mark.parametrize("value", ["XYZ", "a\x00b", "x" * 10_000, "'; DROP TABLE"])
def test_place_when_a_hidden_step_is_tampered_with_then_refused(place, step, value):
    form = a_form(a_question(Kind.PLACE), chosen(place, **{step: value}))

    assert form.errors["q"] == ["Choose from the list."]


def test_place_when_the_town_lies_elsewhere_then_refused(place):
    form = a_form(a_question(Kind.PLACE), chosen(place, municipality=elsewhere().psgc))

    assert form.errors["q"] == ["Choose from the list."]


def test_place_when_the_portal_lists_no_barangay_of_the_town_then_it_is_typed(place):
    town = elsewhere()
    steps = {"region": "NCR", "province": town.province.psgc, "municipality": town.psgc, "barangay": "Ñ 12"}

    assert a_form(a_question(Kind.PLACE), chosen(steps)).is_valid()


def test_place_when_chosen_again_then_it_begins_with_the_region(place):
    form = a_form(a_question(Kind.PLACE), {**chosen(place), "again": "a-q"}, is_required=False)

    assert form.is_valid()
    assert form.answered == {"q": None}


def test_place_when_shown_then_one_level_is_asked_at_a_time(place):
    form = a_form(a_question(Kind.PLACE), None)

    html = str(form["q"])

    assert 'name="a-q-region"' in html
    assert "a-q-province" not in html


# ---- In words ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "value", "words"),
    [
        (Kind.SHORT, "Notre Dame", "Notre Dame"),
        (Kind.NUMBER, "1250.5", "1,250.5"),
        (Kind.MONEY, "12500", "₱12,500"),
        (Kind.MONEY, "0", "₱0"),
        (Kind.DATE, "1990-06-15", "15 June 1990"),
        (Kind.CHOICE, "a", "Apples"),
        (Kind.CHOICE, "gone", "gone"),
        (Kind.SEVERAL, ["a", "b"], "Apples, Bread"),
        (Kind.YES_NO, "yes", "Yes"),
        (Kind.FILE, "x", ""),
        (Kind.SHORT, None, ""),
    ],
)
def test_answer_when_put_in_words_then_as_people_write_it(kind, value, words):
    assert as_text(a_question(kind), value) == words


def test_answer_when_put_in_words_in_filipino_then_labels_are_filipino():
    with translation.override("fil"):
        assert as_text(a_question(Kind.CHOICE), "a") == "Mansanas"
        assert as_text(a_question(Kind.DATE), "1990-06-15") == "15 Hunyo 1990"


def test_place_when_put_in_words_then_the_smallest_first(place):
    words = as_text(a_question(Kind.PLACE), place)

    assert words.startswith(place["barangay"])
    assert place["region"] in words


def test_rows_when_questions_depend_then_only_those_asked_in_their_order(place):
    asked = Question("asked", Kind.YES_NO, Bilingual("Do you?"))
    hidden = Question("hidden", Kind.SHORT, Bilingual("Which?"), show_if=Condition("asked", ("yes",)))
    definition = Definition((Section(Bilingual("Page"), (asked, hidden)),))

    found = rows(definition, {"asked": "no", "hidden": "left over", APPLICANT: place})

    assert [(question.name, text) for question, text in found][1:] == [("asked", "No")]
    assert found[0][0].name == APPLICANT


def test_unanswered_when_required_or_unfinished_then_named(place):
    definition = Definition(
        (
            Section(
                Bilingual("Page"),
                (
                    Question("must", Kind.SHORT, Bilingual("Must")),
                    Question("may", Kind.SHORT, Bilingual("May"), is_required=False),
                    Question("where", Kind.PLACE, Bilingual("Where"), is_required=False),
                    Question("paper", Kind.FILE, Bilingual("Paper")),
                    Question("sent", Kind.FILE, Bilingual("Sent")),
                ),
            ),
        )
    )

    missing = unanswered(definition, {"where": {"region": place["region"]}}, sent={"sent"})

    assert [question.name for question in missing] == ["must", "where", "paper"]
