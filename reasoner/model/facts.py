"""A derived fact: a status, or a number with the bounds that the record proves."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from rdflib import URIRef

from reasoner.vocabulary import FactStatus


@dataclass(frozen=True, slots=True)
class FactValue:
    """What a template found.

    `status` is set for a fact that is not a number; `at_least` and `at_most` for one that is (None: the
    record proves no such bound). `conflicting`: the statements disagree; a status is then CONFLICTING and
    the bounds are the hull of what was told. `follows`: the nodes of the case it follows from, in order.
    `note`: one sentence on how it was read, where that is not plain from the template.
    """

    status: FactStatus | None = None
    at_least: Decimal | None = None
    at_most: Decimal | None = None
    conflicting: bool = False
    follows: tuple[URIRef, ...] = ()
    note: str = ""

    @property
    def known(self) -> bool:
        """Whether the record says anything about it."""
        if self.status is not None:
            return self.status is not FactStatus.NOT_STATED
        return self.at_least is not None or self.at_most is not None


@dataclass(frozen=True, slots=True)
class Fact:
    """A fact of one focus node. `name` is the property (fact:…) that criteria read."""

    iri: URIRef
    focus: URIRef
    name: URIRef
    value: FactValue
