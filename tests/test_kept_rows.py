"""Rows that are put back are those that making them leaves behind."""

import pytest
from django.db import transaction
from wagtail.models import Locale, Page

from cms import initial_pages
from portal.accounts.models import User
from tests.accounts.factories import UserFactory
from tests.kept_rows import rows_of

pytestmark = pytest.mark.django_db


def rows(model):
    return sorted(map(str, model.objects.values_list()))


def test_rows_when_put_back_then_as_they_were_made():
    changed, gone = UserFactory(first_name="Before"), UserFactory()

    def make():
        User.objects.filter(pk=changed.pk).update(first_name='It\'s 100 % \\ "new"')
        gone.delete()
        UserFactory(last_name="Made")
        transaction.on_commit(lambda: UserFactory(last_name="Made at the commit"))
        made.extend(rows(User))

    made = []
    before = rows(User)
    kept = rows_of(make)
    after_making = rows(User)
    was_put_back = kept.put_back()

    assert was_put_back
    assert after_making == before
    assert rows(User) == made
    assert set(User.objects.values_list("last_name", flat=True)) >= {"Made", "Made at the commit"}


def test_rows_when_what_they_change_is_not_as_it_was_then_not_put_back():
    person = UserFactory(first_name="Before")
    kept = rows_of(lambda: User.objects.filter(pk=person.pk).update(first_name="After"))
    User.objects.filter(pk=person.pk).update(first_name="Another")

    was_put_back = kept.put_back()

    assert not was_put_back
    assert User.objects.get(pk=person.pk).first_name == "Another"


def test_rows_when_they_are_there_already_then_not_put_back():
    kept = rows_of(UserFactory)

    answers = [kept.put_back(), kept.put_back()]

    assert answers == [True, False]
    assert User.objects.count() == 1


def test_pages_when_put_back_then_loading_finds_nothing_to_make(rows_of_pages):
    was_put_back = rows_of_pages.put_back()

    left = rows_of(initial_pages.load)

    assert was_put_back
    assert Page.objects.count() > Locale.objects.count() == 2
    assert left.changed == 0
    assert left.written == ""


def test_pages_when_put_back_then_as_many_rows_as_loading_makes(rows_of_pages):
    loaded = rows_of(initial_pages.load)

    assert rows_of(rows_of_pages.put_back).rows == loaded.rows == rows_of_pages.rows
