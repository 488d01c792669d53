"""From a shapes graph to a plan that is ready to run, kept for the last few graphs."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass
from functools import lru_cache

from rdflib import RDF, RDFS, Graph, URIRef

from reasoner.knowledge.triples import Triples
from reasoner.validation.plan.algebra import Instance, Plan, Stray, Test, paths_of, walked
from reasoner.validation.plan.rewrite import rewritten, simple
from reasoner.validation.plan.translate import conforms, translate
from reasoner.validation.shacl.paths import predicates
from reasoner.validation.shacl.reader import read_tree
from reasoner.validation.shacl.tree import ShapesTree
from reasoner.validation.shapes import InForceShapes, Shapes

_KEPT = 1024
_held: OrderedDict[int, tuple[object, Compiled]] = OrderedDict()


@dataclass(frozen=True, eq=False)
class Compiled:
    """A plan that is ready to run. `reads` are the predicates it looks at (None: all), `classes` those it names.

    A plan of several files is compiled file by file: `parts`, empty where it is one.
    """

    plan: Plan
    reads: frozenset[URIRef] | None
    classes: frozenset[URIRef]
    parts: tuple[Compiled, ...] = ()


def compiled(shapes: Shapes) -> Compiled:
    """The plan of some shapes. Raises KnowledgeError, by name and reason, where it cannot be compiled.

    What is given is taken to stay as it is: it is known again by its identity while it is kept here.
    """
    known = _held.get(id(shapes))
    if known is not None and known[0] is shapes:
        _held.move_to_end(id(shapes))
        return known[1]
    found = _joined(shapes.parts) if isinstance(shapes, InForceShapes) else _compile(shapes)
    _held[id(shapes)] = (shapes, found)
    while len(_held) > _KEPT:
        _held.popitem(last=False)
    return found


def _compile(shapes: Graph | Triples) -> Compiled:
    triples = shapes if isinstance(shapes, Triples) else Triples(shapes)
    plan = rewritten(translate(_tree(triples)))
    return Compiled(plan, reads(plan), classes(plan))


def _joined(files: tuple[Triples, ...]) -> Compiled:
    parts = tuple(compiled(file) for file in files)
    read = [part.reads for part in parts]
    return Compiled(
        Plan(tuple(check for part in parts for check in part.plan.checks)),
        None
        if any(r is None for r in read)
        else frozenset[URIRef]().union(*(r for r in read if r is not None)),
        frozenset[URIRef]().union(*(part.classes for part in parts)),
        parts,
    )


def reads(plan: Plan) -> frozenset[URIRef] | None:
    """The predicates that a plan looks at; None where it looks at all (sh:closed)."""
    found: set[URIRef] = {RDF.type, RDFS.subClassOf}
    for check in plan.checks:
        found.update(check.focus.targets.subjects_of, check.focus.targets.objects_of)
        for hop in check.focus.hops:
            found |= predicates(hop)
        for part in walked(check.rows):
            if isinstance(part, Stray):
                return None
            for path in paths_of(part):
                found |= predicates(path)
    return frozenset(found)


def classes(plan: Plan) -> frozenset[URIRef]:
    """The classes that the targets of a plan name, and those that its tests ask for."""
    named = {cls for check in plan.checks for cls in check.focus.targets.classes}
    parts = (part for check in plan.checks for part in walked(check.rows))
    return frozenset(named | {part.cls for part in parts if isinstance(part, Instance)})


def criterion_test(file: Triples, shape: URIRef) -> Test:
    """What a shape of a file asks of a node, rewritten: the form that a criterion has in every back end."""
    return simple(conforms(_tree(file), shape))


@lru_cache(maxsize=1024)
def _tree(file: Triples) -> ShapesTree:
    return read_tree(file)
