"""Two people over the same values: the second is told who changed them, what stands there now, and how to go on."""

from decimal import Decimal

import pytest
from django.test import Client
from django.urls import reverse

from portal.accounts.roles import sync_groups
from portal.core.shown import MovedOn
from portal.monitoring.actions import contracts, editing, money, results
from portal.monitoring.actions.ceilings import change_ceiling
from portal.monitoring.actions.justifying import justify
from portal.monitoring.models import BudgetJustification, CeilingManagement
from portal.monitoring.querysets import LEARNED
from tests.at_once import together
from tests.communities.factories import CommunityFactory
from tests.core.factories import FundingSourceFactory
from tests.monitoring.conftest import REASON, fresh, make_desk, shown
from tests.monitoring.factories import YEAR, CeilingManagementFactory, MultiYearContractFactory
from tests.monitoring.test_drafts import typed


def address(act, ppa, query=""):
    return reverse(f"monitoring_ppas:{act}", args=[ppa.pk]) + query


@pytest.fixture
def draft(client, desk):
    """A draft whose form the focal person has open while the editor changes it."""
    client.force_login(desk.focal)
    ppa = desk.ppa(title="A well", priority="medium", sector=None)
    url = address("edit", ppa)
    carried = shown(client, url)
    editing.change(ppa, values={"title": "Three wells", "priority": "high"}, by=desk.editor)
    return ppa, url, carried


def test_draft_when_somebody_changed_it_since_then_nothing_is_lost_on_either_side(client, desk, draft):
    ppa, url, carried = draft

    answer = client.post(url, typed(title="Two wells", **carried))

    assert fresh(ppa).title == "Three wells"
    assert f"Not saved: {desk.editor} changed this on" in answer.text
    form = answer.context["form"]
    assert form["title"].value() == "Two wells"
    assert form.errors["title"] == ["Now there: Three wells"]
    assert form.errors["priority"] == ["Now there: High"]
    assert set(form.errors) == {"title", "priority", "__all__"}


def test_draft_when_saved_again_after_looking_then_what_was_typed_stands(client, draft):
    ppa, url, carried = draft
    again = client.post(url, typed(title="Two wells", **carried)).context["form"]["shown"].value()

    answer = client.post(url, typed(title="Two wells", shown=again))

    assert (answer.status_code, fresh(ppa).title) == (302, "Two wells")


def test_draft_when_pressed_twice_then_is_saved_once_without_a_word(client, desk):
    client.force_login(desk.focal)
    ppa = desk.ppa()
    data = typed(title="Two wells", **shown(client, address("edit", ppa)))

    codes = [client.post(address("edit", ppa), data).status_code for _press in "ab"]

    assert codes == [302, 302]


def test_draft_when_a_place_or_the_reason_of_a_tag_changed_then_is_not_written_over(client, desk):
    client.force_login(desk.planner)
    ppa, community = desk.ppa(title="A well"), CommunityFactory()
    carried = shown(client, address("edit", ppa))
    editing.change(ppa, values={"places": [community], "tags": [("gad", None, "Women lead it.")]}, by=desk.editor)
    again = shown(client, address("edit", ppa))
    editing.change(ppa, values={"tags": [("gad", None, "Women asked for it.")]}, by=desk.editor)

    answers = [client.post(address("edit", ppa), typed(**mark)).text for mark in (carried, again)]

    assert all(f"Now there: {community}" in text and "Now there: Women asked for it." in text for text in answers)
    assert [place.place for place in ppa.places.all()] == [community]


def test_line_when_somebody_changed_its_amount_since_then_is_not_written_over(client, desk):
    client.force_login(desk.focal)
    ppa = desk.ppa(amount=1000)
    line = ppa.lines.get()
    url = address("line", ppa, f"?line={line.pk}")
    carried = shown(client, url)
    key = {"fiscal_year": line.fiscal_year, "expense_class": line.expense_class, "source": line.source}
    money.set_line(ppa, **key, amount=Decimal(1500), by=desk.editor)

    answer = client.post(url, {"amount": "1200", "reason": REASON, **carried})
    kept = fresh(line).amount
    anew = client.post(url, {"amount": "1200", "reason": REASON, "shown": answer.context["form"]["shown"].value()})

    assert kept == 1500
    assert f"{desk.editor} changed this on" in answer.text
    assert answer.context["form"].errors["amount"] == ["Now there: 1,500.00"]
    assert "reason" not in answer.context["form"].errors
    assert (anew.status_code, fresh(line).amount) == (302, 1200)


def test_line_when_it_is_gone_since_then_is_asked_for_again_only_knowingly(client, desk):
    client.force_login(desk.focal)
    ppa = desk.ppa(amount=1000)
    line = ppa.lines.get()
    url = address("line", ppa, f"?line={line.pk}")
    key = {"fiscal_year": line.fiscal_year, "expense_class": line.expense_class, "source": line.source}
    mark = money.line_mark(line)
    money.remove_line(line, by=desk.editor)

    with pytest.raises(MovedOn, match=f"{desk.editor} changed this on"):
        money.set_line(ppa, **key, amount=Decimal(1200), shown=mark, by=desk.focal)

    assert not ppa.lines.exists()
    assert client.get(url).status_code == 200


