"""From alternatives for single rows to the minimal sets that make a line eligible, each tried on the case itself.

What a change does is found by applying it and deciding again, never by what it was proposed for: so one change may close
several rows. The minimal sets are those of `cover`. A set after which something is open all the same (a change has opened a
row, or two do not go together) is no remedy: where what is open then has alternatives of its own, they are tried with it.
"""

from __future__ import annotations

import heapq
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

from rdflib import URIRef

from reasoner.analysis.dates.standing import CaseStandings, Open, Standing
from reasoner.analysis.remedies.cover import Cost, cover
from reasoner.analysis.remedies.proposals import Step
from reasoner.errors import InputError
from reasoner.intake.moved import refusal
from reasoner.knowledge import Library
from reasoner.model.additions import NOTHING, Addition, OverwrittenError, added
from reasoner.model.case import Case

Steps = frozenset[int]
# What closes one open row of a case with some steps taken.
ProposalsOf = Callable[[Case, Open], Iterable[tuple[Step, ...]]]

TRIES = 400
"""Sets that are tried for one line before what is left is only counted."""

ALL = 60
"""Where there are no more sets than this, every one is tried, so that their number is exact."""

DEEP = 2
"""How often a set that leaves something open is completed by what closes that."""


@dataclass
class Trial:
    """Applies steps to a case and decides again; every set once."""

    library: Library
    case: Case
    standings: CaseStandings
    steps: list[Step] = field(default_factory=list)
    numbers: dict[Addition, int] = field(default_factory=dict)
    _found: dict[Steps, tuple[Case, Mapping[URIRef, Standing]] | None] = field(default_factory=dict)

    def number(self, step: Step) -> int:
        """The number of a step; two with one addition are one, with the words of the first, or of one by an exception."""
        known = self.numbers.get(step.addition)
        if known is None:
            known = self.numbers[step.addition] = len(self.steps)
            self.steps.append(step)
        elif step.exception:
            self.steps[known] = step
        return known

    def addition(self, steps: Steps) -> Addition:
        """All steps together."""
        joined = NOTHING
        for number in sorted(steps):
            joined = joined.plus(self.steps[number].addition)
        return joined

    def of(self, steps: Steps) -> tuple[Case, Mapping[URIRef, Standing]] | None:
        """The case with the steps and how its lines stand; None where the steps do not go together."""
        if steps not in self._found:
            self._found[steps] = self._tried(steps)
        return self._found[steps]

    def open(self, steps: Steps, line: URIRef) -> frozenset[Open] | None:
        """What is open of a line with the steps; None where they do not go together, or the line is not asked for."""
        found = self.of(steps)
        standing = None if found is None else found[1].get(line)
        return None if standing is None else standing.open

    def _tried(self, steps: Steps) -> tuple[Case, Mapping[URIRef, Standing]] | None:
        try:
            case = added(self.case, self.addition(steps))
            if refusal(case, self.library.vocabulary) is not None:
                return None
            return case, self.standings.of(case)
        except (OverwrittenError, InputError):
            return None


@dataclass(frozen=True)
class Found:
    """The sets that help, the cheapest first, and how many there are; `exact`: every one that is counted was tried."""

    sets: tuple[Steps, ...]
    number: int
    exact: bool


