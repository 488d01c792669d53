"""A case written as a document and read again is the same case."""

from __future__ import annotations

from dataclasses import fields, is_dataclass, replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from rdflib import URIRef

from reasoner.errors import InputError
from reasoner.intake import read_case, read_case_data, read_case_text
from reasoner.intake.write import case_data, case_yaml
from reasoner.knowledge import Library, load
from reasoner.model.case import CareEpisode, Case, PriorProcedure, Response, Statement
from reasoner.model.dates import Length, Span
from reasoner.vocabulary import DOMAIN, GUIDE

ROOT = Path(__file__).resolve().parents[2]
CASES = sorted(
    [
        *(ROOT / "examples").glob("*.yaml"),
        *(p for p in (ROOT / "tests/bases").glob("*.yaml") if ".expected" not in p.name),
    ]
)


def shape(value: Any, names: dict[str, str]) -> Any:
    """A value without the names of nodes that nobody gave: those that their place in the document gave."""
    if is_dataclass(value) and not isinstance(value, type):
        told = {f.name: getattr(value, f.name) for f in fields(value) if f.name not in ("iri", "source")}
        return (type(value).__name__, tuple((name, shape(each, names)) for name, each in told.items()))
    if isinstance(value, tuple):
        return tuple(sorted((shape(each, names) for each in value), key=repr))
    return names.get(str(value), value) if isinstance(value, URIRef) else value


def alike(one: Case, other: Case) -> bool:
    """Whether two cases are the same but for the names of their unnamed nodes."""
    return bool(shape(one, {}) == shape(other, {}))


@pytest.mark.parametrize("path", CASES, ids=lambda p: p.stem)
def test_a_case_written_and_read_is_the_same_case(path: Path, library: Library) -> None:
    case = read_case(path, library.vocabulary).case
    again = read_case_data(case_data(case, library.vocabulary), "again", library.vocabulary).case
    assert alike(case, again)
    named = {
        s.iri
        for s in (*case.services, *case.history, *case.documents)
        if "/" not in str(s.iri).rpartition("#")[2]
    }
    assert named <= {s.iri for s in (*again.services, *again.history, *again.documents)}


@pytest.mark.parametrize("path", CASES, ids=lambda p: p.stem)
def test_the_yaml_is_read_as_the_same_case(path: Path, library: Library) -> None:
    case = read_case(path, library.vocabulary).case
    text = case_yaml(case, library.vocabulary)
    again = read_case_text(text, "again.yaml", library.vocabulary).case
    assert alike(case, again)
    assert (
        again.sha256
        == read_case_data(case_data(case, library.vocabulary), "again", library.vocabulary).case.sha256
    )
    assert case_yaml(again, library.vocabulary) == text


LENGTHS = st.one_of(
    st.none(),
    st.builds(Length, st.integers(0, 30), st.just(0)),
    st.builds(Length, st.just(0), st.integers(0, 400)),
)
DAYS = st.dates(date(2020, 1, 1), date(2026, 6, 1))
SPANS = st.one_of(
    st.just(Span()),
    DAYS.map(lambda d: Span(d, d)),
    st.integers(2020, 2025).map(lambda y: Span(date(y, 1, 1), date(y, 12, 31))),
    st.integers(1, 12).map(
        lambda m: Span(
            date(2024, m, 1), date(2024, m, [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31][m - 1])
        )
    ),
)
PERCENT = st.integers(-100, 100).map(Decimal)


@settings(max_examples=80, deadline=None, suppress_health_check=list(HealthCheck))
@given(LENGTHS, LENGTHS, SPANS, SPANS, PERCENT, PERCENT, st.booleans(), st.booleans())
def test_every_form_of_a_value_is_written_as_it_is_read(
    one: Length | None,
    two: Length | None,
    when: Span,
    since: Span,
    low: Decimal,
    high: Decimal,
    has_low: bool,
    has_high: bool,
) -> None:
    library = load()
    case = read_case(ROOT / "examples" / "first-block-aetna.yaml", library.vocabulary).case
    least, most = (one, two)
    if (
        least is not None
        and most is not None
        and least.after(date(2000, 1, 1)) > most.after(date(2000, 1, 1))
    ):
        least, most = most, least
    base = str(case.iri)
    response = Response(
        URIRef(f"{base}#added-1"),
        target=DOMAIN["axial-pain"],
        relief_at_least=min(low, high) if has_low else None,
        relief_at_most=max(low, high) if has_high or not has_low else None,
        at_least=least,
        at_most=most,
    )
    lasted = {"start": since, "at_least": least, "at_most": most}
    concept, done = DOMAIN["low-back-pain"], case.services[0].procedure
    told = Statement(URIRef(f"{base}#added-2"), concept, GUIDE.Present, date=when, **lasted)  # type: ignore[arg-type]
    care = CareEpisode(URIRef(f"{base}#added-3"), treatment=case.care[0].treatment, **lasted)  # type: ignore[arg-type]
    prior = PriorProcedure(URIRef(f"{base}#added-4"), procedure=done, date=when, responses=(response,))
    changed = replace(case, statements=(told,), care=(care,), history=(prior,), complete_for=frozenset())
    again = read_case_text(case_yaml(changed, library.vocabulary), "again.yaml", library.vocabulary).case
    assert alike(changed, again)


def test_what_only_a_graph_can_tell_is_refused(library: Library) -> None:
    case = read_case(ROOT / "examples" / "first-block-aetna.yaml", library.vocabulary).case
    odd = replace(case.statements[0], date=Span(date(2026, 1, 3), date(2026, 2, 7)))
    with pytest.raises(InputError, match="are no day, month or year"):
        case_data(replace(case, statements=(odd,)), library.vocabulary)


def test_text_that_yaml_would_read_otherwise_is_quoted(library: Library) -> None:
    case = read_case(ROOT / "examples" / "first-block-aetna.yaml", library.vocabulary).case
    for text in (
        "no",
        "12",
        "- a",
        "a: b",
        "#x",
        "{x}",
        'say "no"',
        "ends ",
        "é\u00a0\t",
        "true",
        "null",
        "~",
    ):
        again = read_case_text(
            case_yaml(replace(case, requester=text), library.vocabulary), "again.yaml", library.vocabulary
        ).case
        assert again.requester == text
