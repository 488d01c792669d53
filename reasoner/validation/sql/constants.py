"""The terms that a plan names: they have the first numbers of every dictionary, so that a query is the same for all data."""

from __future__ import annotations

from collections.abc import Iterator

from rdflib import RDF, RDFS
from rdflib.term import Node

from reasoner.validation.plan.algebra import (
    Among,
    Compared,
    Instance,
    Plan,
    Rows,
    Stray,
    Test,
    paths_of,
    walked,
)
from reasoner.validation.shacl.paths import predicates


def constants(plan: Plan) -> tuple[Node, ...]:
    """Every term that a plan names, in a fixed order."""
    found: dict[Node, None] = {RDF.type: None, RDFS.subClassOf: None}
    for check in plan.checks:
        targets = check.focus.targets
        named = (*targets.nodes, *targets.classes, *targets.subjects_of, *targets.objects_of)
        found.update(dict.fromkeys(named))
        for hop in check.focus.hops:
            found.update(dict.fromkeys(sorted(predicates(hop))))
        for part in walked(check.rows):
            found.update(dict.fromkeys(_named(part)))
    return tuple(found)


def _named(part: Rows | Test) -> Iterator[Node]:
    """The terms that some rows or a test name themselves."""
    for path in paths_of(part):
        yield from sorted(predicates(path))
    if isinstance(part, Stray):
        yield from sorted(part.allowed)
    elif isinstance(part, Among):
        yield from part.terms
    elif isinstance(part, Instance):
        yield part.cls
    elif isinstance(part, Compared):
        yield part.literal
