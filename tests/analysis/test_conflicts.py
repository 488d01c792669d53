"""Conflicts of documents: every witness is confirmed by the ordinary review, every proof withstands trying values."""

from __future__ import annotations

import json
import os
import random
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from itertools import product
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rdflib import URIRef

from reasoner.analysis.conflicts import Claim, Conflicts, Kind, conflicts, conflicts_json, conflicts_page, smt
from reasoner.analysis.conflicts.axioms import AtLeast, AtMost, Implies, Relation, relations
from reasoner.analysis.conflicts.cases import write_cases
from reasoner.analysis.conflicts.prove import thresholds_of
from reasoner.analysis.conflicts.redundant import redundant
from reasoner.analysis.conflicts.rules import Rule
from reasoner.analysis.conflicts.search import Search
from reasoner.analysis.conflicts.variables import Key, fixed, is_status, key_of
from reasoner.analysis.generation import documents, read_model
from reasoner.cli import main
from reasoner.decision.branches import holds
from reasoner.errors import InputError
from reasoner.inference import class_rules, classify, derive
from reasoner.intake import read_case, read_json_case
from reasoner.knowledge import FactDeclaration, Library, Role, Shape
from reasoner.model.case import Case
from reasoner.model.facts import FactValue
from reasoner.report import print_page
from reasoner.review import review_case
from reasoner.validation import engine
from reasoner.vocabulary import FactStatus
from tests.analysis import tiny

ROOT = Path(__file__).resolve().parents[2]
SOME = ("cms-l39383", "cms-l35249", "nhs-hull-facet", "cms-hospital-prior-authorization", "uhc-pain-024")


@pytest.fixture(scope="module")
def found(library: Library) -> Conflicts:
    return conflicts(library, SOME)


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Library:
    return tiny.library(tmp_path_factory.mktemp("tiny") / "knowledge", ROOT)


@pytest.fixture(scope="module")
def of_small(small: Library) -> Conflicts:
    return conflicts(small)


@pytest.fixture(scope="module")
def search(library: Library) -> Search:
    return Search(library, date(2026, 11, 23))


@pytest.fixture(scope="module")
def dead(search: Search) -> tuple[Claim, ...]:
    return tuple(redundant(search))


# One of each kind, and nothing else


def test_each_kind_is_found_once(of_small: Conflicts) -> None:
    titles = {kind: [c.title for c in of_small.of(kind)] for kind in Kind}
    assert titles == {
        Kind.UNSATISFIABLE: ["told against not-told"],
        Kind.ADVICE: ["Against advises against what others advise or cover: avoid"],
        Kind.THRESHOLD: ["sessions"],
        Kind.VERSION: ["First: sessions, from 2026-07-01: stricter"],
        Kind.GAP: ["First: no version from 2026-06-01 to 2026-06-30", "Nothing decides: kyphoplasty"],
        Kind.REDUNDANT: ["pain-long follows from pain-longer"],
        Kind.NEVER_MET: ["unproven"],
    }
    assert all(c.decided and not c.undecided and c.witnesses for c in of_small.claims)


def test_thresholds_stand_by_strictness(of_small: Conflicts) -> None:
    (claim,) = of_small.of(Kind.THRESHOLD)
    assert [(s.shorts, s.asks) for s in claim.sides] == [
        (("Second",), "≤ 2 (window 12 months)"),
        (("First",), "≤ 3 (window 12 months)"),
    ]
    assert not claim.together


def test_a_document_that_no_case_meets_covers_nothing(of_small: Conflicts) -> None:
    (claim,) = of_small.of(Kind.ADVICE)
    assert [s.shorts for s in claim.sides if s.decides] == [("Second",)]


def test_each_member_of_a_contradiction_can_be_met_without_the_other(of_small: Conflicts) -> None:
    (claim,) = of_small.of(Kind.UNSATISFIABLE)
    assert [(w.shown[0].criterion, w.shown[0].found) for w in claim.witnesses] == [
        ("not-told", "met"),
        ("told", "met"),
    ]


