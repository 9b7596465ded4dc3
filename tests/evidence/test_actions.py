"""What people do with evidence: the effect, each refusal, the record."""

import datetime
import uuid

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from wagtail.models import ModelLogEntry

from portal.core.actions import ActionRefused
from portal.core.models import PrivateFile
from portal.evidence import actions
from portal.evidence.actions import add_item, change_item, read_again, restore_item, withdraw_item
from portal.evidence.enums import Confidentiality, EvidenceKind, TextState
from portal.evidence.models import EvidenceItem, EvidenceText
from tests.at_once import together
from tests.core.factories import PrivateFileFactory, SectorFactory

from .factories import EvidenceItemFactory, item_with_bytes
from .papers import pdf, upload

pytestmark = pytest.mark.django_db


def values(**others):
    return {
        "title": "Survey of wells",
        "kind": EvidenceKind.QUANTITATIVE_DATA,
        "source": "Barangay office",
        "confidentiality": Confidentiality.INTERNAL,
        **others,
    }


def entries(item):
    return list(ModelLogEntry.objects.filter(object_id=str(item.pk)).order_by("pk"))


def test_add_when_a_pdf_is_given_then_kept_in_private_and_read(staff):
    item = add_item(values=values(), upload=upload(pdf("Wells run dry")), by=staff)

    assert (item.file.name, item.link, item.added_by) == ("paper.pdf", "", staff)
    assert PrivateFile.objects.get(pk=item.file_id).attached_at
    assert EvidenceText.objects.get(item=item).text == "Wells run dry"


def test_add_when_a_link_is_given_then_has_no_text(staff):
    sector = SectorFactory()

    item = add_item(values=values(link="https://example.org/a", sectors=[sector]), by=staff)

    assert EvidenceText.objects.get(item=item).state == TextState.NONE
    assert list(item.sectors.all()) == [sector]


def test_add_when_recorded_then_keys_and_facts_and_no_word_of_it(staff):
    item = add_item(values=values(link="https://example.org/a", summary="Secret"), by=staff)

    (entry,) = entries(item)
    assert (entry.action, entry.label, entry.user) == ("evidence.add", f"Evidence {item.pk}", staff)
    assert set(entry.data["after"]) == set(actions.FACTS)
    assert "Survey" not in str(entry.data)


@pytest.mark.parametrize("given", ["nothing", "both"])
def test_add_when_there_is_no_file_or_two_things_then_refused_and_nothing_kept(staff, given):
    both = {"upload": upload(pdf("Wells"))} if given == "both" else {}
    link = {"link": "https://example.org/a"} if given == "both" else {}

    with pytest.raises(ValidationError, match="a file or a link"):
        add_item(values=values(**link), by=staff, **both)

    assert not EvidenceItem.objects.exists()


@pytest.mark.parametrize("given", ["nothing", "both"])
def test_constraint_when_there_is_no_file_or_two_things_then_the_database_refuses(given):
    file = PrivateFileFactory() if given == "both" else None
    link = "https://example.org/a" if given == "both" else ""

    with pytest.raises(IntegrityError, match="evidence_file_or_link"), transaction.atomic():
        EvidenceItemFactory(file=file, link=link)


def test_constraint_when_own_office_has_no_office_then_the_database_refuses():
    with pytest.raises(IntegrityError, match="evidence_own_office_has_office"), transaction.atomic():
        EvidenceItemFactory(confidentiality=Confidentiality.OWN_OFFICE)


@pytest.mark.parametrize(
    "link", ["javascript:alert(1)", "data:text/html,x", "ftp://example.org/a", "file:///etc/passwd"]
)
def test_add_when_the_link_is_no_web_address_then_refused(staff, link):
    with pytest.raises(ValidationError, match="valid URL"):
        add_item(values=values(link=link), by=staff)


def test_add_when_the_form_is_sent_twice_then_one_item(staff):
    key = uuid.uuid4()
    sent = [add_item(values=values(), upload=upload(pdf("Wells")), client_key=key, by=staff) for _ in range(2)]

    assert sent[0] == sent[1]
    assert EvidenceItem.objects.count() == PrivateFile.objects.count() == 1


@pytest.mark.parametrize("kind", ["other office", "oobc_planner", "budget_officer", "leader", "nobody"])
def test_add_when_for_an_office_that_is_not_theirs_then_refused(people, health, kind):
    with pytest.raises(ActionRefused, match="You may not add evidence"):
        add_item(values=values(link="https://example.org/a", office=health), by=people[kind])


def test_add_when_an_office_names_none_then_refused(editor):
    with pytest.raises(ActionRefused, match="You may not add evidence"):
        add_item(values=values(link="https://example.org/a"), by=editor)


def test_add_when_an_office_would_publish_then_refused(editor, health):
    with pytest.raises(ActionRefused, match="OOBC staff make evidence public"):
        add_item(
            values=values(link="https://example.org/a", office=health, confidentiality=Confidentiality.PUBLIC),
            by=editor,
        )


def test_change_when_facts_differ_then_recorded_from_and_to(staff):
    item = EvidenceItemFactory()

    change_item(item, values={"title": "Other", "confidentiality": Confidentiality.PUBLIC}, by=staff)

    item.refresh_from_db()
    (entry,) = entries(item)
    assert (item.title, item.sort_title, item.confidentiality) == ("Other", "other", "public")
    assert entry.data == {
        "before": {"confidentiality": "internal"},
        "after": {"confidentiality": "public"},
        "texts": ["title"],
    }


