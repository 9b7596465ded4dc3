"""The screens of what stands under recommendations: tracker, scorecard, evidence, and the parts of their page."""

import datetime

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from portal.core.charts import Step, timeline
from portal.core.waiting import waiting_for
from portal.policies.enums import MilestoneState
from portal.policies.impacts.listing import VERDICTS
from portal.policies.milestones.words import due_in_words, is_late
from portal.policies.models import PolicyEvidence, PolicyImpact, PolicyImplementationMilestone
from tests.accounts.factories import UserFactory
from tests.evidence.factories import EvidenceItemFactory
from tests.needs.factories import AssessmentFactory, NeedFactory
from tests.policies.factories import PolicyDocumentFactory, PolicyEvidenceFactory, PolicyImpactFactory, in_days
from tests.policies.factories import PolicyImplementationMilestoneFactory as MilestoneFactory

TRACKER, SCORECARD = "/admin/policies/milestones/", "/admin/policies/impacts/"
EVIDENCE = "/admin/policies/evidence/"


@pytest.fixture
def policy(desk):
    return desk.policy(in_implementation=True)


def page(policy):
    return reverse("policies_register:inspect", args=[policy.pk])


def words(client, url, **query):
    answer = client.get(url, query)
    assert answer.status_code == 200
    return answer.content.decode()


def shown(client, url):
    return {"shown": client.get(url).context["form"].fields["shown"].initial}


def titles(client, url, **query):
    return [str(row) for row in client.get(url, query).context["object_list"]]


def csv(client, url, **query):
    return b"".join(client.get(url, {**query, "export": "csv"}).streaming_content).decode()


# ---- Milestones ------------------------------------------------------------------------------------------------------


def test_page_when_there_is_nothing_under_it_then_each_part_says_so(client, desk, policy):
    client.force_login(desk.staff)

    text = words(client, page(policy))

    for sentence in ("no milestones yet", "No impact is recorded", "no evidence yet", "No need of the register"):
        assert sentence in text
    for name in ("add_milestone", "link_evidence", "record_impact"):
        assert reverse(f"policies_register:{name}", args=[policy.pk]) in text


def test_page_when_somebody_only_reads_then_has_no_buttons(client, desk, policy):
    client.force_login(desk.focal)

    text = words(client, page(policy))

    assert "add-milestone" not in text
    assert "policies/beside" not in text


def test_page_when_there_are_milestones_then_table_and_chart_show_them(client, desk, policy):
    first = MilestoneFactory(policy=policy, late=True, title="Sites are chosen", responsible_organization=desk.office)
    MilestoneFactory(policy=policy, title="Ice is there").depends_on.add(first)
    client.force_login(desk.staff)

    text = words(client, page(policy))

    assert "Done: 0 of 1 that are due (0 %)." in text
    assert "10 days late" in text
    assert 'role="img"' in text
    assert text.count("Sites are chosen") >= 3  # its row, what waits for it, and the chart


def test_page_when_there_are_more_rows_then_asks_no_more(client, desk, policy, count_queries):
    def more():
        item = EvidenceItemFactory(confidentiality="internal")
        MilestoneFactory(policy=policy, responsible_person=desk.staff)
        PolicyImpactFactory(policy=policy)
        PolicyEvidenceFactory(policy=policy, item=item, verified=True)
        PolicyDocumentFactory(policy=policy, item=item)
        policy.related_needs.add(NeedFactory())
        policy.related_assessments.add(AssessmentFactory())

    client.force_login(desk.staff)
    more()
    one = count_queries(client, page(policy))

    more()
    more()

    assert count_queries(client, page(policy)) == one


