"""What all templates share: how a truth becomes a status, and how a fact names what it follows from."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from decimal import Decimal, InvalidOperation

from rdflib import URIRef

from reasoner.errors import KnowledgeError, Problem
from reasoner.inference.record import Focus, Record
from reasoner.inference.truth import Truth
from reasoner.knowledge.facts import FactDeclaration
from reasoner.model.facts import FactValue
from reasoner.vocabulary import FactStatus

Template = Callable[[Record, FactDeclaration, Focus], FactValue]

WHOLE_DAY = "The services of the request are taken as the whole list of its day."
COMPLETE = "The record is told to be complete in this respect and names none."

_STATUS = {Truth.YES: FactStatus.PRESENT, Truth.NO: FactStatus.ABSENT, Truth.MAYBE: FactStatus.NOT_STATED}
_BARE = {truth: FactValue(status=status) for truth, status in _STATUS.items()}


def nodes(follows: Iterable[URIRef]) -> tuple[URIRef, ...]:
    """The nodes, each once, in order."""
    found = set(follows)
    return tuple(found) if len(found) < 2 else tuple(sorted(found, key=str))


def as_status(truth: Truth, follows: Iterable[URIRef] = (), note: str = "") -> FactValue:
    """Surely: Present. Surely not: Absent. Possibly: NotStated."""
    found = nodes(follows)
    return FactValue(status=_STATUS[truth], follows=found, note=note) if found or note else _BARE[truth]


def conflict(follows: Iterable[URIRef], note: str = "") -> FactValue:
    """A status of which the record says both."""
    return FactValue(status=FactStatus.CONFLICTING, conflicting=True, follows=nodes(follows), note=note)


def level_of(declaration: FactDeclaration) -> Decimal:
    """The percentage that a declaration asks for. Raises KnowledgeError where it is no number."""
    told = declaration.text("level")
    try:
        return Decimal(told)
    except InvalidOperation:
        raise KnowledgeError(
            Problem(
                f"The fact {declaration.label or declaration.name} asks for the level '{told}'.",
                remedy='Write a number of percent such as "50.0"^^xsd:decimal.',
            )
        ) from None


def quantity(
    at_least: int | Decimal | None,
    at_most: int | Decimal | None,
    follows: Iterable[URIRef] = (),
    note: str = "",
    *,
    conflicting: bool = False,
) -> FactValue:
    """A number with the bounds that the record proves."""
    return FactValue(
        at_least=None if at_least is None else Decimal(at_least),
        at_most=None if at_most is None else Decimal(at_most),
        conflicting=conflicting,
        follows=nodes(follows),
        note=note,
    )
