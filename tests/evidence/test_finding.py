"""Evidence is found by its words, and what somebody may not see leaves no trace in what they find."""

import pytest

from portal.evidence.actions import change_item, withdraw_item
from portal.evidence.enums import Confidentiality
from portal.evidence.finding import excerpt, find
from portal.evidence.models import EvidenceItem, EvidenceText
from portal.evidence.search_index import EVIDENCE
from portal.evidence.sweeps import read_waiting
from search import facade
from search.facade import Marks, suggest
from search.models import SearchLog

from .factories import EvidenceItemFactory, item_with_bytes
from .papers import pdf

pytestmark = pytest.mark.django_db


def titles(text, reader, **options):
    found = find(text, EvidenceItem.objects.all(), reader=reader, **options)
    return [item.title for item in found.rows.order_by("found_at")]


def test_find_when_a_word_stands_in_a_pdf_then_the_item_for_who_may_see_it_only(people, health):
    item_with_bytes(
        pdf("Leptospirosis after the flood"),
        "application/pdf",
        title="Clinic report",
        own_office=True,
        office=health,
    )
    read_waiting()

    assert titles("leptospirosis", people["editor"]) == ["Clinic report"]
    assert titles("leptospirosis", people["oobc_staff"]) == ["Clinic report"]
    for kind in ("other office", "oobc_planner", "ocm_leadership", "leader", "public"):
        assert titles("leptospirosis", people[kind]) == []


@pytest.mark.parametrize("kind", ["other office", "oobc_planner", "leader", "public"])
def test_find_when_hidden_items_are_there_then_all_is_as_if_they_were_not(people, items, kind):
    """Finds, order, corrections, suggestions: nothing tells of them."""
    texts = ["typhoid", "typhod", "clinic audit", "audit of wells", "found in the spring", "boats", "pump"]
    reader = people[kind]

    def answers():
        rows = EvidenceItem.objects.all()
        found = [facade.search(EVIDENCE, text, rows, reader=reader) for text in texts]
        return found, [suggest(EVIDENCE, text[:4], rows, reader=reader) for text in texts]

    before = answers()
    EvidenceText.objects.filter(item__in=[items["office"], items["withdrawn"]]).delete()
    EvidenceItem.objects.filter(pk__in=[items["office"].pk, items["withdrawn"].pk]).delete()
    facade.refresh(EVIDENCE)

    assert answers() == before


def test_find_when_misspelt_then_only_words_that_the_reader_may_see_are_offered(items, people):
    def corrected(text, kind):
        return facade.search(EVIDENCE, text, EvidenceItem.objects.all(), reader=people[kind]).corrected

    assert corrected("tifoid", "editor") == "typhoid"
    assert corrected("tifoid", "other office") == ""
    assert corrected("outriger", "other office") == "outriggers"


def test_find_when_withdrawn_then_nobody_finds_it(items, people):
    assert titles("cholera", people["oobc_staff"]) == []


def test_find_when_searched_then_no_log_is_kept(items, staff, client):
    client.force_login(staff)

    client.get("/admin/evidence/", {"q": "typhoid"})

    assert not SearchLog.objects.exists()


def test_find_when_the_level_changes_then_at_once_for_others(items, people):
    change_item(items["internal"], values={"confidentiality": Confidentiality.PUBLIC}, by=people["oobc_staff"])

    assert titles("outriggers", people["leader"]) == ["Notes on boats"]


def test_find_when_an_item_is_withdrawn_then_gone_at_once(items, people):
    withdraw_item(items["internal"], reason="Wrong", by=people["oobc_staff"])

    assert titles("outriggers", people["oobc_staff"]) == []


def test_find_when_two_answer_then_the_better_one_first(staff):
    EvidenceItemFactory(title="Minutes", text="One word on wells.")
    EvidenceItemFactory(title="Wells of Labuan")

    assert titles("wells", staff) == ["Wells of Labuan", "Minutes"]


def test_find_when_a_word_stands_once_in_a_long_report_then_found_beside_a_title_that_holds_it(staff):
    EvidenceItemFactory(title="Wells of Labuan")
    EvidenceItemFactory(title="Yearly report", text="other words about boats and roads " * 4000 + "wells")

    assert titles("wells", staff) == ["Wells of Labuan", "Yearly report"]


def test_public_search_when_asked_for_evidence_then_nothing_of_it(items, client):
    """The catalog searches its own index."""
    page = client.get("/catalog/", {"q": "census of wells"}).content.decode()

    assert "Census of wells" not in page


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Nothing here\nWells run dry", [("Nothing here ", False), ("Wells", True), (" run dry", False)]),
        ("a\nb\nWells\nc\nd", [("b ", False), ("Wells", True), (" c", False)]),
        ("Nothing here", []),
        ("", []),
    ],
)
def test_excerpt_when_a_line_answers_then_the_line_with_what_is_marked(text, expected):
    assert excerpt(text, Marks(frozenset({("well",)}))) == expected


def test_excerpt_when_the_line_is_long_then_what_stands_around():
    line = "a " * 200 + "wells" + " b" * 200

    pieces = excerpt(line, Marks(frozenset({("well",)})))

    assert ("wells", True) in pieces
    assert sum(len(piece) for piece, _marked in pieces) < 250
    assert pieces[0][0].startswith("…")
    assert pieces[-1][0].endswith("…")
