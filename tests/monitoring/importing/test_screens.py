"""The pages of an import, walked as a person does."""

import io

import pytest
from django.test import Client
from django.urls import reverse
from openpyxl import load_workbook

from portal.monitoring.enums import ImportKind, ImportState, PPAStatus
from portal.monitoring.importing import running
from portal.monitoring.importing.report import problems_of
from portal.monitoring.models import ImportAlias, ImportMapping, ImportRun, MonitoringEntry
from tests.monitoring.factories import ImportRunFactory, MoneyLineFactory, MonitoringEntryFundingFactory

from .conftest import HEADER, as_csv, as_xlsx

WATER = ["Water system", "Social Development", "Block Grant", 2027, None, 250_000, 1_000_000, 1_250_000]


@pytest.fixture
def client_of(desk):
    def signed_in(user):
        client = Client()
        client.force_login(user)
        return client

    return signed_in


def at(step, *args):
    return reverse(f"monitoring_import:{step}", args=args)


def send(client, file, desk, kind=ImportKind.PPAS):
    return client.post(at("index"), {"kind": kind, "office": desk.office.pk, "file": file})


def the_run():
    return ImportRun.objects.latest("started_at")


def columns_shown(client):
    form = client.get(at("columns", the_run().pk)).context["form"]
    return {name: form[name].initial for name in form.fields if name.startswith("column_")}


def test_journey_when_file_is_right_then_ppas_are_made_and_taken_back(desk, lists, client_of):
    client = client_of(desk.focal)

    sent = send(client, as_xlsx(HEADER, WATER), desk)
    run = the_run()
    checked = client.post(at("columns", run.pk), {**columns_shown(client), "unit": 1})
    page = client.get(checked.url)
    confirm = {name: field.value() for name, field in _fields(page.context["confirm"])}
    client.post(at("run", run.pk), confirm)
    done = client.get(at("run", run.pk))
    client.post(at("undo", run.pk), {"reason": "The wrong year."})

    run.refresh_from_db()
    assert sent.url == at("columns", run.pk)
    assert "Water system" in page.content.decode()
    assert "Imported on" in done.content.decode()
    assert MonitoringEntry.objects.get().status == PPAStatus.CANCELLED
    assert run.state == ImportState.UNDONE
    assert "The wrong year." in client.get(at("run", run.pk)).content.decode()


def _fields(form):
    return [(name, form[name]) for name in form.fields]


def test_columns_when_chosen_once_then_the_next_file_of_the_office_has_them(desk, lists, client_of):
    client = client_of(desk.focal)
    header = ["Pangalan ng proyekto", "Halaga"]
    send(client, as_csv(header, ["Wells", 5]), desk)
    first = columns_shown(client)
    client.post(at("columns", the_run().pk), {"column_0": "title", "column_1": "", "unit": 1})

    send(client, as_csv(header, ["Roads", 5]), desk)

    assert first == {"column_0": "", "column_1": ""}
    assert columns_shown(client) == {"column_0": "title", "column_1": ""}
    assert ImportMapping.objects.get().office == desk.office


def test_columns_when_chosen_twice_or_without_a_title_then_the_form_says_so(desk, client_of):
    client = client_of(desk.focal)
    send(client, as_csv(["A", "B"], ["Wells", 5]), desk)

    twice = client.post(at("columns", the_run().pk), {"column_0": "title", "column_1": "title"})
    none = client.post(at("columns", the_run().pk), {"column_0": "", "column_1": ""})

    assert "Column A is this already." in twice.content.decode()
    assert "Say which column holds the title of the PPA." in none.content.decode()


def test_names_when_somebody_says_what_they_mean_then_they_are_remembered(desk, lists, client_of):
    client = client_of(desk.focal)
    run = _checked(desk, as_csv(["Title", "Fund source", "FY", "PS"], ["Wells", "Pondo ng Bangsamoro", 2027, 5]))
    before = [problem.named for problem in problems_of(run.report)]

    client.post(at("run", run.pk), {"names": 1, "name_0": "block_grant"})
    again = _checked(desk, as_csv(["Title", "Fund source", "FY", "PS"], ["Roads", "PONDO NG BANGSAMORO", 2027, 5]))

    run.refresh_from_db()
    assert before == ["funding_source"]
    assert (run.report["problems"], again.report["problems"]) == ([], [])
    assert ImportAlias.objects.get().meaning == "block_grant"


def _checked(desk, file):
    run = running.upload(file, kind=ImportKind.PPAS, office=desk.office, by=desk.focal)
    running.choose(run, columns=running.offered_columns(run), for_all={"unit": 1}, by=desk.focal)
    running.check(run)
    return run


def test_file_when_it_cannot_be_read_then_the_form_says_why(desk, client_of):
    page = send(client_of(desk.focal), as_csv(["Only a header"]), desk)

    assert "The file has no rows below its header." in page.content.decode()
    assert ImportRun.objects.count() == 0


def test_errors_when_downloaded_then_all_stand_in_the_file(desk, lists, client_of):
    run = _checked(desk, as_csv(["Title", "FY"], *[[f"PPA {n}", "soon"] for n in range(250)]))

    content = b"".join(client_of(desk.focal).get(at("errors", run.pk)))

    assert len(content.decode().splitlines()) == 251


