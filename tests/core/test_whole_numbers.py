import pytest

from portal.core.text import whole_number


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("7", 7),
        (" 12 ", 12),
        (7, 7),
        ("0", 0),
        ("", None),
        (None, None),
        ("-1", None),
        ("1.5", None),
        ("²", None),
        ("٣", None),
        ("1" * 9, 111_111_111),
        ("1" * 10, None),
        ("9" * 5000, None),
        ("7\x00", None),
    ],
)
def test_whole_number_when_read_then_is_a_number_that_a_key_can_be_or_none(text, number):
    assert whole_number(text) == number