def test_an_earlier_day_has_its_own_texts(small: Library) -> None:
    before = conflicts(small, on=date(2026, 3, 1))
    (claim,) = before.of(Kind.THRESHOLD)
    assert [s.asks for s in claim.sides] == ["≤ 2 (window 12 months)", "≤ 4 (window 12 months)"]
    assert not conflicts(small, on=date(2026, 6, 10)).of(Kind.THRESHOLD)


# Witnesses


def confirm(claims: Sequence[Claim], library: Library, folder: Path) -> int:
    """Every witness is read from its file and reviewed; how many there were."""
    runner, count = engine(), 0
    for witness in (w for c in claims for w in c.witnesses):
        read = read_case(folder / f"{witness.name}.yaml", library.vocabulary)
        assert witness.shown
        for shown in witness.shown:
            name, at, _ = shown.under.partition("@")
            review = review_case(read, library, runner, shown.under if at else "").review
            ledgers = [g for line in review.lines for g in line.guidelines if g.guideline == name]
            if shown.criterion:
                statuses = {
                    row.status.value
                    for g in ledgers
                    for row in g.criteria
                    if row.criterion == shown.criterion
                }
            else:
                statuses = {g.determination.value if g.determination else "no determination" for g in ledgers}
            assert statuses == {shown.found}, (witness.name, shown)
        count += 1
    return count


def test_every_witness_is_confirmed_by_review(library: Library, found: Conflicts, tmp_path: Path) -> None:
    written = write_cases(found, tmp_path, library.vocabulary)
    assert confirm(found.claims, library, tmp_path) == written > 15


def test_every_witness_of_each_kind_is_confirmed(small: Library, of_small: Conflicts, tmp_path: Path) -> None:
    write_cases(of_small, tmp_path, small.vocabulary)
    assert confirm(of_small.claims, small, tmp_path) == 10


def test_what_a_witness_shows_is_what_is_claimed(found: Conflicts) -> None:
    for claim in found.of(Kind.THRESHOLD):
        for witness in claim.witnesses:
            assert [s.found for s in witness.shown] == ["met", "not-met"]
    for claim in found.of(Kind.NEVER_MET):
        assert all(s.found == "not-met" for w in claim.witnesses for s in w.shown)


# The encoding and what is proved with it


def random_value(declaration: FactDeclaration, near: Sequence[Decimal], chance: random.Random) -> FactValue:
    if is_status(declaration):
        return FactValue(status=chance.choice(list(FactStatus)))
    numbers = sorted({max(n + step, Decimal(0)) for n in near for step in (-1, 0, 1)} | {Decimal(0)})
    low, high = sorted(chance.choices(numbers, k=2))
    return FactValue(at_least=chance.choice([low, None]), at_most=chance.choice([high, None]))


def all_shapes(search: Search) -> list[tuple[Rule, Shape]]:
    return [(r, s) for rules in search.rules.values() for r in rules for s in r.shapes.values()]


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 2**32))
def test_the_encoding_says_what_the_ledger_says(search: Search, seed: int) -> None:
    chance = random.Random(seed)
    encoder = search.prover.encoder
    for rule, shape in chance.sample(all_shapes(search), 20):
        values: dict[Key, FactValue] = {}
        for d in rule.reads.values():
            values.setdefault(key_of(d), random_value(d, thresholds_of(rule), chance))
        term = encoder.term(shape.expression, rule.facts)
        solver = smt.solver()
        solver.add(*(fixed(v, values[v.key]) for v in term.reads), term.holds)
        told = holds(shape.expression, lambda name, r=rule, v=values: v[key_of(r.facts[name])])  # type: ignore[misc]
        assert str(solver.check()) == ("sat" if told else "unsat"), shape.iri


def exact(
    variables: Mapping[Key, FactDeclaration], near: Sequence[Decimal]
) -> Iterator[dict[Key, FactValue]]:
    """Every combination of exact values on a grid about the limits, as far as the facts allow it together."""
    grid = []
    for declaration in variables.values():
        if is_status(declaration):
            grid.append([FactValue(status=s) for s in (FactStatus.PRESENT, FactStatus.ABSENT)])
        else:
            numbers = sorted({max(n + step, Decimal(0)) for n in near for step in (-1, 0, 1)})
            grid.append([FactValue(at_least=n, at_most=n) for n in numbers])
    for values in product(*grid):
        yield dict(zip(variables, values, strict=True))


