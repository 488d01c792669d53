"""What would change an answer, and when: from the criterion's curability and the shape of its test."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

from rdflib import URIRef
from rdflib.namespace import SKOS

from reasoner.decision.branches import Lookup, atom_holds, holds
from reasoner.decision.context import Context
from reasoner.inference import class_rules, classify, derive
from reasoner.intake.moved import moved
from reasoner.knowledge import Atom, Criterion, Shape
from reasoner.knowledge.shapes import MIN_EXCLUSIVE, MIN_INCLUSIVE
from reasoner.model.facts import FactValue
from reasoner.model.ledger import Remedy, Status
from reasoner.vocabulary import GUIDE

HORIZON = 730  # days ahead that an earliest date is looked for

GROWS = ("GapSince", "StatementDuration", "EpisodeDuration")


def remedy(
    context: Context, criterion: Criterion, twin: Shape | None, focus: URIRef, found: Status
) -> Remedy | None:
    """The remedy of a row that is not met; None for one that is met or does not apply."""
    if found in (Status.MET, Status.NOT_APPLICABLE):
        return None
    if found is Status.NEEDS_JUDGEMENT or twin is None:
        return Remedy(criterion.question or criterion.message, "judgement")
    if found is Status.NOT_DOCUMENTED:
        return Remedy(twin.message, "document")
    if found is Status.CONTRADICTORY:
        return Remedy(f"Clear up the statements that disagree. {twin.message}", "document")
    cure = criterion.cured_by.removeprefix("By").lower() or "nothing"
    words = context.library.vocabulary.text(GUIDE[criterion.cured_by], SKOS.definition)
    if cure == "time":
        day = earliest(context, twin, focus)
        if day is not None:
            text = f"On what is recorded, the earliest date of service that meets this is {day.isoformat()}."
            return Remedy(text, cure, day.isoformat())
    return Remedy(words, cure)


def earliest(context: Context, twin: Shape, focus: URIRef) -> date | None:
    """The first later date of service on which the criterion is surely met, by a number that grows with time.

    None where no such number makes it so within HORIZON days: what else a date changes, `analysis.dates` says.
    """
    rules = context.rules or class_rules(context.library.vocabulary)
    declared, wanted = context.needs.ordered, frozenset(atom.fact for atom in twin.atoms)

    def on(days: int) -> Lookup:
        later = moved(context.case, context.case.date_of_service + timedelta(days=days))
        facts = derive(classify(later, rules), declared, wanted).facts
        values = {fact.name: fact.value for fact in facts if fact.focus == focus}
        return lambda name: values.get(name, FactValue())

    for days in sorted({found for atom in twin.atoms if (found := _passes(context, atom, on))}):
        if holds(twin.expression, on(days)):
            return context.case.date_of_service + timedelta(days=days)
    return None


def _passes(context: Context, atom: Atom, on: Callable[[int], Lookup]) -> int | None:
    """In how many days a number that only grows passes its test; None where it grows not, or not enough."""
    declaration = context.declarations.get(atom.fact)
    lower = atom.test(MIN_INCLUSIVE) or atom.test(MIN_EXCLUSIVE)
    if declaration is None or declaration.template not in GROWS or atom.end != "atLeast" or not lower:
        return None

    def passes(days: int) -> bool:
        return atom_holds(atom, on(days)(atom.fact))

    low, high = 0, HORIZON
    if not passes(high):
        return None
    while low < high:
        middle = (low + high) // 2
        low, high = (low, middle) if passes(middle) else (middle + 1, high)
    return low