def test_tracker_when_opened_then_late_first_done_last_and_filters_choose(client, desk, policy):
    office = desk.office
    MilestoneFactory(policy=policy, title="Done", completed=True, target_date=in_days(-30))
    MilestoneFactory(policy=policy, title="Later", target_date=in_days(90), responsible_organization=office)
    MilestoneFactory(policy=policy, title="Soon", target_date=in_days(14))
    MilestoneFactory(policy=desk.policy(), title="Late", late=True, responsible_person=desk.staff)
    client.force_login(desk.staff)

    assert titles(client, TRACKER) == ["Late", "Soon", "Later", "Done"]
    assert titles(client, TRACKER, state="late") == ["Late"]
    assert titles(client, TRACKER, state="soon") == ["Soon"]
    assert titles(client, TRACKER, state="open") == ["Late", "Soon", "Later"]
    assert titles(client, TRACKER, state="completed") == ["Done"]
    assert titles(client, TRACKER, office=office.pk) == ["Later"]
    assert titles(client, TRACKER, policy=str(policy.pk)) == ["Soon", "Later", "Done"]
    assert titles(client, TRACKER, who="me") == ["Late"]
    assert [client.get(TRACKER).context[name] for name in ("late", "soon")] == [1, 1]
    assert titles(client, f"{TRACKER}?{client.get(TRACKER).context['late_query']}") == ["Late"]
    assert titles(client, TRACKER, q="lat") == ["Late", "Later"]


def test_tracker_when_exported_then_holds_the_filtered_rows(client, desk, policy):
    MilestoneFactory(policy=policy, title="=Sites", late=True)
    MilestoneFactory(policy=policy, title="Ice is there")
    client.force_login(desk.staff)

    text = csv(client, TRACKER, state="late")

    assert len(text.splitlines()) == 2
    assert "'=Sites" in text
    assert b"".join(client.get(TRACKER, {"export": "xlsx"}).streaming_content).startswith(b"PK")


@pytest.mark.parametrize(("url", "make"), [(TRACKER, MilestoneFactory), (SCORECARD, PolicyImpactFactory)])
def test_lists_when_there_are_more_rows_then_ask_no_more(client, desk, count_queries, url, make):
    client.force_login(desk.staff)
    make()
    one = count_queries(client, url)

    make()
    make()

    assert count_queries(client, url) == one


def test_lists_when_a_stranger_looks_then_show_what_is_public_alone(client, desk, policy):
    MilestoneFactory(policy=policy, title="Seen")
    MilestoneFactory(policy=desk.policy(published=False), title="Unseen")
    client.force_login(desk.stranger)

    assert titles(client, TRACKER) == ["Seen"]


def test_add_when_sent_then_is_there_and_a_wrong_one_says_what_is_wrong(client, desk, policy):
    before = MilestoneFactory(policy=policy, title="Sites are chosen")
    client.force_login(desk.analyst)
    url = reverse("policies_register:add_milestone", args=[policy.pk])
    asked = {"title": "Ice is there", "target_date": in_days(20).isoformat(), "depends_on": [before.pk]}

    wrong = client.post(url, asked).content.decode()
    answer = client.post(url, {**asked, "responsible_organization": desk.office.pk})

    assert "Name an office or a person who answers for it." in wrong
    assert answer.headers["Location"] == f"{page(policy)}#milestones"
    row = PolicyImplementationMilestone.objects.get(title="Ice is there")
    assert list(row.depends_on.all()) == [before]


def test_change_when_somebody_was_faster_then_nothing_typed_is_lost_and_pressing_again_saves(client, desk, policy):
    row = MilestoneFactory(policy=policy, title="Sites are chosen")
    client.force_login(desk.analyst)
    url = reverse("policies_milestones:change", args=[row.pk])
    form = {**shown(client, url), "target_date": row.target_date, "responsible_organization": desk.office.pk}
    PolicyImplementationMilestone.objects.filter(pk=row.pk).update(title="Nine sites are chosen")

    answer = client.post(url, {**form, "title": "Ten sites are chosen"})

    text = answer.content.decode()
    assert "Nine sites are chosen" in text
    assert "Ten sites are chosen" in text
    again = {**form, "title": "Ten sites are chosen", "shown": answer.context["form"].data["shown"]}
    client.post(url, again)
    assert PolicyImplementationMilestone.objects.get(pk=row.pk).title == "Ten sites are chosen"


