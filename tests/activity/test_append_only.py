import pytest
from django.contrib.auth import get_user_model
from django.db import IntegrityError, connection, transaction
from wagtail.models import ModelLogEntry, Page, PageLogEntry

from portal.activity import record
from portal.core.models import Sector

pytestmark = pytest.mark.django_db


@pytest.fixture
def entry():
    return record(Sector.objects.create(code="social", name="Social"), "wagtail.edit", by=None)


@pytest.fixture
def page_entry():
    return record(Page.objects.get(depth=1), "wagtail.edit", by=None)


@pytest.mark.parametrize(
    "tamper",
    [
        lambda row: type(row).objects.filter(pk=row.pk).update(action="wagtail.create"),
        lambda row: type(row).objects.filter(pk=row.pk).delete(),
        lambda row: row.save(),
        lambda row: connection.cursor().execute(f"UPDATE {row._meta.db_table} SET label = 'x'"),  # noqa: S608
        lambda row: connection.cursor().execute(f"DELETE FROM {row._meta.db_table}"),  # noqa: S608
    ],
    ids=["update", "delete", "save", "raw update", "raw delete"],
)
@pytest.mark.parametrize("fixture", ["entry", "page_entry"])
def test_audit_row_when_somebody_tampers_then_database_refuses(tamper, fixture, request):
    row = request.getfixturevalue(fixture)

    with pytest.raises(IntegrityError, match="never changed or deleted"), transaction.atomic():
        tamper(row)

    assert type(row).objects.get(pk=row.pk).action == "wagtail.edit"


def test_audit_row_when_its_user_is_deleted_then_stays_with_the_key():
    clerk = get_user_model().objects.create_user("clerk", "clerk@example.org")
    key = clerk.pk
    record(Sector.objects.create(code="social", name="Social"), "wagtail.edit", by=clerk)

    clerk.delete()

    assert ModelLogEntry.objects.get(action="wagtail.edit").user_id == key


def test_audit_row_when_its_page_is_deleted_then_stays():
    page = Page.objects.get(depth=1).add_child(instance=Page(title="Help", slug="help-us"))
    record(page, "wagtail.edit", by=None)
    key = page.pk

    page.delete()

    assert PageLogEntry.objects.filter(page_id=key, action="wagtail.edit").count() == 1


@pytest.mark.parametrize("table", ["wagtailcore_modellogentry", "wagtailcore_pagelogentry"])
def test_audit_rows_when_emptied_at_once_then_the_database_refuses(table):
    record(Sector.objects.create(code="social", name="Social"), "wagtail.edit", by=None)

    connection.check_constraints()  # PostgreSQL truncates no table with checks still to come
    with pytest.raises(IntegrityError, match="never changed or deleted"), transaction.atomic():
        connection.cursor().execute(f"TRUNCATE {table}")

    assert ModelLogEntry.objects.exists()
