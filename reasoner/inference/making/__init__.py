"""The templates the other way round: what a record must say for a fact to be this or that.

`make` proposes additions to a case and keeps those after which the template itself finds what is wanted. Nothing is
concluded here: a template is run forward on the case with the addition, and only that counts. Nothing that the record
states is changed; where that would be needed there is no addition.

setting    the case, the fact and the goal
charts, care, scores, events, responses, request
           what each template reads, proposed
asking     another service in place of the one that is asked for
priors     prior procedures: those of the case, and new ones
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import date

from rdflib import URIRef

from reasoner.inference import classify, derive
from reasoner.inference.classes import ClassRules
from reasoner.inference.making import asking, care, charts, events, request, responses, scores
from reasoner.inference.making.setting import Goal, Setting
from reasoner.inference.record import Focus
from reasoner.knowledge.facts import FactDeclaration
from reasoner.model.additions import Addition, OverwrittenError, added
from reasoner.model.case import Case
from reasoner.model.facts import FactValue
from reasoner.vocabulary import GUIDE

__all__ = ["MAKERS", "Goal", "ask_otherwise", "make", "value_of"]

Maker = Callable[[Setting], Iterator[Addition]]


def _listed(setting: Setting) -> Iterator[Addition]:
    return care.of_list(setting) if setting.declaration.terms("member") else charts.of_list(setting)


def _treated(setting: Setting) -> Iterator[Addition]:
    yield from charts.statements(setting)
    if setting.wants_presence:
        yield from responses.relief(setting)


# What is not here is fixed by the request, or follows from several facts at once.
MAKERS: Mapping[str, Maker] = {
    "CodedInSet": request.values,
    "CountInWindow": events.counts,
    "CountWhere": responses.counts,
    "CourseLength": events.courses,
    "DistinctInSession": request.sites,
    "EpisodeDuration": care.durations,
    "EpisodeOutcome": care.outcomes,
    "EventRecorded": events.recorded,
    "GapSince": events.gaps,
    "KOfN": _listed,
    "Relief": responses.relief,
    "SameDayCompanion": events.companions,
    "SameScale": scores.same,
    "SameSite": events.sites,
    "ScoreRecorded": scores.recorded,
    "ScoreValue": scores.values,
    "Stated": charts.statements,
    "StatementAge": charts.ages,
    "StatementDuration": charts.durations,
    "SumInSession": request.doses,
    "Sustained": responses.sustained,
    "TreatmentRecorded": _treated,
}

ENOUGH = 3
"""How many ways to make one fact are given: more differ in names, not in what they are."""


def make(
    case: Case,
    rules: ClassRules,
    declaration: FactDeclaration,
    focus: URIRef,
    goal: Goal,
    *,
    since: date | None = None,
    most: int = ENOUGH,
) -> tuple[Addition, ...]:
    """Up to `most` additions after each of which the fact of the focus is what the goal says, the simplest first.

    `since`: what is added took place after this day. None at all: nothing that can be added makes it so, or the template is
    one that is not made (MAKERS).
    """
    maker = MAKERS.get(declaration.template)
    return () if maker is None else _made(maker, case, rules, declaration, focus, goal, since, most)


def ask_otherwise(
    case: Case, rules: ClassRules, declaration: FactDeclaration, focus: URIRef, goal: Goal, most: int = ENOUGH
) -> tuple[Addition, ...]:
    """Up to `most` other services in place of that of the focus with which the fact is what the goal says.

    None where the fact is not about how a service is done (`asking`), or no service makes it so.
    """
    return _made(asking.otherwise, case, rules, declaration, focus, goal, None, most)


def _made(
    maker: Maker,
    case: Case,
    rules: ClassRules,
    declaration: FactDeclaration,
    focus: URIRef,
    goal: Goal,
    since: date | None,
    most: int,
) -> tuple[Addition, ...]:
    node = _focus(case, focus)
    if node is None:
        return ()
    setting = Setting(classify(case, rules).record, declaration, node, goal, since)
    found: dict[Addition, None] = {}
    for addition in maker(setting):
        if addition in found or _denied(case, addition, since):
            continue
        if _reaches(case, rules, declaration, focus, goal, addition):
            found[addition] = None
        if len(found) == most:
            break
    return tuple(found)


# The kind of record that each part of a case belongs to.
_KINDS: Mapping[str, URIRef] = {
    "statements": GUIDE.FindingsRecord,
    "scores": GUIDE.ScoresRecord,
    "care": GUIDE.CareHistory,
    "medications": GUIDE.MedicationHistory,
    "history": GUIDE.ProcedureHistory,
}


def _denied(case: Case, addition: Addition, since: date | None) -> bool:
    """Whether the record is told to be whole where something would be added that it should have told."""
    return since is None and any(
        getattr(addition, part) and kind in case.complete_for for part, kind in _KINDS.items()
    )


def value_of(case: Case, rules: ClassRules, declaration: FactDeclaration, focus: URIRef) -> FactValue | None:
    """The fact of a focus on a case; None where the case has no such focus."""
    facts = derive(classify(case, rules), (declaration,)).facts
    return next((f.value for f in facts if f.focus == focus), None)


def _reaches(
    case: Case, rules: ClassRules, declaration: FactDeclaration, focus: URIRef, goal: Goal, addition: Addition
) -> bool:
    try:
        value = value_of(added(case, addition), rules, declaration, focus)
    except OverwrittenError:
        return False
    return value is not None and goal.reached(value)


def _focus(case: Case, focus: URIRef) -> Focus | None:
    nodes: tuple[Focus, ...] = (*case.services, *(line for s in case.services for line in s.lines))
    return next((n for n in nodes if n.iri == focus), None)