def test_new_line_when_there_is_one_like_it_then_leads_to_that_one(client, desk):
    client.force_login(desk.focal)
    ppa, source = desk.ppa(amount=None), FundingSourceFactory(code="gaab")
    data = {"fiscal_year": YEAR, "expense_class": "CO", "source": source.pk, "shown": ""}

    codes = [client.post(address("line", ppa), {**data, "amount": amount}).status_code for amount in ("500", "500")]
    other = client.post(address("line", ppa), {**data, "amount": "700"})

    assert codes == [302, 302]
    assert "asks for ₱500.00 in this year, class and source already" in other.text
    assert ppa.lines.get().amount == 500


def test_ceiling_when_somebody_changed_it_since_then_is_not_written_over(client, desk):
    client.force_login(desk.officer)
    ceiling = CeilingManagementFactory(ceiling_amount=1000)
    url = reverse("monitoring_ceilings:edit", args=[ceiling.pk])
    carried = shown(client, url)
    values = {"threshold": Decimal("0.80"), "mode": "warn", "note": "The new call."}
    change_ceiling(ceiling, ceiling_amount=Decimal(900), **values, reason=REASON, by=desk.second_officer)

    data = {"ceiling_amount": "800", "threshold": "0.80", "mode": "warn", "note": "", "reason": "Less came."}
    answer = client.post(url, {**data, **carried})

    assert CeilingManagement.objects.get().ceiling_amount == 900
    assert f"{desk.second_officer} changed this on" in answer.text
    errors = answer.context["form"].errors
    assert errors["ceiling_amount"] == ["Now there: 900.00"]
    assert errors["note"] == ["Now there: The new call."]
    assert set(errors) == {"ceiling_amount", "note", "__all__"}


def test_contract_when_somebody_changed_its_years_since_then_is_not_written_over(client, desk):
    client.force_login(desk.officer)
    contract = MultiYearContractFactory(ppa=desk.ppa(enacted=True), slices={YEAR: 600, YEAR + 1: 400})
    url = address("slices", contract.ppa, f"?contract={contract.pk}")
    carried = shown(client, url)
    contracts.change_contract(contract, slices={YEAR: Decimal(900)}, reason=REASON, by=desk.second_officer)

    answer = client.post(url, {"contract": contract.pk, f"slice_{YEAR}": "700", "reason": "Cheaper.", **carried})

    assert contract.slices.get().amount == 900
    assert f"{desk.second_officer} changed this on" in answer.text
    assert answer.context["form"].errors[f"slice_{YEAR}"] == ["Now there: 900.00"]


@pytest.mark.django_db(transaction=True)
def test_draft_when_saved_by_many_at_the_same_moment_then_one_is_saved_and_the_others_are_told(settings):
    settings.STAFF_SECOND_FACTOR = "optional"
    sync_groups()
    desk = make_desk()
    ppa = desk.ppa(title="A well")
    url, mark, titles = address("edit", ppa), editing.draft_mark(fresh(ppa)), ["One", "Two", "Three", "Four"]

    def save(title):
        client = Client()
        client.force_login(desk.focal)
        return lambda: client.post(url, typed(title=title, shown=mark))

    answers = dict(zip(titles, together(*[save(title) for title in titles]), strict=True))

    won = [title for title, answer in answers.items() if answer.status_code == 302]
    assert won == [fresh(ppa).title]
    told = [answer.text for answer in answers.values() if answer.status_code == 200]
    assert len(told) == 3
    assert all("Not saved: " in text and f"Now there: {won[0]}" in text for text in told)


def test_justification_when_two_write_it_at_the_same_time_then_the_second_sees_the_words_of_the_first(client, desk):
    client.force_login(desk.focal)
    ppa = desk.ppa()
    url = reverse("monitoring_justification:write", args=[ppa.pk])
    carried = shown(client, url)
    words = {"rationale": "The well fell in.", "without_needs_reason": "None yet."}
    justify(ppa, **words, by=desk.editor)

    answer = client.post(url, {**words, "rationale": "Ours.", **carried})
    again = client.post(url, {**words, "rationale": "Ours.", "shown": answer.context["form"]["shown"].value()})

    assert f"{desk.editor} changed this on" in answer.text
    assert answer.context["form"].errors["rationale"] == ["Now there: The well fell in."]
    assert answer.context["form"]["rationale"].value() == "Ours."
    assert (again.status_code, BudgetJustification.objects.get(ppa=ppa).rationale) == (302, "Ours.")


def test_lessons_when_somebody_wrote_others_since_then_are_not_written_over(client, desk):
    client.force_login(desk.focal)
    ppa = desk.ppa(in_execution=True)
    url = address("write_lessons", ppa)
    carried = shown(client, url)
    texts = dict.fromkeys(LEARNED, "")
    results.write_lessons(ppa, values={**texts, "lessons_learned": "Drill in March."}, by=desk.editor)

    answer = client.post(url, {**texts, "lessons_learned": "Drill in May.", **carried})

    assert fresh(ppa).lessons_learned == "Drill in March."
    assert answer.context["form"].errors["lessons_learned"] == ["Now there: Drill in March."]