def test_runs_when_of_another_office_then_do_not_exist(desk, lists, client_of):
    run = ImportRunFactory(office=desk.office, imported=True, started_by=desk.focal)

    answers = {
        name: client_of(person).get(at("run", run.pk)).status_code
        for name, person in {
            "colleague": desk.editor, "planner": desk.planner, "officer": desk.officer, "stranger": desk.stranger,
        }.items()
    }  # fmt: skip

    assert answers == {"colleague": 200, "planner": 200, "officer": 200, "stranger": 404}


def test_import_when_person_imports_nothing_then_it_is_closed(desk, client_of):
    assert client_of(desk.leader).get(at("index")).status_code == 302


def test_kinds_when_person_has_not_the_right_then_are_not_offered(desk, client_of):
    page = client_of(desk.officer).get(at("index"))

    assert [value for value, _label in page.context["form"].fields["kind"].choices] == ["flows"]


@pytest.mark.parametrize("kind", list(ImportKind))
def test_workbook_when_opened_then_its_headers_are_known(desk, lists, client_of, kind):
    content = b"".join(client_of(desk.focal).get(at("workbook", kind)))
    book = load_workbook(io.BytesIO(content))
    header = [cell.value for cell in book["To fill in"][1]]

    run = running.upload(as_csv(header, ["x"] * len(header)), kind=kind, office=desk.office, by=desk.focal)

    assert len(running.offered_columns(run)) == len(header)
    assert [row[0].value for row in book["Columns"].iter_rows(min_row=2)] == header


@pytest.mark.parametrize("kind", list(ImportKind))
@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_export_when_imported_again_then_nothing_changes(desk, lists, client_of, kind, form):
    whole = desk.ppa(title="Whole", amount=None)
    part = desk.ppa(title="Part", parent=whole, in_execution=True, amount=None, plan_year=2026, obc_budget_share=25)
    line = MoneyLineFactory(ppa=part, source=lists.sdf)
    MonitoringEntryFundingFactory(line=line, entered_by=desk.focal)
    MonitoringEntryFundingFactory(line=line, adjustment=True, amount=-5, entered_by=desk.focal)
    client = client_of(desk.focal)

    content = b"".join(client.get(at("export", kind), {"export": form}))
    file = io.BytesIO(content)
    file.name = f"export.{form}"
    run = running.upload(file, kind=kind, office=desk.office, by=desk.focal)
    running.choose(run, columns=running.offered_columns(run), for_all={"unit": 1}, by=desk.focal)
    running.check(run)

    report = run.report
    assert (report["problems"], report["made"], report["changed"], run.problem) == ([], [], [], "")
    assert report["unchanged"] == {"ppas": 2, "lines": 1, "flows": 2}[kind]


def test_list_of_ppas_when_exported_then_it_can_be_mended_and_imported(desk, lists, client_of):
    desk.ppa(title="Wells", amount=None, priority="low")
    client = client_of(desk.focal)
    content = b"".join(client.get(reverse("monitoring_ppas:index"), {"export": "csv"})).decode()

    run = _checked(desk, _named(content.replace(",Low,", ",High,")))

    assert run.report["problems"] == []
    assert [line[2:] for line in run.report["changed"]] == [["Priority", "low", "high"]]


def _named(content):
    file = io.BytesIO(content.encode())
    file.name = "ppas.csv"
    return file


def test_progress_when_asked_then_says_how_far(desk, client_of):
    run = ImportRunFactory(office=desk.office, state=ImportState.IMPORTING, total=500, done=200, started_by=desk.focal)
    client = client_of(desk.focal)

    answer = client.get(at("progress", run.pk)).json()
    page = client.get(at("run", run.pk)).content.decode()

    assert answer == {"working": True, "done": 200, "total": 500}
    assert 'max="500" value="200"' in page


def test_long_file_when_checked_then_a_task_does_it(desk, lists, monkeypatch):
    monkeypatch.setattr(running, "BACKGROUND_FROM", 1)
    run = running.upload(as_csv(["Title"], ["A"], ["B"]), kind=ImportKind.PPAS, office=desk.office, by=desk.focal)
    running.choose(run, columns=running.offered_columns(run), for_all={"unit": 1}, by=desk.focal)

    running.check(run)

    assert (run.state, run.report["made_count"]) == (ImportState.CHECKED, 2)


def test_work_when_it_breaks_then_the_file_can_be_tried_again(desk, lists, monkeypatch):
    run = _checked(desk, as_csv(["Title"], ["A"]))

    def break_(*args, **kwargs):
        raise RuntimeError("The disk is full.")

    monkeypatch.setattr("portal.monitoring.importing.ppas.make_drafts", break_)
    with pytest.raises(RuntimeError):
        running.carry_out(run, mode="all", fingerprint=run.report["fingerprint"])
    run.refresh_from_db()

    assert run.state == ImportState.CHECKED
    assert MonitoringEntry.objects.count() == 0


def test_pages_when_rows_are_many_then_queries_stay(desk, client_of, count_queries):
    client = client_of(desk.focal)
    ImportRunFactory(office=desk.office, imported=True, started_by=desk.focal)
    one = count_queries(client, at("index"))
    ImportRunFactory.create_batch(3, office=desk.office, imported=True, started_by=desk.focal)

    assert count_queries(client, at("index")) == one <= 20
