from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone
from wagtail.models import Page, Revision

from portal.core.background.publishing import publish_due, publish_scheduled, something_is_due
from portal.core.background.queue import rows_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def new_page():
    root = Page.objects.filter(depth=1).first() or Page.add_root(title="Root", slug="root")

    def make(title, **fields):
        return root.add_child(instance=Page(title=title, slug=title.lower(), **fields))

    return make


@pytest.fixture
def scheduled(new_page):
    def make(title):
        draft = new_page(title, live=False)
        draft.title = f"{title}, published"
        return draft.save_revision(approved_go_live_at=timezone.now() - timedelta(minutes=1))

    return make


def test_publish_scheduled_when_the_hour_has_come_then_publishes(scheduled):
    revision = scheduled("Help")

    found = publish_scheduled()

    page = Page.objects.get(pk=revision.object_id)
    assert (found, page.live, page.title) == (1, True, "Help, published")
    assert not something_is_due()


def test_publish_scheduled_when_the_hour_lies_ahead_then_waits(new_page):
    new_page("Help", live=False).save_revision(approved_go_live_at=timezone.now() + timedelta(minutes=1))

    assert publish_scheduled() == 0


def test_publish_scheduled_when_one_fails_then_publishes_the_others(scheduled):
    broken, good = scheduled("Broken"), scheduled("Good")
    Revision.objects.filter(pk=broken.pk).update(content={})

    publish_scheduled()

    live = dict(Page.objects.filter(depth=2).values_list("pk", "live"))
    assert (live[int(broken.object_id)], live[int(good.object_id)]) == (False, True)


@pytest.mark.usefixtures("queue")
def test_publish_scheduled_when_one_failed_lately_then_tries_it_again_after_an_hour(scheduled):
    revision = scheduled("Broken")
    tries = rows_of(publish_due, revision.pk)
    publish_scheduled()
    tries.get().set_failed(ArithmeticError())

    at_once = publish_scheduled()
    with time_machine.travel(timezone.now() + timedelta(minutes=61)):
        later = publish_scheduled()

    assert (at_once, later) == (0, 1)
    assert tries.count() == 2


def test_publish_due_when_published_meanwhile_then_does_nothing(scheduled):
    revision = scheduled("Help")
    revision.publish()
    Page.objects.filter(pk=revision.object_id).update(title="Mended by hand")

    publish_due.call(revision.pk)

    assert Page.objects.get(pk=revision.object_id).title == "Mended by hand"


def test_publish_scheduled_when_the_end_has_come_then_unpublishes(new_page):
    ended = new_page("Old", live=True, expire_at=timezone.now() - timedelta(minutes=1))
    staying = new_page("New", live=True, expire_at=timezone.now() + timedelta(minutes=1))

    found = publish_scheduled()

    ended.refresh_from_db()
    staying.refresh_from_db()
    assert (found, ended.live, ended.expired, staying.live) == (1, False, True, True)
