"""The templates the other way round: what is made is found again, and nothing that was told is changed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields, replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from rdflib import URIRef

from reasoner.decision.context import Context
from reasoner.inference import TEMPLATES, class_rules
from reasoner.inference.making import MAKERS, Goal, make, value_of
from reasoner.intake import read_case
from reasoner.knowledge import Atom, FactDeclaration, Library, Role
from reasoner.knowledge.shapes import (
    HAS_VALUE,
    IN,
    MAX_EXCLUSIVE,
    MAX_INCLUSIVE,
    MIN_EXCLUSIVE,
    MIN_INCLUSIVE,
)
from reasoner.model.additions import Addition, OverwrittenError, Told, added
from reasoner.model.case import Act, Case, PriorProcedure
from reasoner.review import review_case
from reasoner.validation import engine
from reasoner.vocabulary import GUIDE, FactStatus

ROOT = Path(__file__).parents[2]
# What follows from the request alone, or from several facts at once.
NOT_MADE = {"Agreement", "CodesExclude", "IncludedInSession", "SideExceedsSymptom"}


def goals(atom: Atom) -> Iterator[Goal]:
    """What passes a test surely."""
    if atom.end == "status":
        for value in (*atom.test(HAS_VALUE), *atom.test(IN)):
            name = str(value).rpartition("#")[2]
            if name in ("Present", "Absent"):
                yield Goal(status=FactStatus(name))
        return
    for component, step in ((MIN_INCLUSIVE, 0), (MIN_EXCLUSIVE, 1)):
        yield from (Goal(at_least=Decimal(str(v)) + step) for v in atom.test(component))
    for component, step in ((MAX_INCLUSIVE, 0), (MAX_EXCLUSIVE, 1)):
        yield from (Goal(at_most=Decimal(str(v)) - step) for v in atom.test(component))


def asked(context: Context) -> Iterator[tuple[FactDeclaration, URIRef, Goal]]:
    """What the criteria of a case ask for of its services and what is not so yet."""
    for held in context.in_force:
        for roles in held.shapes.values():
            twin = roles.get(Role.TWIN)
            for service in context.case.services if twin else ():
                assert twin is not None
                for atom in twin.atoms if context.is_a(service.iri, twin.target) else ():
                    declaration = context.declarations[atom.fact]
                    if declaration.focus == GUIDE.Service:
                        for goal in goals(atom):
                            if not goal.reached(context.value(service.iri, atom.fact)):
                                yield declaration, service.iri, goal


def reviewed(library: Library, path: Path) -> Context:
    return review_case(read_case(path, library.vocabulary), library, engine()).context


def keeps(before: Any, after: Any) -> bool:
    """Whether everything that is told before is told after, of one node."""
    return all(
        getattr(before, f.name) in (None, ()) or not_known(getattr(before, f.name))
        or getattr(before, f.name) == getattr(after, f.name)
        for f in fields(before)
        if f.name != "responses"
    )  # fmt: skip


def not_known(value: Any) -> bool:
    return hasattr(value, "known") and not value.known


def test_every_template_is_made_or_named_as_one_that_is_not() -> None:
    assert set(MAKERS) | NOT_MADE == set(TEMPLATES)
    assert not set(MAKERS) & NOT_MADE


@pytest.mark.parametrize("path", sorted((ROOT / "examples").glob("*.yaml")), ids=lambda p: p.stem)
def test_what_is_made_is_found_and_keeps_what_was_told(library: Library, path: Path) -> None:
    context, rules = reviewed(library, path), class_rules(library.vocabulary)
    case = context.case
    seen = set[tuple[URIRef, URIRef, Goal]]()
    for declaration, focus, goal in asked(context):
        if (declaration.name, focus, goal) in seen:
            continue
        seen.add((declaration.name, focus, goal))
        for addition in make(case, rules, declaration, focus, goal):
            after = added(case, addition)
            value = value_of(after, rules, declaration, focus)
            assert value is not None
            assert goal.reached(value), (declaration.name, goal, addition)
            for kind in ("statements", "scores", "care", "medications"):
                assert set(getattr(case, kind)) <= set(getattr(after, kind))
            acts: dict[URIRef, Act] = {a.iri: a for a in (*after.services, *after.history)}
            assert all(keeps(act, acts[act.iri]) for act in (*case.services, *case.history))
            now = {p.iri: p for p in after.history}
            assert all(set(p.responses) <= set(now[p.iri].responses) for p in case.history)
            assert case.complete_for <= after.complete_for
            assert (after.payer, after.jurisdiction) == (case.payer, case.jurisdiction)


def test_what_the_record_denies_cannot_be_made(library: Library) -> None:
    """No addition turns a relief of 0 % into one of 80 %, nor a symptom that is told into one that is not."""
    context = reviewed(library, ROOT / "examples" / "medial-branch-block-aetna.yaml")
    rules, service = class_rules(library.vocabulary), context.case.services[0].iri
    declared = {str(name).rpartition("#")[2]: d for name, d in context.declarations.items()}
    for goal in (Goal(at_least=Decimal(80)), Goal(at_least=Decimal(1))):
        assert make(context.case, rules, declared["prior-block-relief"], service, goal) == ()
    assert context.value(service, declared["radiculopathy"].name).status is FactStatus.PRESENT
    goal = Goal(status=FactStatus.ABSENT)
    assert make(context.case, rules, declared["radiculopathy"], service, goal) == ()


def test_a_length_is_made_to_the_day(library: Library) -> None:
    context = reviewed(library, ROOT / "examples" / "medial-branch-block-aetna.yaml")
    rules, service = class_rules(library.vocabulary), context.case.services[0].iri
    declared = {str(name).rpartition("#")[2]: d for name, d in context.declarations.items()}
    fact = declared["low-back-pain-duration"]
    for number in (3, 14):
        case = replace(context.case, date_of_service=date(2026, 8, 31), statements=())
        exactly = Goal(at_least=Decimal(number), at_most=Decimal(number))
        value = value_of(added(case, make(case, rules, fact, service, exactly)[0]), rules, fact, service)
        assert value is not None
        assert (value.at_least, value.at_most) == (number, number)
    # The record was made more than two months before: it cannot tell of one month.
    assert make(case, rules, fact, service, Goal(at_least=Decimal(1), at_most=Decimal(1))) == ()


def test_an_addition_never_tells_what_is_told(library: Library) -> None:
    case = read_case(ROOT / "examples" / "medial-branch-block-aetna.yaml", library.vocabulary).case
    service = case.services[0]
    with pytest.raises(OverwrittenError):
        added(case, Addition(told=(Told(service.iri, "side", GUIDE["side-left"]),)))
    with pytest.raises(OverwrittenError):
        added(case, Addition(date_of_service=date(2020, 1, 1)))
    with pytest.raises(OverwrittenError):
        added(case, Addition(dropped=frozenset({service.iri})))


def test_two_additions_are_one(library: Library) -> None:
    case: Case = read_case(ROOT / "examples" / "first-block-aetna.yaml", library.vocabulary).case
    prior = PriorProcedure(URIRef("https://example.org/x#p"), side=GUIDE["side-left"])
    one = Addition(history=(prior,), date_of_service=date(2027, 1, 1))
    two = Addition(
        history=(prior,), complete_for=frozenset({GUIDE.CareHistory}), date_of_service=date(2027, 2, 1)
    )
    both = added(case, one.plus(two))
    assert [p.iri for p in both.history] == [prior.iri]
    assert both.date_of_service == date(2027, 2, 1)
    assert both == added(added(case, one), two)
