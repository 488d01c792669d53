"""Every criterion of the library, as a condition over columns, says what its tree says: on values around each limit."""

from __future__ import annotations

import random
from decimal import Decimal

import duckdb
import pyarrow as pa
import pytest
from rdflib import Literal, URIRef

from reasoner.decision.branches import holds
from reasoner.errors import KnowledgeError
from reasoner.knowledge import Library, Shape
from reasoner.model.facts import FactValue
from reasoner.validation.compiled import criterion_test
from reasoner.validation.plan.algebra import Among, Compared, Count, Kind, Order
from reasoner.validation.shacl.paths import Step, Then
from reasoner.validation.sql.columns import STATUS_CODES, condition
from reasoner.vocabulary import GUIDE, FactStatus

FACTS = 60
STATUSES = [None, *FactStatus]


def limits(shapes: list[Shape]) -> list[Decimal | None]:
    """Nothing told, and each constant of some shapes with a little less and more."""
    told = {
        Decimal(str(v))
        for s in shapes
        for a in s.atoms
        for _, vs in a.tests
        for v in vs
        if isinstance(v, Literal)
    }
    return [None, *sorted({d + step for d in told for step in (-1, Decimal("-0.01"), 0, Decimal("0.01"), 1)})]


def rows(shapes: list[Shape], seed: int) -> list[dict[URIRef, FactValue]]:
    rng, values = random.Random(seed), limits(shapes)
    facts = sorted({a.fact for s in shapes for a in s.atoms})
    return [
        {
            f: FactValue(status=rng.choice(STATUSES), at_least=rng.choice(values), at_most=rng.choice(values))
            for f in facts
        }
        for _ in range(FACTS)
    ]


def test_columns_say_what_the_trees_say(library: Library) -> None:
    checked = 0
    for document in library.documents:
        for group in document.groups:
            shapes = list(group.shapes)
            if not shapes:
                continue
            told = rows(shapes, seed=checked)
            names = {f: f"f{i}" for i, f in enumerate(told[0])}
            table = {}
            for f, name in names.items():
                status = [None if r[f].status is None else STATUS_CODES[r[f].status.iri] for r in told]
                table[f"{name}_status"] = pa.array(status, pa.uint8())
                table[f"{name}_least"] = pa.array([r[f].at_least for r in told], pa.decimal128(18, 6))
                table[f"{name}_most"] = pa.array([r[f].at_most for r in told], pa.decimal128(18, 6))
            conditions = [
                condition(
                    criterion_test(group.triples, s.iri), lambda f, end, names=names: f"{names[f]}_{end}"
                )
                for s in shapes
            ]
            with duckdb.connect() as connection:
                connection.register("facts", pa.table(table))
                found = connection.execute(f"SELECT {', '.join(conditions)} FROM facts").fetchall()
            for values, answers in zip(told, found, strict=True):
                expected = tuple(holds(s.expression, values.__getitem__) for s in shapes)
                assert answers == expected, (group.path, values)
            checked += len(shapes)
    assert checked > 1000


FACT = Then((Step(URIRef("https://example.org/fact")), Step(GUIDE.atLeast)))


@pytest.mark.parametrize(
    ("test", "words"),
    [
        (Kind(frozenset({"iri"})), "test Kind of the focus node"),
        (
            Count(Step(URIRef("https://example.org/p")), Kind(frozenset({"iri"})), 1, None),
            "no fact and one of its ends",
        ),
        (Count(FACT, Among((GUIDE.Present,)), 1, None), "test Among of the least"),
        (Count(FACT, Compared(Order.MORE, Literal("soon")), 1, None), "no exact number"),
        (Count(FACT, Compared(Order.MORE, Literal(0.5)), 1, None), "no exact number"),
    ],
)
def test_what_no_column_can_tell_is_refused_by_name(test: Count | Kind, words: str) -> None:
    with pytest.raises(KnowledgeError, match=words):
        condition(test, lambda fact, end: f"x_{end}")


def test_counts_of_a_column_are_of_none_or_one() -> None:
    def told(least: int | None, most: int | None) -> list[bool]:
        sql = condition(Count(FACT, Compared(Order.MORE, Literal(Decimal(2))), least, most), lambda f, e: "x")
        return [
            r[0] for r in duckdb.execute(f"SELECT {sql} FROM (VALUES (NULL), (1), (3)) AS t(x)").fetchall()
        ]

    assert told(1, None) == told(1, 1) == told(1, 5) == [False, False, True]
    assert told(2, None) == told(1, 0) == [False] * 3
    assert told(None, 0) == [True, True, False]
    assert told(None, 1) == [True] * 3
