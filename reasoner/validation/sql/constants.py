"""The terms that a plan names: they have the first numbers of every dictionary, so that a query is the same for all data."""

from __future__ import annotations

from collections.abc import Iterator

from rdflib import RDF, RDFS
from rdflib.term import Node

from reasoner.validation.plan.algebra import (
    All,
    Among,
    Any,
    Apart,
    Clean,
    Compared,
    Count,
    Each,
    Instance,
    Not,
    One,
    Plan,
    Rows,
    Shared,
    Stray,
    Test,
    Unordered,
    Whole,
)  # fmt: skip
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
        found.update(dict.fromkeys(_rows(check.rows)))
    return tuple(found)


def _rows(rows: Rows) -> Iterator[Node]:
    if not isinstance(rows, Whole):
        yield from sorted(predicates(rows.path))
    if isinstance(rows, Apart | Shared | Unordered):
        yield from sorted(predicates(rows.other))
    elif isinstance(rows, Stray):
        yield from sorted(rows.allowed)
    elif isinstance(rows, Each | Whole):
        yield from _test(rows.test)


def _test(test: Test) -> Iterator[Node]:
    if isinstance(test, All | Any | One):
        for each in test.tests:
            yield from _test(each)
    elif isinstance(test, Not):
        yield from _test(test.test)
    elif isinstance(test, Count):
        yield from sorted(predicates(test.path))
        yield from _test(test.test)
    elif isinstance(test, Clean):
        yield from _rows(test.rows)
    elif isinstance(test, Among):
        yield from test.terms
    elif isinstance(test, Instance):
        yield test.cls
    elif isinstance(test, Compared):
        yield test.literal
