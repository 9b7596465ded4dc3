import io
import json
import random
import resource
import subprocess
import sys
import zipfile
from contextlib import suppress
from datetime import date
from decimal import Decimal

import openpyxl
import pytest
from django.core.exceptions import ValidationError
from django.db import models
from hypothesis import given, settings
from hypothesis import strategies as st

from portal.core import importing
from portal.core.importing import (
    BadCell,
    CellError,
    FieldChange,
    ImportColumn,
    ImportRefused,
    Report,
    RowChange,
    all_or_nothing,
    choice,
    day,
    decimal,
    integer,
    listed,
    read_sheet,
    text,
    yes_no,
)
from portal.core.models import ContentVersion
from portal.core.tables import Column, Table, csv_response, write_xlsx


class Kind(models.TextChoices):
    MAO = "bmoa", "BARMM ministry, agency or office"
    NGO = "ngo", "Non-government organization"


COLUMNS = [
    ImportColumn("key", "Import key", text(max_length=20), required=True),
    ImportColumn("kind", "Type", choice(Kind)),
    ImportColumn("budget", "Annual budget (₱)", decimal()),
    ImportColumn("slots", "Slots", integer()),
    ImportColumn("checked_on", "Last checked", day),
    ImportColumn("is_active", "In use", yes_no),
    ImportColumn("tags", "Tags", listed(text())),
]
HEADER = [column.label for column in COLUMNS]
GOOD = ["mssd-1", "NGO", "₱ 1,234.50", 20, date(2026, 3, 4), "Yes", "halal | youth; halal"]
PARSED = {
    "key": "mssd-1",
    "kind": Kind.NGO,
    "budget": Decimal("1234.50"),
    "slots": 20,
    "checked_on": date(2026, 3, 4),
    "is_active": True,
    "tags": ["halal", "youth"],
}


def upload(content: bytes, name: str) -> io.BytesIO:
    file = io.BytesIO(content)
    file.name = name
    return file


def workbook(*rows: list) -> io.BytesIO:
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    content = io.BytesIO()
    book.save(content)
    return upload(content.getvalue(), "offices.xlsx")


def csv_file(content: str, encoding: str = "utf-8") -> io.BytesIO:
    return upload(content.encode(encoding), "offices.csv")


def json_file(data: object) -> io.BytesIO:
    return upload(json.dumps(data).encode(), "offices.json")


def test_workbook_when_good_then_rows_are_parsed_and_blank_lines_skipped():
    sheet = read_sheet(workbook(HEADER, [], GOOD), COLUMNS)

    assert sheet.errors == []
    assert [(row.number, row.values) for row in sheet.rows] == [(3, PARSED)]


