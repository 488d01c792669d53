"""What a maker works with: the case, one declared fact of one focus, and what the fact shall be."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from functools import cached_property
from typing import TypeVar

from rdflib import URIRef

from reasoner.inference.classes import ClassRules
from reasoner.inference.record import Focus, Record
from reasoner.knowledge.facts import FactDeclaration
from reasoner.model.additions import named
from reasoner.model.case import Act, Case, Service
from reasoner.model.dates import Length, Span
from reasoner.model.facts import FactValue
from reasoner.vocabulary import GUIDE, FactStatus

Node = TypeVar("Node")

MOST_NAMED = 4
"""How many terms of a class are tried: they differ in what else they say, not in the fact that is asked for."""


@dataclass(frozen=True, slots=True)
class Goal:
    """What a fact shall be: a status, or a number that is surely at least and surely at most so much."""

    status: FactStatus | None = None
    at_least: Decimal | None = None
    at_most: Decimal | None = None

    def reached(self, value: FactValue) -> bool:
        """Whether a value is what is wanted, without any disagreement in the record."""
        if value.conflicting or (self.status is not None and value.status is not self.status):
            return False
        low = self.at_least is None or (value.at_least is not None and value.at_least >= self.at_least)
        high = self.at_most is None or (value.at_most is not None and value.at_most <= self.at_most)
        return low and high

    @property
    def number(self) -> int:
        """The number to make: the least that is enough, else the most that is allowed."""
        told = self.at_least if self.at_least is not None else self.at_most
        return 0 if told is None else int(told.to_integral_value(rounding="ROUND_CEILING"))


@dataclass(frozen=True)
class Setting:
    """One fact of one focus of a case, and its goal. Nodes that are made are never later than `recorded`."""

    record: Record
    declaration: FactDeclaration
    focus: Focus
    goal: Goal
    # What is made took place after this day: treatment that is still to be had. None: at any time.
    since: date | None = None

    @property
    def case(self) -> Case:
        """The case that is added to."""
        return self.record.case

    @property
    def rules(self) -> ClassRules:
        """The classes of the vocabulary."""
        return self.record.rules

    @property
    def act(self) -> Act:
        """The service, or the service of the line."""
        return self.record.service(self.focus)

    @property
    def day(self) -> date:
        """The date of service."""
        return self.case.date_of_service

    @property
    def recorded(self) -> date:
        """The last day that the record can speak of."""
        return min(self.case.recorded_on, self.day)

    @property
    def wants_presence(self) -> bool:
        """Whether the fact shall be present."""
        return self.goal.status is FactStatus.PRESENT

    @property
    def wants_absence(self) -> bool:
        """Whether the fact shall be absent."""
        return self.goal.status is FactStatus.ABSENT

    @cached_property
    def repeated(self) -> URIRef | None:
        """The prior procedure that the request names."""
        return self.act.repeats if isinstance(self.act, Service) else None

    def before(self, number: int) -> date:
        """The day that lies so many units of the fact before the date of service."""
        return self.length(number).before(self.day)

    def length(self, number: int) -> Length:
        """A length in the unit of the fact."""
        return Length(months=number) if self.declaration.unit == "month" else Length(days=number)

    def named(self, kind: URIRef, classes: tuple[URIRef, ...]) -> Iterator[URIRef]:
        """Terms that a case can name and that surely lie in one of the classes, the most general first."""
        terms = self.rules.vocabulary.terms_of(kind).values()
        inside = [t for t in dict.fromkeys(terms) if self.rules.matches_any(t, classes).sure]
        inside.sort(key=lambda t: (t not in classes, len(self.rules.ancestors(t)), str(t)))
        yield from inside[:MOST_NAMED]

    def node(self, node: Node) -> Node:
        """The node with an IRI of its own, the same for the same content."""
        return named(self.case.iri, node)


PRESENT, ABSENT = GUIDE.Present, GUIDE.Absent


def on(day: date) -> Span:
    """Exactly a day."""
    return Span(day, day)


def next_day(day: date) -> date:
    """The day after."""
    return day + timedelta(days=1)
