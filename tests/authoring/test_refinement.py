"""The refinement test finds each kind of mistake by trial, without looking at the form of the shapes."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest
from rdflib import SH, Literal

from reasoner.authoring.agreement import check_agreement
from reasoner.authoring.refinement import check_refinement
from reasoner.authoring.roles import Rule, legible, rules
from reasoner.knowledge import Atom, Formula, Library, Role, Shape
from reasoner.knowledge.folders import read_document

GOOD = Path(__file__).parent / "good"


def rule(name: str) -> Rule:
    document = read_document(GOOD)
    groups, _ = legible(document)
    return next(r for r in rules(document, groups) if str(r.criterion).endswith(name))


def changed(held: Rule, role: Role, expression: Atom | Formula) -> Rule:
    shape: Shape = replace(held.shapes[role], expression=expression)
    return replace(held, shapes={**held.shapes, role: shape})


def atom(held: Rule, role: Role) -> Atom:
    found = held.shapes[role].expression
    assert isinstance(found, Atom)
    return found


def says(held: Rule) -> list[str]:
    problems, tried = check_refinement(held)
    assert tried > 0
    return [re.split(r" when | with |: fact:", p.what.split(": ", 1)[1])[0] for p in problems]


@pytest.mark.parametrize("name", ["relief-before", "interval-kept", "device-absent"])
def test_the_good_rules_never_flip(name: str) -> None:
    assert says(rule(name)) == []


def test_a_main_that_reads_the_proved_bound_flips() -> None:
    held = rule("relief-before")
    broken = changed(held, Role.MAIN, replace(atom(held, Role.MAIN), end="atLeast"))
    assert says(broken) == ["not-met becomes met"]


def test_a_twin_that_reads_the_possible_bound_flips() -> None:
    held = rule("relief-before")
    broken = changed(held, Role.TWIN, replace(atom(held, Role.TWIN), end="atMost"))
    assert says(broken) == ["met becomes not-met"]


def test_both_the_wrong_way_round_flip() -> None:
    held = rule("relief-before")
    one = changed(held, Role.MAIN, replace(atom(held, Role.MAIN), end="atLeast"))
    both = changed(one, Role.TWIN, replace(atom(held, Role.TWIN), end="atMost"))
    assert says(both) == ["met becomes not-documented"]


def test_another_constant_leaves_a_known_value_undecided() -> None:
    held = rule("relief-before")
    tests = ((SH.minInclusive, (Literal("81.0"),)), (SH.minCount, (Literal("1"),)))
    broken = changed(held, Role.TWIN, replace(atom(held, Role.TWIN), tests=tests))
    assert says(broken) == ["not documented although everything is known"]


def test_a_swapped_branch_flips() -> None:
    held = rule("interval-kept")
    main, twin = held.shapes[Role.MAIN].expression, held.shapes[Role.TWIN].expression
    assert isinstance(main, Formula)
    assert isinstance(twin, Formula)
    broken = changed(held, Role.TWIN, replace(twin, branches=(main.branches[0], twin.branches[1])))
    assert says(broken) == ["needs-judgement becomes not-met"]


def test_a_test_that_nothing_fails_is_found() -> None:
    held = rule("device-absent")
    always = replace(atom(held, Role.MAIN), tests=((SH.minCount, (Literal("0"),)),))
    broken = changed(changed(held, Role.MAIN, always), Role.TWIN, always)
    assert says(broken) == ["no facts at all make it not-met."]


def test_tree_and_engine_agree_on_every_shape_of_the_library(library: Library) -> None:
    checked = 0
    for document in library.documents:
        groups, problems = legible(document)
        assert problems == ()
        held = rules(document, groups)
        for group in groups:
            assert [str(p) for p in check_agreement(group, held, trials=40, seed=3)] == []
            checked += len(group.shapes)
    assert checked > 100


def test_a_tree_that_reads_a_shape_otherwise_is_found() -> None:
    held = rule("relief-before")
    lying = changed(held, Role.MAIN, replace(atom(held, Role.MAIN), end="atLeast"))
    found = [p.what for p in check_agreement(held.group, (lying,), trials=40)]
    assert len(found) == 1
    assert found[0].startswith("good/block/relief-before/2026-01-01: the engine says ")
