"""The typed values of one node of a case, by property: what every reader gives, and the model is made of."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from operator import attrgetter
from typing import Any

from rdflib import XSD, URIRef

from reasoner.intake.grammar import Part
from reasoner.model.dates import Length, Span
from reasoner.vocabulary import GUIDE

_TYPES: dict[URIRef | None, Callable[[str], object]] = {
    XSD.date: date.fromisoformat,
    XSD.decimal: Decimal,
    XSD.duration: Length.parse,
}
_NAME = attrgetter("name")


def property_name(path: URIRef) -> str:
    """How a property is asked for here: its local name; the whole IRI where it is not one of the engine's own."""
    return str(path).removeprefix(str(GUIDE))


def typed(part: Part, text: str) -> object:
    """The value of a literal that the grammar accepts: a date, a Decimal, a Length, else the text."""
    make = _TYPES.get(part.datatype)
    return str(text) if make is None else make(text)


class NodeValues:
    """A node and its values: terms, dates, numbers, lengths, texts, and other nodes, in lists by name of the property."""

    __slots__ = ("iri", "name", "of")

    def __init__(self, name: str, iri: URIRef) -> None:
        self.name = name
        self.iri = iri
        self.of: dict[str, list[Any]] = {}

    def one(self, path: str) -> Any:
        """The value of a property that has one, or None."""
        found = self.of.get(path)
        return found[0] if found else None

    def text(self, path: str) -> str:
        """The text, or the empty string."""
        found = self.of.get(path)
        return found[0] if found else ""

    def every(self, path: str) -> tuple[Any, ...]:
        """Every term or text of a property, each once, sorted."""
        found = self.of.get(path)
        if not found:
            return ()
        return tuple(found) if len(found) == 1 else tuple(sorted(set(found), key=str))

    def nodes(self, path: str) -> list[NodeValues]:
        """The nodes of a property, in the order of their names."""
        found = self.of.get(path)
        if not found:
            return []
        return found if len(found) == 1 else sorted(found, key=_NAME)

    def span(self, low: str = "earliest", high: str = "latest") -> Span:
        """The days between two bounds: by default when it was."""
        first, last = self.of.get(low), self.of.get(high)
        if first is None and last is None:
            return _NO_SPAN
        return Span(first[0] if first else None, last[0] if last else None)


_NO_SPAN = Span()
