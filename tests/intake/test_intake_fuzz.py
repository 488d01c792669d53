"""Whatever the bytes: a case or an InputError, never another exception."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from small_case import CASE
from test_turtle_cases import TURTLE

from reasoner.errors import InputError
from reasoner.intake import ReadCase, read_case, read_case_data

LIGHT = settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
WORDS = [
    "medial-branch-block",
    "L3-S1",
    "present",
    "80",
    "70-90",
    "P6W",
    "2025-13",
    "#block",
    "",
    "~",
    "*a",
    "&a",
    "- ",
    "{",
    "]",
    ": ",
]
KEYS = [
    "id",
    "history",
    "findings",
    "relief",
    "date",
    "sameDayAs",
    "responses",
    "from",
    "@context",
    "care",
    "levels",
    "for",
    "lines",
]


def held(path, data: bytes, vocabulary) -> None:
    path.write_bytes(data)
    try:
        assert isinstance(read_case(path, vocabulary), ReadCase)
    except InputError as error:
        assert error.problems and all(p.what and p.place for p in error.problems)


@LIGHT
@given(st.binary(max_size=200))
@pytest.mark.parametrize("name", ["case.yaml", "case.ttl"])
def test_any_bytes(tmp_path, vocabulary, name, data):
    held(tmp_path / name, data, vocabulary)


@LIGHT
@given(st.text(max_size=200))
@pytest.mark.parametrize("name", ["case.yaml", "case.ttl"])
def test_any_text(tmp_path, vocabulary, name, text):
    held(tmp_path / name, text.encode("utf-8", "surrogatepass"), vocabulary)


@LIGHT
@given(
    at=st.integers(0, 10_000),
    cut=st.integers(0, 40),
    put=st.one_of(st.text(max_size=8), st.sampled_from(WORDS)),
)
@pytest.mark.parametrize(("name", "text"), [("case.yaml", CASE), ("case.ttl", TURTLE)])
def test_a_good_case_with_a_piece_changed(tmp_path, vocabulary, name, text, at, cut, put):
    at %= len(text)
    held(tmp_path / name, (text[:at] + put + text[at + cut :]).encode("utf-8", "surrogatepass"), vocabulary)


VALUES = st.recursive(
    st.one_of(
        st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=12), st.sampled_from(WORDS)
    ),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3), st.dictionaries(st.sampled_from(KEYS), inner, max_size=4)
    ),
    max_leaves=12,
)


@LIGHT
@given(key=st.sampled_from(KEYS), value=VALUES)
def test_any_value_under_any_key(vocabulary, key, value):
    data = {"id": "c", "recordedOn": "2026-06-10", "dateOfService": "2026-06-15", "payer": "aetna"}
    data |= {"requests": [{"procedure": "medial-branch-block"}], key: value}
    try:
        assert isinstance(read_case_data(data, "data", vocabulary), ReadCase)
    except InputError as error:
        assert error.problems
