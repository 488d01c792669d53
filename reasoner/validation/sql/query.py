"""A plan as one query: the relations that it needs, then the rows of every check, put together."""

from __future__ import annotations

from dataclasses import dataclass

from rdflib.term import Node

from reasoner.errors import EngineError
from reasoner.validation.plan.algebra import (
    Apart,
    Check,
    Doubled,
    Each,
    Plan,
    Shared,
    Stray,
    Unordered,
    Whole,
)
from reasoner.validation.shacl.paths import SELF
from reasoner.validation.sql.conditions import Conditions
from reasoner.validation.sql.constants import constants
from reasoner.validation.sql.relations import Relations


@dataclass(frozen=True)
class Query:
    """SQL with the terms that its numbers mean, in their order. Result columns: k (the check), c, focus, value, path."""

    sql: str
    terms: tuple[Node, ...]


def query(plan: Plan) -> Query:
    """The query of a plan. It reads quads(c, s, p, o), terms(…) and nodes(c, n)."""
    terms = constants(plan)
    numbers = {term: i for i, term in enumerate(terms)}
    relations = Relations(numbers.__getitem__)
    conditions = Conditions(relations, numbers.__getitem__)
    parts = [_check(k, check, relations, conditions) for k, check in enumerate(plan.checks)]
    body = (
        "\nUNION ALL\n".join(parts) or "SELECT 0 AS k, 0 AS c, 0 AS focus, 0 AS value, 0 AS path WHERE FALSE"
    )
    if not relations.written:
        return Query(body, terms)
    named = ",\n".join(f"{_head(name)} AS ({text})" for name, text in relations.written.items())
    return Query(f"WITH RECURSIVE {named}\n{body}", terms)


def _head(name: str) -> str:
    """A relation that refers to itself names its columns, as standard SQL wants it."""
    return f"{name}(c, x, y)" if name.startswith("closure_") else name


def _check(k: int, check: Check, relations: Relations, conditions: Conditions) -> str:
    focus, rows = relations.focus(check.focus), check.rows
    head = f"SELECT {k} AS k, f.c, f.n AS focus"
    if isinstance(rows, Whole):
        failing = f"NOT {conditions.holds(rows.test, 'f.c', 'f.n')}"
        return f"{head}, NULL AS value, NULL AS path FROM {focus} AS f WHERE {failing}"
    if isinstance(rows, Each) and rows.path == SELF:
        failing = f"NOT {conditions.holds(rows.test, 'f.c', 'f.n')}"
        return f"{head}, f.n AS value, NULL AS path FROM {focus} AS f WHERE {failing}"
    if isinstance(rows, Doubled | Stray):
        source = conditions.doubled(rows) if isinstance(rows, Doubled) else conditions.stray(rows)
        told = "NULL AS value, NULL AS path" if isinstance(rows, Doubled) else "r.y AS value, r.p AS path"
        return f"{head}, {told} FROM {focus} AS f JOIN {source} AS r ON r.c = f.c AND r.x = f.n"
    joined = f"FROM {focus} AS f JOIN {relations.path(rows.path)} AS r ON r.c = f.c AND r.x = f.n"
    head = f"{head}, r.y AS value, NULL AS path"
    if isinstance(rows, Each):
        return f"{head} {joined} WHERE NOT {conditions.holds(rows.test, 'r.c', 'r.y')}"
    if isinstance(rows, Unordered):
        other = f"JOIN {relations.path(rows.other)} AS q ON q.c = r.c AND q.x = r.x"
        return f"{head} {joined} {other} WHERE {conditions.unordered(rows, 'r', 'q')}"
    if isinstance(rows, Apart | Shared):
        return f"{head} {joined} WHERE {conditions.beside(rows, 'r')}"
    raise EngineError(f"SQL knows no rows {rows}.")