def allowed(relation: Relation, one: FactValue, other: FactValue) -> bool:
    if isinstance(relation, AtMost | AtLeast):
        assert one.at_least is not None and other.at_least is not None
        if isinstance(relation, AtMost):
            return one.at_least <= relation.factor * other.at_least + relation.plus
        return one.at_least >= relation.factor * other.at_least
    both = one.status is FactStatus.PRESENT, other.status is FactStatus.PRESENT
    return both != (True, False) if isinstance(relation, Implies) else both != (True, True)


def test_no_values_speak_against_a_proof(search: Search, dead: tuple[Claim, ...]) -> None:
    rules = {str(r.criterion.iri): r for each in search.rules.values() for r in each}
    tried = 0
    for claim in dead:
        one, other = (rules[s.criteria[0]] for s in claim.sides)
        variables = {key_of(d): d for r in (one, other) for d in r.reads.values()}
        near = (*thresholds_of(one), *thresholds_of(other))
        tied = [
            (a, b, r)
            for a, d in variables.items()
            for b, e in variables.items()
            if a != b
            for r in relations(search.classes, d, e)
        ]
        for values in exact(variables, near):
            if not all(allowed(r, values[a], values[b]) for a, b, r in tied):
                continue
            tried += 1
            assert not _holds(one, values) or _holds(other, values, judged=True), claim.title
    assert tried > 100


def _holds(rule: Rule, values: Mapping[Key, FactValue], *, judged: bool = False) -> bool:
    """Whether a criterion is met; with `judged`, also that no person has to judge it."""
    shapes = [rule.twin, *([rule.shapes[Role.JUDGED]] if judged and Role.JUDGED in rule.shapes else [])]
    return all(holds(s.expression, lambda name: values[key_of(rule.facts[name])]) for s in shapes)


def test_what_a_person_judges_does_not_follow(dead: tuple[Claim, ...]) -> None:
    """A covered pain beside an excluded one is left to a person: that a covered one is told settles nothing of it."""
    follows = {c.sides[-1].criteria[0] for c in dead}
    assert not [iri for iri in follows if iri.endswith("/excluded-indication-absent")]
    assert any(iri.endswith("/untreated-radiculopathy-absent") for iri in follows)


def test_no_values_meet_a_contradiction(small: Library, of_small: Conflicts) -> None:
    here = Search(small, of_small.on)
    rules = {str(r.criterion.iri): r for each in here.rules.values() for r in each}
    (claim,) = of_small.of(Kind.UNSATISFIABLE)
    core = [rules[s.criteria[0]] for s in claim.sides]
    variables = {key_of(d): d for r in core for d in r.reads.values()}
    for values in exact(variables, (Decimal(1),)):
        assert not all(_holds(r, values) for r in core)


def test_what_facts_say_of_each_other_holds_on_records(library: Library) -> None:
    """Every relation, on the records of the examples, of the bases of the criteria tests and of a generated book."""
    rules = class_rules(library.vocabulary)
    declared: dict[Key, FactDeclaration] = {}
    for d in (
        *library.shared,
        *(d for each in library.documents for g in each.groups for d in g.declarations),
    ):
        declared.setdefault(key_of(d), d)
    each = list(declared.values())
    tied = [(a, b, r) for a in each for b in each if a is not b for r in relations(rules, a, b)]
    read = {id(d): d for a, b, _ in tied for d in (a, b)}
    # Facts of two documents can have one name: each is made under a name of its own.
    named = {place: _renamed(d, n) for n, (place, d) in enumerate(read.items())}
    checked = 0
    for case in _records(library, 200):
        facts = derive(classify(case, rules), tuple(named.values())).facts
        values = {(f.focus, f.name): f.value for f in facts}
        for service in case.services:
            for a, b, relation in tied:
                one, other = (values.get((service.iri, named[id(d)].name)) for d in (a, b))
                if one is not None and other is not None and _settled(one) and _settled(other):
                    checked += 1
                    assert allowed(relation, one, other), (case.identifier, a.label, b.label, relation)
    assert len(tied) > 50 and checked > 500


