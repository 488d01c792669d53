"""The order of values, the texts of datatypes, and regular expressions: what all back ends share."""

from __future__ import annotations

import itertools
from datetime import date, timedelta
from decimal import Decimal

import duckdb
import pytest
from hypothesis import given
from hypothesis import strategies as st
from rdflib import XSD, Literal, URIRef

from reasoner.errors import KnowledgeError
from reasoner.validation.regular import python_pattern, re2_pattern
from reasoner.validation.sql.dictionary import ranks
from reasoner.validation.values import compare, value_of, well_formed


def literal(text: str, kind: str = "string", lang: str | None = None) -> Literal:
    if lang:
        return Literal(text, lang=lang)
    return Literal(text, datatype=XSD[kind], normalize=False)


@pytest.mark.parametrize(
    ("left", "right", "told"),
    [
        (literal("80", "integer"), literal("80.0", "decimal"), 0),
        (literal("80", "integer"), literal("8e1", "double"), 0),
        (literal("0.1", "decimal"), literal("1e-1", "double"), 0),  # XPath compares as doubles
        (literal("0.10000000000000000001", "decimal"), literal("0.1", "decimal"), 1),
        (literal("-0", "integer"), literal("0", "integer"), 0),
        (literal("NaN", "double"), literal("1", "integer"), None),
        (literal("INF", "double"), literal("1e400", "double"), 0),
        (literal("85"), literal("80", "integer"), None),  # a text is no number
        (literal("a"), literal("b"), -1),
        (literal("a", lang="en"), literal("b", lang="en"), None),
        (literal("false", "boolean"), literal("1", "boolean"), -1),
        (literal("2024-02-29", "date"), literal("2024-03-01", "date"), -1),
        (literal("2024-02-29", "date"), literal("2024-02-29T00:00:00", "dateTime"), None),
        (literal("2024-02-29Z", "date"), literal("2024-02-29", "date"), None),
        (literal("2024-01-01T24:00:00", "dateTime"), literal("2024-01-02T00:00:00", "dateTime"), 0),
        (literal("2024-01-01T12:00:00+02:00", "dateTime"), literal("2024-01-01T10:00:00Z", "dateTime"), 0),
        (
            literal("2024-01-01T00:00:00.1234567", "dateTime"),
            literal("2024-01-01T00:00:00.1234568", "dateTime"),
            -1,
        ),
        (literal("2023-02-29", "date"), literal("2023-03-01", "date"), None),
        (URIRef("https://example.org/a"), literal("a"), None),
    ],
)
def test_two_values_stand_in_this_order(left: Literal, right: Literal, told: int | None) -> None:
    assert compare(value_of(left), value_of(right)) == told
    assert compare(value_of(right), value_of(left)) == (None if told is None else -told)


def test_every_day_of_eight_years_stands_between_its_neighbours() -> None:
    days = [date(2019, 1, 1) + timedelta(days=n) for n in range(8 * 365 + 3)]
    values = [value_of(literal(day.isoformat(), "date")) for day in days]
    assert all(compare(one, other) == -1 for one, other in itertools.pairwise(values))


@pytest.mark.parametrize(
    ("text", "kind", "told"),
    [
        ("1", "integer", True), ("1.0", "integer", False), ("+1", "integer", True), ("", "integer", False),
        ("128", "byte", False), ("-128", "byte", True), ("-1", "nonNegativeInteger", False), ("1e5", "decimal", False),
        (".5", "decimal", True), ("5.", "decimal", True), ("inf", "double", False), ("INF", "double", True),
        ("none", "boolean", False), ("1", "boolean", True), ("2023-02-29", "date", False), ("2024-02-29", "date", True),
        ("2024-1-1", "date", False), ("2024-01-01T25:00:00", "dateTime", False), (" 1 ", "integer", True),
        ("P1Y", "duration", True), ("1 year", "duration", False), ("any\ntext", "string", True),
    ],
)  # fmt: skip
def test_a_datatype_has_these_texts(text: str, kind: str, told: bool) -> None:
    assert well_formed(text, XSD[kind]) is told


numbers = st.one_of(
    st.integers(-3, 3).map(lambda n: literal(str(n), "integer")),
    st.decimals(-2, 2, places=2).map(lambda d: literal(format(d, "f"), "decimal")),
    st.floats(-2, 2).map(lambda f: literal(repr(f), "double")),
    st.sampled_from([literal("0.1", "decimal"), literal("0.1", "double"), literal("INF", "double")]),
)


@given(st.lists(numbers, min_size=2, max_size=8))
def test_ranks_keep_the_order_of_values(terms: list[Literal]) -> None:
    values = [value_of(t) for t in terms]
    exact, double = ranks(values)
    for i, one in enumerate(values):
        for j, other in enumerate(values):
            assert one is not None and other is not None
            held = double if one.inexact or other.inexact else exact
            a, b = held[i], held[j]
            assert a is not None and b is not None
            assert compare(one, other) == (a > b) - (a < b)


def test_a_number_keeps_every_digit() -> None:
    value = value_of(literal("12345678901234567890.123456789", "decimal"))
    assert value is not None and value.key == Decimal("12345678901234567890.123456789")


@pytest.mark.parametrize(
    ("pattern", "flags"),
    [
        ("^a+$", ""), ("^[a-c]{2,3}$", ""), ("é", "i"), (r"^\d+$", ""), (r"\w\W", ""), ("a.b", "s"), ("a|b$", ""),
        (r"[\d$]x", ""), (r"^\S+\s\S+$", ""), (r"\$", ""), ("^x", "m"),
    ],
)  # fmt: skip
@pytest.mark.parametrize(
    "text", ["aaa", "aaa\n", "abc", "É", "12", "١٢", "ab é", "a\nb", "5x", "$x", "a b", "$", "y\nx"]
)
def test_python_and_re2_read_a_pattern_alike(pattern: str, flags: str, text: str) -> None:
    found = duckdb.execute("SELECT regexp_matches(?, ?)", [text, re2_pattern(pattern, flags)]).fetchone()
    assert found == (python_pattern(pattern, flags).search(text) is not None,)


@pytest.mark.parametrize("pattern", ["(?=a)", r"\bword\b", r"(a)\1", "a++", r"\p{Lu}", "[", "(?i)a"])
def test_a_pattern_that_engines_read_differently_is_refused(pattern: str) -> None:
    with pytest.raises(KnowledgeError, match="sh:pattern"):
        python_pattern(pattern, "")


def test_an_unknown_flag_is_refused() -> None:
    with pytest.raises(KnowledgeError, match="flag 'x'"):
        python_pattern("a", "x")
