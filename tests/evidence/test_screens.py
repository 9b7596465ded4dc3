"""The staff screens of evidence, through the real client; and the one public address."""

import csv
import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from portal.core.models import PrivateFile
from portal.core.models.private_file import Scan
from portal.evidence.enums import TextState
from portal.evidence.models import EvidenceItem, EvidenceText

from .factories import EvidenceItemFactory, item_with_bytes
from .papers import pdf

pytestmark = pytest.mark.django_db
HIDDEN = ("Clinic audit", "Old audit", "in the spring")


def listing(client, **asked):
    return client.get(reverse("evidence_register:index"), asked).content.decode()


def form(**others):
    return {
        "title": "Survey of wells",
        "kind": "quantitative_data",
        "source": "Barangay office",
        "confidentiality": "internal",
        "language": "en",
        "reliability": "medium",
        **others,
    }


# ---- The list --------------------------------------------------------------------------------------------------------


def test_list_when_opened_by_another_office_then_nothing_tells_of_what_is_hidden(client, items, stranger):
    client.force_login(stranger)

    for asked in (
        {},
        {"q": "typhoid"},
        {"q": "typhiod"},
        {"q": "audit"},
        {"use": "withdrawn"},
        {"confidentiality": "own_office"},
    ):
        page = listing(client, **asked)
        assert not any(word in page for word in HIDDEN), asked


def test_list_when_counted_by_another_office_then_only_what_it_sees(client, items, stranger):
    client.force_login(stranger)

    response = client.get(reverse("evidence_register:index"))

    assert {item.title for item in response.context["object_list"]} == {"Census of wells", "Notes on boats"}


def test_list_when_a_word_of_a_text_is_searched_then_the_item_with_the_line(client, items, editor):
    client.force_login(editor)

    page = listing(client, q="typhoid")

    assert "Clinic audit" in page
    assert "<mark>Typhoid</mark> was found in the spring." in page
    assert "Notes on boats" not in page


def test_list_when_misspelt_then_says_how_it_was_read_and_offers_the_exact_search(client, items, editor):
    client.force_login(editor)

    page = listing(client, q="tifoid")
    exactly = listing(client, q="tifoid", exactly="1")

    assert "Read as “typhoid”." in page
    assert "exactly=1" in page
    assert "Clinic audit" not in exactly


def test_list_when_filtered_then_only_those(client, items, staff):
    client.force_login(staff)

    def titles(**asked):
        response = client.get(reverse("evidence_register:index"), asked)
        return {item.title for item in response.context["object_list"]}

    assert titles(confidentiality="public") == {"Census of wells"}
    assert titles(use="withdrawn") == {"Old audit"}
    assert titles(form="file") == {"Clinic audit"}
    assert titles(office=str(items["office"].office_id)) == {"Clinic audit", "Old audit"}


def test_list_when_the_office_filter_is_opened_then_names_no_office_of_hidden_items(client, items, stranger):
    client.force_login(stranger)

    assert "Ministry of Health" not in listing(client)


@pytest.mark.parametrize("asked", [{}, {"q": "wells"}])
def test_list_when_there_are_more_rows_then_the_same_queries(client, staff, health, count_queries, asked):
    client.force_login(staff)
    address = reverse("evidence_register:index") + ("?q=wells" if asked else "")
    EvidenceItemFactory(title="Wells", office=health, with_file=True, text="Wells run dry")
    one = count_queries(client, address)
    for number in range(4):
        EvidenceItemFactory(title=f"Wells {number}", own_office=True, with_file=True, text="Wells run dry")

    assert count_queries(client, address) == one
    # In a test's transaction the words that the reader may see are read anew; a process reads them once.
    assert one <= (26 if asked else 20)


def test_export_when_taken_by_another_office_then_only_what_it_sees_and_no_texts(client, items, stranger):
    client.force_login(stranger)

    response = client.get(reverse("evidence_register:index"), {"export": "csv"})

    content = b"".join(response).decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(content)))
    assert {row["Title"] for row in rows} == {"Census of wells", "Notes on boats"}
    assert "outriggers" not in content