def test_acts_when_an_office_answers_for_it_then_reports_and_completes_and_hears_of_what_is_open(client, desk, policy):
    before = MilestoneFactory(policy=policy, title="Sites are chosen")
    row = MilestoneFactory(policy=policy, responsible_organization=desk.office)
    row.depends_on.add(before)
    client.force_login(desk.focal)

    text = words(client, row.get_absolute_url())
    asked = words(client, reverse("policies_milestones:complete", args=[row.pk]))
    client.post(reverse("policies_milestones:report", args=[row.pk]), {"note": "Half of it."})
    client.post(
        reverse("policies_milestones:complete", args=[row.pk]), {"on": timezone.localdate(), "note": "All of it."}
    )

    assert "It waits for a milestone that is open" in text
    assert "“Sites are chosen” must be done before, and is open." in asked
    assert "give-up" not in text
    assert client.get(reverse("policies_milestones:give_up", args=[row.pk])).status_code in (302, 403)
    row.refresh_from_db()
    assert (row.state, row.notes) == ("completed", "All of it.")


def test_give_up_when_no_reason_is_given_then_asks_for_it(client, desk, policy):
    row = MilestoneFactory(policy=policy)
    client.force_login(desk.analyst)
    url = reverse("policies_milestones:give_up", args=[row.pk])

    client.post(url, {"reason": " "})
    row.refresh_from_db()
    assert row.state == MilestoneState.NOT_STARTED
    client.post(url, {"reason": "No road."})
    row.refresh_from_db()
    assert row.state == MilestoneState.CANCELLED


def test_words_when_compared_with_the_list_of_late_ones_then_agree(desk):
    today = timezone.localdate()
    for number, state in enumerate(MilestoneState):
        for ended in (False, True):
            policy = desk.policy(**{"rejected" if ended else "approved": True})
            done = {"actual_completion_date": today} if state == MilestoneState.COMPLETED else {}
            for days in (-1, 0, 1):
                MilestoneFactory(policy=policy, state=state, target_date=in_days(days), title=f"{number}{days}", **done)
    late = set(PolicyImplementationMilestone.objects.late().values_list("pk", flat=True))

    rows = list(PolicyImplementationMilestone.objects.select_related("policy"))

    assert {row.pk for row in rows if is_late(row, today)} == late
    assert {row.pk for row in rows if due_in_words(row, today) == "1 day late"} == late
    assert len(late) == 2


def test_timeline_when_drawn_then_says_each_step_and_today():
    day = datetime.date(2026, 3, 1)
    steps = [
        Step("Sites", day, done=datetime.date(2026, 4, 1)),
        Step("Ice", datetime.date(2026, 5, 1), is_late=True),
        Step("Ice", datetime.date(2026, 9, 1)),
    ]

    drawn = timeline(steps, today=datetime.date(2026, 6, 1), words=("Due", "Done", "today"), label="Steps")

    for word in ("Sites", "Ice (2)", "Ice (3)", "today", "Due", "Done", "Steps"):
        assert word in drawn.svg, word


# ---- What it rests on ------------------------------------------------------------------------------------------------


def test_evidence_when_linked_on_screen_then_another_verifies_it_and_it_waits_no_more(client, desk, policy):
    item = EvidenceItemFactory(title="Landing survey", confidentiality="internal")
    client.force_login(desk.analyst)
    url = reverse("policies_register:link_evidence", args=[policy.pk])
    client.post(url, {"item": item.pk, "type": "research_study", "finding": "Four of ten."})
    row = PolicyEvidence.objects.get()
    assert "1 waits to be verified" in words(client, page(policy))

    client.force_login(desk.staff)
    assert [(str(line.text), line.count) for line in waiting_for(desk.staff) if "to verify" in str(line.text)]
    assert titles(client, EVIDENCE, verified="no") == ["Landing survey"]
    verify = reverse("policies_evidence:verify", args=[row.pk])
    assert verify in words(client, reverse("policies_evidence:inspect", args=[row.pk]))
    answer = client.post(verify, {"reliability": "high"})

    assert answer.headers["Location"] == f"{page(policy)}#evidence"
    row.refresh_from_db()
    assert (row.reliability, row.verified_by) == ("high", desk.staff)
    assert titles(client, EVIDENCE, verified="no") == []
    assert titles(client, EVIDENCE, verified="yes") == ["Landing survey"]
    assert "Four of ten." in csv(client, EVIDENCE)


