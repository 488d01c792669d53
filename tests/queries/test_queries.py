"""Every question of queries/ gives exactly the rows that stand beside this file."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from reasoner.analysis.query import ask, questions
from reasoner.errors import InputError

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
EXPECTED = sorted(HERE.glob("*/*.csv"))


@pytest.mark.parametrize("expected", EXPECTED, ids=lambda p: f"{p.parent.name}/{p.stem}")
def test_a_question_has_exactly_these_rows(expected: Path) -> None:
    with expected.open(encoding="utf-8", newline="") as file:
        head, *rows = csv.reader(file)
    found = ask(expected.parent.name, ROOT / "examples" / f"{expected.stem}.yaml")
    assert list(found.columns) == head
    assert [list(row) for row in found.rows] == rows


def test_every_question_has_its_rows_on_the_same_cases() -> None:
    names = {q.name for q in questions()}
    assert {p.parent.name for p in EXPECTED} == names
    cases = {n: {p.stem for p in EXPECTED if p.parent.name == n} for n in names}
    assert len({frozenset(c) for c in cases.values()}) == 1


def test_every_question_orders_by_every_column() -> None:
    for question in questions():
        last = question.sparql.rstrip().splitlines()[-1]
        columns = ask(question.name, ROOT / "examples" / "first-block-aetna.yaml").columns
        assert last.startswith("ORDER BY")
        assert {c for c in columns if f"?{c}" in last} == set(columns), question.name


def test_every_question_says_what_it_asks() -> None:
    for question in questions():
        assert question.question.endswith("?")
        assert question.columns


def test_an_unknown_question_names_the_nearest() -> None:
    with pytest.raises(InputError, match="Did you mean 'what-failed'"):
        ask("what-faild", ROOT / "examples" / "first-block-aetna.yaml")
