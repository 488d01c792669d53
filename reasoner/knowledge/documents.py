"""Guideline documents: identity, criteria in order, versions, listed rows, and the files in force on a day."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from pathlib import Path

from rdflib import DCTERMS, RDF, RDFS, URIRef
from rdflib.term import Node

from reasoner.knowledge.entries import Criterion, ListedRow, Version, read_criterion, read_version
from reasoner.knowledge.facts import FactDeclaration, read_declarations
from reasoner.knowledge.shapes import Shape, read_shapes
from reasoner.knowledge.triples import Triple, Triples, read_turtle
from reasoner.vocabulary import GUIDE


@dataclass(frozen=True)
class Group:
    """One dated file: the shapes of one group of criteria in force from its date. Read when it is first asked for."""

    name: str
    starts: date
    path: Path
    document: URIRef
    read: Callable[[Path], list[Triple]] = field(default=read_turtle, repr=False, compare=False)

    @cached_property
    def triples(self) -> Triples:
        """What the file says. Raises KnowledgeError where it is not valid Turtle."""
        return Triples(self.read(self.path))

    @cached_property
    def shapes(self) -> tuple[Shape, ...]:
        """The shapes of the file."""
        return read_shapes(self.triples)

    @cached_property
    def declarations(self) -> tuple[FactDeclaration, ...]:
        """The document's own facts that the file declares."""
        return read_declarations(self.triples, self.document)


@dataclass(frozen=True, slots=True)
class Profile:
    """What says whether a document bears on a case: known of every document before any is read."""

    iri: URIRef
    binding: bool
    payers: tuple[URIRef, ...]
    places: tuple[URIRef, ...]
    applies_to: tuple[URIRef, ...]
    shares_text_of: URIRef | None

    @classmethod
    def of(cls, head: Triples, iri: URIRef) -> Profile:
        """The profile that a guideline.ttl tells."""
        return cls(
            iri,
            head.iri(iri, GUIDE.authority) == GUIDE.Binding,
            head.iris(iri, GUIDE.payer),
            head.iris(iri, GUIDE.jurisdiction),
            head.iris(iri, GUIDE.appliesTo),
            head.iri(iri, GUIDE.sharesTextOf),
        )


@dataclass(frozen=True)
class Parts:
    """What a document says: its guideline.ttl and dated files with what it takes over; `alone` without that."""

    head: Triples
    groups: tuple[Group, ...]
    alone: Document | None = None


@dataclass(frozen=True)
class Document:
    """One guideline document: what its folder holds, and what it takes over from the text that it shares.

    Its files are read when something of them is first asked for. `own` is the document with its own files only, for
    authors' checks; the same value where it shares no text.
    """

    profile: Profile
    folder: Path
    read: Callable[[], Parts] = field(repr=False, compare=False)

    @cached_property
    def parts(self) -> Parts:
        """What the document says. Raises KnowledgeError where a file cannot be read."""
        return self.read()

    @property
    def iri(self) -> URIRef:
        """The IRI of the document."""
        return self.profile.iri

    @property
    def head(self) -> Triples:
        """Its guideline.ttl, with what it takes over."""
        return self.parts.head

    @property
    def groups(self) -> tuple[Group, ...]:
        """Its dated files, those of the shared text first."""
        return self.parts.groups

    @property
    def own(self) -> Document:
        """The document as its own folder tells it."""
        return self.parts.alone or self

    @property
    def shares_text_of(self) -> URIRef | None:
        """The document whose text this one takes over."""
        return self.profile.shares_text_of

    @cached_property
    def name(self) -> str:
        """The name of the folder, by which people call the document."""
        return self.folder.name

    @property
    def title(self) -> str:
        """The title in full."""
        return self.head.text(self.iri, RDFS.label)

    @property
    def short(self) -> str:
        """A short name for reports."""
        return self.head.text(self.iri, GUIDE.shortName) or self.title

    @property
    def issuer(self) -> str:
        """Who issued it."""
        return self.head.text(self.iri, DCTERMS.publisher)

    @property
    def binding(self) -> bool:
        """Whether its determination decides."""
        return self.profile.binding

    @cached_property
    def criteria(self) -> tuple[Criterion, ...]:
        """Criteria, judgement clauses, recommendations and notes, in their order."""
        found = [
            read_criterion(self.head, s)
            for s in self.head.subjects(GUIDE.partOf, self.iri)
            if not _is_version(self.head, s)
        ]
        return tuple(sorted(found, key=lambda c: (c.order, str(c.iri))))

    @cached_property
    def versions(self) -> tuple[Version, ...]:
        """Every version, oldest first."""
        found = [
            read_version(self.head, s)
            for s in self.head.subjects(GUIDE.partOf, self.iri)
            if _is_version(self.head, s)
        ]
        return tuple(sorted(found, key=lambda v: v.effective_from))

    @cached_property
    def listed(self) -> tuple[ListedRow, ...]:
        """Rows of the source that are listed and not encoded."""
        rows = [
            ListedRow(
                clauses=tuple(str(o) for o in self.head.objects(s, GUIDE.clause)),
                listed_as=self.head.iri(s, GUIDE.listedAs) or GUIDE.NoCondition,
                reason=self.head.text(s, GUIDE.reason),
                applies_to=self.head.iris(s, GUIDE.appliesTo),
                decides=self.head.text(s, GUIDE.decidesWhenListed) == "true",
            )
            for s in self.head.objects(self.iri, GUIDE.covers)
        ]
        return tuple(sorted(rows, key=lambda r: r.clauses))

    @property
    def known_differences(self) -> tuple[str, ...]:
        """Single known differences of earlier versions; no version is built from them."""
        return tuple(str(o) for o in self.head.objects(self.iri, GUIDE.knownDifference))

    @property
    def applies_to(self) -> tuple[URIRef, ...]:
        """The classes of services that the document is about."""
        return self.profile.applies_to

    def governs(self, payer: URIRef, jurisdiction: URIRef | None) -> bool:
        """Whether it bears on a case: on its payers and places where it names any, else everywhere."""
        payers, places = self.profile.payers, self.profile.places
        return (not payers or payer in payers) and (not places or jurisdiction in places)

    def is_about(self, classes: Collection[URIRef]) -> bool:
        """Whether it is about a service, or one of several, of these classes."""
        return not self.applies_to or any(cls in classes for cls in self.applies_to)

    def in_force(self, day: date) -> Version | None:
        """The version in force on a day, or None."""
        return next((v for v in self.versions if v.covers(day)), None)

    def groups_in_force(self, day: date) -> tuple[Group, ...]:
        """Of each group of criteria the newest file that is not later than a day."""
        newest: dict[str, Group] = {}
        for group in self.groups:
            if group.starts <= day and (group.name not in newest or newest[group.name].starts < group.starts):
                newest[group.name] = group
        return tuple(newest[name] for name in sorted(newest))


def _is_version(head: Triples, subject: Node) -> bool:
    return GUIDE.GuidelineVersion in head.objects(subject, RDF.type)
