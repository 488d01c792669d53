"""What can be added to a record, and a case with it. Nothing that a record states is ever changed or taken away."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from datetime import date
from typing import Any, TypeVar

from rdflib import URIRef

from reasoner.model.case import (
    CareEpisode,
    Case,
    CaseDocument,
    Origin,
    PriorProcedure,
    Response,
    Score,
    Service,
    Statement,
)
from reasoner.model.dates import Span

Node = TypeVar("Node")

UNNAMED = URIRef("urn:unnamed")
"""The IRI of a node that is to be added, before it has its own."""


def named(case: URIRef, node: Node) -> Node:
    """A node that is to be added to a case, with an IRI of its own: the same for the same content."""
    digest = hashlib.sha256(repr(node).encode()).hexdigest()[:12]
    changed: Any = replace(node, iri=URIRef(f"{case}#added-{digest}"))  # type: ignore[type-var]
    made: Node = changed
    return made


@dataclass(frozen=True, slots=True)
class Told:
    """A value of an act (a requested service or a prior procedure) of which the case says nothing: told now."""

    act: URIRef
    slot: str
    value: Any


@dataclass(frozen=True, slots=True)
class Addition:
    """What is added to a record. Of the request only what it leaves open is told: `told`.

    `responses` are measurements after a prior procedure of the case or of this addition. `recorded_on` and
    `date_of_service` are later days: the chart is read again, the service takes place later. `asks` are other services that
    are asked for in place of those of the same IRI, `dropped` those that are no longer asked for: another request, not
    another record.
    """

    documents: tuple[CaseDocument, ...] = ()
    statements: tuple[Statement, ...] = ()
    scores: tuple[Score, ...] = ()
    care: tuple[CareEpisode, ...] = ()
    medications: tuple[CareEpisode, ...] = ()
    history: tuple[PriorProcedure, ...] = ()
    responses: tuple[tuple[URIRef, Response], ...] = ()
    told: tuple[Told, ...] = ()
    complete_for: frozenset[URIRef] = frozenset()
    recorded_on: date | None = None
    date_of_service: date | None = None
    asks: tuple[Service, ...] = ()
    dropped: frozenset[URIRef] = frozenset()

    def plus(self, other: Addition) -> Addition:
        """Both additions. Of two days the later one."""
        joined: dict[str, Any] = {}
        for each in fields(self):
            mine, theirs = getattr(self, each.name), getattr(other, each.name)
            if isinstance(mine, tuple):
                joined[each.name] = mine + tuple(item for item in theirs if item not in mine)
            elif isinstance(mine, frozenset):
                joined[each.name] = mine | theirs
            else:
                joined[each.name] = max((d for d in (mine, theirs) if d is not None), default=None)
        return Addition(**joined)


NOTHING = Addition()


def told_by(addition: Addition, origin: Origin) -> Addition:
    """The addition, each of its nodes saying where in the record it stands. What a request tells of itself has no origin."""
    return replace(
        addition,
        statements=tuple(replace(each, origin=origin) for each in addition.statements),
        scores=tuple(replace(each, origin=origin) for each in addition.scores),
        care=tuple(replace(each, origin=origin) for each in addition.care),
        medications=tuple(replace(each, origin=origin) for each in addition.medications),
        history=tuple(replace(each, origin=origin) for each in addition.history),
        responses=tuple((act, replace(each, origin=origin)) for act, each in addition.responses),
    )


class OverwrittenError(ValueError):
    """An addition tells what the case tells already: it would change it."""


def added(case: Case, addition: Addition) -> Case:
    """The case with an addition; it has no graph. Raises OverwrittenError where something told would be changed."""
    days = {"recorded_on": addition.recorded_on, "date_of_service": addition.date_of_service}
    later: dict[str, Any] = {
        name: day for name, day in days.items() if day is not None and day != getattr(case, name)
    }
    for name, day in later.items():
        if day < getattr(case, name):
            raise OverwrittenError(f"{name} would be earlier than it is.")
    asked = {s.iri: s for s in addition.asks}
    services = tuple(asked.get(s.iri, s) for s in case.services if s.iri not in addition.dropped)
    if not services:
        raise OverwrittenError("Nothing would be asked for.")
    told: dict[URIRef, list[Told]] = {}
    for each in addition.told:
        told.setdefault(each.act, []).append(each)
    responses: dict[URIRef, list[Response]] = {}
    for act, response in addition.responses:
        responses.setdefault(act, []).append(response)
    history = tuple(
        _responding(_telling(prior, told), responses) for prior in _sorted((*case.history, *addition.history))
    )
    return replace(
        case,
        **later,
        services=tuple(_telling(s, told) for s in services),
        documents=_sorted((*case.documents, *addition.documents)),
        statements=_sorted((*case.statements, *addition.statements)),
        scores=_sorted((*case.scores, *addition.scores)),
        care=_sorted((*case.care, *addition.care)),
        medications=_sorted((*case.medications, *addition.medications)),
        history=history,
        complete_for=case.complete_for | addition.complete_for,
        source=None,
    )


def _sorted(nodes: tuple[Any, ...]) -> tuple[Any, ...]:
    """In the order of their IRIs, as every tuple of a case; of several with one IRI the first."""
    found = {node.iri: node for node in reversed(nodes)}
    return tuple(found[iri] for iri in sorted(found, key=str))


def _telling(act: Any, told: Mapping[URIRef, list[Told]]) -> Any:
    for each in told.get(act.iri, ()):
        held = getattr(act, each.slot)
        if held == each.value:
            continue
        if not (held is None or held == () or (isinstance(held, Span) and not held.known)):
            raise OverwrittenError(f"{each.slot} of {act.iri} is told already.")
        act = replace(act, **{each.slot: each.value})
    return act


def _responding(prior: PriorProcedure, responses: Mapping[URIRef, list[Response]]) -> PriorProcedure:
    more = responses.get(prior.iri)
    return replace(prior, responses=_sorted((*prior.responses, *more))) if more else prior
