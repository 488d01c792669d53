"""What the checks found: problems that fail the check, notes that do not, and the coverage of each source."""

from __future__ import annotations

from dataclasses import dataclass, field

from reasoner.authoring.mutation import Mutation
from reasoner.errors import Problem


@dataclass(frozen=True, slots=True)
class Coverage:
    """What became of the rows of one document's source. Every row is encoded, listed with a reason, or missing."""

    document: str
    rows: int
    encoded: int
    listed: tuple[tuple[str, int], ...]
    missing: tuple[str, ...]

    @property
    def complete(self) -> bool:
        """Whether every row is accounted for."""
        return not self.missing


@dataclass(frozen=True)
class CheckReport:
    """The outcome of all checks. `counted` says what was run, in words: a check that ran nothing is seen."""

    problems: tuple[Problem, ...] = ()
    notes: tuple[str, ...] = ()
    coverage: tuple[Coverage, ...] = ()
    counted: tuple[str, ...] = field(default=())
    mutations: tuple[Mutation, ...] = ()

    @property
    def clean(self) -> bool:
        """Whether nothing is wrong."""
        return not self.problems and not any(m.survivors for m in self.mutations)
