"""Sheets as ministries send them, and a file brought all the way in."""

import csv
import io
from types import SimpleNamespace

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from openpyxl import Workbook

from portal.monitoring.enums import ImportKind, ImportMode
from portal.monitoring.importing import running
from portal.monitoring.importing.report import problems_of
from tests.core.factories import FundingSourceFactory, SectorFactory
from tests.geography.factories import RegionFactory

HEADER = ["Project title", "Sector", "Fund source", "FY", "PS", "MOOE", "CO", "Total"]


def as_csv(*rows, name="proposals.csv"):
    text = io.StringIO()
    csv.writer(text).writerows(rows)
    return SimpleUploadedFile(name, text.getvalue().encode("utf-8-sig"))


def as_xlsx(*rows, name="proposals.xlsx", merged=()):
    book, content = Workbook(), io.BytesIO()
    for row in rows:
        book.active.append(row)
    for cells in merged:
        book.active.merge_cells(cells)
    book.save(content)
    return SimpleUploadedFile(name, content.getvalue())


@pytest.fixture
def lists(db):
    """What sheets name."""
    return SimpleNamespace(
        social=SectorFactory(code="social", name="Social Development"),
        block=FundingSourceFactory(code="block_grant", name="Block Grant"),
        sdf=FundingSourceFactory(code="sdf", name="Special Development Fund (SDF)"),
        other=FundingSourceFactory(code="other", name="Other Funding Sources"),
        region=RegionFactory(code="XII", name="SOCCSKSARGEN"),
    )


@pytest.fixture
def checked(desk, lists):
    """A file that was read and checked, with the columns that are offered."""

    def check(file, *, kind=ImportKind.PPAS, office=None, by=None, columns=None, **for_all):
        by = by or desk.focal
        run = running.upload(file, kind=kind, office=office or desk.office, by=by)
        offered = {**running.offered_columns(run), **(columns or {})}
        running.choose(run, columns=offered, for_all={"unit": 1, **for_all}, by=by)
        running.check(run)
        return run

    return check


@pytest.fixture
def imported(checked):
    """The same, brought in."""

    def bring_in(file, mode=ImportMode.ALL, **options):
        run = checked(file, **options)
        confirm(run, mode)
        return run

    return bring_in


def confirm(run, mode=ImportMode.ALL):
    running.carry_out(run, mode=mode, fingerprint=run.report["fingerprint"])


def faults(run):
    """Cell and sentence of each error."""
    return [(problem.cell, problem.message) for problem in problems_of(run.report)]
