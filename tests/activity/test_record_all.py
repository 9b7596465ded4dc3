import pytest
from wagtail.models import ModelLogEntry

from portal.activity import record_all
from tests.catalog.factories import OfferingFactory, UserFactory

pytestmark = pytest.mark.django_db


def test_record_all_when_given_many_rows_then_each_has_its_own_audit_row_in_one_statement(django_assert_num_queries):
    first, second = OfferingFactory(), OfferingFactory()
    user = UserFactory()
    revisions = {first.pk: first.latest_revision}
    record_all([second], "catalog.import_new", by=user)  # reads what is read once for the process

    with django_assert_num_queries(1):
        record_all(
            [first, second],
            "catalog.import_change",
            by=user,
            data={first.pk: {"row": 2}},
            revisions=revisions,
        )

    one = ModelLogEntry.objects.for_instance(first).get(action="catalog.import_change")
    other = ModelLogEntry.objects.for_instance(second).get(action="catalog.import_change")
    assert (one.user, one.label, one.data, one.revision) == (user, str(first), {"row": 2}, first.latest_revision)
    assert (other.data, other.revision, other.content_changed) == ({}, None, False)
    assert one.uuid != other.uuid


def test_record_all_when_the_action_is_not_registered_then_it_is_an_error():
    with pytest.raises(ValueError, match="not registered"):
        record_all([OfferingFactory()], "catalog.no_such_act", by=None)
