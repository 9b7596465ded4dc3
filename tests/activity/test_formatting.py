import pytest
from wagtail.log_actions import registry

from portal.activity import record
from portal.activity.formatting import _formatter, in_words
from portal.core.models import NeedCategory, Sector

pytestmark = pytest.mark.django_db


@pytest.fixture
def category():
    sector = Sector.objects.create(code="social", name="Social")
    return NeedCategory.objects.create(code="health", name="Health", sector=sector)


@pytest.fixture(autouse=True)
def registered_action():
    registry.scan_for_actions()
    registry.register_action("tests.moved")(_formatter("Moved to %(place)s"))
    yield
    del registry.formatters["tests.moved"]
    registry.choices.pop()


def test_message_when_fields_changed_then_says_before_and_after_in_words(category):
    new = Sector.objects.create(code="economic", name="Economic")

    entry = record(
        category,
        "tests.moved",
        by=None,
        before={"sector": category.sector, "is_active": True, "name_fil": ""},
        after={"sector": new, "is_active": False, "name_fil": "Kalusugan"},
        data={"place": "Cotabato"},
    )

    assert entry.message == (
        "Moved to Cotabato. Name in Filipino: not set → Kalusugan; In use: yes → no; Sector: Social → Economic"
    )


def test_message_when_data_lacks_a_placeholder_then_says_not_set(category):
    entry = record(category, "tests.moved", by=None)

    assert entry.message == "Moved to not set"


def test_message_when_related_row_is_gone_then_shows_its_number(category):
    entry = record(category, "tests.moved", by=None, after={"sector": 999}, data={"place": "x"})

    assert entry.message == "Moved to x. Sector: number 999"


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (None, "not set"),
        (["a", "b"], "a, b"),
        ("2026-01-02", "2 Jan 2026"),
        ("2026-01-01T16:00:00+00:00", "2 Jan 2026, 12:00 AM"),
        ("2026-13-45", "2026-13-45"),
        (0, "0"),
    ],
)
def test_in_words_when_given_a_recorded_value_then_reads_plainly(value, words):
    assert in_words(value) == words
