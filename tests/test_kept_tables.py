"""Tables that are put back are as they were kept."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from wagtail.models import ModelLogEntry

from portal.accounts.models import User
from portal.activity import record
from tests.accounts.factories import UserFactory
from tests.kept_tables import KeptTables

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def kept(transactional_db):
    """With a changed, a deleted, a new and an unchangeable row that came after it."""
    changed, gone = UserFactory(first_name="Before"), UserFactory(role="oobc_staff")
    kept = KeptTables("kept_by_a_test")
    kept.rows = rows(User), rows(User.groups.through), rows(ModelLogEntry)
    User.objects.filter(pk=changed.pk).update(first_name="After")
    gone.delete()
    record(UserFactory(), "wagtail.edit", by=None)
    yield kept
    with connection.cursor() as cursor:
        cursor.execute("DROP SCHEMA kept_by_a_test CASCADE")


def rows(model):
    return sorted(map(str, model.objects.values_list()))


def test_tables_when_put_back_then_every_row_is_as_it_was(kept):
    after = rows(User), rows(User.groups.through), rows(ModelLogEntry)

    kept.put_back()

    assert (rows(User), rows(User.groups.through), rows(ModelLogEntry)) == kept.rows
    assert all(changed != was for changed, was in zip(after, kept.rows, strict=True))


def test_tables_when_nothing_changed_then_nothing_is_written(kept):
    kept.put_back()

    with CaptureQueriesContext(connection) as captured:
        kept.put_back()

    assert [query["sql"][:6] for query in captured] == ["BEGIN", "SELECT", "COMMIT"]


@pytest.mark.parametrize("run", [1, 2])
def test_test_that_commits_when_it_begins_then_finds_what_migrations_left_and_no_more(run):
    assert not User.objects.exists()
    assert UserFactory(role="oobc_staff").groups.get().permissions.exists()
