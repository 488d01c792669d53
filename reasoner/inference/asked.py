"""Fact declarations as the templates read them: every parameter is read from its RDF terms once, not for every case."""

from __future__ import annotations

from collections.abc import Container
from dataclasses import dataclass, field
from functools import cached_property

from rdflib import URIRef

from reasoner.inference.kept import keep
from reasoner.inference.templates import template_of
from reasoner.inference.templates.common import Template
from reasoner.knowledge.facts import FactDeclaration
from reasoner.vocabulary import BASE, FACT


@dataclass(frozen=True, slots=True, eq=False)
class Asked(FactDeclaration):
    """A declaration that keeps what was read of its parameters."""

    _terms: dict[str, tuple[URIRef, ...]] = field(default_factory=dict, init=False, repr=False)
    _flags: dict[str, bool] = field(default_factory=dict, init=False, repr=False)
    _texts: dict[str, str] = field(default_factory=dict, init=False, repr=False)

    @classmethod
    def of(cls, told: FactDeclaration) -> Asked:
        """The same declaration, to be read often."""
        return cls(
            told.name, told.label, told.definition, told.template, told.focus, told.parameters, told.document
        )

    def terms(self, parameter: str) -> tuple[URIRef, ...]:
        """The values of a parameter that are terms."""
        found = self._terms.get(parameter)
        if found is None:
            found = self._terms[parameter] = FactDeclaration.terms(self, parameter)
        return found

    def flag(self, parameter: str) -> bool:
        """Whether a parameter is told to be true."""
        found = self._flags.get(parameter)
        if found is None:
            found = self._flags[parameter] = FactDeclaration.flag(self, parameter)
        return found

    def text(self, parameter: str) -> str:
        """The first value of a parameter as text, or the empty string."""
        found = self._texts.get(parameter)
        if found is None:
            found = self._texts[parameter] = FactDeclaration.text(self, parameter)
        return found

    @property
    def unit(self) -> str:
        """The local name of the unit: day, month, percent, point; empty for a status or a count."""
        found = self._texts.get("unit name")
        if found is None:
            found = self._texts["unit name"] = self.text("unit").rpartition("#")[2]
        return found


@dataclass(frozen=True, slots=True)
class Making:
    """How one declared fact is made, and how the IRI of it ends."""

    declaration: Asked
    template: Template
    ending: str
    told: FactDeclaration


class Plan:
    """Some declarations in order, of which only some are wanted. Raises KnowledgeError where one cannot be made."""

    def __init__(self, declarations: tuple[FactDeclaration, ...], wanted: Container[URIRef] | None) -> None:
        self.declarations = declarations
        self.makings = tuple(
            Making(Asked.of(d), template_of(d), ending(d.name), d)
            for d in declarations
            if wanted is None or d.name in wanted
        )

    @cached_property
    def charted(self) -> dict[URIRef, FactDeclaration]:
        """By concept, the fact that reads the chart about it alone; a shared one before one of a document."""
        about = [d for d in self.declarations if d.template == "Stated" and len(d.terms("concept")) == 1]
        found: dict[URIRef, FactDeclaration] = {}
        for declaration in sorted(about, key=lambda d: (d.document is not None, d.name)):
            found.setdefault(declaration.terms("concept")[0], Asked.of(declaration))
        return found


# How many plans are kept: one for each set of documents in force that cases of late were about.
KEPT = 256

_PLANS: dict[tuple[object, ...], Plan] = {}


# The same plans by the identity of what was asked with, for callers that hand over the same objects for every case.
_HANDED: dict[tuple[int, int], tuple[object, object, Plan]] = {}


def plan_of(declarations: tuple[FactDeclaration, ...], wanted: Container[URIRef] | None) -> Plan:
    """The plan of some declarations. It is kept, as a book of cases asks for few sets of facts."""
    if wanted is not None and not isinstance(wanted, frozenset):
        return Plan(declarations, wanted)
    handed = _HANDED.get((id(declarations), id(wanted)))
    if handed is not None:
        return handed[2]
    # A plan holds its declarations, so that no other object can have the identity of one of them meanwhile.
    key = (wanted, *map(id, declarations))
    found = _PLANS.get(key)
    if found is None:
        found = Plan(declarations, wanted)
        keep(_PLANS, key, found, KEPT)
    keep(_HANDED, (id(declarations), id(wanted)), (declarations, wanted, found), KEPT)
    return found


def ending(name: URIRef) -> str:
    """How the IRI of a fact of a name goes on after that of its focus."""
    return f"/fact/{str(name).removeprefix(str(FACT)).removeprefix(BASE).replace('#', '/')}"
