import pytest

from search.masking import masked


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("scholarship", "scholarship"),
        ("4ps", "4ps"),
        ("12345 form", "12345 form"),
        ("123456 form", "###### form"),
        ("0917 123 4567 tulong", "###### tulong"),
        ("+63-917-123-4567", "######"),
        ("(064) 421.2373 po", "(###### po"),
        ("123–456", "######"),
        ("٠١٢٣٤٥ help", "###### help"),
        ("9 1 7 1 2 3", "######"),
        ("PhilSys 1234-5678-9012-3456", "PhilSys ######"),
        ("amina.sali@example.org loan", "###### loan"),
        ("write to <amina@example.org>, please", "write to <######>, please"),
        ("amina@localhost", "######"),
        ("2025 or 2026", "2025 or 2026"),
    ],
)
def test_masked_when_text_holds_numbers_or_addresses_then_they_are_gone(typed, kept):
    assert masked(typed) == kept


def test_masked_when_text_holds_what_cannot_be_seen_then_digits_are_still_found():
    assert masked("12\u200b34\x0056\u202e") == "######"


def test_masked_when_blanks_are_many_then_they_are_single():
    assert masked("  tulong \n pinansyal ") == "tulong pinansyal"