def test_evidence_when_the_reader_may_not_open_the_item_then_a_number_stands_for_it(client, desk, policy):
    row = PolicyEvidenceFactory(policy=policy, item=EvidenceItemFactory(own_office=True, title="Secret survey"))
    client.force_login(desk.focal)

    text = words(client, page(policy))

    assert "Secret survey" not in text
    assert row.finding not in text
    assert "1 more that you may not open." in text
    assert client.get(reverse("policies_evidence:inspect", args=[row.pk])).status_code == 404


def test_evidence_when_it_was_just_added_to_the_repository_then_the_form_has_it_chosen(client, desk, policy):
    item = EvidenceItemFactory(confidentiality="internal")
    client.force_login(desk.analyst)
    url = reverse("policies_register:link_evidence", args=[policy.pk])

    answer = client.get(url, {"item": str(item.pk)})

    assert answer.context["form"].initial["item"] == item
    assert "/admin/evidence/new/?next=" in answer.content.decode()
    assert client.get(url, {"item": "x"}).context["form"].initial["item"] is None


def test_documents_when_added_and_taken_off_on_screen_then_there_and_gone(desk, policy):
    item = EvidenceItemFactory(title="The act", confidentiality="internal")
    client = Client(enforce_csrf_checks=True)
    client.force_login(desk.analyst)
    url = reverse("policies_beside:documents", args=[policy.pk])

    def send(**data):
        token = client.get(url).cookies.get("csrftoken") or client.cookies["csrftoken"]
        return client.post(url, {**data, "csrfmiddlewaretoken": token.value})

    send(item=item.pk, type="act")
    row = policy.documents.get()
    text = words(client, url)
    assert "The act" in text
    assert text.count("csrfmiddlewaretoken") >= 2  # on the form, and on the button beside the row
    send(item=item.pk, type="act")
    assert policy.documents.count() == 1
    send(act="remove", row="x")
    send(act="remove", row=row.pk)
    assert not policy.documents.exists()


@pytest.mark.parametrize(("name", "field"), [("needs", "need"), ("assessments", "assessment")])
def test_related_when_linked_on_screen_then_stands_on_both_pages(client, desk, policy, name, field):
    client.force_login(desk.staff)
    row = NeedFactory() if name == "needs" else AssessmentFactory()
    url = reverse(f"policies_beside:{name}", args=[policy.pk])
    said = row.reference if name == "needs" else row.pk
    its_page = row.get_absolute_url() if name == "needs" else reverse("needs_assessments:inspect", args=[row.pk])

    client.post(url, {field: said})
    again = client.post(url, {field: said}).content.decode()

    assert "It is linked already." in again
    assert policy.title in words(client, its_page)
    assert (row.spoken_reference if name == "needs" else row.title) in words(client, page(policy))
    client.post(url, {"act": "remove", "row": row.pk})
    assert policy.title not in words(client, its_page)


def test_needs_when_the_number_is_of_none_then_says_so(client, desk, policy):
    client.force_login(desk.staff)

    text = client.post(reverse("policies_beside:needs", args=[policy.pk]), {"need": "7K3M-XQ4P"}).content.decode()

    assert "There is no need with this number." in text


@pytest.mark.parametrize("name", ["documents", "needs", "assessments"])
@pytest.mark.parametrize(("who", "may"), [("analyst", True), ("staff", True), ("leader", False), ("focal", False)])
def test_beside_when_opened_by_each_role_then_for_writers_alone(client, desk, policy, name, who, may):
    client.force_login(getattr(desk, who))

    answer = client.get(reverse(f"policies_beside:{name}", args=[policy.pk]))

    assert (answer.status_code == 200) == may


