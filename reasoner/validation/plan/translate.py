"""From the tree to the plan: each constraint of each shape becomes rows, each component by its definition in SHACL 4."""

from __future__ import annotations

from collections.abc import Iterator

from rdflib import SH, Literal, URIRef
from rdflib.term import Node

from reasoner.errors import KnowledgeError, Problem
from reasoner.validation.plan.algebra import (
    All,
    Always,
    Among,
    Any,
    Apart,
    Check,
    Clean,
    Compared,
    Count,
    Doubled,
    Each,
    Focus,
    Instance,
    Kind,
    Long,
    Matching,
    Not,
    One,
    Order,
    Plan,
    Rows,
    Shared,
    Stray,
    Tagged,
    Test,
    Typed,
    Unordered,
    Whole,
)  # fmt: skip
from reasoner.validation.shacl.paths import SELF, Path, Step
from reasoner.validation.shacl.tree import (
    Constraint,
    Number,
    Pattern,
    Qualified,
    Shapes,
    ShapesTree,
    ShapeTree,
    Terms,
)

_KINDS = {
    SH.IRI: {"iri"},
    SH.BlankNode: {"blank"},
    SH.Literal: {"literal"},
    SH.BlankNodeOrIRI: {"blank", "iri"},
    SH.BlankNodeOrLiteral: {"blank", "literal"},
    SH.IRIOrLiteral: {"iri", "literal"},
}
_ORDERS = {
    SH.MinExclusiveConstraintComponent: Order.MORE,
    SH.MinInclusiveConstraintComponent: Order.MORE_OR_EQUAL,
    SH.MaxExclusiveConstraintComponent: Order.LESS,
    SH.MaxInclusiveConstraintComponent: Order.LESS_OR_EQUAL,
}
_PAIRS = {
    SH.LessThanConstraintComponent: Order.LESS,
    SH.LessThanOrEqualsConstraintComponent: Order.LESS_OR_EQUAL,
}


def translate(tree: ShapesTree) -> Plan:
    """The plan of some shapes. Raises KnowledgeError where a parameter has no meaning."""
    return Plan(
        tuple(
            check
            for shape in tree.shapes.values()
            if not shape.targets.none
            for check in _checks(tree, shape, Focus(shape.targets))
        )
    )


def _checks(tree: ShapesTree, shape: ShapeTree, focus: Focus) -> Iterator[Check]:
    """The checks of a shape for some focus, and those of the property shapes that it leads to."""
    if shape.deactivated:
        return
    path = shape.path or SELF
    for constraint in shape.constraints:
        if constraint.component == SH.PropertyConstraintComponent and isinstance(constraint, Shapes):
            inner = focus if shape.path is None else Focus(focus.targets, (*focus.hops, path))
            for child in constraint.shapes:
                yield from _checks(tree, tree[child], inner)
            continue
        for rows in _rows(tree, shape, path, constraint):
            yield Check(
                shape.node, constraint.component, shape.severity, shape.messages, shape.path, focus, rows
            )


def conforms(tree: ShapesTree, node: Node) -> Test:
    """Whether a node conforms to a shape (SHACL 3.4.2): none of its constraints gives a row."""
    shape = tree[node]
    if shape.deactivated:
        return Always(True)
    path = shape.path or SELF
    found: list[Test] = []
    for constraint in shape.constraints:
        if constraint.component == SH.PropertyConstraintComponent and isinstance(constraint, Shapes):
            found += [Clean(Each(path, conforms(tree, child))) for child in constraint.shapes]
        else:
            found += [Clean(rows) for rows in _rows(tree, shape, path, constraint)]
    return All(tuple(found))


def _rows(tree: ShapesTree, shape: ShapeTree, path: Path, constraint: Constraint) -> tuple[Rows, ...]:
    if isinstance(constraint, Terms):
        return _of_terms(shape, path, constraint)
    if isinstance(constraint, Number):
        return (_of_number(path, constraint),)
    if isinstance(constraint, Pattern):
        return (Each(path, Matching(constraint.pattern, constraint.flags)),)
    if isinstance(constraint, Shapes):
        return (Each(path, _of_shapes(tree, constraint)),)
    if isinstance(constraint, Qualified):
        siblings = tuple(Not(conforms(tree, other)) for other in constraint.siblings)
        counted = All((conforms(tree, constraint.shape), *siblings))
        return (Whole(Count(path, counted, constraint.least, constraint.most)),)
    return (Stray(path, constraint.allowed),)


def _of_shapes(tree: ShapesTree, constraint: Shapes) -> Test:
    tests = tuple(conforms(tree, node) for node in constraint.shapes)
    if constraint.component == SH.NotConstraintComponent:
        return Not(tests[0])
    if constraint.component == SH.OrConstraintComponent:
        return Any(tests)
    if constraint.component == SH.XoneConstraintComponent:
        return One(tests)
    return All(tests)


def _of_number(path: Path, constraint: Number) -> Rows:
    number = constraint.number
    if constraint.component == SH.MinCountConstraintComponent:
        return Whole(Count(path, Always(True), number, None))
    if constraint.component == SH.MaxCountConstraintComponent:
        return Whole(Count(path, Always(True), None, number))
    if constraint.component == SH.MinLengthConstraintComponent:
        return Each(path, Long(number, None))
    return Each(path, Long(None, number))


def _of_terms(shape: ShapeTree, path: Path, constraint: Terms) -> tuple[Rows, ...]:
    component, terms = constraint.component, constraint.terms
    if component == SH.UniqueLangConstraintComponent:
        return (Doubled(path),)
    if component == SH.InConstraintComponent:
        return (Each(path, Among(terms)),)
    if component == SH.LanguageInConstraintComponent:
        return (Each(path, Tagged(tuple(str(t) for t in terms))),)
    term = terms[0]
    if component == SH.HasValueConstraintComponent:
        return (Whole(Count(path, Among((term,)), 1, None)),)
    if component in _ORDERS:
        if not isinstance(term, Literal):
            raise _meaningless(shape, component, term)
        return (Each(path, Compared(_ORDERS[component], term)),)
    if not isinstance(term, URIRef):
        raise _meaningless(shape, component, term)
    return _of_iri(shape, path, component, term)


def _of_iri(shape: ShapeTree, path: Path, component: URIRef, term: URIRef) -> tuple[Rows, ...]:
    if component == SH.ClassConstraintComponent:
        return (Each(path, Instance(term)),)
    if component == SH.DatatypeConstraintComponent:
        return (Each(path, Typed(term)),)
    if component == SH.NodeKindConstraintComponent:
        if term not in _KINDS:
            raise _meaningless(shape, component, term)
        return (Each(path, Kind(frozenset(_KINDS[term]))),)
    other = Step(term)
    if component == SH.EqualsConstraintComponent:
        return (Apart(path, other), Apart(other, path))
    if component == SH.DisjointConstraintComponent:
        return (Shared(path, other),)
    return (Unordered(path, other, _PAIRS[component]),)


def _meaningless(shape: ShapeTree, component: URIRef, term: Node) -> KnowledgeError:
    name = str(component)[len(str(SH)) :].removesuffix("ConstraintComponent")
    return KnowledgeError(
        Problem(f"{term.n3()} is no value of sh:{name} in the shape {shape.node}.", remedy="Mend the shape.")
    )
