"""The board of stages, the list behind its numbers, the page of a stage, and the budget calendar."""

import datetime
from collections import Counter

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from portal.monitoring.enums import Stage, StageState
from portal.monitoring.figures.stages import by_stage
from portal.monitoring.models import BudgetCalendar, MonitoringEntryWorkflowStage, StageDocument
from tests.accounts.factories import UserFactory
from tests.monitoring.factories import (
    BudgetCalendarFactory,
    MonitoringEntryFactory,
    MonitoringEntryWorkflowStageFactory,
    in_days,
)
from tests.organizations.factories import FocalPersonFactory

BOARD, LIST, CALENDAR = "/admin/programs/stages/board/", "/admin/programs/stages/", "/admin/programs/calendar/"
PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF"


@pytest.fixture(autouse=True)
def _one_factor(settings, db):
    settings.STAFF_SECOND_FACTOR = "optional"


@pytest.fixture
def planner(client):
    person = UserFactory(role="oobc_planner")
    client.force_login(person)
    return person


@pytest.fixture
def stages():
    kinds = [{"late": True}, {"done": True}, {"blocked": True}, {"due_on": in_days(5)}, {"due_on": in_days(-3)}]
    return [MonitoringEntryWorkflowStageFactory(stage=stage, **kind) for stage in Stage.values[:3] for kind in kinds]


def act(name, stage):
    return reverse(f"monitoring_stages:{name}", args=[stage.pk])


def shown(response):
    return [row.pk for row in response.context["table"].data]


def test_by_stage_when_counted_then_is_what_a_loop_counts(stages):
    today = timezone.localdate()
    rows = list(MonitoringEntryWorkflowStage.objects.all())
    counts = Counter((row.stage, row.state) for row in rows)
    late = Counter(row.stage for row in rows if row.due_on and row.due_on < today and row.state != StageState.COMPLETED)

    found = by_stage(MonitoringEntryWorkflowStage.objects.all())

    assert [line.stage for line in found] == list(Stage)
    assert {(line.stage, state): n for line in found for state, n in line.counts.items() if n} == dict(counts)
    assert {line.stage: line.late for line in found if line.late} == dict(late)


def test_board_when_a_number_is_followed_then_the_list_holds_exactly_these_rows(client, planner, stages):
    response = client.get(BOARD)

    numbers = [pair for line in response.context["lines"] for pair in [line["late"], line["total"], *line["counts"]]]
    assert {number for number, _url in numbers} == {0, 1, 2, 5}
    for number, url in numbers:
        if number:
            assert len(shown(client.get(url))) == number


def test_board_when_an_office_looks_then_its_own_are_counted(client, stages):
    focal = FocalPersonFactory(membership__organization=stages[0].ppa.lead_organization).membership.user
    client.force_login(focal)

    assert sum(line["total"][0] for line in client.get(BOARD).context["lines"]) == 1


def test_board_when_downloaded_then_says_the_same(client, planner, stages):
    lines = b"".join(client.get(f"{BOARD}?export=csv")).decode("utf-8-sig").splitlines()

    assert lines[1].split(",") == ["Budget call", "2", "2", "1", "1", "1", "5"]


def test_board_and_list_when_rows_grow_then_queries_stay_the_same(client, planner, count_queries):
    MonitoringEntryWorkflowStageFactory(late=True, owner=planner)
    few = [count_queries(client, page) for page in (BOARD, LIST)]
    for _more in range(4):
        MonitoringEntryWorkflowStageFactory(late=True, owner=UserFactory())

    assert few == [count_queries(client, page) for page in (BOARD, LIST)]
    assert max(few) <= 20


def test_list_when_opened_then_what_is_late_comes_first_and_what_is_done_last(client, planner):
    soon, done, late = (
        MonitoringEntryWorkflowStageFactory(**kind)
        for kind in ({"due_on": in_days(3)}, {"done": True, "due_on": in_days(-30)}, {"late": True})
    )

    assert shown(client.get(LIST)) == [late.pk, soon.pk, done.pk]


def test_stage_when_moved_on_its_pages_then_stands_where_it_was_moved(client, planner):
    stage = MonitoringEntryWorkflowStageFactory()
    day = timezone.localdate() + datetime.timedelta(days=9)

    for name, data in [
        ("begin", {}),
        ("due", {"due_on": day.isoformat()}),
        ("assign", {"owner": planner.pk}),
        ("block", {"reason": "The study is missing."}),
    ]:
        assert client.get(act(name, stage)).status_code == 200
        assert client.post(act(name, stage), data).status_code == 302

    stage.refresh_from_db()
    assert (stage.state, stage.due_on, stage.owner) == (StageState.BLOCKED, day, planner)
    page = client.get(stage.get_absolute_url()).text
    assert "The study is missing." in page
    assert act("unblock", stage) in page
    assert act("complete", stage) not in page