def _records(library: Library, generated: int) -> Iterator[Case]:
    files = (ROOT / "examples").glob("*.yaml"), (ROOT / "tests" / "bases").glob("*.yaml")
    yield from (
        read_case(path, library.vocabulary).case
        for each in files
        for path in sorted(each)
        if ".expected" not in path.name
    )
    model = read_model(ROOT / "benchmarks" / "books" / "pain-requests.yaml")
    for raw in documents(model, 5, 0, generated):
        yield read_json_case(raw, "generated", 1, library.vocabulary).case


def _renamed(declaration: FactDeclaration, number: int) -> FactDeclaration:
    from dataclasses import replace

    return replace(declaration, name=URIRef(f"{declaration.name}-{number}"))


def _settled(value: FactValue) -> bool:
    if value.conflicting:
        return False
    if value.status is not None:
        return value.status in (FactStatus.PRESENT, FactStatus.ABSENT)
    return value.at_least is not None and value.at_least == value.at_most


def test_a_solver_that_gives_up_proves_nothing(small: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(smt, "EFFORT", 1)
    told = conflicts(small)
    assert not [c for c in told.claims if c.proof and c.kind is not Kind.GAP]
    left_open = {c.kind for c in told.claims if any(smt.GAVE_UP in u for u in c.undecided)}
    assert left_open == {Kind.UNSATISFIABLE, Kind.VERSION}


# The command


def test_only_what_involves_a_document_is_told(library: Library, found: Conflicts) -> None:
    assert all(c.documents & set(SOME) for c in found.claims)


def test_a_document_that_is_not_held_is_refused_with_the_nearest(library: Library) -> None:
    with pytest.raises(InputError) as caught:
        conflicts(library, ("cms-l3880", "aetna-cpb-0016", "nowhere-at-all"))
    assert "Did you mean 'cms-l38801'?" in str(caught.value)
    assert len(caught.value.problems) == 2


def test_a_day_that_is_none_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as caught:
        main(["conflicts", "--on", "soon"])
    assert caught.value.code == 2
    assert "'soon' is no date" in capsys.readouterr().err


def test_without_the_solver_the_extra_is_named(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setitem(sys.modules, "z3", None)
    assert main(["conflicts", "cms-l38801"]) == 2
    assert "guideline-reasoner[authors]" in capsys.readouterr().err


def test_before_every_version_there_is_nothing_to_compare(library: Library) -> None:
    early = conflicts(library, ("cms-l38801",), on=date(1990, 1, 1))
    assert not early.claims


def test_every_format_tells_every_claim(of_small: Conflicts, small: Library) -> None:
    told = json.loads(conflicts_json(of_small))
    assert [c["title"] for c in told["claims"]] == [c.title for c in of_small.claims]
    for form in ("text", "markdown", "html"):
        page = print_page(conflicts_page(of_small), form, width=400)
        assert all(c.title.split(":")[0] in page for c in of_small.claims)
        assert "not decided" in page.lower()


def test_the_same_bytes_every_time() -> None:
    command = [sys.executable, "-m", "reasoner.cli", "conflicts", "nhs-hull-facet", "--format", "json"]
    held = {**os.environ, "PYTHONPATH": str(ROOT)}
    runs = [
        subprocess.Popen(command, stdout=subprocess.PIPE, env={**held, "PYTHONHASHSEED": seed}, cwd=ROOT)
        for seed in ("1", "2")
    ]
    first, second = (run.communicate()[0] for run in runs)
    assert first == second
    assert b"nhs-hull-facet" in first


def test_a_folder_that_is_a_file_is_refused_before_the_work(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    taken = tmp_path / "taken"
    taken.touch()
    assert main(["conflicts", "cms-l38801", "--witnesses", str(taken)]) == 2
    assert str(taken) in capsys.readouterr().err
