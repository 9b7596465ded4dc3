import datetime
import uuid
from decimal import Decimal

import pytest
from django.contrib.auth import get_user_model
from django.core.exceptions import ValidationError
from django.db import transaction
from wagtail.models import ModelLogEntry

from portal.activity import changed_fields, facts, record, record_all
from portal.core.models import NeedCategory, Sector

pytestmark = pytest.mark.django_db


@pytest.fixture
def clerk():
    return get_user_model().objects.create_user("clerk", "clerk@example.org")


@pytest.fixture
def sector():
    return Sector.objects.create(code="social", name="Social")


def test_record_when_called_then_one_row_says_who_what_and_when(clerk, sector):
    record(sector, "wagtail.edit", by=clerk, before={"name": "Old"}, after={"name": "Social"})

    entry = ModelLogEntry.objects.get()
    assert (entry.user, entry.action, entry.object_id) == (clerk, "wagtail.edit", str(sector.pk))
    assert entry.data == {"before": {"name": "Old"}, "after": {"name": "Social"}}


def test_record_when_fields_are_equal_then_keeps_only_those_that_differ(clerk, sector):
    record(
        sector,
        "wagtail.edit",
        by=clerk,
        before={"code": "social", "is_active": True},
        after={"code": "social", "is_active": False},
    )

    assert ModelLogEntry.objects.get().data == {"before": {"is_active": True}, "after": {"is_active": False}}


def test_record_when_given_rich_values_then_stores_them_as_json_facts(clerk, sector):
    key = uuid.uuid4()

    record(
        sector,
        "wagtail.edit",
        by=clerk,
        after={"amount": Decimal("1200.50"), "day": datetime.date(2026, 1, 2), "key": key, "by": clerk},
        data={"rows": {3, 1}, "nested": {"sector": sector}},
    )

    assert ModelLogEntry.objects.get().data == {
        "after": {"amount": "1200.50", "day": "2026-01-02", "key": str(key), "by": clerk.pk},
        "rows": [1, 3],
        "nested": {"sector": sector.pk},
    }


def test_record_when_value_is_no_fact_then_refuses(clerk, sector):
    with pytest.raises(TypeError, match="object"):
        record(sector, "wagtail.edit", by=clerk, after={"file": object()})


def test_record_when_action_is_not_registered_then_refuses(clerk, sector):
    with pytest.raises(ValidationError):
        record(sector, "nobody.registered_this", by=clerk)


def test_record_when_system_acts_then_names_no_user(sector):
    record(sector, "wagtail.edit", by=None)

    assert ModelLogEntry.objects.get().user is None


def test_record_when_one_request_acts_on_many_rows_then_each_history_shows_its_own(clerk, sector):
    record(sector, "wagtail.edit", by=clerk)
    record(sector, "wagtail.edit", by=clerk)

    assert ModelLogEntry.objects.all().latest_by_uuid_and_action().count() == 2


def test_record_when_caller_rolls_back_then_leaves_no_row(clerk, sector):
    with transaction.atomic():
        record(sector, "wagtail.edit", by=clerk)
        transaction.set_rollback(True)

    assert not ModelLogEntry.objects.exists()


def test_changed_fields_when_one_differs_then_names_it_with_both_values():
    before, after = {"a": 1, "b": Decimal("1.50")}, {"a": 2, "b": Decimal("1.5"), "c": None}

    assert changed_fields(before, after) == {"a": (1, 2), "c": (None, None)}


def test_facts_when_field_is_a_relation_then_gives_its_key(sector):
    category = NeedCategory.objects.create(code="health", name="Health", sector=sector)

    assert facts(category, ["name", "sector"]) == {"name": "Health", "sector": sector.pk}


def test_record_when_row_is_named_after_a_person_then_keeps_the_label_without_the_name(clerk, sector):
    sector.audit_label = "Sector 1"

    record(sector, "wagtail.edit", by=clerk)
    record_all([sector], "wagtail.edit", by=clerk)

    assert set(ModelLogEntry.objects.values_list("label", flat=True)) == {"Sector 1"}


def test_record_all_when_given_many_rows_then_writes_one_each_in_one_statement(
    clerk, sector, django_assert_num_queries
):
    other = Sector.objects.create(code="economic", name="Economic")
    record(sector, "wagtail.edit", by=clerk)  # so that content types are known

    with django_assert_num_queries(1):
        record_all([sector, other], "wagtail.edit", by=clerk, data={other.pk: {"amount": Decimal("1.50")}})

    rows = ModelLogEntry.objects.order_by("pk")[1:]
    assert [(row.label, row.data, row.user) for row in rows] == [
        ("Social", {}, clerk),
        ("Economic", {"amount": "1.50"}, clerk),
    ]
    assert len({row.uuid for row in rows}) == 2


def test_record_all_when_action_is_not_registered_then_refuses(clerk, sector):
    with pytest.raises(ValueError, match="not registered"):
        record_all([sector], "nobody.registered_this", by=clerk)
