"""The constraints of one shape, component by component (SHACL 4)."""

from __future__ import annotations

from collections.abc import Iterator

from rdflib import RDF, SH, XSD, Literal, URIRef
from rdflib.term import Node

from reasoner.errors import KnowledgeError, Problem
from reasoner.knowledge.triples import Triples
from reasoner.validation.shacl.tree import Closed, Constraint, Number, Pattern, Qualified, Shapes, Terms

TRUE = Literal("true", datatype=XSD.boolean, normalize=False)
SINGLE_SHAPES = (SH["not"], SH.node, SH.property, SH.qualifiedValueShape)
LISTS = (SH["and"], SH["or"], SH.xone)

# Parameter -> component, where each value is a constraint of its own.
_EACH_TERM = {
    SH["class"]: SH.ClassConstraintComponent,
    SH.datatype: SH.DatatypeConstraintComponent,
    SH.nodeKind: SH.NodeKindConstraintComponent,
    SH.minExclusive: SH.MinExclusiveConstraintComponent,
    SH.minInclusive: SH.MinInclusiveConstraintComponent,
    SH.maxExclusive: SH.MaxExclusiveConstraintComponent,
    SH.maxInclusive: SH.MaxInclusiveConstraintComponent,
    SH.equals: SH.EqualsConstraintComponent,
    SH.disjoint: SH.DisjointConstraintComponent,
    SH.lessThan: SH.LessThanConstraintComponent,
    SH.lessThanOrEquals: SH.LessThanOrEqualsConstraintComponent,
    SH.hasValue: SH.HasValueConstraintComponent,
}
_EACH_LIST = {SH["in"]: SH.InConstraintComponent, SH.languageIn: SH.LanguageInConstraintComponent}
_NUMBERS = {
    SH.minCount: SH.MinCountConstraintComponent,
    SH.maxCount: SH.MaxCountConstraintComponent,
    SH.minLength: SH.MinLengthConstraintComponent,
    SH.maxLength: SH.MaxLengthConstraintComponent,
}
_SHAPES = {
    SH["not"]: SH.NotConstraintComponent,
    SH.node: SH.NodeConstraintComponent,
    SH.property: SH.PropertyConstraintComponent,
}
_SHAPE_LISTS = {
    SH["and"]: SH.AndConstraintComponent,
    SH["or"]: SH.OrConstraintComponent,
    SH.xone: SH.XoneConstraintComponent,
}
_OF_PROPERTIES = (
    SH.minCount, SH.maxCount, SH.uniqueLang, SH.lessThan, SH.lessThanOrEquals, SH.qualifiedValueShape,
)  # fmt: skip


def constraints(triples: Triples, node: Node, *, is_property: bool) -> Iterator[Constraint]:
    """Every constraint of a shape. Raises KnowledgeError where a parameter is ill-formed."""
    if not is_property:
        for parameter in _OF_PROPERTIES:
            if triples.objects(node, parameter):
                raise _refused(node, parameter, "stands on a node shape; it needs a sh:path")
    for parameter, component in _EACH_TERM.items():
        for value in triples.objects(node, parameter):
            yield Terms(component, (value,))
    for parameter, component in _EACH_LIST.items():
        for head in triples.objects(node, parameter):
            yield Terms(component, _members(triples, node, parameter, head))
    for parameter, component in _NUMBERS.items():
        for value in triples.objects(node, parameter):
            yield Number(component, _count(node, parameter, value))
    yield from _texts(triples, node)
    for parameter, component in _SHAPES.items():
        for value in triples.objects(node, parameter):
            yield Shapes(component, (value,))
    for parameter, component in _SHAPE_LISTS.items():
        for head in triples.objects(node, parameter):
            yield Shapes(component, _members(triples, node, parameter, head))
    yield from _qualified(triples, node)
    if TRUE in triples.objects(node, SH.closed):
        yield _closed(triples, node)


def _texts(triples: Triples, node: Node) -> Iterator[Constraint]:
    flags = triples.text(node, SH.flags)
    for value in triples.objects(node, SH.pattern):
        yield Pattern(SH.PatternConstraintComponent, str(value), flags)
    if TRUE in triples.objects(node, SH.uniqueLang):
        yield Terms(SH.UniqueLangConstraintComponent, ())


def _qualified(triples: Triples, node: Node) -> Iterator[Constraint]:
    disjoint = TRUE in triples.objects(node, SH.qualifiedValueShapesDisjoint)
    for shape in triples.objects(node, SH.qualifiedValueShape):
        siblings = _siblings(triples, node, shape) if disjoint else ()
        for value in triples.objects(node, SH.qualifiedMinCount):
            least = _count(node, SH.qualifiedMinCount, value)
            yield Qualified(SH.QualifiedMinCountConstraintComponent, shape, least, None, siblings)
        for value in triples.objects(node, SH.qualifiedMaxCount):
            most = _count(node, SH.qualifiedMaxCount, value)
            yield Qualified(SH.QualifiedMaxCountConstraintComponent, shape, None, most, siblings)


def _siblings(triples: Triples, node: Node, shape: Node) -> tuple[Node, ...]:
    """The sibling shapes (SHACL 4.7.3): those of the other property shapes of every shape that has this one."""
    found: set[Node] = set()
    for parent in triples.subjects(SH.property, node):
        for other in triples.objects(parent, SH.property):
            found.update(triples.objects(other, SH.qualifiedValueShape))
    return tuple(sorted(found - {shape}, key=str))


def _closed(triples: Triples, node: Node) -> Closed:
    allowed: set[URIRef] = set()
    for head in triples.objects(node, SH.ignoredProperties):
        allowed.update(m for m in triples.members(head) if isinstance(m, URIRef))
    for child in triples.objects(node, SH.property):
        allowed.update(triples.iris(child, SH.path))
    return Closed(SH.ClosedConstraintComponent, frozenset(allowed))


def _members(triples: Triples, node: Node, parameter: URIRef, head: Node) -> tuple[Node, ...]:
    if head != RDF.nil and not triples.objects(head, RDF.first):
        raise _refused(node, parameter, "is no list")
    return triples.members(head)


def _count(node: Node, parameter: URIRef, value: Node) -> int:
    try:
        number = int(str(value))
    except ValueError:
        number = -1
    if number < 0:
        raise _refused(node, parameter, f"is {value.n3()}, which is no count")
    return number


def _refused(node: Node, parameter: URIRef, why: str) -> KnowledgeError:
    name = str(parameter)[len(str(SH)) :]
    return KnowledgeError(Problem(f"The sh:{name} of the shape {node} {why}.", remedy="Mend the shape."))
