"""Pages of long lists."""

import pytest
from django.core.paginator import Paginator
from django.db import connection
from django.db.models import F
from django.test.utils import CaptureQueriesContext

from portal.core.models import Sector
from portal.core.paging import KeysFirstPaginator
from tests.core.factories import SectorFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def rows():
    for number in (3, 1, 4, 6, 5, 9, 2):
        SectorFactory(name=f"Sector {number}")
    return Sector.objects.annotate(called=F("name")).order_by("-called", "pk")


@pytest.mark.parametrize("orphans", [0, 1])
def test_pages_when_keys_come_first_then_are_those_of_any_list(rows, orphans):
    plain = Paginator(rows, 3, orphans=orphans)

    pages = KeysFirstPaginator(rows, 3, orphans=orphans)

    assert [list(page) for page in pages] == [list(page) for page in plain]
    assert len(next(iter(pages))) == 3


def test_pages_when_nothing_is_found_then_are_one_and_empty():
    page = KeysFirstPaginator(Sector.objects.filter(name="").order_by("pk"), 3).get_page(1)

    assert list(page) == []


def test_page_when_read_then_is_one_statement_beside_the_count(rows):
    page = KeysFirstPaginator(rows, 3).get_page(2)

    with CaptureQueriesContext(connection) as queries:
        list(page)

    assert len(queries) == 1
