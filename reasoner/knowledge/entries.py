"""What a guideline.ttl describes beside the document itself: criteria, rows that are only listed, versions."""

from __future__ import annotations

import calendar
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from rdflib import DCTERMS, RDF, RDFS, SH, URIRef
from rdflib.namespace import SKOS
from rdflib.term import Node

from reasoner.errors import KnowledgeError, Place, Problem
from reasoner.knowledge.triples import Triples
from reasoner.vocabulary import GUIDE


@dataclass(frozen=True, slots=True)
class Criterion:
    """What is stable of a criterion, a judgement clause, a recommendation or a note."""

    iri: URIRef
    name: str
    label: str
    types: frozenset[URIRef]
    kind: str
    effect: str
    cured_by: str
    order: int
    question: str = ""
    raised_when: str = ""
    patient_text: str = ""
    message: str = ""
    applies_to: URIRef | None = None
    direction: URIRef | None = None
    strength: URIRef | None = None
    certainty: URIRef | None = None
    citations: tuple[URIRef, ...] = ()
    had_by: URIRef | None = None


@dataclass(frozen=True, slots=True)
class ListedRow:
    """A row of the source that has no criterion, and why."""

    clauses: tuple[str, ...]
    listed_as: URIRef
    reason: str
    applies_to: tuple[URIRef, ...]
    decides: bool


@dataclass(frozen=True, slots=True)
class Version:
    """A text of the document and the interval it is in force, both days inclusive."""

    iri: URIRef
    number: str
    effective_from: date
    effective_until: date | None
    confirmed_on: str
    from_text: str

    def covers(self, day: date) -> bool:
        """Whether the version is in force on a day."""
        return self.effective_from <= day and (self.effective_until is None or day <= self.effective_until)


def first_day(text: str, path: Path) -> date:
    """The day a file or version starts: a date, or the last day of a month or year known only so far."""
    parts = text.split("-")
    try:
        if len(parts) == 3:
            return date.fromisoformat(text)
        if len(parts) == 2:
            year, month = int(parts[0]), int(parts[1])
            return date(year, month, calendar.monthrange(year, month)[1])
        return date(int(text), 12, 31)
    except ValueError:
        raise KnowledgeError(
            Problem(f"'{text}' is no date.", Place(str(path)), "Write it as 2026-04-16.")
        ) from None


def read_version(head: Triples, subject: Node) -> Version:
    """The version that a node of a guideline.ttl describes. Raises KnowledgeError on a date that is none."""
    start, end = head.text(subject, GUIDE.effectiveFrom), head.text(subject, GUIDE.effectiveUntil)
    where = Path(str(subject))
    return Version(
        iri=URIRef(str(subject)),
        number=head.text(subject, GUIDE.version),
        effective_from=first_day(start, where),
        effective_until=first_day(end, where) if end else None,
        confirmed_on=head.text(subject, GUIDE.confirmedOn),
        from_text=start,
    )


def read_criterion(head: Triples, subject: Node) -> Criterion:
    """The criterion, clause, recommendation or note that a node of a guideline.ttl describes."""

    def local(predicate: URIRef) -> str:
        return str(head.iri(subject, predicate) or "").rpartition("#")[2]

    return Criterion(
        iri=URIRef(str(subject)),
        name=str(subject).rstrip("/").rsplit("/", 1)[-1],
        label=head.text(subject, RDFS.label),
        types=frozenset(head.iris(subject, RDF.type)),
        kind=local(GUIDE.kind).lower(),
        effect=local(GUIDE.effect).lower() or "advises",
        cured_by=local(GUIDE.curedBy),
        order=int(head.text(subject, GUIDE.order) or 0),
        question=head.text(subject, GUIDE.question),
        raised_when=head.text(subject, GUIDE.raisedWhen),
        patient_text=head.text(subject, GUIDE.patientText),
        message=head.text(subject, SH.message) or head.text(subject, SKOS.definition),
        applies_to=head.iri(subject, GUIDE.appliesTo),
        direction=head.iri(subject, GUIDE.direction),
        strength=head.iri(subject, GUIDE.strength),
        certainty=head.iri(subject, GUIDE.certainty),
        citations=head.iris(subject, DCTERMS.source),
        had_by=head.iri(subject, GUIDE.hadBy),
    )