@pytest.mark.parametrize("separator", [",", ";", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_csv_when_saved_by_any_program_then_rows_are_parsed(separator, encoding):
    line = ["mssd-1", "bmoa", '"₱1,234.50"', "", "2026-03-04", "oo", '"halal | youth"']
    content = separator.join(HEADER) + "\r\n" + separator.join(line) + "\r\n"

    [row] = read_sheet(csv_file(content, encoding), COLUMNS).rows

    assert row.values == PARSED | {"kind": Kind.MAO, "slots": None}


def test_json_when_records_stand_under_a_key_then_rows_are_parsed():
    data = {"meta": 1, "offices": [{"key": "a", "budget": None, "tags": ["x", "y"]}, {"key": "b", "is_active": False}]}

    first, second = read_sheet(json_file(data), COLUMNS, records_key="offices").rows

    assert first.values == {"key": "a", "budget": None, "tags": ["x", "y"], "is_active": None}
    assert second.values == {"key": "b", "budget": None, "tags": None, "is_active": False}


def test_header_when_spelt_differently_then_it_is_matched_and_missing_columns_stay_absent():
    [row] = read_sheet(csv_file("IMPORT_KEY,in  use ,Remarks\nx,no,hello\n"), COLUMNS, ignored=["remarks"]).rows

    assert row.values == {"key": "x", "is_active": False}


def test_errors_when_several_then_all_are_named_by_row_and_column():
    content = (
        "Slots,Slots,Colour,Type,Annual budget,Last checked,In use\n"
        "1e400,2,red,gno,12.345,03/04/2026,maybe\n"
        "-1,,,,99999999999999999,2026-02-30,,stray\n"
    )

    errors = read_sheet(csv_file(content), COLUMNS).errors

    assert errors == [
        CellError(1, "Slots", "Slots", "This column stands here twice."),
        CellError(1, "Colour", "Colour", "This column is not known."),
        CellError(1, "Import key", "", "This column is missing."),
        CellError(2, "Slots", "1e400", "This is not a number; write it like 1234."),
        CellError(2, "Type", "gno", "This is not one of the choices. Close: ngo."),
        CellError(2, "Annual budget (₱)", "12.345", "Use at most 2 decimal places."),
        CellError(2, "Last checked", "03/04/2026", "This is not a date; write it like 2026-11-22."),
        CellError(2, "In use", "maybe", "Write yes or no."),
        CellError(3, "Slots", "-1", "This must be 0 or more."),
        CellError(3, "Annual budget (₱)", "99999999999999999", "This number is too large."),
        CellError(3, "Last checked", "2026-02-30", "This is not a date; write it like 2026-11-22."),
        CellError(3, "", "stray", "This cell stands right of the last column."),
    ]


def test_required_cell_when_empty_then_the_row_says_so():
    [row] = read_sheet(csv_file("Import key,Slots\n\u00a0,3\n"), COLUMNS).rows

    assert row.errors == [CellError(2, "Import key", "", "This must be filled in.")]


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("1,234.50", "1234.50"),
        ("₱1 234.5", "1234.50"),
        ("PHP 1,234", "1234.00"),
        ("P1234", "1234.00"),
        (0.1 + 0.2, "0.30"),
        (1234567890.12, "1234567890.12"),
        (7, "7.00"),
        ("0", "0.00"),
    ],
)
def test_amount_when_written_in_any_usual_way_then_it_is_exact(written, value):
    assert str(decimal()(written)) == value


@pytest.mark.parametrize(
    "written", ["1,23.5", "1.234,50", "12e3", "NaN", "Infinity", float("inf"), True, "٣", "--1", "", [1]]
)
def test_amount_when_not_plainly_a_number_then_it_is_refused(written):
    with pytest.raises(BadCell):
        decimal()(written)


def test_date_when_a_bare_number_then_it_is_refused_rather_than_guessed():
    with pytest.raises(BadCell):
        day(46348.0)


def test_text_when_a_whole_number_then_it_looks_as_in_the_sheet():
    assert text()(9171234567.0) == "9171234567"
    assert text()(" a\u00a0b ") == "a b"


def test_text_when_it_cannot_be_stored_then_it_is_an_error_and_not_a_crash():
    content = '[{"key": "a\\u0000"}, {"key": "\\ud800"}, {"key": "\\u0007"}]'

    errors = read_sheet(upload(content.encode(), "x.json"), COLUMNS).errors

    assert [(error.row, error.column) for error in errors] == [(2, "Import key"), (3, "Import key"), (4, "Import key")]
    assert all(error.value.encode() for error in errors)


@pytest.mark.parametrize("cell", [{"date": "junk"}, {"date": 5}, [[1]], {}, {"a": {"b": []}}])
def test_json_when_a_cell_is_nested_then_it_is_an_error_and_not_a_crash(cell):
    [error] = read_sheet(json_file([{"key": cell}]), COLUMNS).errors

    assert error.message == "This must be one value."


