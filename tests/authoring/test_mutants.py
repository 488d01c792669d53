"""Every test of every binding criterion matters: loosen one, move one number by one step, and a case must notice."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from functools import partial
from pathlib import Path

import pytest
from rdflib import SH, Literal, URIRef

from reasoner.authoring.content_files import read_files
from reasoner.authoring.content_tests import Outcome, run_all
from reasoner.authoring.pairs import LOWER, UPPER
from reasoner.authoring.roles import Rule, legible, rules
from reasoner.decision.branches import holds, number
from reasoner.decision.context import Context
from reasoner.decision.status import status
from reasoner.knowledge import Atom, Expression, Formula, Library, Role, Shape
from reasoner.model.ledger import Status
from reasoner.validation import Finding
from reasoner.vocabulary import FactStatus

EVERY = tuple(s.iri for s in FactStatus)


def moved(atom: Atom) -> Iterator[Atom]:
    """The atom with its bound a step further either way, or with its statuses turned about."""
    for component, values in atom.tests:
        others = tuple(t for t in atom.tests if t[0] != component)
        if component in (*LOWER, *UPPER):
            for step in (Decimal(-1), Decimal(1)):
                yield replace(atom, tests=(*others, (component, (Literal(number(values[0]) + step),))))
        elif component == SH.hasValue or component == SH["in"]:
            yield replace(atom, tests=(*others, (SH["in"], tuple(s for s in EVERY if s not in values))))


def mutants(expression: Expression) -> Iterator[Expression]:
    """Every expression with one atom moved."""
    if isinstance(expression, Atom):
        yield from moved(expression)
        return
    for place, branch in enumerate(expression.branches):
        for other in mutants(branch):
            branches = (*expression.branches[:place], other, *expression.branches[place + 1 :])
            yield Formula(expression.iri, expression.any_of, branches, expression.label)


def statuses(shapes: dict[Role, Shape], outcomes: list[Outcome]) -> list[Status | None]:
    """The statuses of one criterion over all cases; None where its shapes contradict each other."""
    found: list[Status | None] = []
    for outcome in outcomes:
        held = outcome.context
        lines = [line.iri for s in held.case.services for line in s.lines]
        for focus in (*(s.iri for s in held.case.services), *lines):
            found.append(one(shapes, held, focus))
    return found


def one(shapes: dict[Role, Shape], held: Context, focus: URIRef) -> Status | None:
    failed = {
        role
        for role, shape in shapes.items()
        if held.is_a(focus, shape.target) and not holds(shape.expression, partial(held.value, focus))
    }
    if Role.MAIN in failed and Role.TWIN not in failed:
        return None
    findings = tuple(
        Finding(focus, shapes[r].iri, SH.Violation, SH.PropertyShape, "") for r in sorted(failed)
    )
    alone = Context(held.library, held.case, held.in_force, held.declarations, held.inferred, findings, {})
    return status(alone, shapes, focus)


@pytest.fixture(scope="module")
def outcomes(library: Library, root: Path) -> list[Outcome]:
    files, problems = read_files(root / "tests" / "criteria")
    assert problems == ()
    found, failed, _ = run_all(files, library, lambda _: None)
    assert failed == ()
    return [outcome for held in found.values() for outcome in held]


def binding(library: Library) -> list[Rule]:
    return [r for d in library.documents if d.binding for r in rules(d, legible(d)[0])]


def test_every_mutant_is_noticed_by_some_case(library: Library, outcomes: list[Outcome]) -> None:
    unseen, made = [], 0
    for rule in binding(library):
        mine = [o for o in outcomes if rule.document.name in o.statuses]
        shapes = dict(rule.shapes)
        before = statuses(shapes, mine)
        for role, shape in shapes.items():
            for number_, other in enumerate(mutants(shape.expression)):
                made += 1
                after = statuses({**shapes, role: replace(shape, expression=other)}, mine)
                if after == before:
                    unseen.append(
                        f"{rule.document.name}/{str(rule.criterion).rsplit('/', 1)[-1]} {role.value} {number_}"
                    )
    assert "\n".join(unseen) == ""
    assert made > 150
