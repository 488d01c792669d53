"""Defined classes of the ontology, compiled once into rules that are applied to the nodes of one case.

A description-logic reasoner is for authors: it proves the ontology consistent. A case needs only what
follows for its own few nodes from class definitions, chains of two properties and inherited values; that is
what is compiled here. `docs/reference/templates.md` lists the axioms that are understood.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterable
from functools import lru_cache
from importlib.metadata import version

from rdflib import OWL, RDF, RDFS, BNode, Literal, URIRef
from rdflib.term import Node

from reasoner.errors import KnowledgeError, Problem
from reasoner.inference.expressions import (
    Every,
    Expression,
    Named,
    Some,
    Value,
    guard,
    order_key,
    read_expression,
)
from reasoner.inference.kept import keep
from reasoner.inference.saved import from_plain, to_plain
from reasoner.inference.schemes import read_schemes
from reasoner.inference.truth import Truth, every, some
from reasoner.inference.world import Rules, World
from reasoner.knowledge import cache
from reasoner.knowledge.triples import Triples
from reasoner.knowledge.vocabulary import Vocabulary
from reasoner.vocabulary import GUIDE
from reasoner.vocabulary.namespaces import curie


class ClassRules:
    """The ontology as inference uses it: what follows for a term, and the rules for the nodes of a case."""

    def __init__(self, vocabulary: Vocabulary, rules: Rules, ontology: World) -> None:
        self.vocabulary = vocabulary
        self.rules = rules
        self.ontology = ontology
        self._definitions: dict[URIRef, list[Expression]] = {}
        for expression, name, _ in rules.definitions:
            self._definitions.setdefault(name, []).append(expression)
        self._below: dict[URIRef, set[Node]] = {}
        for node in ontology.nodes:
            for name in ontology.types(node):
                self._below.setdefault(name, set()).add(node)
        self._matches: dict[tuple[URIRef, URIRef], Truth] = {}
        self._any: dict[tuple[URIRef, tuple[URIRef, ...]], Truth] = {}
        self._bearing: dict[tuple[URIRef, tuple[URIRef, ...]], bool] = {}
        self._told: dict[tuple[URIRef, URIRef], tuple[URIRef, ...]] = {}
        self.schemes = read_schemes(vocabulary)
        # Classes that a service only may have: nothing about the service follows from them.
        self.possible_classes = frozenset(
            s for s, _ in vocabulary.triples.pairs(GUIDE.possibleClassOf) if isinstance(s, URIRef)
        )

    def ancestors(self, term: URIRef) -> frozenset[URIRef]:
        """The term and every class it lies below, by assertion or by definition."""
        return frozenset(self.ontology.types(term)) | {term}

    def matches(self, term: URIRef, ancestor: URIRef) -> Truth:
        """YES where the term is the ancestor or lies below it; MAYBE where something lies below both."""
        key = (term, ancestor)
        found = self._matches.get(key)
        if found is None:
            if term == ancestor or ancestor in self.ontology.types(term):
                found = Truth.YES
            else:
                shared = self._below.get(term, set()) & self._below.get(ancestor, set())
                found = Truth.MAYBE if shared else Truth.NO
            keep(self._matches, key, found)
        return found

    def matches_any(self, term: URIRef, ancestors: tuple[URIRef, ...]) -> Truth:
        """The best match with one of several terms."""
        key = (term, ancestors)
        found = self._any.get(key)
        if found is None:
            found = some([self.matches(term, ancestor) for ancestor in ancestors])
            keep(self._any, key, found)
        return found

    def bears(self, term: URIRef, others: tuple[URIRef, ...]) -> bool:
        """Whether a term is one of several, or surely lies below or above one."""
        key = (term, others)
        found = self._bearing.get(key)
        if found is None:
            found = any(self.matches(term, o).sure or self.matches(o, term).sure for o in others)
            keep(self._bearing, key, found)
        return found

    def values(self, term: URIRef, path: URIRef) -> tuple[URIRef, ...]:
        """The terms that a term has as values of a property, derived ones included, sorted."""
        key = (term, path)
        found = self._told.get(key)
        if found is None:
            found = tuple(sorted(v for v in self.ontology.values(term, path) if isinstance(v, URIRef)))
            keep(self._told, key, found)
        return found

    def below(self, name: URIRef) -> tuple[URIRef, ...]:
        """Every term below a class, individuals included, sorted."""
        return tuple(sorted(node for node in self._below.get(name, ()) if isinstance(node, URIRef)))

    def common(self, names: Iterable[URIRef]) -> bool:
        """Whether some term lies below all of these classes."""
        sets = [self._below.get(name, set()) | {name} for name in names]
        return bool(set.intersection(*sets)) if sets else True

    def definitions(self, name: URIRef) -> tuple[Expression, ...]:
        """The definitions of a class; empty where it has none."""
        return tuple(self._definitions.get(name, ()))

    def world(self) -> World:
        """An empty world over the ontology, for the nodes of one case."""
        return World(self.ontology)

    def matches_all(self, terms: Iterable[URIRef], ancestors: tuple[URIRef, ...]) -> Truth:
        """The match of a choice of several: YES only if all match, MAYBE if one may (any-of)."""
        found = [self.matches_any(term, ancestors) for term in terms]
        if len(found) == 1:
            return found[0]
        least, most = every(found), some(found)
        return least if least.sure else Truth.MAYBE if most.possible else Truth.NO


@lru_cache(maxsize=4)
def class_rules(vocabulary: Vocabulary) -> ClassRules:
    """The rules of an ontology, compiled once and kept for the last few. Raises KnowledgeError as `compile_classes`."""
    return compile_classes(vocabulary)


def compile_classes(vocabulary: Vocabulary) -> ClassRules:
    """The rules of an ontology. Raises KnowledgeError on a definition that inference does not understand.

    What follows for the terms themselves is kept in the user's cache, by the hash of the ontology's files.
    """
    rules = _rules(vocabulary.triples)
    name = (
        cache.key("ontology", vocabulary.sha256, version("guideline-reasoner")) if vocabulary.sha256 else ""
    )
    held = cache.fetch(name) if name else None
    if held is not None:
        with contextlib.suppress(KnowledgeError):
            return ClassRules(vocabulary, rules, from_plain(held))
    world = _saturated(vocabulary, rules)
    if name:
        cache.keep(name, to_plain(world))
    return ClassRules(vocabulary, rules, world)


def _saturated(vocabulary: Vocabulary, rules: Rules) -> World:
    """The ontology with all that follows for each of its terms."""
    triples = vocabulary.triples
    world = World()
    classes = sorted(s for s in triples.subjects(RDF.type, OWL.Class) if isinstance(s, URIRef))
    for name in classes:
        _open(world, vocabulary, name, is_class=True)
    for node in _individuals(triples, frozenset(classes)):
        _open(world, vocabulary, node)
        for path in triples.predicates(node):
            if isinstance(path, URIRef) and not str(path).startswith(_ABOUT_TERMS):
                for value in triples.objects(node, path):
                    if isinstance(value, URIRef | Literal):
                        world.add_value(node, path, value)
    for name in classes:
        for expression in _necessary(triples, name):
            _assert(world, name, expression)
    world.saturate(rules)
    return world


def _open(world: World, vocabulary: Vocabulary, node: URIRef, is_class: bool = False) -> None:
    world.open_node(node, is_class)
    for ancestor in sorted(vocabulary.ancestors(node)):
        world.add_type(node, ancestor, (node,))


def _individuals(triples: Triples, classes: frozenset[URIRef]) -> list[URIRef]:
    typed = {s for s, kind in triples.pairs(RDF.type) if not str(kind).startswith(str(OWL))}
    return sorted(s for s in typed if isinstance(s, URIRef) and s not in classes)


_ABOUT_TERMS = (str(RDF), str(RDFS), str(OWL), "http://www.w3.org/2004/02/skos/", "http://purl.org/dc/terms/")

# Necessary conditions from which nothing follows for what a node *has*: they only rule things out.
_RESTRICTING = {
    OWL.complementOf,
    OWL.maxCardinality,
    OWL.maxQualifiedCardinality,
    OWL.unionOf,
    OWL.oneOf,
    OWL.disjointUnionOf,
}


def _rules(triples: Triples) -> Rules:
    definitions: list[tuple[Expression, URIRef]] = []
    for left, right in triples.pairs(OWL.equivalentClass):
        for one, other in ((left, right), (right, left)):
            if isinstance(one, URIRef):
                definitions.append((read_expression(triples, other, curie(str(one))), one))
    for left, right in triples.pairs(RDFS.subClassOf):
        if isinstance(left, BNode) and isinstance(right, URIRef):
            definitions.append((read_expression(triples, left, curie(str(right))), right))
    definitions.sort(key=lambda pair: (str(pair[1]), order_key(pair[0])))
    return Rules(
        definitions=tuple((expression, name, guard(expression)) for expression, name in definitions),
        chains=_chains(triples),
        same=_pairs(triples, RDFS.subPropertyOf),
        inverse=_inverse(triples),
        domains=_pairs(triples, RDFS.domain),
        ranges=_pairs(triples, RDFS.range),
    )


def _pairs(triples: Triples, predicate: URIRef) -> dict[URIRef, tuple[URIRef, ...]]:
    """Subject -> objects of an axiom between named terms; datatypes are left out."""
    found: dict[URIRef, set[URIRef]] = {}
    for left, right in triples.pairs(predicate):
        if isinstance(left, URIRef) and isinstance(right, URIRef) and "XMLSchema#" not in right:
            found.setdefault(left, set()).add(right)
    return {key: tuple(sorted(values)) for key, values in sorted(found.items())}


def _inverse(triples: Triples) -> dict[URIRef, tuple[URIRef, ...]]:
    found: dict[URIRef, set[URIRef]] = {}
    for left, right in triples.pairs(OWL.inverseOf):
        if isinstance(left, URIRef) and isinstance(right, URIRef):
            found.setdefault(left, set()).add(right)
            found.setdefault(right, set()).add(left)
    for path in triples.subjects(RDF.type, OWL.SymmetricProperty):
        if isinstance(path, URIRef):
            found.setdefault(path, set()).add(path)
    return {key: tuple(sorted(values)) for key, values in sorted(found.items())}


def _chains(triples: Triples) -> dict[URIRef, tuple[tuple[URIRef, URIRef], ...]]:
    found: dict[URIRef, set[tuple[URIRef, URIRef]]] = {}
    for result, head in triples.pairs(OWL.propertyChainAxiom):
        links = [link for link in triples.members(head) if isinstance(link, URIRef)]
        if len(links) != 2 or len(triples.members(head)) != 2 or not isinstance(result, URIRef):
            raise KnowledgeError(
                Problem(
                    f"The property chain of {curie(str(result))} is not a chain of two named properties.",
                    remedy="Give it two links, or name the step between.",
                )
            )
        found.setdefault(links[0], set()).add((links[1], result))
    for path in triples.subjects(RDF.type, OWL.TransitiveProperty):
        if isinstance(path, URIRef):
            found.setdefault(path, set()).add((path, path))
    return {key: tuple(sorted(values)) for key, values in sorted(found.items())}


def _necessary(triples: Triples, name: URIRef) -> list[Expression]:
    """What every member of a class has, by an anonymous superclass or by its own definition."""
    found = []
    for predicate in (RDFS.subClassOf, OWL.equivalentClass):
        for right in triples.objects(name, predicate):
            if isinstance(right, BNode) and not _RESTRICTING & set(triples.predicates(right)):
                found.append(read_expression(triples, right, curie(str(name))))
    return found


def _assert(world: World, node: Node, expression: Expression) -> None:
    """Give a node what an expression says every member has. A choice (union, one of) gives nothing."""
    if isinstance(expression, Named):
        world.add_type(node, expression.name, (node,))
    elif isinstance(expression, Every):
        for part in expression.parts:
            _assert(world, node, part)
    elif isinstance(expression, Value):
        world.add_value(node, expression.path, expression.value)
    elif isinstance(expression, Some):
        if isinstance(expression.filler, Named):
            world.add_value(node, expression.path, expression.filler.name)
        else:
            witness = BNode(f"w{len(world.nodes)}")
            world.open_node(witness, is_class=True)
            world.add_value(node, expression.path, witness)
            _assert(world, witness, expression.filler)
