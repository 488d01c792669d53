"""Mutants: a shape or a fact declaration with one thing changed."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal

from rdflib import SH, Literal, URIRef
from rdflib.term import Node

from reasoner.authoring.files import short
from reasoner.authoring.pairs import LOWER, UPPER
from reasoner.decision.branches import number
from reasoner.knowledge import Atom, Expression, FactDeclaration, Formula, Role, Shape, Vocabulary
from reasoner.vocabulary import GUIDE, FactStatus

Test = tuple[URIRef, tuple[Node, ...]]
EVERY = tuple(s.iri for s in FactStatus)
STRICT = {
    SH.minInclusive: SH.minExclusive, SH.minExclusive: SH.minInclusive,
    SH.maxInclusive: SH.maxExclusive, SH.maxExclusive: SH.maxInclusive,
}  # fmt: skip
TURNED = {
    SH.minInclusive: SH.maxInclusive, SH.maxInclusive: SH.minInclusive,
    SH.minExclusive: SH.maxExclusive, SH.maxExclusive: SH.minExclusive,
}  # fmt: skip
# The smallest step in which a case tells a number: a tenth of a percent, one of everything that is counted.
STEP, FINE = Decimal(1), Decimal("0.1")


@dataclass(frozen=True, slots=True)
class Mutant:
    """One change: a shape or a declaration as it would be, and what was changed, in words that stay the same."""

    name: str
    shape: Shape | None = None
    declaration: FactDeclaration | None = None


def of_shape(shape: Shape, role: Role, vocabulary: Vocabulary, fine: frozenset[URIRef]) -> Iterator[Mutant]:
    """Every mutant of a shape. `fine` are the facts whose numbers are told in tenths."""
    for name, expression in _of_expression(shape.expression, fine):
        yield Mutant(f"{role.value}: {name}", shape=replace(shape, expression=expression))
    yield Mutant(f"{role.value}: never fails", shape=replace(shape, expression=Formula(shape.iri, False, ())))
    other = _other_target(shape.target, vocabulary)
    if other is not None:
        yield Mutant(f"{role.value}: target {short(other)}", shape=replace(shape, target=other))


def _other_target(target: URIRef, vocabulary: Vocabulary) -> URIRef | None:
    """The sure class of a possible one, or the possible class of a sure one."""
    sure = vocabulary.triples.iri(target, GUIDE.possibleClassOf)
    if sure is not None:
        return sure
    possible = vocabulary.triples.subjects(GUIDE.possibleClassOf, target)
    return next((p for p in possible if isinstance(p, URIRef)), None)


def _of_expression(expression: Expression, fine: frozenset[URIRef]) -> Iterator[tuple[str, Expression]]:
    if isinstance(expression, Atom):
        yield from _of_atom(expression, fine)
        return
    word = "all" if expression.any_of else "any"
    if len(expression.branches) > 1:
        yield f"{_local(expression.iri)}: {word} instead", replace(expression, any_of=not expression.any_of)
    for place, branch in enumerate(expression.branches):
        rest = expression.branches[:place] + expression.branches[place + 1 :]
        if rest:
            yield f"{_local(branch.iri)}: dropped", replace(expression, branches=rest)
        for name, other in _of_expression(branch, fine):
            branches = (*expression.branches[:place], other, *expression.branches[place + 1 :])
            yield name, replace(expression, branches=branches)


def _of_atom(atom: Atom, fine: frozenset[URIRef]) -> Iterator[tuple[str, Expression]]:
    about = f"{short(atom.fact)} {atom.end}"
    for component, values in atom.tests:
        others = tuple(t for t in atom.tests if t[0] != component)
        word = short(component).removeprefix("sh:")
        for name, test in _changed(component, values, FINE if atom.fact in fine else STEP):
            yield f"{about}: {name}", replace(atom, tests=(*others, test))
        if others:
            yield f"{about}: {word} dropped", replace(atom, tests=others)


def _changed(component: URIRef, values: tuple[Node, ...], step: Decimal) -> Iterator[tuple[str, Test]]:
    if component in (*LOWER, *UPPER):
        bound = number(values[0])
        for moved in (bound - step, bound + step):
            yield f"{bound.normalize():f} to {moved.normalize():f}", (component, (Literal(moved),))
        yield "made strict" if "Inclusive" in component else "made inclusive", (STRICT[component], values)
        yield "turned about", (TURNED[component], values)
    elif component in (SH.hasValue, SH["in"]):
        yield "statuses negated", (SH["in"], tuple(s for s in EVERY if s not in values))


def of_declaration(declaration: FactDeclaration) -> Iterator[Mutant]:
    """The declaration with each number in its parameters a step lower and higher."""
    for key in ("level", "window", "gap"):
        for value in declaration.parameters.get(key, ()):
            for told, changed in _moved(str(value)):
                parameters = {**declaration.parameters, key: (Literal(changed),)}
                yield Mutant(
                    f"{key} {value} to {told}", declaration=replace(declaration, parameters=parameters)
                )


def _moved(text: str) -> Iterator[tuple[str, str]]:
    """A number a tenth lower and higher, or a length (P12M, P14D) one unit shorter and longer."""
    length = re.fullmatch(r"P(\d+)([DWMY])", text)
    if length:
        yield from ((told, told) for told in (f"P{int(length[1]) + step}{length[2]}" for step in (-1, 1)))
        return
    yield from ((told, told) for told in (f"{(Decimal(text) + s).normalize():f}" for s in (-FINE, FINE)))


def _local(iri: URIRef) -> str:
    return str(iri).rsplit("/", 1)[-1]
