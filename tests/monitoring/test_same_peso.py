"""One peso, five doors: the staff page, CSV, XLSX, PDF, and what everybody reads as page, CSV and JSON."""

import csv
import io
import json
from decimal import Decimal

import pypdf
import pytest
from django.urls import reverse
from python_calamine import CalamineWorkbook

from portal.monitoring.figures.money import totals
from portal.monitoring.models import MoneyLine
from tests.accounts.factories import UserFactory
from tests.monitoring.factories import (
    BudgetJustificationFactory,
    MoneyLineFactory,
    MonitoringEntryFactory,
    MonitoringEntryFundingFactory,
)

pytestmark = pytest.mark.django_db

GRANTED, OBLIGATED, PAID = Decimal("1234567.89"), Decimal("400000.05"), Decimal("123456.78")
REGISTER = "/admin/programs/ppas/"


@pytest.fixture
def ppa():
    """Its money in two lines of a year, so that every door has to add up."""
    ppa = MonitoringEntryFactory(in_execution=True, title="Clean water", with_money=Decimal("1000000.89"))
    other = MoneyLineFactory(ppa=ppa, amount=Decimal("234567.00"), capital=True)
    MonitoringEntryFundingFactory(line=other, amount=OBLIGATED, obligation=True)
    MonitoringEntryFundingFactory(line=other, amount=PAID, disbursement=True)
    BudgetJustificationFactory(ppa=ppa, without_needs=True)
    return ppa


@pytest.fixture
def staff(client, settings):
    settings.STAFF_SECOND_FACTOR = "optional"
    client.force_login(UserFactory(role="ocm_leadership"))
    return client


def read(response):
    return b"".join(response) if response.streaming else response.content


def rows_of_csv(content):
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"))))


def test_peso_when_read_at_every_door_then_is_the_same(staff, ppa):
    public = staff.__class__()
    figure = totals(MoneyLine.objects.all())
    assert (figure.granted, figure.execution.obligations, figure.execution.disbursements) == (GRANTED, OBLIGATED, PAID)
    column = "Money lines, all years (₱)"

    # Staff
    page = staff.get(ppa.get_absolute_url()).content.decode()
    assert f"{GRANTED:,.2f}" in page
    assert f"{OBLIGATED:,.2f}" in page
    assert f"{PAID:,.2f}" in page
    [row] = rows_of_csv(read(staff.get(REGISTER, {"export": "csv"})))
    assert Decimal(row[column]) == GRANTED
    sheet = CalamineWorkbook.from_filelike(
        io.BytesIO(read(staff.get(REGISTER, {"export": "xlsx"})))
    ).get_sheet_by_index(0)
    header, line = (values for values in sheet.to_python() if column in values or "Clean water" in values)
    assert Decimal(str(line[header.index(column)])) == GRANTED
    paper = pypdf.PdfReader(io.BytesIO(read(staff.get(reverse("monitoring_justification:print", args=[ppa.pk])))))
    assert f"{GRANTED:,.2f}" in "".join(sheet.extract_text() for sheet in paper.pages)

    # Everybody
    detail = public.get(reverse("programs:detail", args=[ppa.pk])).content.decode()
    for amount in (GRANTED, OBLIGATED, PAID):
        assert f"{amount:,.2f}" in detail
    money = public.get(reverse("programs:money")).content.decode()
    for amount in (GRANTED, OBLIGATED, PAID):
        assert f"{amount:,.2f}" in money
    assert f"₱{GRANTED:,.2f} granted together" in public.get(reverse("programs:list")).content.decode()
    [told] = json.loads(public.get(reverse("programs:open_json")).content)["programs"]
    [row] = rows_of_csv(public.get(reverse("programs:open_csv")).content)
    [of_year] = rows_of_csv(public.get(reverse("programs:money_csv")).content)
    for source in (told, told["money_by_year"][0], row, of_year):
        assert [Decimal(source[name]) for name in ("granted", "obligated", "paid")] == [GRANTED, OBLIGATED, PAID]
    linked = json.loads(public.get(reverse("programs:jsonld", args=[ppa.pk])).content)
    assert Decimal(linked["funding"][0]["amount"]["value"]) == GRANTED