# ---- One item --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["inspect", "edit", "history", "withdraw", "restore", "read_again"])
@pytest.mark.parametrize("word", ["office", "withdrawn"])
def test_pages_of_an_item_when_asked_for_by_another_office_then_do_not_exist(client, items, stranger, name, word):
    client.force_login(stranger)

    assert client.get(reverse(f"evidence_register:{name}", args=[items[word].pk])).status_code == 404
    assert client.post(reverse(f"evidence_register:{name}", args=[items[word].pk])).status_code in {404, 405}


def test_profile_when_it_has_a_file_then_says_what_became_of_the_text(client, editor, items):
    client.force_login(editor)
    address = reverse("evidence_register:inspect", args=[items["office"].pk])

    said = []
    for state, problem in [("done", ""), ("waiting", ""), ("none", ""), ("failed", "encrypted")]:
        text = "Words" if state == "done" else ""
        EvidenceText.objects.filter(item=items["office"]).update(state=state, text=text, problem=problem)
        said.append(client.get(address).content.decode())

    expected = ["Found by the words in it.", "read in the background", "holds no text", "asks for a password"]
    assert [sentence in page for sentence, page in zip(expected, said, strict=True)] == [True] * 4


def test_profile_when_the_scanner_has_not_spoken_then_the_file_is_no_link(client, editor, items, settings):
    settings.VIRUS_SCANNER = "clamav://localhost"
    PrivateFile.objects.update(scan=Scan.PENDING)
    client.force_login(editor)

    page = client.get(reverse("evidence_register:inspect", args=[items["office"].pk])).content.decode()

    assert "Waits for the virus scan" in page
    assert f'href="{items["office"].url}"' not in page


def test_add_when_a_file_is_sent_then_kept_read_and_shown(client, editor, health):
    client.force_login(editor)
    file = SimpleUploadedFile("wells.pdf", pdf("Wells run dry"))

    response = client.post(reverse("evidence_register:add"), form(upload=file, office=health.pk))

    item = EvidenceItem.objects.get()
    assert response.url == reverse("evidence_register:inspect", args=[item.pk])
    assert (item.office, item.file.name, item.added_by) == (health, "wells.pdf", editor)
    assert EvidenceText.objects.get(item=item).state == TextState.DONE


@pytest.mark.parametrize(
    ("sent", "sentence"),
    [
        ({}, "Give a file or a link."),
        ({"link": "https://example.org", "upload": True}, "Give a file or a link, not both."),
        ({"link": "https://example.org", "confidentiality": "own_office"}, "Say whose office may see it."),
        ({"link": "https://example.org", "title": ""}, "This field is required."),
        ({"link": "no address"}, "Enter a valid URL."),
    ],
)
def test_add_when_something_is_wrong_then_says_so_and_keeps_what_was_typed(client, staff, sent, sentence):
    client.force_login(staff)
    if sent.get("upload"):
        sent = {**sent, "upload": SimpleUploadedFile("wells.pdf", pdf("Wells"))}

    page = client.post(reverse("evidence_register:add"), form(**sent)).content.decode()

    assert sentence in page
    assert "Barangay office" in page
    assert not EvidenceItem.objects.exists()


def test_add_when_an_office_forges_the_level_or_the_office_then_refused(client, editor, farms, health):
    client.force_login(editor)

    for forged in ({"confidentiality": "public", "office": health.pk}, {"office": farms.pk}, {}):
        client.post(reverse("evidence_register:add"), form(link="https://example.org", **forged))

    assert not EvidenceItem.objects.exists()


def test_edit_when_used_then_changed_and_the_file_stays(client, editor, items, health):
    client.force_login(editor)
    address = reverse("evidence_register:edit", args=[items["office"].pk])
    page = client.get(address).content.decode()

    client.post(address, form(title="Clinic audit 2026", office=health.pk, confidentiality="own_office"))

    item = EvidenceItem.objects.get(pk=items["office"].pk)
    assert 'name="upload"' not in page
    assert 'name="link"' not in page
    assert (item.title, item.file_id) == ("Clinic audit 2026", items["office"].file_id)


