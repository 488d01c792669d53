"""Which facts the documents about a case and the report read: nothing else is made."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property

from rdflib import SH, URIRef

from reasoner.decision.context import InForce
from reasoner.inference import Classified
from reasoner.knowledge import FactDeclaration, Library

# Facts that are about the claim itself, whatever a document asks.
OF_THE_CLAIM = frozenset({"Agreement", "IncludedInSession"})


def classes_asked(classified: Classified) -> frozenset[URIRef]:
    """Every class that one of the requested services surely is in: a document about one of them is about the case."""
    services = classified.record.case.services
    return frozenset[URIRef]().union(*(classified.types.get(s.iri, frozenset()) for s in services))


@dataclass(frozen=True, eq=False)
class Needs:
    """What the documents in force declare, and what of it is read. `ordered` are the declarations by name."""

    held: tuple[InForce, ...]
    declared: Mapping[URIRef, FactDeclaration]
    ordered: tuple[FactDeclaration, ...]
    wanted: frozenset[URIRef]

    @cached_property
    def included(self) -> tuple[URIRef, ...]:
        """The facts that tell whether a line bills something that is part of another service."""
        return tuple(n for n, d in self.declared.items() if d.template == "IncludedInSession")

    @cached_property
    def stated(self) -> Mapping[URIRef, tuple[FactDeclaration, ...]]:
        """The declarations of facts that are stated in the chart, by each concept that they read."""
        found: dict[URIRef, list[FactDeclaration]] = {}
        for declaration in self.declared.values():
            if declaration.template == "Stated":
                for concept in dict.fromkeys(declaration.terms("concept")):
                    found.setdefault(concept, []).append(declaration)
        return {concept: tuple(each) for concept, each in found.items()}


MOST_KEPT = 1024  # sets of documents in force; a book has some hundreds


def needs(library: Library, held: tuple[InForce, ...]) -> Needs:
    """What some documents in force need. It is kept: cases of a book are about few sets of documents."""
    kept: dict[object, Needs] = library.kept.setdefault(Needs, {})
    # What is kept holds the documents, so that no other has the identity of one of them.
    key = tuple(id(i) for i in held)
    found = kept.get(key)
    if found is None:
        if len(kept) >= MOST_KEPT:
            kept.clear()
        declared = _declared(library, held)
        ordered = tuple(declared[n] for n in sorted(declared))
        found = kept[key] = Needs(held, declared, ordered, _wanted(library, held, declared))
    return found


def _declared(library: Library, held: Iterable[InForce]) -> Mapping[URIRef, FactDeclaration]:
    """The shared facts and those that the files in force declare, by name."""
    found = {d.name: d for d in library.shared}
    found |= {d.name: d for i in held for group in (*i.beside, *i.groups) for d in group.declarations}
    return found


def _wanted(
    library: Library, held: Iterable[InForce], declared: Mapping[URIRef, FactDeclaration]
) -> frozenset[URIRef]:
    """The facts that the shapes in force read, those that the shapes over cases read, and those of the claim itself."""
    found = {
        atom.fact for i in held for roles in i.shapes.values() for s in roles.values() for atom in s.atoms
    }
    found |= _of_case_shapes(library)
    claim = [d for d in declared.values() if d.template in OF_THE_CLAIM]
    concepts = {c for d in claim for c in d.terms("concept")}
    found |= {d.name for d in claim}
    found |= {
        d.name for d in declared.values() if d.template == "Stated" and concepts & set(d.terms("concept"))
    }
    return frozenset(found)


def deciding(library: Library, held: tuple[InForce, ...]) -> Needs:
    """What of it is read to say what happens next with a line: the facts of the deciding criteria that bind."""
    whole = needs(library, held)
    found = set(whole.included)
    for each in held:
        if each.document.binding:
            decide = {c.iri for c in each.document.criteria if c.effect == "decides"}
            shapes = (s for iri, roles in each.shapes.items() if iri in decide for s in roles.values())
            found |= {atom.fact for shape in shapes for atom in shape.atoms}
    return replace(whole, wanted=frozenset(found))


def _of_case_shapes(library: Library) -> set[URIRef]:
    """The first step of every path of two steps in the shapes over cases: a fact."""
    triples = library.case_shapes
    lists = [head for _, head in triples.pairs(SH.path) if not isinstance(head, URIRef)]
    return {first for head in lists for first in triples.members(head)[:1] if isinstance(first, URIRef)}
