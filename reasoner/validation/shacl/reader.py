"""From triples to the tree. What SHACL Core does not define, and what no back end can run, is refused by name.

The reading follows https://www.w3.org/TR/shacl/ section by section: which nodes are shapes (2.1), targets (2.1.3),
severity, messages and deactivation (2.1.4-2.1.6), paths (2.3), constraints (4). Shapes that refer to themselves are
refused: the text leaves their meaning open (3.4.3).
"""

from __future__ import annotations

from collections.abc import Iterator

from rdflib import OWL, RDF, RDFS, SH, XSD, BNode, Literal, URIRef
from rdflib.term import Node

from reasoner.errors import KnowledgeError, Problem
from reasoner.knowledge.triples import Triples
from reasoner.nearest import nearest
from reasoner.validation.shacl.constraints import LISTS, SINGLE_SHAPES, constraints
from reasoner.validation.shacl.paths import read_path
from reasoner.validation.shacl.tree import Qualified, Shapes, ShapesTree, ShapeTree, Targets

TRUE = Literal("true", datatype=XSD.boolean, normalize=False)

# What a shape may say besides constraints.
DESCRIBING = frozenset(
    SH[n]
    for n in (
        "path", "targetNode", "targetClass", "targetSubjectsOf", "targetObjectsOf", "severity", "message", "deactivated",
        "name", "description", "order", "group", "defaultValue",
    )
)  # fmt: skip
CONSTRAINING = frozenset(
    SH[n]
    for n in (
        "class", "datatype", "nodeKind", "minCount", "maxCount", "minExclusive", "minInclusive", "maxExclusive",
        "maxInclusive", "minLength", "maxLength", "pattern", "flags", "languageIn", "uniqueLang", "equals", "disjoint",
        "lessThan", "lessThanOrEquals", "not", "and", "or", "xone", "node", "property", "qualifiedValueShape",
        "qualifiedMinCount", "qualifiedMaxCount", "qualifiedValueShapesDisjoint", "closed", "ignoredProperties",
        "hasValue", "in",
    )
)  # fmt: skip
_TARGETS = (SH.targetNode, SH.targetClass, SH.targetSubjectsOf, SH.targetObjectsOf)


def read_tree(triples: Triples) -> ShapesTree:
    """Every shape of a shapes graph. Raises KnowledgeError where a shape is ill-formed or beyond SHACL Core."""
    found = {node: _shape(triples, node) for node in sorted(_shapes(triples), key=_order)}
    tree = ShapesTree(found)
    _refuse_recursion(tree)
    return tree


def _order(node: Node) -> tuple[bool, str]:
    return (isinstance(node, BNode), str(node))


def _shapes(triples: Triples) -> set[Node]:
    """The nodes that are shapes: by class, by target, by parameter, or as the value of what expects a shape."""
    found: set[Node] = set()
    for kind in (SH.NodeShape, SH.PropertyShape):
        found.update(triples.subjects(RDF.type, kind))
    for predicate in _TARGETS:
        found.update(s for s, _ in triples.pairs(predicate))
    for predicate in SINGLE_SHAPES:
        found.update(o for _, o in triples.pairs(predicate))
    for predicate in LISTS:
        for _, head in triples.pairs(predicate):
            found.update(triples.members(head))
    return found


def _shape(triples: Triples, node: Node) -> ShapeTree:
    _refuse_unknown(triples, node)
    paths = triples.objects(node, SH.path)
    if len(paths) > 1:
        raise KnowledgeError(Problem(f"The shape {node} has {len(paths)} paths.", remedy="Keep one."))
    severities = triples.iris(node, SH.severity)
    messages = (m for m in triples.objects(node, SH.message) if isinstance(m, Literal))
    return ShapeTree(
        node=node,
        path=read_path(triples, paths[0], node) if paths else None,
        targets=_targets(triples, node),
        constraints=tuple(constraints(triples, node, is_property=bool(paths))),
        severity=severities[0] if severities else SH.Violation,
        messages=tuple(messages),
        deactivated=TRUE in triples.objects(node, SH.deactivated),
    )


def _refuse_unknown(triples: Triples, node: Node) -> None:
    """A word of SHACL that is not one of Core's would be passed over by most engines without a sound."""
    for predicate in triples.predicates(node):
        text = str(predicate)
        if not text.startswith(str(SH)) or predicate in DESCRIBING or predicate in CONSTRAINING:
            continue
        name = text[len(str(SH)) :]
        known = [str(p)[len(str(SH)) :] for p in DESCRIBING | CONSTRAINING]
        raise KnowledgeError(
            Problem(
                f"The shape {node} uses sh:{name}, which is no part of SHACL Core: it cannot be compiled.",
                remedy="Leave it out, or say it with SHACL Core over a derived fact.",
                nearest=nearest(name, known),
            )
        )
    for component in triples.subjects(RDF.type, SH.ConstraintComponent):
        for parameter in triples.objects(component, SH.parameter):
            path = triples.value(parameter, SH.path)
            if path is not None and path not in CONSTRAINING and triples.objects(node, path):
                raise KnowledgeError(
                    Problem(
                        f"The shape {node} uses the constraint component {component}, which is no part of SHACL Core.",
                        remedy="It cannot be compiled; say it with SHACL Core over a derived fact.",
                    )
                )


def _targets(triples: Triples, node: Node) -> Targets:
    classes = set(triples.iris(node, SH.targetClass))
    if isinstance(node, URIRef) and _is_class(triples, node):
        classes.add(node)
    return Targets(
        nodes=triples.objects(node, SH.targetNode),
        classes=tuple(sorted(classes)),
        subjects_of=triples.iris(node, SH.targetSubjectsOf),
        objects_of=triples.iris(node, SH.targetObjectsOf),
    )


def _is_class(triples: Triples, node: Node) -> bool:
    """Whether a shape is a class too: an instance of rdfs:Class or of one of its subclasses (implicit target)."""
    seen: set[Node] = set()
    todo = list(triples.objects(node, RDF.type))
    while todo:
        kind = todo.pop()
        if kind in (RDFS.Class, OWL.Class):
            return True
        if kind not in seen:
            seen.add(kind)
            todo.extend(triples.objects(kind, RDFS.subClassOf))
    return False


def _refuse_recursion(tree: ShapesTree) -> None:
    done: set[Node] = set()
    for node in tree.shapes:
        _walk(tree, node, (), done)


def _walk(tree: ShapesTree, node: Node, above: tuple[Node, ...], done: set[Node]) -> None:
    if node in above:
        raise KnowledgeError(
            Problem(
                f"The shape {node} refers to itself.",
                remedy="SHACL leaves the meaning of that open: break the circle.",
            )
        )
    if node in done:
        return
    for child in _referred(tree[node]):
        _walk(tree, child, (*above, node), done)
    done.add(node)


def _referred(shape: ShapeTree) -> Iterator[Node]:
    for constraint in shape.constraints:
        if isinstance(constraint, Shapes):
            yield from constraint.shapes
        elif isinstance(constraint, Qualified):
            yield from (constraint.shape, *constraint.siblings)
