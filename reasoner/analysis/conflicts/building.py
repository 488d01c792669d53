"""Records made for what facts shall be: one fact after the other, with what the maker of each template proposes."""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Iterator
from decimal import Decimal

from rdflib import URIRef

from reasoner.analysis.conflicts.narrowing import LONGEST
from reasoner.analysis.conflicts.prove import NOTHING, Assignment
from reasoner.inference import ClassRules
from reasoner.inference.making import Goal, make, value_of
from reasoner.knowledge import FactDeclaration
from reasoner.model.additions import OverwrittenError, added
from reasoner.model.case import Case
from reasoner.model.dates import Length
from reasoner.model.facts import FactValue
from reasoner.vocabulary import FactStatus

# What is made first stays: prior procedures are found by what comes later, and told facts disturb nothing.
_ORDER = (
    "CodedInSet", "SumInSession", "Stated", "TreatmentRecorded", "KOfN", "StatementDuration", "EpisodeOutcome",
    "EpisodeDuration", "ScoreRecorded", "ScoreValue", "CountInWindow", "EventRecorded", "CourseLength", "GapSince",
    "SameSite", "CountWhere", "Relief", "Sustained", "SameScale", "SameDayCompanion",
)  # fmt: skip


def build(base: Case, rules: ClassRules, focus: URIRef, assignment: Assignment) -> tuple[Case, str]:
    """The case with all of an assignment that could be made, and what could not: the review says if it is enough."""
    case, missing = base, ""
    to_make = [
        (v, value)
        for v, value in assignment
        if value != NOTHING and value.status is not FactStatus.NOT_STATED
    ]
    to_make.sort(key=lambda pair: _order(pair[0].declaration))
    for variable, value in to_make:
        held = value_of(case, rules, variable.declaration, focus)
        made = None
        for goal in _goals(value):
            if held is not None and goal.reached(held):
                made = case
                break
            additions = make(case, rules, variable.declaration, focus, goal, most=1)
            if additions:
                with contextlib.suppress(OverwrittenError):
                    made = added(case, additions[0])
                    break
        if made is None:
            fact = variable.declaration
            missing = missing or f"no record was found that makes '{fact.label}' so ({fact.template})"
        else:
            case = made
    return case, missing


def _order(declaration: FactDeclaration) -> tuple[int, int, Decimal]:
    """Shorter windows and lower levels first: what is made for them counts in the others too."""
    template, window = declaration.template, declaration.text("window")
    length = Length.parse(window) if window else None
    days = LONGEST * length.months + length.days if length else sys.maxsize
    place = _ORDER.index(template) if template in _ORDER else len(_ORDER)
    return place, days, Decimal(declaration.text("level") or 0)


def _goals(value: FactValue) -> Iterator[Goal]:
    """A value exactly, else as much at least, else at most so much."""
    yield Goal(status=value.status, at_least=value.at_least, at_most=value.at_most)
    if value.status is None:
        yield Goal(at_least=value.at_least)
        yield Goal(at_most=value.at_most)
