"""Numbers of boards as they are shown, and every one of them in the file."""

from decimal import Decimal

import pytest

from portal.core.boards.parts import Board, Line, Number, Part


@pytest.mark.parametrize(
    ("number", "shown"),
    [
        (Number(Decimal("48.66"), places=1, unit=" %"), "48.7 %"),
        (Number(Decimal("48.65"), places=1), "48.7"),
        (Number(Decimal("-0.5"), places=0), "-1"),
        (Number(Decimal("1234567.5"), places=2), "1,234,567.50"),
        (Number(0), "0"),
        (Number(None, words="–"), "–"),
        (Number(Decimal(93_650_000), shown="₱93.65 M"), "₱93.65 M"),
    ],
)
def test_number_when_shown_then_is_rounded_half_up_and_unknown_is_no_zero(number, shown):
    assert str(number) == shown


def test_board_when_exported_then_holds_the_choice_the_head_and_each_number_with_its_own_digits():
    head = Part("In short", "Figure", ["Pesos"], [Line("Budget", [Number(Decimal("1.25"), shown="₱1")], rests="of 2")])
    part = Part("By year", "Year", ["PPAs", "Paid"], [Line("2026", [Number(2), Number(None, words="–")])], "A note")
    board = Board("Money", [("Fiscal year", "2026")], [part], head)

    assert list(board.table().values()) == [
        ["What is counted", "Fiscal year", "", None, "2026", ""],
        ["In short", "Budget", "Pesos", Decimal("1.25"), "₱1", "of 2"],
        ["By year", "2026", "PPAs", 2, "2", "A note"],
        ["By year", "2026", "Paid", None, "–", "A note"],
    ]