def test_stage_when_a_paper_is_uploaded_then_it_stands_on_its_page(client, planner):
    stage = MonitoringEntryWorkflowStageFactory()
    file = SimpleUploadedFile("notes.pdf", PDF, "application/pdf")

    client.post(act("document", stage), {"kind": "hearing_notes", "file": file})

    assert StageDocument.objects.get().file.name == "notes.pdf"
    assert "notes.pdf" in client.get(stage.get_absolute_url()).text


def test_stage_when_somebody_only_reads_then_has_no_buttons_and_no_acts(client):
    client.force_login(UserFactory(role="ocm_leadership"))
    stage = MonitoringEntryWorkflowStageFactory()

    assert act("begin", stage) not in client.get(stage.get_absolute_url()).text
    assert client.post(act("begin", stage)).status_code in (302, 403)
    stage.refresh_from_db()
    assert stage.state == StageState.NOT_STARTED


def test_stage_when_another_office_asks_then_does_not_exist(client):
    client.force_login(FocalPersonFactory().membership.user)
    stage = MonitoringEntryWorkflowStageFactory()

    assert client.get(stage.get_absolute_url()).status_code == 404
    assert client.post(act("begin", stage)).status_code == 404


def test_ppa_when_its_stages_are_laid_out_then_they_stand_on_its_page(client, planner):
    ppa = MonitoringEntryFactory()
    BudgetCalendarFactory(fiscal_year=2027)
    url = reverse("monitoring_ppas:lay_out_stages", args=[ppa.pk])
    assert url in client.get(ppa.get_absolute_url()).text

    client.post(url, {"fiscal_year": "2027"})

    assert ppa.stages.count() == 6
    page = client.get(ppa.get_absolute_url()).text
    assert all(stage.get_absolute_url() in page for stage in ppa.stages.all())


def test_ppa_when_stages_are_laid_out_then_no_year_before_its_own_is_offered(client, planner):
    ppa = MonitoringEntryFactory(plan_year=2026)
    for year in (2025, 2026, 2027):
        BudgetCalendarFactory(fiscal_year=year)
    url = reverse("monitoring_ppas:lay_out_stages", args=[ppa.pk])

    page = client.get(url)
    client.post(url, {"fiscal_year": "2025"})

    field = page.context["form"].fields["fiscal_year"]
    assert (field.choices, field.initial) == ([(2027, "2027"), (2026, "2026")], 2026)
    assert not ppa.stages.exists()


def test_calendar_when_exported_then_the_file_has_its_days(client, planner):
    BudgetCalendarFactory(fiscal_year=2027, due_on=datetime.date(2026, 4, 30))

    text = b"".join(client.get(CALENDAR, {"export": "csv"}).streaming_content).decode()

    assert "2027" in text
    assert "2026-04-30" in text


def test_calendar_when_a_planner_changes_a_day_then_it_is_kept(client, planner):
    row = BudgetCalendarFactory(fiscal_year=2027, opens_on=datetime.date(2026, 3, 1))

    client.post(f"{CALENDAR}edit/{row.pk}/", {"opens_on": "2026-03-05", "due_on": "2026-04-25"})
    client.post(
        f"{CALENDAR}new/",
        {"fiscal_year": "2028", "stage": "formulation", "opens_on": "2027-05-01", "due_on": "2027-06-30"},
    )

    days = BudgetCalendar.objects.order_by("fiscal_year").values_list("opens_on", flat=True)
    assert list(days) == [datetime.date(2026, 3, 5), datetime.date(2027, 5, 1)]
    assert client.get(CALENDAR).status_code == 200


@pytest.mark.parametrize(("role", "status"), [("oobc_staff", 200), ("administrator", 302), ("budget_officer", 200)])
def test_calendar_when_opened_by_a_role_then_those_of_the_office_read_it(client, role, status):
    client.force_login(UserFactory(role=role))

    assert client.get(CALENDAR).status_code == status


def test_home_when_a_stage_is_somebodys_and_late_then_it_waits_for_them(client, planner):
    MonitoringEntryWorkflowStageFactory(late=True, owner=planner)
    MonitoringEntryWorkflowStageFactory(late=True)

    lines = {str(line.text): line.count for line in _waiting(client)}

    assert lines["Late stages that you see to"] == 1


def _waiting(client):
    return client.get("/admin/").context["lines"]
