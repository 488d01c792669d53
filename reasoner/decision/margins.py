"""The distance of each number that a criterion tests from its threshold: as values, and as the figure of a row."""

from __future__ import annotations

from collections.abc import Iterable

from rdflib import URIRef

from reasoner.decision.branches import number
from reasoner.decision.context import Context
from reasoner.decision.words import amount, fact_text
from reasoner.knowledge import Atom, Shape
from reasoner.knowledge.shapes import MAX_EXCLUSIVE, MAX_INCLUSIVE, MIN_EXCLUSIVE, MIN_INCLUSIVE
from reasoner.model.facts import FactValue
from reasoner.model.margins import Margin, Relation

RELATIONS = {
    MIN_INCLUSIVE: Relation.AT_LEAST,
    MIN_EXCLUSIVE: Relation.MORE_THAN,
    MAX_INCLUSIVE: Relation.AT_MOST,
    MAX_EXCLUSIVE: Relation.LESS_THAN,
}

ASKED = {
    Relation.AT_LEAST: ("at least", "asked"),
    Relation.MORE_THAN: ("more than", "asked"),
    Relation.AT_MOST: ("at most", "allowed"),
    Relation.LESS_THAN: ("less than", "allowed"),
}


def margins(context: Context, shape: Shape, focus: URIRef) -> tuple[Margin, ...]:
    """One margin for each test of a number in a shape, in its order, each once."""
    found = (margin for atom in shape.atoms for margin in _of_atom(context, atom, focus))
    return tuple(dict.fromkeys(found))


def _of_atom(context: Context, atom: Atom, focus: URIRef) -> Iterable[Margin]:
    declaration = context.declarations.get(atom.fact)
    if declaration is None:
        return
    for component, values in atom.tests:
        relation = RELATIONS.get(component)
        if relation is not None:
            value = context.value(focus, atom.fact)
            name = str(atom.fact).rpartition("#")[2]
            yield Margin(
                name,
                declaration.label,
                declaration.unit,
                relation,
                number(values[0]),
                value.at_least,
                value.at_most,
                value.conflicting,
            )


def limit_words(margin: Margin) -> str:
    """The numbers that pass: "at least 42 days"."""
    return f"{ASKED[margin.relation][0]} {amount(margin.threshold, margin.unit)}"


def limit_text(margin: Margin) -> str:
    """What is asked of the number: "at least 42 days asked"."""
    return f"{limit_words(margin)} {ASKED[margin.relation][1]}"


def recorded_text(margin: Margin) -> str:
    """What is recorded of the number: "31 days"."""
    value = FactValue(at_least=margin.at_least, at_most=margin.at_most, conflicting=margin.conflicting)
    return fact_text(value, margin.unit)


def figure(found: Iterable[Margin]) -> str:
    """The figures of a row in one line: what is asked of each number and what is recorded."""
    told = (f"{limit_text(margin)}; recorded: {recorded_text(margin)}" for margin in found)
    return " / ".join(dict.fromkeys(told))
