"""What small counts hide, tried by a reader who knows all that is shown."""

from itertools import product
from random import Random

import pytest

from catalog.applications.suppression import Hidden, gives_away, is_small, shares_to_hide, to_hide

SMALL, BESIDE = Hidden.SMALL, Hidden.BESIDE_SMALL


@pytest.mark.parametrize(
    ("counts", "hidden"),
    [
        ({"a": 0, "b": 5, "c": 80}, {}),
        ({"a": 3, "b": 20, "c": 8}, {"a": SMALL, "c": BESIDE}),
        ({"a": 2, "b": 3, "c": 9}, {"a": SMALL, "b": SMALL}),
        ({"a": 4, "b": 4, "c": 9}, {"a": SMALL, "b": SMALL, "c": BESIDE}),  # eight in two can only be twice four
        ({"a": 1, "b": 5, "c": 6}, {"a": SMALL, "b": BESIDE, "c": BESIDE}),  # six in two can only be one and five
        ({"a": 3, "b": 0}, {"a": BESIDE, "b": BESIDE}),  # the total tells it: no count is shown
        ({}, {}),
    ],
)
def test_counts_when_some_are_small_then_so_much_is_hidden_that_none_can_be_computed(counts, hidden):
    assert to_hide(counts) == hidden


def test_counts_when_some_say_less_anyway_then_these_are_hidden_first():
    assert to_hide({"a": 3, "b": 20, "c": 8}, rather={"b"}) == {"a": SMALL, "b": BESIDE}


def possible(small, beside, together):
    """Every way in which a reader can fill the hidden counts, up to a number that is large enough."""
    ranges = [range(1, 5)] * small + [range(5, together + 1)] * beside
    return [way for way in product(*ranges) if sum(way) == together]


@pytest.mark.parametrize(("small", "beside"), [(1, 0), (2, 0), (3, 0), (1, 1), (2, 1), (3, 1), (1, 2), (2, 2)])
def test_reader_when_trying_every_way_then_agrees_on_what_is_given_away(small, beside):
    for way in product(*[range(1, 5)] * small, *[range(5, 8)] * beside):
        ways = possible(small, beside, sum(way))

        is_known = any(len({one[place] for one in ways}) == 1 for place in range(small))

        assert gives_away(list(way[:small]), list(way[small:])) is is_known


@pytest.mark.parametrize("seed", range(40))
def test_shares_when_hidden_then_what_is_left_over_is_no_small_number_of_one_group(seed):
    chance = Random(seed)  # noqa: S311 - to be repeatable, not secret
    parts = {key: (chance.randint(0, 12), chance.randint(0, 12)) for key in range(chance.randint(2, 8))}

    hidden = shares_to_hide(parts)

    shown = [parts[key] for key in parts.keys() - hidden]
    left_over = [sum(parts[key][side] for key in hidden) for side in (0, 1)]
    assert not any(is_small(n) for pair in shown for n in (*pair, sum(pair)))
    assert len(hidden) != 1
    assert hidden == set(parts) or not any(is_small(n) for n in left_over)