@pytest.mark.parametrize(
    ("file", "sentence"),
    [
        (upload(b"MZ", "offices.exe"), "Choose an Excel workbook"),
        (upload(b"\xd0\xcf\x11\xe0", "offices.xlsx"), "protected by a password"),
        (upload(b"PK\x03\x04junk", "offices.xlsx"), "damaged or too large"),
        (upload(b"x" * (7 * 1024 * 1024 + 1), "offices.csv"), "larger than 7 MB"),
        (upload(b"Import key\n\xff\xfa", "offices.csv"), "CSV UTF-8"),
        (upload(b"Import key\n", "offices.csv"), "no rows"),
        (upload(b"", "offices.csv"), "no rows"),
        (csv_file("Import key\n" + "x\n" * 5_001), "more than 5000 rows"),
        (csv_file("x," * 101 + "\n" + "x\n"), "more than 100 columns"),
        (upload(b"[1]", "offices.json"), "list of records"),
        (upload(b'{"a": 1}', "offices.json"), "list of records"),
        (upload(b'[{"key": "a", "key": "b"}]', "offices.json"), "same field twice"),
        (upload(b"[" * 500_000, "offices.json"), "damaged or too large"),
        (upload(b'[{"key": 1' + b"0" * 5_000 + b"}]", "offices.json"), "damaged or too large"),
        (upload(b"{", "offices.json"), "damaged or too large"),
    ],
)
def test_file_when_it_cannot_be_read_then_one_sentence_says_why(file, sentence):
    file.seek(0)
    with pytest.raises(ImportRefused, match=sentence):
        read_sheet(file, COLUMNS)


def with_sheet_ending(good: io.BytesIO, *, times: int, piece: bytes) -> io.BytesIO:
    """The workbook with so many pieces put at the end of its first sheet's data, never held whole in memory."""
    content = io.BytesIO()
    with zipfile.ZipFile(good) as source, zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            before, mark, after = source.read(name).partition(b"</sheetData>")
            with target.open(name, "w") as part:
                part.write(before)
                for _piece in range(times if mark else 0):
                    part.write(piece)
                part.write(mark + after)
    return upload(content.getvalue(), "offices.xlsx")


MEASURING = """
import resource, subprocess, sys
code = subprocess.run(sys.argv[1:]).returncode
print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss, file=sys.stderr)
sys.exit(code != 0)
"""


@pytest.fixture
def peaks(monkeypatch):
    """The most memory that each reader used, in KiB. A small process starts it: a child counts its parent's memory."""
    found = []
    run = subprocess.run

    def run_measured(command, *, check, **options):
        done = run([sys.executable, "-c", MEASURING, *command], check=False, **options)
        found.append(int(done.stderr.split()[-1]))
        if check:
            done.check_returncode()
        return done

    monkeypatch.setattr(importing.subprocess, "run", run_measured)
    return found


