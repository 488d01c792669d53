"""Facts about where a prior procedure was done: SameSite, SideExceedsSymptom."""

from __future__ import annotations

from rdflib import URIRef

from reasoner.inference.events import the_prior
from reasoner.inference.places import BILATERAL, LEFT, RIGHT, covers
from reasoner.inference.record import Focus, Record
from reasoner.inference.templates.common import as_status, conflict
from reasoner.inference.truth import Truth
from reasoner.knowledge.facts import FactDeclaration
from reasoner.model.case import Statement
from reasoner.model.facts import FactValue
from reasoner.vocabulary import GUIDE

PRESENT = GUIDE.Present
CONFLICTING = GUIDE.Conflicting


def same_site(record: Record, declaration: FactDeclaration, focus: Focus) -> FactValue:
    """Whether the prior procedure was at every site of the service."""
    act = record.service(focus)
    found = the_prior(record, declaration, focus, overlapping=False)
    truths = [covers(record.places[event.iri], record.places[act.iri]) for event in found]
    agreed = truths[0] if len(set(truths)) == 1 else Truth.MAYBE
    return as_status(agreed, [act.iri, *(event.iri for event in found)] if found else ())


def side_exceeds_symptom(record: Record, declaration: FactDeclaration, focus: Focus) -> FactValue:
    """Whether both sides were treated while the symptom is told of one side only."""
    act = record.service(focus)
    wanted = declaration.terms("pain")
    told = [s for s in record.case.statements if record.rules.matches_any(s.concept, wanted).sure]
    clear = [s for s in told if s.status == PRESENT]
    contested = [s for s in told if s.status == CONFLICTING]
    match = record.in_any(act, declaration.terms("procedureClass"))
    follows = [act.iri, *(s.iri for s in (*clear, *contested))]
    answer = min(match, _exceeds(act.side, clear)) if match.sure else Truth.MAYBE
    if contested and match.sure and _exceeds(act.side, [*clear, *contested]) is not answer:
        return conflict(follows)
    return as_status(answer, follows if answer is not Truth.MAYBE else ())


def _exceeds(side: URIRef | None, statements: list[Statement]) -> Truth:
    """Whether both sides go beyond the sides of the statements; one side alone never does."""
    sides = {s.side for s in statements}
    if side in (LEFT, RIGHT) or BILATERAL in sides or {LEFT, RIGHT} <= sides:
        return Truth.NO
    one_sided = bool(sides) and None not in sides
    return Truth.YES if one_sided and side == BILATERAL else Truth.MAYBE
