"""`reasoner compile`: a shape at each stage of its way, from the tree to the query."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import sqlglot
from rdflib import URIRef
from rdflib.term import Node

from reasoner.errors import InputError, Problem
from reasoner.knowledge import Library, load
from reasoner.knowledge.triples import Triples, read_turtle
from reasoner.nearest import nearest
from reasoner.validation.plan.algebra import Plan
from reasoner.validation.plan.rewrite import rewritten, simple
from reasoner.validation.plan.show import short, show_plan, show_tree
from reasoner.validation.plan.translate import conforms, translate
from reasoner.validation.shacl import ShapesTree, read_tree
from reasoner.validation.sql.columns import condition
from reasoner.validation.sql.query import query


def show(name: str, stage: str, dialect: str = "duckdb") -> str:
    """A file of shapes, or the shapes of one criterion (document/criterion or an IRI), at one stage.

    Raises InputError where nothing bears the name, KnowledgeError where a shape cannot be compiled.
    """
    triples, wanted = _found(name)
    tree = read_tree(triples)
    if wanted:
        # What a shape refers to comes with it; the plan below is cut to the checks of the shapes that are asked for.
        inner = {node for node in tree.shapes if any(str(node).startswith(f"{root}/") for root in wanted)}
        shown = {node: shape for node, shape in tree.shapes.items() if node in wanted or node in inner}
    else:
        shown = dict(tree.shapes)
    if stage == "tree":
        return show_tree(replace(tree, shapes=shown))
    plan = rewritten(translate(tree))
    if wanted:
        plan = Plan(tuple(check for check in plan.checks if check.shape in wanted))
    if stage == "plan":
        return show_plan(plan)
    if stage == "columns":
        return _columns(tree, plan, dialect)
    return _sql(plan, dialect)


def _sql(plan: Plan, dialect: str) -> str:
    asked = query(plan)
    legend = "".join(f"-- {i} is {short(term)}\n" for i, term in enumerate(asked.terms))
    checks = "".join(
        f"-- check {k}: {short(c.shape)} {short(c.component).removesuffix('ConstraintComponent')}\n"
        for k, c in enumerate(plan.checks)
    )
    return legend + checks + _transpiled(asked.sql, dialect) + "\n"


def _columns(tree: ShapesTree, plan: Plan, dialect: str) -> str:
    shapes = dict.fromkeys(check.shape for check in plan.checks)
    parts = []
    for shape in shapes:
        told = condition(simple(conforms(tree, shape)), column_text)
        parts.append(
            f"-- {short(shape)} conforms where\n{_transpiled(f'SELECT {told} AS conforms FROM facts', dialect)}\n"
        )
    return "\n".join(parts)


def column_text(fact: Node, end: str) -> str:
    """A column by the local name of its fact."""
    local = str(fact).replace("#", "/").rsplit("/", 1)[-1].replace("-", "_")
    return f"{local}_{end}"


def _transpiled(sql: str, dialect: str) -> str:
    return sqlglot.transpile(sql, read="duckdb", write=dialect, pretty=True)[0]


def _found(name: str) -> tuple[Triples, frozenset[Node]]:
    """The triples that hold the shapes, and the shapes asked for; none: all of the file."""
    path = Path(name)
    if path.suffix == ".ttl":
        if not path.is_file():
            raise InputError(Problem(f"There is no file {name}.", remedy="Name a Turtle file of shapes."))
        return Triples(read_turtle(path)), frozenset()
    library = load()
    held = _criterion(library, name) or _shape(library, name)
    if held is None:
        known = [f"{d.name}/{c.name}" for d in library.documents for c in d.criteria]
        raise InputError(
            Problem(
                f"No shape and no criterion is named '{name}'.",
                remedy="Name a .ttl file, document/criterion, or the IRI of a shape.",
                nearest=nearest(name, known),
            )
        )
    return held


def _criterion(library: Library, name: str) -> tuple[Triples, frozenset[Node]] | None:
    """The shapes of a criterion in the newest file that has it."""
    found = [
        (
            group.starts,
            group.triples,
            frozenset[Node](s.iri for s in group.shapes if s.criterion == criterion.iri),
        )
        for document in library.documents
        for criterion in document.criteria
        if name in (f"{document.name}/{criterion.name}", str(criterion.iri))
        for group in document.groups
    ]
    held = [(starts, triples, shapes) for starts, triples, shapes in found if shapes]
    if not held:
        return None
    _, triples, shapes = max(held, key=lambda each: each[0])
    return triples, shapes


def _shape(library: Library, name: str) -> tuple[Triples, frozenset[Node]] | None:
    for document in library.documents:
        for group in document.groups:
            for shape in group.shapes:
                if name == str(shape.iri):
                    return group.triples, frozenset[Node]({URIRef(name)})
    return None
