"""From the graph of a case to its typed values. The graph was checked before: nothing here can fail."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property

from rdflib import Graph, URIRef
from rdflib.term import Node

from reasoner.knowledge.triples import Triples
from reasoner.model.case import (
    CareEpisode,
    Case,
    CaseDocument,
    Dose,
    Origin,
    PriorProcedure,
    Response,
    Score,
    Service,
    ServiceLine,
    Statement,
)
from reasoner.model.dates import Length, Span
from reasoner.vocabulary import GUIDE


def read_graph(triples: Triples, iri: URIRef) -> Case:
    """The case of a checked graph. Every tuple is in the order of the node IRIs."""
    view = View(triples)
    return Case(
        iri=iri,
        identifier=view.text(iri, GUIDE.identifier),
        payer=view.need(iri, GUIDE.payer),
        date_of_service=view.day(iri, GUIDE.dateOfService) or date.min,
        recorded_on=view.day(iri, GUIDE.recordedOn) or date.min,
        jurisdiction=triples.iri(iri, GUIDE.jurisdiction),
        received=view.day(iri, GUIDE.received),
        decided=view.day(iri, GUIDE.decided),
        urgency=triples.iri(iri, GUIDE.urgency),
        requester=view.text(iri, GUIDE.requester),
        place_of_service=triples.iri(iri, GUIDE.placeOfService),
        assumed=view.texts(iri, GUIDE.assumed),
        complete_for=frozenset(triples.iris(iri, GUIDE.completeFor)),
        documents=tuple(_document(view, n) for n in triples.iris(iri, GUIDE.hasDocument)),
        services=tuple(_service(view, n) for n in triples.iris(iri, GUIDE.request)),
        statements=tuple(_statement(view, n) for n in triples.iris(iri, GUIDE.statement)),
        scores=tuple(_score(view, n) for n in triples.iris(iri, GUIDE.score)),
        care=tuple(_episode(view, n) for n in triples.iris(iri, GUIDE.care)),
        medications=tuple(_episode(view, n) for n in triples.iris(iri, GUIDE.medication)),
        history=tuple(_prior(view, n) for n in triples.iris(iri, GUIDE.priorProcedure)),
        source=Source(triples),
    )


@dataclass(frozen=True, eq=False)
class Source:
    """The triples of a case. A review needs neither their graph nor, until it is written down, their hash."""

    triples: Triples

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


class View:
    """Typed values of a graph."""

    def __init__(self, triples: Triples) -> None:
        self.triples = triples

    def need(self, node: Node, path: URIRef) -> URIRef:
        """The term that the grammar asks for; the empty IRI only in a graph that was not checked."""
        return self.triples.iri(node, path) or URIRef("")

    def text(self, node: Node, path: URIRef) -> str:
        """The text, or the empty string."""
        return self.triples.text(node, path)

    def texts(self, node: Node, path: URIRef) -> tuple[str, ...]:
        """Every text, sorted."""
        return tuple(str(o) for o in self.triples.objects(node, path))

    def day(self, node: Node, path: URIRef) -> date | None:
        """The day, or None."""
        found = self.text(node, path)
        return date.fromisoformat(found) if found else None

    def number(self, node: Node, path: URIRef) -> Decimal | None:
        """The number, or None."""
        found = self.text(node, path)
        return Decimal(found) if found else None

    def length(self, node: Node, path: URIRef) -> Length | None:
        """The length of time, or None."""
        found = self.text(node, path)
        return Length.parse(found) if found else None

    def span(self, node: Node) -> Span:
        """When an event was."""
        return Span(self.day(node, GUIDE.earliest), self.day(node, GUIDE.latest))

    def start(self, node: Node) -> Span:
        """When it began."""
        return Span(self.day(node, GUIDE.startEarliest), self.day(node, GUIDE.startLatest))

    def end(self, node: Node) -> Span:
        """When it ended."""
        return Span(self.day(node, GUIDE.endEarliest), self.day(node, GUIDE.endLatest))

    def origin(self, node: Node) -> Origin | None:
        """Where the record says so."""
        found = self.triples.iri(node, GUIDE.origin)
        if found is None:
            return None
        return Origin(
            self.triples.iri(found, GUIDE.originDocument),
            self.text(found, GUIDE.page),
            self.text(found, GUIDE.words),
        )


def _document(view: View, node: URIRef) -> CaseDocument:
    return CaseDocument(node, view.text(node, GUIDE["title"]), view.span(node))


def _service(view: View, node: URIRef) -> Service:
    get, every = view.triples.iri, view.triples.iris
    return Service(
        iri=node,
        procedure=get(node, GUIDE.procedure),
        intent=get(node, GUIDE.intent),
        occurrence=get(node, GUIDE.occurrence),
        sites=every(node, GUIDE.site),
        structures=every(node, GUIDE.structure),
        side=get(node, GUIDE.side),
        guidance=get(node, GUIDE.guidance),
        sedation=get(node, GUIDE.sedation),
        drugs=_drugs(view, node),
        doses=tuple(_dose(view, n) for n in every(node, GUIDE.dose)),
        repeats=get(node, GUIDE.repeats),
        diagnoses=every(node, GUIDE.diagnosis),
        lines=tuple(
            ServiceLine(
                n, view.need(n, GUIDE.code), view.texts(n, GUIDE.modifier), view.number(n, GUIDE.units)
            )
            for n in every(node, GUIDE.line)
        ),
    )


def _prior(view: View, node: URIRef) -> PriorProcedure:
    get, every = view.triples.iri, view.triples.iris
    return PriorProcedure(
        iri=node,
        procedure=get(node, GUIDE.procedure),
        intent=get(node, GUIDE.intent),
        occurrence=get(node, GUIDE.occurrence),
        sites=every(node, GUIDE.site),
        structures=every(node, GUIDE.structure),
        side=get(node, GUIDE.side),
        guidance=get(node, GUIDE.guidance),
        sedation=get(node, GUIDE.sedation),
        drugs=_drugs(view, node),
        doses=tuple(_dose(view, n) for n in every(node, GUIDE.dose)),
        date=view.span(node),
        same_day_as=every(node, GUIDE.sameDayAs),
        outcome=get(node, GUIDE.outcome),
        responses=tuple(_response(view, n) for n in every(node, GUIDE.response)),
        origin=view.origin(node),
    )


def _drugs(view: View, node: URIRef) -> tuple[URIRef, ...]:
    """What is injected: a dose tells its drug, too."""
    dosed = (view.need(n, GUIDE.drug) for n in view.triples.iris(node, GUIDE.dose))
    return tuple(sorted({*view.triples.iris(node, GUIDE.drug), *dosed}))


def _dose(view: View, node: URIRef) -> Dose:
    return Dose(
        iri=node,
        drug=view.need(node, GUIDE.drug),
        amount=view.number(node, GUIDE.amount) or Decimal(0),
        unit=view.text(node, GUIDE.amountUnit),
    )


def _response(view: View, node: URIRef) -> Response:
    return Response(
        iri=node,
        target=view.triples.iri(node, GUIDE.target),
        measured_at=view.triples.iri(node, GUIDE.measuredAt),
        relief_at_least=view.number(node, GUIDE.reliefAtLeast),
        relief_at_most=view.number(node, GUIDE.reliefAtMost),
        scale=view.triples.iri(node, GUIDE.scale),
        before=view.number(node, GUIDE.before),
        after=view.number(node, GUIDE.after),
        date=view.span(node),
        at_least=view.length(node, GUIDE.lengthAtLeast),
        at_most=view.length(node, GUIDE.lengthAtMost),
        origin=view.origin(node),
    )


def _statement(view: View, node: URIRef) -> Statement:
    return Statement(
        iri=node,
        concept=view.need(node, GUIDE.concept),
        status=view.need(node, GUIDE.status),
        side=view.triples.iri(node, GUIDE.side),
        sites=view.triples.iris(node, GUIDE.site),
        extent=view.triples.iri(node, GUIDE.extent),
        start=view.start(node),
        at_least=view.length(node, GUIDE.lengthAtLeast),
        at_most=view.length(node, GUIDE.lengthAtMost),
        date=view.span(node),
        origin=view.origin(node),
    )


def _score(view: View, node: URIRef) -> Score:
    return Score(
        iri=node,
        scale=view.need(node, GUIDE.scale),
        value=view.number(node, GUIDE.value) or Decimal(0),
        baseline=view.text(node, GUIDE.baseline) == "true",
        target=view.triples.iri(node, GUIDE.target),
        date=view.span(node),
        origin=view.origin(node),
    )


def _episode(view: View, node: URIRef) -> CareEpisode:
    return CareEpisode(
        iri=node,
        treatment=view.triples.iri(node, GUIDE.treatment),
        drug=view.triples.iri(node, GUIDE.drug),
        any_of=view.triples.iris(node, GUIDE.anyOf),
        outcome=view.triples.iri(node, GUIDE.outcome),
        medication_status=view.triples.iri(node, GUIDE.medicationStatus),
        start=view.start(node),
        end=view.end(node),
        at_least=view.length(node, GUIDE.lengthAtLeast),
        at_most=view.length(node, GUIDE.lengthAtMost),
        amount=view.number(node, GUIDE.amount),
        amount_unit=view.text(node, GUIDE.amountUnit),
        times_daily=view.number(node, GUIDE.timesDaily),
        origin=view.origin(node),
    )
