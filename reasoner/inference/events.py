"""Prior procedures that a fact looks at: which surely match its parameters, and which is *the* prior one."""

from __future__ import annotations

from dataclasses import dataclass

from rdflib import URIRef

from reasoner.inference.record import Focus, Record, told_equal
from reasoner.inference.truth import Truth, every
from reasoner.knowledge.facts import FactDeclaration
from reasoner.model.case import Act, PriorProcedure, Service


@dataclass(frozen=True, slots=True)
class Event:
    """A prior procedure that may be one that is asked for, and whether it surely is."""

    act: PriorProcedure
    match: Truth

    @property
    def iri(self) -> URIRef:
        """The node of the prior procedure."""
        return self.act.iri


def matching(record: Record, declaration: FactDeclaration, focus: Focus) -> tuple[Event, ...]:
    """The prior procedures that match class, intent and outcome and, if asked, overlap the focus's sites."""
    act = record.service(focus)
    wanted = tuple([declaration.terms(p) for p in ("procedureClass", "intent", "outcome")])
    key = (act.iri, wanted, declaration.flag("sameSite"))
    known = record.events.get(key)
    if known is None:
        known = record.events[key] = _matching(record, declaration, act)
    return known


def _matching(record: Record, declaration: FactDeclaration, act: Act) -> tuple[Event, ...]:
    found = []
    for prior in record.case.history:
        if prior.iri == act.iri or record.later(prior):
            continue
        match = every((_kind(record, declaration, prior), _outcome(record, declaration, prior)))
        if match.possible and declaration.flag("sameSite"):
            match = min(match, record.overlaps(prior, act))
        if match.possible:
            found.append(Event(prior, match))
    return tuple(found)


def the_prior(
    record: Record,
    declaration: FactDeclaration,
    focus: Focus,
    *,
    overlapping: bool = True,
    kinds: tuple[URIRef, ...] | None = None,
) -> tuple[Event, ...]:
    """The candidates for the procedure that the focus follows; the focus itself where it is a prior one.

    The one that `repeats` names, if it is not surely of another kind; else every one that may match. `kinds`
    replaces the procedure class of the declaration where that parameter means something else.
    """
    asked = (declaration.terms("procedureClass"), declaration.terms("intent"), kinds)
    key = (focus.iri, asked, overlapping, "prior")
    known = record.events.get(key)
    if known is None:
        known = record.events[key] = _priors(record, declaration, focus, overlapping, kinds)
    return known


def _priors(
    record: Record,
    declaration: FactDeclaration,
    focus: Focus,
    overlapping: bool,
    kinds: tuple[URIRef, ...] | None,
) -> tuple[Event, ...]:
    if isinstance(focus, PriorProcedure):
        match = _kind(record, declaration, focus, kinds)
        return (Event(focus, match),) if match.possible else ()
    act = record.service(focus)
    named = act.repeats if isinstance(act, Service) else None
    found = []
    for prior in record.case.history:
        match = _kind(record, declaration, prior, kinds)
        if named is not None:
            # What the request names is the prior one; only a class that the fact itself asks for can say no.
            if prior.iri == named and (match.possible or kinds is not None):
                found.append(Event(prior, Truth.YES))
            continue
        if overlapping:
            match = min(match, record.overlaps(prior, act))
        if match.possible and not record.later(prior):
            found.append(Event(prior, match))
    return tuple(found)


def follows_kinds(record: Record, act: Act) -> tuple[URIRef, ...]:
    """The classes in which an act's prior one lies: those of its phase schemes, else its own procedure."""
    return record.kinds[act.iri].follows()


def _kind(
    record: Record,
    declaration: FactDeclaration,
    prior: PriorProcedure,
    kinds: tuple[URIRef, ...] | None = None,
) -> Truth:
    wanted = declaration.terms("procedureClass") if kinds is None else kinds
    in_class = record.in_any(prior, wanted) if wanted else Truth.YES
    return min(in_class, told_equal(record.rules, prior.intent, declaration.terms("intent")))


def _outcome(record: Record, declaration: FactDeclaration, prior: PriorProcedure) -> Truth:
    return told_equal(record.rules, prior.outcome, declaration.terms("outcome"))
