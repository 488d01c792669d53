"""Witnesses as case documents in Turtle, one a file, which `reasoner review` reads."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from rdflib import RDF, XSD, Graph, Literal, URIRef
from rdflib.term import Node

from reasoner.analysis.conflicts.claims import Conflicts, Witness
from reasoner.intake.grammar import Shape, load_grammar
from reasoner.knowledge.turtle import write_turtle
from reasoner.model.case import (
    CareEpisode,
    Case,
    CaseDocument,
    Dose,
    PriorProcedure,
    Response,
    Score,
    Service,
    ServiceLine,
    Statement,
)
from reasoner.model.dates import Length, Span
from reasoner.vocabulary import CASE, GUIDE

_ACT = {
    "procedure": "procedure", "intent": "intent", "occurrence": "occurrence", "sites": "site", "structures": "structure",
    "side": "side", "guidance": "guidance", "sedation": "sedation", "drugs": "drug", "doses": "dose",
}  # fmt: skip
_LENGTH = {"at_least": "lengthAtLeast", "at_most": "lengthAtMost"}

# The property that holds each value, by the class of the node: the reader of cases the other way round.
_PROPERTIES: Mapping[type, Mapping[str, str]] = {
    Case: {
        "identifier": "identifier", "payer": "payer", "date_of_service": "dateOfService", "recorded_on": "recordedOn",
        "jurisdiction": "jurisdiction", "received": "received", "decided": "decided", "urgency": "urgency",
        "requester": "requester", "place_of_service": "placeOfService", "assumed": "assumed", "complete_for": "completeFor",
        "documents": "hasDocument", "services": "request", "statements": "statement", "scores": "score", "care": "care",
        "medications": "medication", "history": "priorProcedure",
    },
    CaseDocument: {"title": "title", "date": ""},
    Service: {**_ACT, "repeats": "repeats", "diagnoses": "diagnosis", "lines": "line"},
    ServiceLine: {"code": "code", "modifiers": "modifier", "units": "units"},
    Dose: {"drug": "drug", "amount": "amount", "unit": "amountUnit"},
    PriorProcedure: {**_ACT, "date": "", "same_day_as": "sameDayAs", "outcome": "outcome", "responses": "response"},
    Response: {
        "target": "target", "measured_at": "measuredAt", "relief_at_least": "reliefAtLeast",
        "relief_at_most": "reliefAtMost", "scale": "scale", "before": "before", "after": "after", "date": "", **_LENGTH,
    },
    Statement: {
        "concept": "concept", "status": "status", "side": "side", "sites": "site", "extent": "extent", "start": "start",
        **_LENGTH, "date": "",
    },
    Score: {"scale": "scale", "value": "value", "baseline": "baseline", "target": "target", "date": ""},
    CareEpisode: {
        "treatment": "treatment", "drug": "drug", "any_of": "anyOf", "outcome": "outcome",
        "medication_status": "medicationStatus", "start": "start", "end": "end", **_LENGTH, "amount": "amount",
        "amount_unit": "amountUnit", "times_daily": "timesDaily",
    },
}  # fmt: skip


def write_cases(found: Conflicts, folder: Path) -> int:
    """Write every witness as NAME.ttl and say how many. The folder is made; a file of the same name is written over."""
    folder.mkdir(parents=True, exist_ok=True)
    witnesses = [w for claim in found.claims for w in claim.witnesses]
    for witness in witnesses:
        text = (
            "".join(f"# {told}\n" for told in _head(witness)) + "\n" + case_turtle(witness.case, witness.name)
        )
        (folder / f"{witness.name}.ttl").write_text(text, encoding="utf-8")
    return len(witnesses)


def _head(witness: Witness) -> Iterator[str]:
    """What the case shows, and how to see it."""
    yield f"{witness.meaning}: {witness.requested}"
    yield from witness.facts
    for shown in witness.shown:
        found = f"{shown.criterion}: {shown.found}" if shown.criterion else shown.found
        under = f" --under {shown.under}" if "@" in shown.under else ""
        yield f"reasoner review {witness.name}.ttl{under} ({found})"


def case_turtle(case: Case, name: str) -> str:
    """A case as a document in Turtle under a name of its own. What stands in no document (`origin`) is left out."""
    base, moved = str(case.iri), str(CASE[name])
    graph = Graph()
    types = _types(load_grammar())

    def put(node: Any, kind: URIRef) -> URIRef:
        iri = _renamed(node.iri, base, moved)
        graph.add((iri, RDF.type, kind))
        for attribute, told in _PROPERTIES[type(node)].items():
            value = name if attribute == "identifier" else getattr(node, attribute)
            for path, each in _values(told, value):
                held = put(each, types[path]) if type(each) in _PROPERTIES else _term(each)
                graph.add(
                    (iri, GUIDE[path], _renamed(held, base, moved) if isinstance(held, URIRef) else held)
                )
        return iri

    put(case, GUIDE.Case)
    return write_turtle(graph)


def _renamed(iri: URIRef, base: str, moved: str) -> URIRef:
    text = str(iri)
    return URIRef(moved + text[len(base) :]) if text == base or text.startswith(base + "#") else iri


def _values(told: str, value: Any) -> Iterator[tuple[str, Any]]:
    """Each property with one value; a span has its first and its last day, and the day where both are one."""
    if isinstance(value, Span):
        ends = ("Earliest", "Latest") if told else ("earliest", "latest")
        for end, day in zip(ends, (value.earliest, value.latest), strict=True):
            if day is not None:
                yield told + end, day
        if value.exact and not told:
            yield "date", value.exact
    elif isinstance(value, tuple | frozenset):
        yield from ((told, each) for each in value)
    elif value is not None and value != "":
        yield told, value


def _term(value: Any) -> Node:
    if isinstance(value, URIRef):
        return value
    if isinstance(value, bool):
        return Literal("true" if value else "false", datatype=XSD.boolean)
    if isinstance(value, Decimal):
        return Literal(format(value, "f"), datatype=XSD.decimal)
    if isinstance(value, Length):
        return Literal(str(value), datatype=XSD.duration)
    if isinstance(value, date):
        return Literal(value.isoformat(), datatype=XSD.date)
    return Literal(value)


def _types(shape: Shape) -> dict[str, URIRef]:
    """The class of the nodes that each property leads to."""
    found: dict[str, URIRef] = {}
    for key in shape.keys.values():
        if key.node is not None:
            if key.node.type is not None:
                found[str(key.path).rpartition("#")[2]] = key.node.type
            found |= _types(key.node)
    return found
