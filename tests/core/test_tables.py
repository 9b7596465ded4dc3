import io
from datetime import UTC, date, datetime
from decimal import Decimal
from types import SimpleNamespace

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.core.tables import Column, Table, csv_response, guarded, unguarded, write_xlsx, xlsx_response

COLUMNS = [
    Column("name", "Name"),
    Column("region", "Region", value="office.region"),
    Column("budget", "Budget (₱)", kind="money"),
    Column("slots", "Slots", kind="number"),
    Column("checked", "Checked", kind="date"),
    Column("sent_at", "Sent", kind="datetime"),
    Column("active", "In use", kind="flag"),
    Column("tags", "Tags", value=lambda row: row.tags),
]
FULL = SimpleNamespace(
    name="Peñafrancia, “Ñ”",
    office=SimpleNamespace(region="IX"),
    budget=Decimal("1234567.5"),
    slots=0,
    checked=date(2026, 3, 4),
    sent_at=datetime(2026, 3, 4, 16, 30, tzinfo=UTC),
    active=False,
    tags=["halal", "youth"],
)
UNKNOWN = SimpleNamespace(
    name="+639171234567", office=None, budget=None, slots=None, checked=None, sent_at=None, active=None, tags=None
)


def csv_text(table: Table) -> str:
    return b"".join(csv_response(table, "offices").streaming_content).decode()


def xlsx_sheet(table: Table):
    file = io.BytesIO()
    write_xlsx(table, file)
    return openpyxl.load_workbook(file).active


def test_csv_when_values_are_known_then_each_kind_is_written_plainly():
    text = csv_text(Table(COLUMNS, [FULL]))

    assert text == (
        "\ufeffName,Region,Budget (₱),Slots,Checked,Sent,In use,Tags\r\n"
        '"Peñafrancia, “Ñ”",IX,1234567.50,0,2026-03-04,2026-03-05 00:30,No,halal | youth\r\n'
    )


def test_csv_when_values_are_unknown_then_cells_are_empty_and_not_zero():
    assert csv_text(Table(COLUMNS, [UNKNOWN])).splitlines()[1] == "'+639171234567,,,,,,,"


def test_csv_when_answered_then_it_is_a_private_download_with_any_name():
    response = csv_response(Table(COLUMNS, []), "Tanggapan ñ")

    assert response["Content-Disposition"] == "attachment; filename*=utf-8''Tanggapan%20%C3%B1.csv"
    assert response["Cache-Control"] == "private, no-store"


def test_xlsx_when_values_are_known_then_numbers_and_dates_stay_numbers_and_dates():
    sheet = xlsx_sheet(Table(COLUMNS, [FULL], title="Offices: all [2026]"))

    assert [str(cell.value) for cell in sheet[2]] == [
        "Peñafrancia, “Ñ”", "IX", "1234567.5", "0", "2026-03-04 00:00:00", "2026-03-05 00:30:00", "No", "halal | youth"
    ]  # fmt: skip
    assert [cell.data_type for cell in sheet[2]] == ["s", "s", "n", "n", "d", "d", "s", "s"]
    assert sheet["C2"].number_format == "#,##0.00"
    assert sheet.title == "Offices  all  2026"
    assert sheet.freeze_panes == "A2"


def test_xlsx_when_values_are_unknown_then_cells_are_empty():
    sheet = xlsx_sheet(Table(COLUMNS, [UNKNOWN]))

    assert [cell.value for cell in sheet[2]] == ["'+639171234567"] + [None] * 7


def test_xlsx_when_text_is_longer_than_excel_allows_then_it_is_cut_and_not_lost():
    sheet = xlsx_sheet(Table([Column("name", "Name")], [{"name": "x" * 40_000}]))

    assert sheet["A2"].value == "x" * 32_766 + "…"


def test_xlsx_when_answered_then_it_is_a_private_download():
    response = xlsx_response(Table(COLUMNS, [FULL]), "offices")

    assert b"".join(response.streaming_content).startswith(b"PK")
    assert response["Content-Disposition"] == 'attachment; filename="offices.xlsx"'
    assert response["Cache-Control"] == "private, no-store"
    response.file_to_stream.close()


@pytest.mark.parametrize("sign", ["=", "+", "-", "@", "\t=", "\r", "\n", "＝", "＋", "－", "＠", " =", "\u00a0="])
def test_export_when_text_could_run_as_a_formula_then_it_gets_an_apostrophe(sign):
    table = Table([Column("name", "Name")], [{"name": f"{sign}cmd|' /C calc'!A0"}])

    sheet = xlsx_sheet(table)

    assert csv_text(table).split("\r\n", 1)[1].lstrip('"').startswith("'")
    assert sheet["A2"].value.startswith("'")
    assert sheet["A2"].data_type == "s"


def test_csv_when_a_number_is_negative_then_it_stays_a_number():
    table = Table([Column("change", "Change", kind="money")], [{"change": Decimal("-5")}])

    assert csv_text(table).splitlines()[1] == "-5.00"


@given(st.text() | st.from_regex(r"'{0,3}[=+\-@\t].{0,9}"))
def test_guard_when_taken_off_again_then_the_text_is_exactly_what_it_was(text):
    safe = guarded(text)

    assert unguarded(safe) == text
    assert safe[:1] not in ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def test_page_when_a_row_is_shown_then_cells_read_as_text_with_links():
    columns = [Column("name", "Name", url=lambda row: f"/{row.slots}/"), *COLUMNS[1:]]

    [cells] = Table(columns, [FULL]).body

    assert [cell.text for cell in cells] == [
        "Peñafrancia, “Ñ”", "IX", "1,234,567.50", "0", "4 Mar 2026", "5 Mar 2026, 12:30 AM", "No",
        "halal | youth",
    ]  # fmt: skip
    assert cells[0].url == "/0/"
    assert [cell.text for cell in next(Table(columns, [UNKNOWN]).body)] == ["+639171234567"] + [""] * 7
