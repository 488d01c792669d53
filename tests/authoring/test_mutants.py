"""Every test of every binding criterion matters: change one thing, and a case must notice. And the tool itself notices."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from rdflib import SH, Literal

from reasoner.authoring.check import check_cases
from reasoner.authoring.content_files import read_files
from reasoner.authoring.content_tests import Outcome, run_all
from reasoner.authoring.drift import drifted
from reasoner.authoring.facts import read_table
from reasoner.authoring.mutants import of_declaration, of_shape
from reasoner.authoring.mutation import Mutation, mutate
from reasoner.authoring.roles import Rule, legible, rules
from reasoner.knowledge import Atom, FactDeclaration, Formula, Library, Role, Shape
from reasoner.vocabulary import FACT, GUIDE, SHAPES

Proof = tuple[list[Rule], list[Outcome], Path]


@pytest.fixture(scope="module")
def proof(library: Library, root: Path) -> Proof:
    held = [r for d in library.documents for r in rules(d, legible(d)[0])]
    files, problems = read_files(root / "tests" / "criteria")
    assert problems == ()
    found, failed, _ = run_all(files, library, lambda _: None)
    assert failed == ()
    return held, [o for outcomes in found.values() for o in outcomes], root / "tests" / "criteria"


@pytest.fixture(scope="module")
def mutations(library: Library, proof: Proof) -> tuple[Mutation, ...]:
    held, outcomes, folder = proof
    return mutate(held, read_files(folder)[0], outcomes, library, lambda _: None)


def test_every_mutant_of_every_binding_document_is_noticed_or_excused(
    mutations: tuple[Mutation, ...], proof: Proof
) -> None:
    assert {m.document for m in mutations} == {r.document.name for r in proof[0] if r.document.binding}
    assert sum(m.made for m in mutations) > 400
    assert [f"{m.document}/{what}" for m in mutations for what in m.survivors] == []


def test_every_excuse_is_of_a_mutant_that_no_case_notices(
    mutations: tuple[Mutation, ...], proof: Proof
) -> None:
    files, _ = read_files(proof[2])
    told = {(f.document, f"{f.criterion}: {name}") for f in files for name in f.unnoticed}
    assert told - {(m.document, what) for m in mutations for what, _ in m.excused} == set()


def test_without_cases_every_mutant_survives(library: Library, proof: Proof) -> None:
    held = [r for r in proof[0] if r.document.name == "aetna-cpb-0016"]
    (found,) = mutate(held, (), (), library, lambda _: None)
    assert (found.killed, len(found.survivors)) == (0, found.made)


ATOM = Atom(
    SHAPES["a"],
    FACT["days"],
    "atLeast",
    ((SH.minCount, (Literal(1),)), (SH.minInclusive, (Literal("42.0"),))),
)
STATUS = Atom(SHAPES["b"], FACT["told"], "status", ((SH.hasValue, (GUIDE.Present,)),))


def shape(expression: Atom | Formula) -> Shape:
    return Shape(SHAPES["s"], SHAPES["c"], Role.TWIN, SHAPES["m"], GUIDE.Service, "", (), False, expression)


def test_the_mutants_of_a_number(library: Library) -> None:
    names = [m.name for m in of_shape(shape(ATOM), Role.TWIN, library.vocabulary, frozenset())]
    assert names == [
        "twin: fact:days atLeast: minCount dropped",
        "twin: fact:days atLeast: 42 to 41",
        "twin: fact:days atLeast: 42 to 43",
        "twin: fact:days atLeast: made strict",
        "twin: fact:days atLeast: turned about",
        "twin: fact:days atLeast: minInclusive dropped",
        "twin: never fails",
    ]


def test_a_percentage_moves_by_a_tenth(library: Library) -> None:
    names = [m.name for m in of_shape(shape(ATOM), Role.TWIN, library.vocabulary, frozenset({FACT["days"]}))]
    assert "twin: fact:days atLeast: 42 to 41.9" in names


def test_the_mutants_of_a_formula(library: Library) -> None:
    either = Formula(SHAPES["f"], True, (ATOM, STATUS))
    found = {m.name: m.shape for m in of_shape(shape(either), Role.TWIN, library.vocabulary, frozenset())}
    assert {"twin: f: all instead", "twin: a: dropped", "twin: b: dropped"} <= set(found)
    turned = found["twin: fact:told status: statuses negated"]
    assert turned is not None
    assert turned.atoms[1].test(SH["in"]) == (GUIDE.Absent, GUIDE.NotStated, GUIDE.Conflicting)


def test_the_mutants_of_a_declaration() -> None:
    parameters = {"level": (Literal("50.0"),), "window": (Literal("P12M"),)}
    declaration = FactDeclaration(FACT["x"], "x", "", "CountWhere", GUIDE.Service, parameters)
    assert [m.name for m in of_declaration(declaration)] == [
        "level 50.0 to 49.9", "level 50.0 to 50.1", "window P12M to P11M", "window P12M to P13M",
    ]  # fmt: skip


def test_mutants_are_made_on_demand_only(library: Library, proof: Proof) -> None:
    held = [r for r in proof[0] if r.document.name == "aetna-cpb-0697"]
    only = frozenset({"aetna-cpb-0697"})
    proved = check_cases(library, held, read_table(library), proof[2], lambda _: None, only=only)
    assert proved.mutations == ()


def test_wording_confirmed_more_than_a_year_ago_is_noted(library: Library) -> None:
    assert list(drifted(library, date(2026, 11, 25))) == []
    late = list(drifted(library, date(2027, 11, 25)))
    assert any(note.startswith("cms-l38801: ") and "older than a year" in note for note in late)


def test_an_excuse_names_the_mutant_and_says_why(library: Library, proof: Proof) -> None:
    held = [r for r in proof[0] if r.document.name == "aetna-cpb-0016"]
    files, _ = read_files(proof[2])
    first = next(f for f in files if f.document == "aetna-cpb-0016" and f.criterion == "levels-per-session")
    excused = replace(first, unnoticed={"main: never fails": "a reason"})
    (found,) = mutate(held, (excused,), (), library, lambda _: None)
    assert found.excused == (("levels-per-session: main: never fails", "a reason"),)
    assert "levels-per-session: main: never fails" not in found.survivors
