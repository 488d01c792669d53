"""What every step of the decision reads: knowledge, case, facts and findings, indexed once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING, Any

from rdflib import URIRef

from reasoner.inference import ClassRules, Inferred
from reasoner.knowledge import Document, FactDeclaration, Group, Library, Role, Shape, Version
from reasoner.knowledge.triples import Triples
from reasoner.model.case import Act, Case, Service
from reasoner.model.facts import FactValue
from reasoner.model.ledger import Row
from reasoner.validation import Finding

if TYPE_CHECKING:
    from reasoner.decision.needed import Needs
    from reasoner.decision.scope import Scope


@dataclass(frozen=True, eq=False)
class InForce:
    """A document that bears on the case, with the version and files in force on the date of service."""

    document: Document
    version: Version | None
    groups: tuple[Group, ...]
    beside: tuple[
        Group, ...
    ] = ()  # files in force whose criteria cannot be about the case; they may declare facts

    @cached_property
    def shapes(self) -> Mapping[URIRef, Mapping[Role, Shape]]:
        """The shapes of each criterion by their role."""
        found: dict[URIRef, dict[Role, Shape]] = {}
        for group in self.groups:
            for shape in group.shapes:
                found.setdefault(shape.criterion, {})[shape.role] = shape
        return found

    @cached_property
    def kept(self) -> dict[object, Any]:
        """What others made of the document and its files alone and want to keep."""
        return {}

    @cached_property
    def triples(self) -> Mapping[URIRef, Triples]:
        """For each shape the triples of its file."""
        return {shape.iri: group.triples for group in self.groups for shape in group.shapes}

    @cached_property
    def criterion_names(self) -> Mapping[URIRef, str]:
        """Each criterion of the document as document/criterion."""
        return {c.iri: f"{self.document.name}/{c.name}" for c in self.document.criteria}


_NOTHING = FactValue()


@dataclass(frozen=True)
class Context:
    """One case under one library. `places` maps a node of the case to its line in the file."""

    library: Library
    case: Case
    in_force: tuple[InForce, ...]
    needs: Needs
    inferred: Inferred
    findings: tuple[Finding, ...]
    places: Mapping[URIRef, int]
    rules: ClassRules | None = field(default=None, repr=False)
    chosen: str = ""
    not_held: Mapping[URIRef, str] = field(default_factory=dict)
    scope: Scope | None = field(default=None, repr=False)
    service_rows: dict[tuple[URIRef, URIRef], tuple[Row, ...]] = field(default_factory=dict, repr=False)
    # Chart items and facts in words, each made once however many rows show it.
    shown: dict[object, Any] = field(default_factory=dict, repr=False)
    on: date | None = None  # the day whose texts are read, where it is not the date of service

    @property
    def declarations(self) -> Mapping[URIRef, FactDeclaration]:
        """The shared facts and those that the files in force declare, by name."""
        return self.needs.declared

    @cached_property
    def failed(self) -> frozenset[tuple[URIRef, URIRef]]:
        """Pairs of focus and shape that failed."""
        return frozenset((f.focus, f.shape) for f in self.findings)

    @cached_property
    def acts(self) -> Mapping[URIRef, Act]:
        """Services and prior procedures by IRI."""
        return {a.iri: a for a in (*self.case.services, *self.case.history)}

    @cached_property
    def services(self) -> Mapping[URIRef, Service]:
        """The requested services by IRI."""
        return {s.iri: s for s in self.case.services}

    @cached_property
    def nodes(self) -> Mapping[URIRef, object]:
        """Every node of the case that a report may speak of, by IRI."""
        case = self.case
        found: dict[URIRef, object] = {act.iri: act for act in (*case.services, *case.history)}
        found |= {dose.iri: dose for act in (*case.services, *case.history) for dose in act.doses}
        found |= {s.iri: s for s in case.statements}
        found |= {s.iri: s for s in case.scores}
        found |= {e.iri: e for e in (*case.care, *case.medications)}
        found |= {r.iri: r for p in case.history for r in p.responses}
        found |= {line.iri: line for s in case.services for line in s.lines}
        return found

    def beyond(self, service: URIRef, target: URIRef) -> bool:
        """Whether a criterion with this target is about another kind of procedure than the service."""
        return self.scope is not None and not self.scope.holds(service, target)

    def classes(self, node: URIRef) -> frozenset[URIRef]:
        """The classes that inference gave a node."""
        return self.inferred.types.get(node, frozenset())

    def is_a(self, node: URIRef, cls: URIRef) -> bool:
        """Whether inference gave a node a class."""
        return cls in self.inferred.types.get(node, frozenset())

    def value(self, focus: URIRef, fact: URIRef) -> FactValue:
        """The value of a fact; a value that says nothing where the fact is not made for the focus."""
        return self._values.get((focus, fact), _NOTHING)

    @cached_property
    def _values(self) -> Mapping[tuple[URIRef, URIRef], FactValue]:
        return {(fact.focus, fact.name): fact.value for fact in self.inferred.facts}

    def label(self, term: URIRef | None) -> str:
        """The label of a term; empty for none."""
        return "" if term is None else self.library.vocabulary.label(term)
