"""Records made for what facts shall be: one fact after the other, with what the maker of each template proposes."""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from decimal import Decimal

from rdflib import URIRef

from reasoner.analysis.conflicts.narrowing import LONGEST
from reasoner.analysis.conflicts.prove import Assignment
from reasoner.inference import ClassRules
from reasoner.inference.making import Goal, make, value_of
from reasoner.knowledge import FactDeclaration
from reasoner.model.additions import OverwrittenError, added
from reasoner.model.case import Case
from reasoner.model.dates import Length
from reasoner.model.facts import FactValue
from reasoner.vocabulary import FactStatus

Goals = Callable[[FactValue], Iterator[Goal]]

# What is made first stays: prior procedures are found by what comes later, and told facts disturb nothing.
_ORDER = (
    "CodedInSet", "SumInSession", "Stated", "TreatmentRecorded", "KOfN", "StatementDuration", "EpisodeOutcome",
    "EpisodeDuration", "ScoreRecorded", "ScoreValue", "CountInWindow", "EventRecorded", "CourseLength", "GapSince",
    "SameSite", "CountWhere", "Relief", "Sustained", "SameScale", "SameDayCompanion",
)  # fmt: skip


def builds(
    base: Case, rules: ClassRules, focus: URIRef, assignment: Assignment
) -> Iterator[tuple[Case, str]]:
    """Cases with all of an assignment that could be made, and what could not: the review says if one is enough.

    First each fact in turn as it shall be; then what has to be there before every limit, for a record that is told to be
    complete takes nothing more.
    """
    yield _build(base, rules, focus, assignment, (_exactly,))
    yield _build(base, rules, focus, assignment, (_presence, _exactly))


def _build(
    base: Case, rules: ClassRules, focus: URIRef, assignment: Assignment, rounds: Sequence[Goals]
) -> tuple[Case, str]:
    case, missing = base, ""
    to_make = [(v.declaration, value) for v, value in assignment if value.known]
    to_make.sort(key=lambda pair: _order(pair[0]))
    for goals in rounds:
        missing = ""
        for declaration, value in to_make:
            made = _made(case, rules, declaration, focus, goals(value))
            if made is None:
                missing = (
                    missing
                    or f"no record was found that makes '{declaration.label}' so ({declaration.template})"
                )
            else:
                case = made
    return case, missing


def _made(
    case: Case, rules: ClassRules, declaration: FactDeclaration, focus: URIRef, goals: Iterable[Goal]
) -> Case | None:
    """The case with the first of some goals that is reached, or can be; None where none can."""
    held = value_of(case, rules, declaration, focus)
    none = True
    for goal in goals:
        none = False
        if held is not None and goal.reached(held):
            return case
        additions = make(case, rules, declaration, focus, goal, most=1)
        if additions:
            with contextlib.suppress(OverwrittenError):
                return added(case, additions[0])
    return case if none else None


def _order(declaration: FactDeclaration) -> tuple[int, int, Decimal]:
    """Shorter windows and lower levels first: what is made for them counts in the others too."""
    template, window = declaration.template, declaration.text("window")
    length = Length.parse(window) if window else None
    days = LONGEST * length.months + length.days if length else sys.maxsize
    place = _ORDER.index(template) if template in _ORDER else len(_ORDER)
    return place, days, Decimal(declaration.text("level") or 0)


def _presence(value: FactValue) -> Iterator[Goal]:
    """What has to be there for a value."""
    if value.status is FactStatus.PRESENT:
        yield Goal(status=value.status)
    elif value.at_least:
        yield Goal(at_least=value.at_least)


def _exactly(value: FactValue) -> Iterator[Goal]:
    """A value exactly, else as much at least, else at most so much."""
    yield Goal(status=value.status, at_least=value.at_least, at_most=value.at_most)
    if value.status is None:
        yield Goal(at_least=value.at_least)
        yield Goal(at_most=value.at_most)