def test_withdraw_when_done_then_gone_for_others_and_the_reason_for_keepers(client, staff, stranger, items):
    client.force_login(staff)
    item = items["internal"]

    client.post(reverse("evidence_register:withdraw", args=[item.pk]), {"reason": "A wrong file."})
    kept = client.get(reverse("evidence_register:inspect", args=[item.pk])).content.decode()
    client.force_login(stranger)
    gone = client.get(reverse("evidence_register:inspect", args=[item.pk]))

    assert "A wrong file." in kept
    assert gone.status_code == 404


def test_history_when_read_then_acts_and_facts(client, staff, items):
    client.force_login(staff)
    client.post(
        reverse("evidence_register:edit", args=[items["internal"].pk]),
        form(link="https://example.org/study", confidentiality="public"),
    )

    page = client.get(reverse("evidence_register:history", args=[items["internal"].pk])).content.decode()

    assert "Evidence changed" in page


# ---- The file --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "status"),
    [("editor", 200), ("oobc_staff", 200), ("other office", 404), ("oobc_planner", 404), ("leader", 404)],
)
def test_file_when_its_office_keeps_it_then_for_its_people_and_keepers_only(client, people, items, kind, status):
    client.force_login(people[kind])

    assert client.get(items["office"].url).status_code == status


def test_file_when_nobody_is_signed_in_then_not_there(client, items):
    assert client.get(items["office"].url).status_code == 404
    assert client.get(reverse("evidence:file", args=[items["office"].pk])).status_code == 404


def test_public_file_when_public_then_anybody_saves_it_and_no_cache_keeps_it(client):
    item = item_with_bytes(pdf("Wells run dry"), "application/pdf", public=True)

    response = client.get(item.public_url)

    assert b"".join(response) == pdf("Wells run dry")
    assert response["Content-Disposition"].startswith("attachment")
    assert "no-store" in response["Cache-Control"]
    assert response["X-Robots-Tag"] == "noindex"


@pytest.mark.parametrize("state", ["internal", "withdrawn", "a link", "not scanned", "infected"])
def test_public_file_when_it_is_not_for_everybody_then_the_same_404(client, settings, state):
    traits = {
        "internal": {},
        "withdrawn": {"public": True, "withdrawn": True},
        "a link": {"public": True, "link": "https://example.org", "file": None},
    }.get(state, {"public": True})
    item = EvidenceItemFactory(**{"with_file": state != "a link", **traits})
    if state in ("not scanned", "infected"):
        settings.VIRUS_SCANNER = "clamav://localhost"
        PrivateFile.objects.update(scan=Scan.INFECTED if state == "infected" else Scan.PENDING)

    assert client.get(reverse("evidence:file", args=[item.pk])).status_code == 404


# ---- The chooser -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["choose", "choose_results"])
def test_chooser_when_opened_by_another_office_then_offers_only_what_it_sees(client, items, stranger, name):
    client.force_login(stranger)
    address = reverse(f"evidence_chooser:{name}")

    everything = client.get(address).content.decode()
    searched = client.get(address, {"q": "typhoid"}).content.decode()

    assert "Notes on boats" in everything
    assert not any(word in everything for word in HIDDEN)
    assert "Clinic audit" not in searched


def test_chooser_when_searched_by_a_word_of_the_text_then_offers_the_item(client, items, editor):
    client.force_login(editor)

    page = client.get(reverse("evidence_chooser:choose_results"), {"q": "typhoid"}).content.decode()

    assert "Clinic audit" in page
    assert "Notes on boats" not in page


def test_chooser_when_an_item_is_withdrawn_then_does_not_offer_it(client, items, staff):
    client.force_login(staff)

    assert "Old audit" not in client.get(reverse("evidence_chooser:choose")).content.decode()


def test_chooser_when_a_hidden_item_is_asked_for_by_key_then_not_there(client, items, stranger):
    client.force_login(stranger)

    assert client.get(reverse("evidence_chooser:chosen", args=[items["office"].pk])).status_code == 404
