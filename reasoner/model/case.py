"""The case as typed values: what intake yields and inference reads. Terms are IRIs of the vocabulary.

Everything that is not written in a case is absent here too (None or empty), never guessed. The order of
every tuple is the order of the node IRIs, so that two readings of one graph are equal.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Protocol

from rdflib import Graph, URIRef

from reasoner.model.dates import Length, Span


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a statement stands in the record."""

    document: URIRef | None = None
    page: str = ""
    words: str = ""


@dataclass(frozen=True, slots=True)
class Statement:
    """What a document says about a concept: present, absent or conflicting (a status of the vocabulary).

    `start` is when the concept began, `date` when the statement was made.
    """

    iri: URIRef
    concept: URIRef
    status: URIRef
    side: URIRef | None = None
    sites: tuple[URIRef, ...] = ()
    extent: URIRef | None = None
    start: Span = Span()
    at_least: Length | None = None
    at_most: Length | None = None
    date: Span = Span()
    origin: Origin | None = None


@dataclass(frozen=True, slots=True)
class Score:
    """One measurement on a named scale. `baseline` is true before the requested treatment."""

    iri: URIRef
    scale: URIRef
    value: Decimal
    baseline: bool = True
    target: URIRef | None = None
    date: Span = Span()
    origin: Origin | None = None


@dataclass(frozen=True, slots=True)
class CareEpisode:
    """A stretch of care. Exactly one of `treatment`, `drug`, `any_of` says what it was."""

    iri: URIRef
    treatment: URIRef | None = None
    drug: URIRef | None = None
    any_of: tuple[URIRef, ...] = ()
    outcome: URIRef | None = None
    medication_status: URIRef | None = None
    start: Span = Span()
    end: Span = Span()
    at_least: Length | None = None
    at_most: Length | None = None
    amount: Decimal | None = None
    amount_unit: str = ""
    times_daily: Decimal | None = None
    origin: Origin | None = None


@dataclass(frozen=True, slots=True)
class Response:
    """One measurement after a prior procedure: percent relief as told, or two values of one scale."""

    iri: URIRef
    target: URIRef | None = None
    measured_at: URIRef | None = None
    relief_at_least: Decimal | None = None
    relief_at_most: Decimal | None = None
    scale: URIRef | None = None
    before: Decimal | None = None
    after: Decimal | None = None
    date: Span = Span()
    at_least: Length | None = None
    at_most: Length | None = None
    origin: Origin | None = None


@dataclass(frozen=True, slots=True)
class ServiceLine:
    """One billed code of a service."""

    iri: URIRef
    code: URIRef
    modifiers: tuple[str, ...] = ()
    units: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Dose:
    """An amount of one drug that is given in an act."""

    iri: URIRef
    drug: URIRef
    amount: Decimal
    unit: str


@dataclass(frozen=True, slots=True)
class Act:
    """What a requested service and a prior procedure share. `drugs` holds the drugs of the doses too."""

    iri: URIRef
    procedure: URIRef | None = None
    intent: URIRef | None = None
    occurrence: URIRef | None = None
    sites: tuple[URIRef, ...] = ()
    structures: tuple[URIRef, ...] = ()
    side: URIRef | None = None
    guidance: URIRef | None = None
    sedation: URIRef | None = None
    drugs: tuple[URIRef, ...] = ()
    doses: tuple[Dose, ...] = ()


@dataclass(frozen=True, slots=True)
class Service(Act):
    """One requested procedure on the day of service."""

    repeats: URIRef | None = None
    diagnoses: tuple[URIRef, ...] = ()
    lines: tuple[ServiceLine, ...] = ()


@dataclass(frozen=True, slots=True)
class PriorProcedure(Act):
    """A procedure that the record says was done."""

    date: Span = Span()
    same_day_as: tuple[URIRef, ...] = ()
    outcome: URIRef | None = None
    responses: tuple[Response, ...] = ()
    origin: Origin | None = None


@dataclass(frozen=True, slots=True)
class CaseDocument:
    """A document that the record consists of."""

    iri: URIRef
    title: str = ""
    date: Span = Span()


class CaseSource(Protocol):
    """What the values of a case were read from; made into a graph or a hash when somebody asks."""

    @property
    def graph(self) -> Graph:
        """The case graph."""
        ...

    @property
    def sha256(self) -> str:
        """The hash of the case graph, the same for every way to write the case."""
        ...


@dataclass(frozen=True, slots=True)
class Case:
    """One review. `source` is the case graph that the values were read from."""

    iri: URIRef
    identifier: str
    payer: URIRef
    date_of_service: date
    recorded_on: date
    jurisdiction: URIRef | None = None
    received: date | None = None
    decided: date | None = None
    urgency: URIRef | None = None
    requester: str = ""
    place_of_service: URIRef | None = None
    assumed: tuple[str, ...] = ()
    complete_for: frozenset[URIRef] = frozenset()
    documents: tuple[CaseDocument, ...] = ()
    services: tuple[Service, ...] = ()
    statements: tuple[Statement, ...] = ()
    scores: tuple[Score, ...] = ()
    care: tuple[CareEpisode, ...] = ()
    medications: tuple[CareEpisode, ...] = ()
    history: tuple[PriorProcedure, ...] = ()
    source: CaseSource | None = field(default=None, repr=False, compare=False)

    @property
    def graph(self) -> Graph | None:
        """The case graph; None for a case that was read from none."""
        return None if self.source is None else self.source.graph

    @property
    def sha256(self) -> str:
        """The hash of the case graph; empty for a case that was read from none."""
        return "" if self.source is None else self.source.sha256