class Search:
    """Finds what makes one line eligible, or leaves only `allowed` open."""

    def __init__(self, trial: Trial, line: URIRef, proposals: ProposalsOf, allowed: frozenset[Open]) -> None:
        self._trial = trial
        self._line = line
        self._proposals = proposals
        self._allowed = allowed
        self._kept: list[Steps] = []
        self._failed = 0
        self._base: frozenset[Open] = frozenset()
        self._made_whole: dict[Steps, list[Steps]] = {}
        self.alternatives: Mapping[Open, tuple[Steps, ...]] = {}

    def run(self, rows: Mapping[Open, Iterable[tuple[Step, ...]]], shown: int) -> Found:
        """The cheapest `shown` sets, from the alternatives for each row that is open."""
        proposed = {row: [self._numbered(steps) for steps in sets] for row, sets in rows.items()}
        self._base = self._trial.open(frozenset(), self._line) or frozenset()
        whole_sets = {
            row: [w for steps in sets for w in self._whole(steps)] for row, sets in proposed.items()
        }
        single = [w for n in range(len(self._trial.steps)) for w in self._whole(frozenset({n}))]
        self.alternatives = {row: self._closing(row, [*sets, *single]) for row, sets in whole_sets.items()}
        efforts = {n: step.means.effort for n, step in enumerate(self._trial.steps)}
        whole = cover(tuple(self.alternatives.values()), efforts, self._excludes)
        heap: list[tuple[Cost, tuple[int, ...], int]] = []
        pending = whole.cheapest()
        tries, ended = 0, False
        upcoming = next(pending, None)
        while tries < TRIES and (upcoming is not None or heap):
            if upcoming is not None and (not heap or self._entry(upcoming, 0) <= heap[0]):
                current, depth = upcoming, 0
                upcoming = next(pending, None)
            else:
                _, told, depth = heapq.heappop(heap)
                current = frozenset(told)
            if any(kept <= current for kept in self._kept):
                self._failed += depth == 0
                continue
            tries += 1
            if not self._helps(current):
                self._failed += depth == 0
                if depth < DEEP:
                    for longer in self._completed(current):
                        heapq.heappush(heap, self._entry(longer, depth + 1))
                continue
            self._keep(self._shrunk(current))
            if len(self._kept) >= shown and whole.number > ALL:
                ended = True
                break
        done = not ended and upcoming is None and not heap
        extra = 0 if done else whole.number - self._failed - len(self._kept)
        number = len(self._kept) + max(extra, 0)
        sets = sorted(self._kept, key=lambda s: self._entry(s, 0))[:shown]
        return Found(tuple(sets), number, done and not whole.cut)

    def _entry(self, steps: Steps, depth: int) -> tuple[Cost, tuple[int, ...], int]:
        efforts = (self._trial.steps[n].means.effort for n in steps)
        return tuple(sorted(efforts, reverse=True)), tuple(sorted(steps)), depth

    def _numbered(self, steps: Iterable[Step]) -> Steps:
        return frozenset([self._trial.number(step) for step in steps])

    def _whole(self, steps: Steps, depth: int = 0) -> list[Steps]:
        """The steps, with what closes every row that they open: telling more of a request makes more be asked of it."""
        if steps in self._made_whole:
            return self._made_whole[steps]
        open_ = self._trial.open(steps, self._line)
        new = () if open_ is None else sorted(open_ - self._base - self._allowed)
        found = [steps] if open_ is not None and not new else []
        if new and depth < DEEP:
            case, _ = self._trial.of(steps) or (self._trial.case, None)
            for alternative in self._proposals(case, new[0]):
                longer = steps | self._numbered(alternative)
                if longer != steps:
                    found += self._whole(longer, depth + 1)
        self._made_whole[steps] = found
        return found

    def _closing(self, row: Open, sets: Iterable[Steps]) -> tuple[Steps, ...]:
        """Those of the sets that close a row: those proposed for it, and those of other rows that close it too."""
        closing = (steps for steps in set(sets) if self._closes(steps, row))
        return tuple(sorted(closing, key=lambda s: tuple(sorted(s))))

    def _closes(self, steps: Steps, row: Open) -> bool:
        open_ = self._trial.open(steps, self._line)
        return open_ is not None and row not in open_

    def _excludes(self, step: int) -> object:
        """What only one step of a set can be: the date of service, one slot that the request leaves open, one service."""
        addition = self._trial.steps[step].addition
        if addition == Addition(date_of_service=addition.date_of_service):
            return "day"
        if len(addition.told) == 1 and addition == Addition(told=addition.told):
            return (addition.told[0].act, addition.told[0].slot)
        return tuple(s.iri for s in addition.asks) or None

    def _helps(self, steps: Steps) -> bool:
        open_ = self._trial.open(steps, self._line)
        return open_ is not None and open_ <= self._allowed

    def _shrunk(self, steps: Steps) -> Steps:
        """Without every step that is not needed."""
        for step in sorted(steps, key=lambda n: (-self._trial.steps[n].means.effort, n)):
            if self._helps(steps - {step}):
                return self._shrunk(steps - {step})
        return steps

    def _keep(self, steps: Steps) -> None:
        if not any(kept <= steps for kept in self._kept):
            self._kept = [kept for kept in self._kept if not steps <= kept]
            self._kept.append(steps)

    def _completed(self, steps: Steps) -> list[Steps]:
        """The set with what closes the first row that is open all the same."""
        found = self._trial.of(steps)
        standing = None if found is None else found[1].get(self._line)
        if found is None or standing is None:
            return []
        rows = sorted(standing.open - self._allowed)
        if not rows:
            return []
        longer = (
            steps | {self._trial.number(step) for step in alternative}
            for alternative in self._proposals(found[0], rows[0])
        )
        return sorted({s for s in longer if s != steps}, key=lambda s: tuple(sorted(s)))
