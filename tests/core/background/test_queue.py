import pytest
from django_tasks_db.models import DBTaskResult

from portal.core.background.queue import enqueue_once

from .jobs import note

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("queue")]


def test_enqueue_once_when_the_same_waits_then_adds_none():
    added = [enqueue_once(note, "a"), enqueue_once(note, "a"), enqueue_once(note, "b")]

    assert added == [True, False, True]
    assert DBTaskResult.objects.count() == 2


def test_enqueue_once_when_the_same_runs_already_then_adds_another():
    enqueue_once(note, "a")
    DBTaskResult.objects.get().claim("somebody")

    assert enqueue_once(note, "a")
