"""The minimal sets of changes that close every row: exact, the cheapest first, and how many there are.

A row is closed by any of several alternatives, each a set of changes. What closes all rows is a union of one alternative of
each; those that hold no other one are the minimal sets (the prime implicants of a monotone formula; with alternatives of one
change each they are the minimal hitting sets). Rows that share no change are independent, so that the sets of each such
group are found apart: all of them are counted by a product, and only the cheapest are put together.
"""

from __future__ import annotations

import heapq
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import prod

Set = frozenset[int]
Alternatives = tuple[Set, ...]
# Efforts, the greatest first: sets are compared by the greatest effort, then by the next. An order is never added up.
Cost = tuple[int, ...]

MOST = 4096
"""Minimal sets of one group that are kept; a group with more is cut, which `Cover.cut` tells."""


@dataclass(frozen=True)
class Cover:
    """The minimal sets of each independent group, the cheapest first. No group at all: nothing has to be closed."""

    groups: tuple[tuple[Set, ...], ...]
    efforts: Mapping[int, int]
    cut: bool

    @property
    def number(self) -> int:
        """How many minimal sets there are in all; at least so many where `cut`."""
        return prod(len(group) for group in self.groups)

    def cost(self, changes: Iterable[int]) -> Cost:
        """What sets are ordered by."""
        return tuple(sorted((self.efforts[c] for c in changes), reverse=True))

    def cheapest(self) -> Iterator[Set]:
        """Every minimal set, the cheapest first; equal ones in the order of their changes."""
        if not all(self.groups):
            return
        start = (0,) * len(self.groups)
        heap, seen = [self._entry(start)], {start}
        while heap:
            _, _, places = heapq.heappop(heap)
            yield self._union(places)
            for n, place in enumerate(places):
                following = (*places[:n], place + 1, *places[n + 1 :])
                if place + 1 < len(self.groups[n]) and following not in seen:
                    seen.add(following)
                    heapq.heappush(heap, self._entry(following))

    def _union(self, places: Sequence[int]) -> Set:
        return frozenset[int]().union(*(g[p] for g, p in zip(self.groups, places, strict=True)))

    def _entry(self, places: tuple[int, ...]) -> tuple[Cost, tuple[int, ...], tuple[int, ...]]:
        union = self._union(places)
        return self.cost(union), tuple(sorted(union)), places


def cover(
    rows: Sequence[Alternatives],
    efforts: Mapping[int, int],
    excludes: Callable[[int], Hashable] = lambda _: None,
    most: int = MOST,
) -> Cover:
    """The minimal sets that close all rows. A row without an alternative leaves none.

    Of changes for which `excludes` tells the same (other than None) only one can be in a set.
    """
    found, cut = [], False
    for members in _independent(rows, excludes):
        sets, short = _minimal([rows[n] for n in members], efforts, excludes, most)
        found.append(tuple(sorted(sets, key=lambda s: (_order(s, efforts), tuple(sorted(s))))))
        cut = cut or short
    return Cover(tuple(found), efforts, cut)


def _order(changes: Set, efforts: Mapping[int, int]) -> Cost:
    return tuple(sorted((efforts[c] for c in changes), reverse=True))


def _independent(rows: Sequence[Alternatives], excludes: Callable[[int], Hashable]) -> list[tuple[int, ...]]:
    """The rows in groups that share no change, and none that exclude each other."""
    groups: list[tuple[set[int], set[Hashable]]] = []
    for place, alternatives in enumerate(rows):
        changes = frozenset[int]().union(*alternatives)
        links: set[Hashable] = {
            *changes,
            *(("excludes", e) for c in changes if (e := excludes(c)) is not None),
        }
        members = {place}
        for group in [g for g in groups if g[1] & links]:
            members |= group[0]
            links |= group[1]
            groups.remove(group)
        groups.append((members, links))
    return sorted(tuple(sorted(members)) for members, _ in groups)


def _minimal(
    rows: Sequence[Alternatives],
    efforts: Mapping[int, int],
    excludes: Callable[[int], Hashable],
    most: int,
) -> tuple[list[Set], bool]:
    """The minimal sets of rows that hang together, one row after another; the cheapest where there are too many."""
    sets: list[Set] = [frozenset()]
    cut = False
    for alternatives in sorted(rows, key=len):
        joined = {s | a for s in sets for a in alternatives}
        sets = _antichain(s for s in joined if _compatible(s, excludes))
        if len(sets) > most:
            sets = sorted(sets, key=lambda s: (_order(s, efforts), tuple(sorted(s))))[:most]
            cut = True
    return sets, cut


def _compatible(changes: Set, excludes: Callable[[int], Hashable]) -> bool:
    told = [excludes(c) for c in changes if excludes(c) is not None]
    return len(told) == len(set(told))


def _antichain(sets: Iterable[Set]) -> list[Set]:
    """Those that hold no other one."""
    found: list[Set] = []
    for each in sorted(set(sets), key=lambda s: (len(s), tuple(sorted(s)))):
        if not any(kept <= each for kept in found):
            found.append(each)
    return found
