"""From the values of the nodes of a case to the model. They were checked before: nothing here can fail."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import Any

import pyoxigraph as ox
from rdflib import XSD, Graph, Literal, URIRef
from rdflib.term import Node

from reasoner.intake.node_values import NodeValues
from reasoner.knowledge.triples import Triples
from reasoner.model.case import (
    CareEpisode,
    Case,
    CaseDocument,
    CaseSource,
    Dose,
    Origin,
    PriorProcedure,
    Response,
    Score,
    Service,
    ServiceLine,
    Statement,
)

_NOTHING = URIRef("")


def read_node(node: NodeValues, source: CaseSource) -> Case:
    """The case of a node. Every tuple is in the order of the names of its nodes.

    Of a case that was refused a value may be missing that every case has: it is the empty IRI or the first of days.
    """
    return Case(
        iri=node.iri,
        identifier=node.text("identifier"),
        payer=node.one("payer") or _NOTHING,
        date_of_service=node.one("dateOfService") or date.min,
        recorded_on=node.one("recordedOn") or date.min,
        jurisdiction=node.one("jurisdiction"),
        received=node.one("received"),
        decided=node.one("decided"),
        urgency=node.one("urgency"),
        requester=node.text("requester"),
        place_of_service=node.one("placeOfService"),
        assumed=node.every("assumed"),
        complete_for=frozenset(node.every("completeFor")),
        documents=tuple([_document(n) for n in node.nodes("hasDocument")]),
        services=tuple([_service(n) for n in node.nodes("request")]),
        statements=tuple([_statement(n) for n in node.nodes("statement")]),
        scores=tuple([_score(n) for n in node.nodes("score")]),
        care=tuple([_episode(n) for n in node.nodes("care")]),
        medications=tuple([_episode(n) for n in node.nodes("medication")]),
        history=tuple([_prior(n) for n in node.nodes("priorProcedure")]),
        source=source,
    )


@dataclass(frozen=True, eq=False)
class Source:
    """Where the triples of a case come from. A review needs neither their graph nor, until it is printed, their hash."""

    read: Callable[[], Triples]

    @cached_property
    def triples(self) -> Triples:
        """The triples of the case."""
        return self.read()

    @property
    def graph(self) -> Graph:
        """The case graph."""
        return self.triples.graph

    @cached_property
    def sha256(self) -> str:
        """The hash of the case graph."""
        return fingerprint(self.triples)


def fingerprint(triples: Triples) -> str:
    """SHA-256 of the sorted N-Triples of a case: the same for every way to write the same case."""
    lines = sorted(f"{s.n3()} {p.n3()} {o.n3()} .\n" for s, p, o in triples)
    return hashlib.sha256("".join(lines).encode()).hexdigest()


def nquads(case: Case) -> bytes:
    """A case as N-Quads: its triples, sorted, in the graph that bears its name. Each line ends with a line feed."""
    assert isinstance(case.source, Source)
    graph = case.iri.n3()
    lines = sorted(f"{s.n3()} {p.n3()} {_written(o)} {graph} .\n" for s, p, o in case.source.triples)
    return "".join(lines).encode()


def _written(term: Node) -> str:
    """A term as N-Quads writes it; rdflib writes a text of several lines as Turtle does."""
    if not isinstance(term, Literal):
        return term.n3()
    kind = ox.NamedNode(str(term.datatype or XSD.string))
    return str(ox.Literal(str(term), datatype=kind))


def _origin(node: NodeValues) -> Origin | None:
    found = node.of.get("origin")
    if not found:
        return None
    origin: NodeValues = found[0]
    return Origin(origin.one("originDocument"), origin.text("page"), origin.text("words"))


def _document(node: NodeValues) -> CaseDocument:
    return CaseDocument(node.iri, node.text("title"), node.span())


def _act(node: NodeValues) -> dict[str, Any]:
    """What a requested service and a prior procedure share."""
    return {
        "iri": node.iri,
        "procedure": node.one("procedure"),
        "intent": node.one("intent"),
        "occurrence": node.one("occurrence"),
        "sites": node.every("site"),
        "structures": node.every("structure"),
        "side": node.one("side"),
        "guidance": node.one("guidance"),
        "sedation": node.one("sedation"),
        "drugs": _drugs(node),
        "doses": tuple([_dose(n) for n in node.nodes("dose")]),
    }


def _service(node: NodeValues) -> Service:
    return Service(
        **_act(node),
        repeats=node.one("repeats"),
        diagnoses=node.every("diagnosis"),
        lines=tuple(
            [
                ServiceLine(n.iri, n.one("code") or _NOTHING, n.every("modifier"), n.one("units"))
                for n in node.nodes("line")
            ]
        ),
    )


def _prior(node: NodeValues) -> PriorProcedure:
    return PriorProcedure(
        **_act(node),
        date=node.span(),
        same_day_as=node.every("sameDayAs"),
        outcome=node.one("outcome"),
        responses=tuple([_response(n) for n in node.nodes("response")]),
        origin=_origin(node),
    )


def _drugs(node: NodeValues) -> tuple[URIRef, ...]:
    """What is injected: a dose tells its drug, too."""
    doses = node.of.get("dose")
    if not doses:
        return node.every("drug")
    return tuple(sorted({*node.every("drug"), *(n.one("drug") or _NOTHING for n in doses)}))


def _dose(node: NodeValues) -> Dose:
    return Dose(
        node.iri, node.one("drug") or _NOTHING, node.one("amount") or Decimal(0), node.text("amountUnit")
    )


def _response(node: NodeValues) -> Response:
    return Response(
        iri=node.iri,
        target=node.one("target"),
        measured_at=node.one("measuredAt"),
        relief_at_least=node.one("reliefAtLeast"),
        relief_at_most=node.one("reliefAtMost"),
        scale=node.one("scale"),
        before=node.one("before"),
        after=node.one("after"),
        date=node.span(),
        at_least=node.one("lengthAtLeast"),
        at_most=node.one("lengthAtMost"),
        origin=_origin(node),
    )


def _statement(node: NodeValues) -> Statement:
    return Statement(
        iri=node.iri,
        concept=node.one("concept") or _NOTHING,
        status=node.one("status") or _NOTHING,
        side=node.one("side"),
        sites=node.every("site"),
        extent=node.one("extent"),
        start=node.span("startEarliest", "startLatest"),
        at_least=node.one("lengthAtLeast"),
        at_most=node.one("lengthAtMost"),
        date=node.span(),
        origin=_origin(node),
    )


def _score(node: NodeValues) -> Score:
    return Score(
        iri=node.iri,
        scale=node.one("scale") or _NOTHING,
        value=node.one("value") or Decimal(0),
        baseline=node.text("baseline") == "true",
        target=node.one("target"),
        date=node.span(),
        origin=_origin(node),
    )


def _episode(node: NodeValues) -> CareEpisode:
    return CareEpisode(
        iri=node.iri,
        treatment=node.one("treatment"),
        drug=node.one("drug"),
        any_of=node.every("anyOf"),
        outcome=node.one("outcome"),
        medication_status=node.one("medicationStatus"),
        start=node.span("startEarliest", "startLatest"),
        end=node.span("endEarliest", "endLatest"),
        at_least=node.one("lengthAtLeast"),
        at_most=node.one("lengthAtMost"),
        amount=node.one("amount"),
        amount_unit=node.text("amountUnit"),
        times_daily=node.one("timesDaily"),
        origin=_origin(node),
    )
