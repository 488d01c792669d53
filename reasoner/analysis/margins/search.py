"""The smallest changes of facts after which a line is decided otherwise, by deciding again with each.

Smallest: the fewest facts first, then the least sizes added up, then the order of criteria and values. Criteria that share
no fact are settled apart, so that the smallest sets of each, joined, are the smallest of all. Within such a group the sets
are searched by their number of facts: whatever settles a criterion that is open changes a fact that it reads.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence, Set
from dataclasses import dataclass
from decimal import Decimal

from reasoner.analysis.margins.deciding import OPEN, Deciding, Key, Test
from reasoner.analysis.margins.options import Option, withdrawn
from reasoner.decision.context import Context
from reasoner.model.facts import FactValue
from reasoner.model.ledger import Disposition, Status

FACTS = 6  # facts of one group of criteria that are changed at most
TRIES = 20_000  # sets of one group that are looked at, at most

Choice = Mapping[Key, Option]
Options = Mapping[Key, tuple[Option, ...]]


@dataclass(frozen=True)
class Found:
    """The smallest set, or none. `exact` is false where the search was given up; `stuck`: nothing settles all of these."""

    choice: Choice | None
    exact: bool = True
    stuck: tuple[Test, ...] = ()


def values(choice: Choice) -> dict[Key, FactValue]:
    """The values of some changed facts."""
    return {key: option.value for key, option in choice.items()}


def settle(tests: Sequence[Test], options: Options, avoid: Set[Status]) -> Found:
    """The smallest changes after which no test has a status to avoid."""
    choice: dict[Key, Option] = {}
    exact, stuck = True, list[Test]()
    for group in _groups(tests):
        unsettled = [test for test in group if test.status({}) in avoid]
        for test in unsettled:
            alone = _Search((test,), options, avoid).smallest(len(test.facts))
            stuck += [test] if alone.choice is None and alone.exact else []
        if not unsettled or stuck:
            continue
        found = _Search(group, options, avoid).smallest(FACTS)
        exact = exact and found.exact
        if found.choice is None:
            return Found(None, found.exact, tuple(group) if found.exact else ())
        choice |= found.choice
    return Found(None, True, tuple(stuck)) if stuck else Found(choice, exact)


class _Search:
    """Sets of facts of one group, by branch and bound."""

    def __init__(self, tests: Sequence[Test], options: Options, avoid: Set[Status]) -> None:
        self._tests, self._options, self._avoid = tests, options, avoid
        self._tries = 0
        self._best: tuple[Decimal, Choice] | None = None

    def smallest(self, most: int) -> Found:
        """The smallest set of at most so many facts."""
        for count in range(1, most + 1):
            self._extend({}, Decimal(0), count)
            if self._tries > TRIES:
                return Found(self._best[1] if self._best else None, exact=False)
            if self._best is not None:
                return Found(self._best[1])
        every = {key for test in self._tests for key in test.facts}
        return Found(None, exact=len(every) <= most)

    def _extend(self, choice: dict[Key, Option], size: Decimal, left: int) -> None:
        self._tries += 1
        if self._tries > TRIES or (self._best is not None and size >= self._best[0]):
            return
        changed = values(choice)
        unsettled = [test for test in self._tests if test.status(changed) in self._avoid]
        if not unsettled:
            self._best = (size, dict(choice))
        if not unsettled or _disjoint(unsettled, choice) > left:
            return
        for key in unsettled[0].facts:
            for option in () if key in choice else self._options[key]:
                choice[key] = option
                self._extend(choice, size + option.size, left - 1)
                del choice[key]


def _disjoint(tests: Iterable[Test], choice: Choice) -> int:
    """How many facts must change at least: tests that share none that is still free need one each."""
    taken: set[Key] = set()
    count = 0
    for test in tests:
        free = {key for key in test.facts if key not in choice}
        if not free & taken:
            taken |= free
            count += 1
    return count


def _groups(tests: Sequence[Test]) -> list[list[Test]]:
    """Tests that share facts, directly or through others, in their order."""
    groups: list[tuple[set[Key], list[Test]]] = []
    for test in tests:
        facts = set(test.facts)
        joined = [group for group in groups if group[0] & facts]
        mine = [each for group in joined for each in group[1]] + [test]
        groups = [group for group in groups if group not in joined]
        groups.append((facts.union(*(group[0] for group in joined)), mine))
    return [mine for _, mine in groups]


def spoil(context: Context, of: Deciding, options: Options) -> tuple[tuple[Choice, ...], bool]:
    """The changes after which an eligible line is not eligible, nearest first, and whether the search was finished.

    For each fact that is enough alone the nearest of its values; where none is, the smallest set that opens a criterion.
    """

    def spoils(choice: Choice) -> bool:
        return of.outcome(values(choice)).disposition is not Disposition.APPROVE_ELIGIBLE

    found: list[Choice] = []
    for key, told in options.items():
        each = ({key: option} for option in (*told, *withdrawn(context, key)))
        found += [choice for choice in each if spoils(choice)][:1]
    if found:
        return tuple(sorted(found, key=_size)), True
    more = {key: (*told, *withdrawn(context, key)) for key, told in options.items()}
    return _sets(of.tests, more, spoils)


def _sets(
    tests: Iterable[Test], options: Options, spoils: Callable[[Choice], bool]
) -> tuple[tuple[Choice, ...], bool]:
    """The smallest sets of two facts or more that open a criterion, by the criterion that they open."""
    closed = frozenset(Status) - OPEN
    found: list[Choice] = []
    exact = True
    for test in tests:
        told = _Search((test,), options, closed).smallest(len(test.facts))
        exact = exact and told.exact
        if told.choice and spoils(told.choice):
            found.append(told.choice)
    fewest = min(map(len, found), default=0)
    return tuple(sorted((c for c in found if len(c) == fewest), key=_size)), exact


def _size(choice: Choice) -> Decimal:
    return sum((option.size for option in choice.values()), Decimal(0))