def test_item_page_when_recommendations_name_it_then_lists_them_once(client, desk, policy):
    item = EvidenceItemFactory(confidentiality="internal")
    PolicyEvidenceFactory(policy=policy, item=item)
    PolicyDocumentFactory(policy=policy, item=item)
    client.force_login(desk.staff)

    text = words(client, reverse("evidence_register:inspect", args=[item.pk]))

    assert text.count(policy.title) == 1


# ---- What it changed -------------------------------------------------------------------------------------------------


def test_impact_when_recorded_and_measured_on_screen_then_progress_stands_beside_it(client, desk, policy):
    client.force_login(desk.me_officer)
    asked = {
        "title": "Income", "unit": "₱ a month", "type": "economic", "direction": "increase", "baseline": "6,000",
        "target": "₱9,000", "current": "", "final": "", "measured_on": "", "data_quality": "high",
        "confidence": "medium", "method": "",
    }  # fmt: skip
    client.post(reverse("policies_register:record_impact", args=[policy.pk]), asked)
    row = PolicyImpact.objects.get()
    assert "not measured" in words(client, page(policy))
    change = reverse("policies_impacts:change", args=[row.pk])

    without_day = client.post(change, {**asked, **shown(client, change), "current": "7,500.50"}).content.decode()
    client.post(change, {**asked, **shown(client, change), "current": "7,500.50", "measured_on": timezone.localdate()})

    assert "Say on which day it was measured." in without_day
    text = words(client, page(policy))
    assert "7,500.5" in text
    assert "50.0\u00a0%" in text
    assert "Targets met: 0 of 1 that can be judged (0 %)." in text


def test_scorecard_when_filtered_by_verdict_then_parts_add_up_and_the_rate_is_of_what_is_shown(client, desk, policy):
    numbers = {
        "Met": {"current": 9000}, "Not met": {"current": 7000}, "Unmeasured": {},
        "Unclear": {"current": 1, "target": None},
    }  # fmt: skip
    for title, given in numbers.items():
        day = {"measured_on": timezone.localdate()} if "current" in given else {}
        PolicyImpactFactory(policy=policy, title=title, **given, **day)
    client.force_login(desk.leader)

    found = {verdict: titles(client, SCORECARD, judged=verdict) for verdict, _label in VERDICTS}

    assert found == {"met": ["Met"], "not_met": ["Not met"], "unclear": ["Unclear"], "unmeasured": ["Unmeasured"]}
    text = words(client, SCORECARD)
    assert "Targets met: 1 of 2 that can be judged (50 %)." in text
    assert "Measured: 3 of 4; 50 % can be judged." in text
    assert "66.67" not in csv(client, SCORECARD, judged="met")
    assert "100.00" in csv(client, SCORECARD, judged="met")


def test_impact_page_when_opened_by_who_only_reads_then_has_no_acts(client, desk, policy):
    row = PolicyImpactFactory(policy=policy)
    client.force_login(desk.leader)

    assert "remove" not in words(client, row.get_absolute_url()).split("<main")[1]
    assert client.get(reverse("policies_impacts:change", args=[row.pk])).status_code in (302, 403)


# ---- What waits ------------------------------------------------------------------------------------------------------


def test_waiting_when_milestones_are_late_and_due_then_names_them_for_who_answers(desk, policy):
    MilestoneFactory(policy=policy, late=True, responsible_organization=desk.office)
    MilestoneFactory(policy=policy, target_date=in_days(3), responsible_person=desk.staff)
    other = UserFactory(role="oobc_planner")

    def lines(user):
        return [(str(line.text), line.count) for line in waiting_for(user) if "ilestones" in str(line.text)]

    assert lines(desk.focal) == [("Late milestones of recommendations", 1)]
    assert lines(desk.staff) == [("Milestones of recommendations due within two weeks", 1)]
    assert lines(other) == []
