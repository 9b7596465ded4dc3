"""The budget justification: needs required or a warning on record, the summary of the needs, documents, and paper."""

import pytest
from django.urls import reverse
from wagtail.models import ModelLogEntry

from portal.core.actions import ActionRefused
from portal.monitoring.actions.justifying import attach_document, detach_document, justify
from portal.monitoring.justification.evidence import LONGEST, summary_of
from portal.monitoring.models import BudgetJustification
from tests.accounts.factories import UserFactory
from tests.evidence.factories import EvidenceItemFactory
from tests.monitoring.factories import BudgetJustificationFactory, MonitoringEntryFactory, NeedAddressedFactory
from tests.needs.factories import NeedFactory
from tests.organizations.factories import OrganizationMembershipFactory

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _one_factor(settings, db):
    settings.STAFF_SECOND_FACTOR = "optional"


@pytest.fixture
def planner(client):
    user = UserFactory(role="oobc_planner")
    client.force_login(user)
    return user


def page(ppa, name="write"):
    return reverse(f"monitoring_justification:{name}", args=[ppa.pk])


def log(ppa):
    return [(row.action, row.data) for row in ModelLogEntry.objects.filter(object_id=str(ppa.pk)).order_by("pk")]


def test_justify_when_no_need_is_linked_then_asks_for_the_reason_and_keeps_it(planner):
    ppa = MonitoringEntryFactory()

    with pytest.raises(ActionRefused, match="say why it answers none"):
        justify(ppa, rationale="Schools fall down.", by=planner)

    row = justify(ppa, rationale="Schools fall down.", without_needs_reason="No need of schools yet.", by=planner)
    assert row.without_needs_reason == "No need of schools yet."


def test_justify_when_a_need_is_linked_then_the_warning_is_gone_and_the_record_keeps_it(planner):
    ppa = MonitoringEntryFactory()
    justify(ppa, rationale="A", without_needs_reason="None yet.", by=planner)
    NeedAddressedFactory(ppa=ppa)

    row = justify(ppa, rationale="A", without_needs_reason="None yet.", by=planner)

    assert row.without_needs_reason == ""
    assert [data["without_needs"] for _action, data in log(ppa)] == [True, False]
    assert BudgetJustification.objects.count() == 1


def test_justify_when_nothing_changed_then_leaves_no_trace(planner):
    ppa = NeedAddressedFactory().ppa
    justify(ppa, rationale="A", by=planner)

    justify(ppa, rationale=" A ", by=planner)

    assert len(log(ppa)) == 1


@pytest.mark.parametrize("state", ["proposed", "approved", "enacted"])
def test_justify_when_it_was_proposed_then_stands(planner, state):
    with pytest.raises(ActionRefused, match="take the proposal back"):
        justify(MonitoringEntryFactory(**{state: True}), rationale="A", without_needs_reason="B", by=planner)


def test_justify_when_asked_for_by_others_then_is_refused():
    ppa = MonitoringEntryFactory()

    for person in [UserFactory(role="budget_officer"), OrganizationMembershipFactory().user]:
        with pytest.raises(ActionRefused):
            justify(ppa, rationale="A", without_needs_reason="B", by=person)


# ---- The summary -----------------------------------------------------------------------------------------------------


def test_summary_when_needs_are_linked_then_says_what_they_show_and_none_of_their_words():
    ppa = MonitoringEntryFactory()
    need = NeedFactory(prioritized=True, title="Quetzal", description="Quetzal", estimated_cost=100_000)
    NeedAddressedFactory(ppa=ppa, need=need)
    NeedAddressedFactory(ppa=ppa, need=NeedFactory(found=True, affected_population=None))

    text = summary_of(ppa)

    assert "It answers 2 needs of the register, 1 with a score above 4.0." in text
    assert "People are counted for 1: 1,000 together" in text
    for said in [need.spoken_reference, need.category.name, "1,000 people.", "₱100,000.00", "Cost not known."]:
        assert said in text
    assert "Quetzal" not in text


def test_summary_when_needs_are_many_then_fits_and_counts_the_rest():
    ppa = MonitoringEntryFactory()
    for _number in range(60):
        NeedAddressedFactory(ppa=ppa)

    text = summary_of(ppa)

    assert len(text) <= LONGEST
    assert "more needs." in text
    assert summary_of(MonitoringEntryFactory()) == ""


# ---- The page --------------------------------------------------------------------------------------------------------


def test_page_when_opened_then_is_filled_in_from_the_needs_and_what_was_changed_stays(client, planner):
    ppa = NeedAddressedFactory().ppa

    form = client.get(page(ppa)).context["form"]
    assert form.initial["evidence_summary"] == summary_of(ppa)
    assert "without_needs_reason" not in form.fields

    client.post(page(ppa), {"evidence_summary": "In my words.", "rationale": "Because."})
    assert client.get(page(ppa)).context["form"].initial["evidence_summary"] == "In my words."
    assert client.get(f"{page(ppa)}?fill=1").context["form"].initial["evidence_summary"] == summary_of(ppa)


def test_page_when_no_need_is_linked_then_warns_and_refuses_without_a_reason(client, planner):
    ppa = MonitoringEntryFactory()

    answer = client.post(page(ppa), {"rationale": "Because."})

    assert answer.context["form"].errors["without_needs_reason"]
    assert client.post(page(ppa), {"rationale": "A", "without_needs_reason": "B"}).status_code == 302
    assert "It answers no need of the register." in client.get(ppa.get_absolute_url()).text


def test_documents_when_attached_and_detached_then_are_on_record(client, planner):
    row, item = BudgetJustificationFactory(ppa=NeedAddressedFactory().ppa), EvidenceItemFactory()

    assert client.post(page(row.ppa, "documents"), {"item": item.pk}).status_code == 302
    assert list(row.documents.all()) == [item]
    client.post(page(row.ppa, "documents"), {"item": item.pk, "act": "detach"})

    assert not row.documents.exists()
    assert [action for action, _data in log(row.ppa)] == ["monitoring.attach_document", "monitoring.detach_document"]


def test_documents_when_the_proposal_is_out_then_stay(planner):
    row, item = BudgetJustificationFactory(ppa__proposed=True), EvidenceItemFactory()

    for act in (attach_document, detach_document):
        with pytest.raises(ActionRefused):
            act(row.ppa, item=item, by=planner)


def test_documents_when_nothing_is_justified_yet_then_are_refused(planner):
    with pytest.raises(ActionRefused, match="Write the justification first"):
        attach_document(MonitoringEntryFactory(), item=EvidenceItemFactory(), by=planner)


def test_paper_when_printed_then_is_a_pdf_for_readers_of_the_ppa(client):
    ppa = MonitoringEntryFactory(proposed=True, with_money=1_500_000)
    NeedAddressedFactory(ppa=ppa, share=500_000)
    BudgetJustificationFactory(ppa=ppa, evidence_summary="Two in three.\n\n#panic() [*ñ ₱*]")
    client.force_login(UserFactory(role="ocm_leadership"))

    answer = client.get(page(ppa, "print"))

    assert answer["Content-Type"] == "application/pdf"
    assert answer.content.startswith(b"%PDF-")
    client.force_login(OrganizationMembershipFactory().user)
    assert client.get(page(ppa, "print")).status_code == 404
