"""The minimal sets that close all rows, against brute force."""

from __future__ import annotations

from itertools import combinations

from hypothesis import given, settings
from hypothesis import strategies as st

from reasoner.analysis.remedies.cover import Alternatives, Cover, Set, cover

CHANGES = 7
ALTERNATIVES = st.lists(
    st.frozensets(st.integers(0, CHANGES - 1), min_size=1, max_size=3), min_size=1, max_size=4
)
ROWS = st.lists(ALTERNATIVES.map(tuple), max_size=5)
EFFORTS = st.lists(st.integers(1, 4), min_size=CHANGES, max_size=CHANGES).map(lambda e: dict(enumerate(e)))


def brute(rows: list[Alternatives], apart: dict[int, str]) -> set[Set]:
    """Every set that closes all rows and holds no smaller one that does."""
    every = [frozenset(c) for n in range(CHANGES + 1) for c in combinations(range(CHANGES), n)]
    legal = [
        s
        for s in every
        if len([apart[c] for c in s if c in apart]) == len({apart[c] for c in s if c in apart})
    ]
    closing = [s for s in legal if all(any(a <= s for a in alternatives) for alternatives in rows)]
    return {s for s in closing if not any(other < s for other in closing)}


@settings(max_examples=300, deadline=None)
@given(ROWS, EFFORTS, st.dictionaries(st.integers(0, CHANGES - 1), st.sampled_from("ab"), max_size=4))
def test_the_sets_are_those_of_brute_force(
    rows: list[Alternatives], efforts: dict[int, int], apart: dict[int, str]
) -> None:
    found = cover(rows, efforts, apart.get)
    sets = list(found.cheapest())
    wanted = brute(rows, apart)
    assert len(sets) == len(set(sets)) == found.number
    assert set(sets) == wanted
    assert not found.cut


@settings(max_examples=200, deadline=None)
@given(ROWS, EFFORTS)
def test_the_cheapest_come_first(rows: list[Alternatives], efforts: dict[int, int]) -> None:
    found = cover(rows, efforts)
    costs = [found.cost(s) for s in found.cheapest()]
    assert costs == sorted(costs)


def test_an_effort_is_an_order_and_never_added_up() -> None:
    """Many small efforts come before one great one."""
    rows: list[Alternatives] = [(frozenset({0, 1, 2, 3}), frozenset({4}))]
    found = cover(rows, {0: 1, 1: 1, 2: 1, 3: 1, 4: 2})
    assert next(found.cheapest()) == {0, 1, 2, 3}


def test_a_row_without_an_alternative_leaves_no_set() -> None:
    found = cover([(frozenset({0}),), ()], {0: 1})
    assert found.number == 0
    assert list(found.cheapest()) == []


def test_nothing_to_close_needs_nothing() -> None:
    assert list(cover([], {}).cheapest()) == [frozenset()]


def test_independent_rows_are_counted_without_being_put_together() -> None:
    rows: list[Alternatives] = [(frozenset({2 * n}), frozenset({2 * n + 1})) for n in range(40)]
    found = cover(rows, dict.fromkeys(range(80), 1))
    assert found.number == 2**40
    first = [s for s, _ in zip(found.cheapest(), range(5), strict=False)]
    assert len(set(first)) == 5


def test_too_many_sets_of_one_group_are_cut_and_it_is_told() -> None:
    rows: list[Alternatives] = [tuple(frozenset({c, 99}) for c in range(9 * n, 9 * n + 9)) for n in range(3)]
    found: Cover = cover(rows, dict.fromkeys(range(100), 1), most=100)
    assert found.cut
    assert found.number <= 100
