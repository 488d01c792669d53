"""Cases that were changed since they were read, with names, words and numbers of every form, are written and read again."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from same_case import content

from reasoner.errors import InputError
from reasoner.inference import class_rules
from reasoner.inference.making import Goal, make
from reasoner.intake import forms, read_case, read_case_text
from reasoner.intake.grammar import load_grammar
from reasoner.intake.write import case_data, case_yaml
from reasoner.knowledge import Library
from reasoner.model.additions import Addition, Told, added
from reasoner.model.case import Case, Origin, PriorProcedure, Response, Statement
from reasoner.model.dates import Length, Span
from reasoner.vocabulary import GUIDE, FactStatus

ROOT = Path(__file__).parents[2]
CASES = sorted((ROOT / "examples").glob("*.yaml"))


def read(library: Library, path: Path) -> Case:
    return read_case(path, library.vocabulary).case


@pytest.mark.parametrize("path", CASES[:8], ids=lambda p: p.stem)
def test_keys_stand_in_the_order_of_the_grammar(library: Library, path: Path) -> None:
    data = case_data(read(library, path), library.vocabulary)
    known = list(load_grammar().keys)
    assert [known.index(k) for k in data] == sorted(known.index(k) for k in data)


def small(library: Library) -> Case:
    return read(library, ROOT / "examples" / "first-block-aetna.yaml")


def again(library: Library, case: Case) -> Case:
    return read_case_text(case_yaml(case, library.vocabulary), "again.yaml", library.vocabulary).case


def test_added_nodes_have_a_name_only_where_something_refers_to_them(library: Library) -> None:
    case = small(library)
    name = f"{case.iri}#added-1a2b3c4d5e6f"
    prior = PriorProcedure(case.services[0].iri + "x", procedure=case.services[0].procedure)
    prior = replace(prior, iri=type(case.iri)(name))
    unnamed = again(library, added(case, Addition(history=(prior,))))
    assert str(unnamed.history[0].iri).endswith("#/history/0")
    told = Told(case.services[0].iri, "repeats", prior.iri)
    named_ = added(case, Addition(history=(prior,), told=(told,)))
    assert case_data(named_, library.vocabulary)["history"][0]["id"] == "#prior-procedure-1"
    assert content(again(library, named_)) == content(named_)


def test_a_node_that_was_named_by_its_place_is_referred_to_by_a_new_name(library: Library) -> None:
    case = small(library)
    prior = PriorProcedure(case.iri + "#/history/0", procedure=case.services[0].procedure)  # type: ignore[arg-type]
    prior = replace(prior, iri=type(case.iri)(f"{case.iri}#/history/0"))
    case = replace(case, history=(prior,))
    case = added(case, Addition(told=(Told(case.services[0].iri, "repeats", prior.iri),)))
    assert content(again(library, case)) == content(case)


def test_words_of_a_record_are_kept_whatever_they_hold(library: Library) -> None:
    case = small(library)
    for words in (
        '"no" # not: [a, {b}]',
        "line\nbreak\ttab",
        "é – ≥ 80 %",
        "\u2028 \x7f 𝔘 \U000e0001",
        "- x",
        "null",
        "12",
    ):
        statement = replace(case.statements[0], origin=Origin(case.documents[0].iri, "no", words))
        told = replace(case, statements=(statement,))
        assert content(again(library, told)) == content(told)


LENGTHS = st.one_of(
    st.builds(Length, st.integers(0, 30), st.just(0)),
    st.builds(Length, st.just(0), st.integers(0, 400)),
    st.builds(Length, st.integers(1, 30), st.integers(1, 40)),
)
DAYS = st.dates(date(1990, 1, 1), date(2026, 6, 1)).map(str)
SPANS = st.one_of(
    st.just(Span()), st.builds(lambda d, n: forms.read_date(d[:n]), DAYS, st.sampled_from([4, 7, 10]))
)


@st.composite
def bounds(draw: Any, of: Any, key: Any = lambda v: v) -> tuple[Any, Any]:
    low, high = sorted((draw(of), draw(of)), key=key)
    return draw(st.sampled_from([(low, high), (low, low), (low, None), (None, high), (None, None)]))


@settings(max_examples=150, deadline=None)
@given(
    lengths=bounds(LENGTHS, lambda v: v.after(date(2000, 1, 1))),
    relief=bounds(st.decimals(-100, 100, places=1)),
    spans=st.tuples(SPANS, SPANS),
    words=st.text(st.characters(exclude_categories=("Cs",)), max_size=30).filter(
        lambda t: not t or t.strip()
    ),
)
def test_told_values_of_every_form(
    library: Library, lengths: Any, relief: Any, spans: Any, words: str
) -> None:
    case = small(library)
    statement = Statement(
        case.statements[0].iri,
        case.statements[0].concept,
        GUIDE.Present,
        start=spans[0],
        at_least=lengths[0],
        at_most=lengths[1],
        date=spans[1],
        origin=Origin(None, words.strip()[:3].strip(), words),
    )
    response = Response(
        case.scores[0].iri,
        relief_at_least=relief[0],
        relief_at_most=relief[1],
        at_least=lengths[0],
        at_most=lengths[1],
    )
    prior = PriorProcedure(
        case.scores[0].iri, procedure=case.services[0].procedure, date=spans[0], responses=(response,)
    )
    told = replace(case, statements=(statement,), history=(prior,), scores=())
    assert content(again(library, told)) == content(told)


def test_numbers_keep_their_form(library: Library) -> None:
    case = small(library)
    for told in ("7", "7.0", "8.50", "1E+1"):
        score = replace(case.scores[0], value=Decimal(told))
        found = again(library, replace(case, scores=(score,))).scores[0].value
        assert found == Decimal(told)
        assert str(found) == format(Decimal(told), "f")


@pytest.mark.parametrize(
    "name", ["first-block-medicare", "medial-branch-block-aetna", "repeat-ablation-medicare"]
)
def test_what_is_made_can_be_written(library: Library, name: str) -> None:
    case, rules = read(library, ROOT / "examples" / f"{name}.yaml"), class_rules(library.vocabulary)
    bare = replace(case, statements=(), scores=(), care=(), medications=(), complete_for=frozenset())
    made = 0
    for declaration in library.shared:
        goals = (Goal(status=FactStatus.PRESENT), Goal(status=FactStatus.ABSENT), Goal(at_least=Decimal(3)))
        for goal in goals:
            for addition in make(bare, rules, declaration, bare.services[0].iri, goal, most=1):
                more = added(bare, addition)
                assert content(again(library, more)) == content(more), (declaration.name, goal)
                made += 1
    assert made > 20


def test_what_no_document_can_hold_is_refused(library: Library) -> None:
    case = small(library)
    for span in (
        Span(date(2026, 1, 1)),
        Span(None, date(2026, 1, 1)),
        Span(date(2026, 1, 1), date(2026, 1, 5)),
    ):
        with pytest.raises(InputError, match="no day, month or year"):
            case_data(replace(case, statements=(replace(case.statements[0], date=span),)), library.vocabulary)
    with pytest.raises(InputError, match="has no word for"):
        case_data(replace(case, payer=GUIDE.nothing), library.vocabulary)
