"""Every column of the portal is classed, once, with a purpose and a time; and nothing is classed that is not there."""

from collections import Counter

import pytest
from django.apps import apps
from django.db import connection

from portal.core import inventory


def test_columns_when_compared_with_the_inventory_then_each_is_classed_once():
    classed = Counter(inventory.classed_columns())

    unclassed = sorted(set(inventory.columns_of_models()) - set(classed))
    left_over = sorted(set(classed) - set(inventory.columns_of_models()))

    assert {"unclassed": unclassed, "left over": left_over} == {"unclassed": [], "left over": []}
    assert [column for column, times in classed.items() if times > 1] == []
    assert len(classed) > 900


@pytest.mark.django_db
def test_tables_of_the_database_when_compared_with_the_inventory_then_none_is_forgotten():
    models = {model._meta.db_table for model in apps.get_models(include_auto_created=True)}
    without_model = {entry.table for entry in inventory.entries()} - {label for label, _ in inventory.classed_columns()}

    forgotten = set(connection.introspection.table_names()) - models - without_model

    assert forgotten == set()


def test_entries_when_read_then_each_has_a_known_class_a_purpose_and_a_time_in_words():
    for entry in inventory.entries():
        assert entry.class_ in inventory.classes()
        assert entry.purpose.endswith(".")
        assert entry.kept_in_words.endswith(".")
        assert "{" not in entry.kept_in_words


def test_times_when_settings_change_then_the_words_follow(settings):
    settings.RETENTION = {**settings.RETENTION, "cases": settings.RETENTION["drafts"]}

    assert inventory.kept_in_words("cases").startswith("30 days after the case closed")


def test_what_looks_personal_when_classed_then_is_not_called_internal():
    """A second look: columns whose names speak of people, and keys of accounts."""
    words = ("email", "phone", "first_name", "last_name", "password", "answers", "user_id")
    wrong = [
        (entry.table, name)
        for entry in inventory.entries()
        for name in entry.columns
        if any(word in name for word in words) and not entry.is_personal
    ]

    assert wrong == PUBLIC_OR_A_KEY


PUBLIC_OR_A_KEY = [
    ("account.EmailConfirmation", "email_address_id"),
    ("catalog.ServiceOffering", "contact_email"),
    ("catalog.ServiceOffering", "contact_phone"),
    ("organizations.Organization", "contact_email"),
    ("organizations.Organization", "contact_phone"),
]
