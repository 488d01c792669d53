"""What a fact has to be for a test of it to pass surely."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from rdflib import URIRef

from reasoner.decision.branches import number
from reasoner.decision.words import amount
from reasoner.inference.making import Goal
from reasoner.knowledge import Atom, FactDeclaration
from reasoner.knowledge.shapes import (
    HAS_VALUE,
    IN,
    MAX_EXCLUSIVE,
    MAX_INCLUSIVE,
    MIN_EXCLUSIVE,
    MIN_INCLUSIVE,
)
from reasoner.vocabulary import FactStatus


@dataclass(frozen=True)
class Wanted:
    """What a fact has to be, and whether only an exception asks for it."""

    goal: Goal
    exception: bool = False


def goals(atom: Atom) -> Iterator[Goal]:
    """What passes a test surely, one value after another. An exclusive bound is passed by a whole unit more or less."""
    if atom.end == "status":
        for value in dict.fromkeys((*atom.test(HAS_VALUE), *atom.test(IN))):
            name = str(value).rpartition("#")[2]
            if name in (FactStatus.PRESENT.value, FactStatus.ABSENT.value):
                yield Goal(status=FactStatus(name))
        return
    low = [number(v) for v in atom.test(MIN_INCLUSIVE)] + [number(v) + 1 for v in atom.test(MIN_EXCLUSIVE)]
    high = [number(v) for v in atom.test(MAX_INCLUSIVE)] + [number(v) - 1 for v in atom.test(MAX_EXCLUSIVE)]
    if low or high:
        yield Goal(at_least=max(low, default=None), at_most=min(high, default=None))


def joined(parts: tuple[dict[URIRef, Wanted], ...]) -> dict[URIRef, Wanted]:
    """All that is wanted; two of one fact are one."""
    found: dict[URIRef, Wanted] = {}
    for part in parts:
        for name, wanted in part.items():
            held = found.get(name)
            found[name] = wanted if held is None else _both(held, wanted)
    return found


def _both(one: Wanted, other: Wanted) -> Wanted:
    both = (one.goal, other.goal)
    lows = [g.at_least for g in both if g.at_least is not None]
    highs = [g.at_most for g in both if g.at_most is not None]
    status = one.goal.status or other.goal.status
    goal = Goal(status, max(lows, default=None), min(highs, default=None))
    return Wanted(goal, one.exception or other.exception)


def shown(declaration: FactDeclaration, goal: Goal) -> str:
    """What a document has to show, in words: the fact and its value."""
    told = []
    if goal.status is not None:
        told.append("yes" if goal.status is FactStatus.PRESENT else "no")
    if goal.at_least is not None:
        told.append(f"at least {amount(Decimal(goal.at_least), declaration.unit)}")
    if goal.at_most is not None:
        told.append(f"at most {amount(Decimal(goal.at_most), declaration.unit)}")
    return f"{declaration.label}: {' and '.join(told)}"
