"""A rewritten test or plan is an equal one with less to do."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st
from rdflib import Literal, URIRef
from rdflib.term import Node

from reasoner.knowledge import Library
from reasoner.validation.closures.index import Index
from reasoner.validation.closures.tests import holds
from reasoner.validation.plan import rewritten, translate
from reasoner.validation.plan.algebra import (
    All,
    Always,
    Among,
    Any,
    Apart,
    Clean,
    Compared,
    Count,
    Each,
    Kind,
    Not,
    One,
    Order,
    Test,
    Whole,
)  # fmt: skip
from reasoner.validation.plan.rewrite import simple
from reasoner.validation.plan.show import show_plan
from reasoner.validation.shacl import read_tree
from reasoner.validation.shacl.paths import SELF, Back, Either, Path, Repeat, Step, Then

P, Q = (URIRef(f"https://example.org/{n}") for n in "pq")
NODES: list[Node] = [
    *(URIRef(f"https://example.org/{n}") for n in "abc"),
    Literal(1),
    Literal(2),
    Literal("x"),
]

paths: st.SearchStrategy[Path] = st.recursive(
    st.sampled_from([Step(P), Step(Q), SELF]),
    lambda inner: st.one_of(
        inner.map(Back),
        st.tuples(inner, inner).map(Then),
        st.tuples(inner, inner).map(Either),
        st.builds(Repeat, inner, st.sampled_from([0, 1])),
    ),
    max_leaves=3,
)
bounds = st.one_of(st.none(), st.integers(0, 2))
leaves: st.SearchStrategy[Test] = st.one_of(
    st.booleans().map(Always),
    st.lists(st.sampled_from(NODES), max_size=2).map(lambda ts: Among(tuple(ts))),
    st.sampled_from([Kind(frozenset({"iri"})), Compared(Order.MORE, Literal(1))]),
)


def _wider(inner: st.SearchStrategy[Test]) -> st.SearchStrategy[Test]:
    several = st.lists(inner, max_size=3).map(tuple)
    rows = st.one_of(
        st.builds(Each, paths, inner), st.builds(Whole, inner), st.builds(Apart, paths, st.just(Step(Q)))
    )
    return st.one_of(
        several.map(All), several.map(Any), several.map(One), inner.map(Not),
        st.builds(Count, paths, inner, bounds, bounds), rows.map(Clean),
    )  # fmt: skip


tests = st.recursive(leaves, _wider, max_leaves=8)
triples = st.lists(
    st.tuples(st.sampled_from(NODES[:3]), st.sampled_from([P, Q]), st.sampled_from(NODES)), unique=True
)


@settings(max_examples=400, deadline=None)
@given(tests, triples)
def test_a_simple_test_holds_where_the_test_does(test: Test, graph: list[tuple[Node, Node, Node]]) -> None:
    index = Index(graph)
    short = simple(test)
    assert [holds(test)(index, n) for n in NODES] == [holds(short)(index, n) for n in NODES]
    assert simple(short) == short


def test_the_plans_of_the_library_get_smaller(library: Library) -> None:
    for document in library.documents:
        for group in document.groups:
            plan = translate(read_tree(group.triples))
            assert len(show_plan(rewritten(plan)).splitlines()) <= len(show_plan(plan).splitlines())
