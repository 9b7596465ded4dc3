"""Two web processes that share nothing but the database: what one publishes, both serve at once."""

import os

import pytest
from django.db import connection
from django.urls import reverse

from benchmarks.edits import Editor
from benchmarks.ground import named
from benchmarks.serving import Answer, several
from benchmarks.watching import Watcher
from cms import embedded_database
from tests.accounts.factories import UserFactory
from tests.catalog.factories import OfferingFactory
from tests.core.factories import ServiceCategoryFactory
from tests.organizations.factories import OrganizationFactory

pytestmark = pytest.mark.django_db(transaction=True)

EDITS = 15


@pytest.fixture
def editor() -> Editor:
    """Somebody with a few services to change."""
    for code in ("health", "housing"):
        ServiceCategoryFactory(code=code, name=code)
    for office in OrganizationFactory.create_batch(3):
        OfferingFactory.create_batch(2, published=True, offering_mao=office)
    return Editor(UserFactory(role="oobc_staff"), seed=7)


def pages(key):
    return [reverse("catalog:detail", args=[key]), reverse("catalog:list"), f"{reverse('catalog:list')}?q=service"]


def test_pages_when_edited_at_random_then_no_process_serves_what_was_before(editor):
    database = os.environ.get("DATABASE_URL") or embedded_database.url()

    with several(2, DATABASE_URL=named(database, connection.settings_dict["NAME"]), LOG_LEVEL="ERROR") as servers:
        seen = Watcher(servers).watch_visible_edits(EDITS, editor, pages)

    assert len(seen) == EDITS
    assert [one for one in seen if one.is_stale] == []


class Forgetful:
    """A server that raises no number and so never looks again."""

    def __init__(self):
        self.kept = {}

    def get(self, address):
        return self.kept.setdefault(address, Answer(200, b"as it once was", {}))


def test_watcher_when_a_process_serves_what_was_before_then_sees_it(editor, monkeypatch):
    monkeypatch.setattr("benchmarks.watching.PATIENCE", 0.1)
    key, edit = editor.next_edit()

    seen = Watcher([Forgetful()]).watch(edit, pages(key))

    assert (seen.was_visible, seen.is_stale) == (True, True)