def test_change_when_nothing_differs_then_nothing_is_recorded(staff):
    item = EvidenceItemFactory()

    change_item(item, values={"title": item.title}, by=staff)

    assert entries(item) == []


@pytest.mark.parametrize(
    ("kind", "changed", "message"),
    [
        ("other office", {"title": "Mine"}, "You may not change"),
        ("oobc_planner", {"title": "Mine"}, "You may not change"),
        ("budget_officer", {"title": "Mine"}, "You may not change"),
        ("editor", {"confidentiality": Confidentiality.PUBLIC}, "OOBC staff make evidence public"),
        ("editor", {"office": None}, "You may not give evidence to this office"),
        ("oobc_staff", {"link": ""}, "A file stays a file and a link a link"),
    ],
)
def test_change_when_it_may_not_be_then_refused(people, health, kind, changed, message):
    item = EvidenceItemFactory(own_office=True, office=health)

    with pytest.raises(ActionRefused, match=message):
        change_item(item, values=changed, by=people[kind])


def test_change_when_staff_made_it_public_then_its_office_may_still_correct_it(editor, health):
    item = EvidenceItemFactory(public=True, office=health)

    change_item(item, values={"title": "Corrected", "confidentiality": Confidentiality.PUBLIC}, by=editor)

    item.refresh_from_db()
    assert (item.title, item.confidentiality) == ("Corrected", "public")


def test_withdraw_and_restore_when_done_then_out_of_use_and_back(staff):
    item = EvidenceItemFactory()

    withdraw_item(item, reason=" It was the wrong file. ", by=staff)
    item.refresh_from_db()
    withdrawn = (item.is_withdrawn, item.withdrawn_by, item.withdrawal_reason)
    restore_item(item, by=staff)
    item.refresh_from_db()

    assert withdrawn == (True, staff, "It was the wrong file.")
    assert (item.is_withdrawn, item.withdrawn_by, item.withdrawal_reason) == (False, None, "")
    assert [entry.action for entry in entries(item)] == ["evidence.withdraw", "evidence.restore"]
    assert "wrong" not in str([entry.data for entry in entries(item)])


def test_withdraw_when_withdrawn_already_then_refused(staff):
    with pytest.raises(ActionRefused, match="withdrawn already"):
        withdraw_item(EvidenceItemFactory(withdrawn=True), reason="Again", by=staff)


def test_withdraw_when_no_reason_is_given_then_refused(staff):
    with pytest.raises(ValidationError, match="Say why"):
        withdraw_item(EvidenceItemFactory(), reason=" ", by=staff)


def test_restore_when_in_use_then_refused(staff):
    with pytest.raises(ActionRefused, match="in use already"):
        restore_item(EvidenceItemFactory(), by=staff)


def test_read_again_when_asked_then_read_anew(staff):
    item = item_with_bytes(pdf("Wells run dry"), "application/pdf")
    EvidenceText.objects.filter(item=item).update(state=TextState.FAILED, problem="too_slow", tries=3)

    read_again(item, by=staff)

    text = EvidenceText.objects.get(item=item)
    assert (text.state, text.text, text.problem) == (TextState.DONE, "Wells run dry", "")


def test_read_again_when_there_is_no_text_or_it_waits_then_refused(staff):
    waiting = item_with_bytes(pdf("Wells"), "application/pdf")

    with pytest.raises(ActionRefused, match="no text"):
        read_again(EvidenceItemFactory(), by=staff)
    with pytest.raises(ActionRefused, match="waits"):
        read_again(waiting, by=staff)


@pytest.mark.parametrize("act", [withdraw_item, restore_item, read_again])
def test_acts_when_somebody_else_tries_then_refused(people, health, act):
    item = EvidenceItemFactory(own_office=True, office=health)
    reason = {"reason": "Mine"} if act is withdraw_item else {}

    with pytest.raises(ActionRefused, match="You may not change"):
        act(item, by=people["other office"], **reason)


def test_dates_when_given_then_kept(staff):
    item = add_item(values=values(link="https://example.org/a", dated_on=datetime.date(2025, 6, 1)), by=staff)

    assert EvidenceItem.objects.get(pk=item.pk).dated_on == datetime.date(2025, 6, 1)


@pytest.mark.django_db(transaction=True)
def test_add_when_the_button_is_pressed_twice_at_once_then_one_item(staff):
    key = uuid.uuid4()

    made = together(*[lambda: add_item(values=values(link="https://example.org/a"), client_key=key, by=staff).pk] * 4)

    assert set(made) == {EvidenceItem.objects.get().pk}


@pytest.mark.django_db(transaction=True)
def test_withdraw_when_two_do_it_at_once_then_one_is_told(staff):
    item = EvidenceItemFactory()

    answers = together(*[lambda: withdraw_item(item, reason="Wrong", by=staff)] * 3)

    refusals = [str(answer) for answer in answers if isinstance(answer, ActionRefused)]
    assert refusals == ["This is withdrawn already."] * 2
    assert len(entries(item)) == 1