@pytest.mark.parametrize(
    ("times", "piece"),
    [
        pytest.param(1, b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>', id="one cell at the far end"),
        pytest.param(5_000, b"<!--" + b" " * 100_000 + b"-->", id="half a gigabyte of nothing"),
        pytest.param(4_000, b"<row>" + b'<c t="s"><v>1</v></c>' * 60 + b"</row>", id="one long text everywhere"),
    ],
)
def test_workbook_when_a_bomb_then_it_is_refused_or_harmless(times, piece, peaks):
    file = with_sheet_ending(workbook(["Import key", "x" * 32_000], GOOD[:1]), times=times, piece=piece)
    used_before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss

    with suppress(ImportRefused):
        assert len(read_sheet(file, COLUMNS).rows) == 1

    assert len(peaks) == 1
    assert peaks[0] < 300 * 1024
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - used_before < 100 * 1024


def test_workbook_when_the_reader_hangs_then_it_is_refused(monkeypatch):
    monkeypatch.setattr(importing, "READ_SECONDS", 0.001)

    with pytest.raises(ImportRefused, match="too large"):
        read_sheet(workbook(HEADER, GOOD), COLUMNS)


def test_workbook_when_the_first_sheet_is_hidden_then_the_visible_one_is_read():
    book = openpyxl.Workbook()
    book.active.sheet_state = "hidden"
    visible = book.create_sheet("Offices")
    visible.append(HEADER)
    visible.append(GOOD)
    content = io.BytesIO()
    book.save(content)

    [row] = read_sheet(upload(content.getvalue(), "x.xlsx"), COLUMNS).rows

    assert row.values == PARSED


@settings(max_examples=60, deadline=None)
@given(seed=st.integers(0, 2**32))
def test_workbook_when_bytes_are_flipped_then_it_is_read_or_refused(seed):
    source = random.Random(seed)  # noqa: S311 - a repeatable mutation
    content = bytearray(workbook(HEADER, *[GOOD] * 20).getvalue())
    for _flip in range(source.randint(1, 20)):
        content[source.randrange(len(content))] = source.randrange(256)

    try:
        sheet = read_sheet(upload(bytes(content), "x.xlsx"), COLUMNS)
    except ImportRefused:
        return

    assert len(sheet.rows) <= 20


@given(
    st.lists(st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"]), min_size=1), min_size=1, max_size=5)
)
@settings(max_examples=25, deadline=None)
def test_export_when_imported_again_then_every_text_survives(names):
    rows = [{"name": name} for name in [*names, "+639171234567", "=1+1", "'=1", "''-x"]]
    table = Table([Column("name", "Name")], rows)
    xlsx = io.BytesIO()
    write_xlsx(table, xlsx)
    csv = b"".join(csv_response(table, "x").streaming_content)

    from_xlsx = read_sheet(upload(xlsx.getvalue(), "x.xlsx"), [ImportColumn("name", "Name", str)])
    from_csv = read_sheet(upload(csv, "x.csv"), [ImportColumn("name", "Name", str)])

    kept = [row["name"] for row in rows if row["name"].replace("\u00a0", " ").strip()]
    assert [row.values["name"] for row in from_xlsx.rows] == kept
    assert [row.values["name"] for row in from_csv.rows] == kept


def test_report_when_rows_are_added_then_it_says_what_changes():
    report = Report()

    report.add(2, label="MSSD", before=None, after={"name": "MSSD", "budget": None})
    report.add(3, label="MOH", before={"name": "MOH", "slots": 1}, after={"name": "MOH", "slots": 2})
    report.add(4, label="MBHTE", before={"name": "MBHTE"}, after={"name": "MBHTE"})

    assert report.created == [RowChange(2, "MSSD", [FieldChange("name", None, "MSSD")])]
    assert report.changed == [RowChange(3, "MOH", [FieldChange("slots", 1, 2)])]
    assert report.unchanged == 1
    assert report.ok


def test_report_when_a_model_refuses_then_errors_stand_under_the_columns_labels():
    report = Report()

    report.refuse_invalid(5, ValidationError({"slots": ["Too few."], "other": ["Odd."]}), COLUMNS)
    report.refuse_invalid(6, ValidationError("Twice."), COLUMNS)

    assert report.errors == [
        CellError(5, "Slots", "", "Too few."),
        CellError(5, "", "", "Odd."),
        CellError(6, "", "", "Twice."),
    ]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("dry_run", "wrong", "written"), [(False, False, True), (True, False, False), (False, True, False)]
)
def test_writing_when_a_dry_run_or_wrong_then_nothing_stays(dry_run, wrong, written):
    report = Report()

    with all_or_nothing(report, dry_run=dry_run):
        ContentVersion.bump()
        if wrong:
            report.refuse(2, column="Slots", value="x", message="No.")

    assert ContentVersion.objects.exists() is written


def test_whole_number_when_it_has_decimals_then_says_what_to_write():
    with pytest.raises(BadCell, match="whole number"):
        integer()(3.5)


def test_text_when_lines_break_in_another_form_then_have_one_form():
    assert text()("Dry\r\nfrom March\ron") == "Dry\nfrom March\non"


def test_error_when_a_number_is_wrong_then_quotes_it_as_it_looks():
    report = Report()

    report.refuse(2, column="Slots", value=-4.0, message="No.")

    assert report.errors[0].value == "-4"
