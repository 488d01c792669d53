"""How far numbers are from their thresholds, and how far lines are from another outcome, as values.

Numbers are exact decimals in the unit of their fact. Texts are labels or final sentences in English.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from reasoner.model.ledger import (
        Citation,
        ContentStatus,
        Determination,
        Disposition,
        KnowledgeIdentity,
        Status,
    )


class Relation(StrEnum):
    """How a number must stand to its threshold."""

    AT_LEAST = "at-least"
    MORE_THAN = "more-than"
    AT_MOST = "at-most"
    LESS_THAN = "less-than"

    @property
    def upward(self) -> bool:
        """Whether more is better."""
        return self in (Relation.AT_LEAST, Relation.MORE_THAN)

    @property
    def inclusive(self) -> bool:
        """Whether a number equal to the threshold passes."""
        return self in (Relation.AT_LEAST, Relation.AT_MOST)


class Side(StrEnum):
    """On which side of its threshold a number surely is."""

    PASSED = "passed"
    SHORT = "short"
    AT = "at-the-threshold"
    UNKNOWN = "not-known"


@dataclass(frozen=True, slots=True)
class Margin:
    """One number, its threshold, and the distance between them.

    `at_least` and `at_most` are what the record proves of the number (None: no such bound); where it is `conflicting` they
    span all that is told.
    """

    fact: str
    label: str
    unit: str
    relation: Relation
    threshold: Decimal
    at_least: Decimal | None = None
    at_most: Decimal | None = None
    conflicting: bool = False

    @property
    def least(self) -> Decimal | None:
        """The distance that is surely there: negative where the number is on the wrong side of its threshold."""
        bound = self.at_least if self.relation.upward else self.at_most
        return None if bound is None else self._signed(bound)

    @property
    def most(self) -> Decimal | None:
        """The distance that it is at most, with the same sign."""
        bound = self.at_most if self.relation.upward else self.at_least
        return None if bound is None else self._signed(bound)

    @property
    def passed(self) -> bool | None:
        """Whether the test surely holds; None where the record does not tell.

        A number that equals its threshold passes "at least" and "at most", and does not pass "more than" and "less than".
        """
        if self.least is not None and (self.least > 0 or (self.least == 0 and self.relation.inclusive)):
            return True
        if self.most is not None and (self.most < 0 or (self.most == 0 and not self.relation.inclusive)):
            return False
        return None

    @property
    def distance(self) -> Decimal | None:
        """What is surely to spare (positive) or what is surely lacking at least (negative); None where neither is known."""
        if self.passed is None:
            return None
        return self.least if self.passed else self.most

    @property
    def side(self) -> Side:
        """On which side of the threshold the number surely is; at a distance of nothing it is at the threshold."""
        if self.distance is None:
            return Side.UNKNOWN
        if self.distance == 0:
            return Side.AT
        return Side.PASSED if self.distance > 0 else Side.SHORT

    @property
    def relative(self) -> Decimal | None:
        """The size of the distance as a share of the threshold; None where the distance is not known."""
        return None if self.distance is None else share(abs(self.distance), self.threshold)

    def _signed(self, bound: Decimal) -> Decimal:
        return bound - self.threshold if self.relation.upward else self.threshold - bound


def share(distance: Decimal, threshold: Decimal) -> Decimal:
    """A distance as a share of a threshold; of a threshold of nothing the distance itself. Rounded to six digits."""
    return round(distance / abs(threshold), 6) if threshold else distance


class Basis(StrEnum):
    """What a fact rests on before it is changed."""

    NOTHING = "not-stated"
    PRESUMED = "presumed"
    CONFLICT = "conflicting"
    ONE = "one-statement"
    SEVERAL = "several-statements"
    COMPLETE = "no-statement"  # that nothing else happened, where the record is complete


@dataclass(frozen=True, slots=True)
class Touched:
    """A criterion whose status a change of facts changes. `facts` are the changed ones that it reads, `asked` its limits."""

    guideline: str
    document: str
    criterion: str
    label: str
    before: Status
    after: Status
    facts: tuple[str, ...] = ()
    asked: str = ""
    citations: tuple[Citation, ...] = ()

    @property
    def name(self) -> str:
        """The criterion as document/criterion."""
        return f"{self.guideline}/{self.criterion}"


@dataclass(frozen=True, slots=True)
class FactChange:
    """One fact that would have to be another. `before` and `after` are its values in words; `upward`: the number rises.

    `distance` is how far the number moves in its unit, 0 where nothing that is recorded speaks against the new value, None
    for a fact that is no number. `size` is what the change counts: for a number the distance as a share of the threshold
    next to its new value; for a status 0 where it only becomes known and 1 where it turns.
    """

    fact: str
    label: str
    unit: str
    before: str
    after: str
    basis: Basis
    size: Decimal
    distance: Decimal | None = None
    upward: bool = True


@dataclass(frozen=True, slots=True)
class Turn:
    """Facts that are others, all of them together, and what the line is then: found by deciding again."""

    changes: tuple[FactChange, ...]
    touched: tuple[Touched, ...]
    determination: Determination
    disposition: Disposition

    @property
    def size(self) -> Decimal:
        """The sizes of its changes added up."""
        return sum((change.size for change in self.changes), Decimal(0))


@dataclass(frozen=True, slots=True)
class PlacedMargin:
    """A margin with the criterion that it belongs to. `status` is that of the whole criterion, which may ask for more."""

    guideline: str
    document: str
    authority: str
    criterion: str
    label: str
    status: Status
    decides: bool
    margin: Margin
    citations: tuple[Citation, ...] = ()


@dataclass(frozen=True, slots=True)
class LineMargins:
    """One requested line.

    `determination` is the worst of the documents that bind it. `turns` of an eligible line are the smallest changes that
    spoil it, nearest first, each of one fact where one is enough; of another line the nearest change after which its
    determination is a better one. `eligible` is the smallest change after which a line that is not eligible is; None where
    no change of facts makes it so, and `fixed` says why. `exact` is false where the search was given up at its limit: a
    smaller change may exist.
    """

    line: str
    service: str
    codes: tuple[str, ...]
    label: str
    serves: str
    disposition: Disposition
    determination: Determination | None
    documents: tuple[str, ...]
    turns: tuple[Turn, ...] = ()
    eligible: Turn | None = None
    fixed: tuple[str, ...] = ()
    exact: bool = True
    margins: tuple[PlacedMargin, ...] = ()


@dataclass(frozen=True, slots=True)
class Because:
    """A fact that makes the difference: what each of two texts asks of it; empty where it is not asked."""

    label: str
    criterion: str
    here: str
    there: str
    recorded: str
    citations: tuple[Citation, ...] = ()


@dataclass(frozen=True, slots=True)
class OtherText:
    """Another document, or another version of one in force (`same`), that says something else of some lines."""

    guideline: str
    document: str
    version: str
    effective_from: str
    binds: str
    same: bool
    lines: tuple[str, ...]
    here: Determination
    there: Determination
    against: str
    because: tuple[Because, ...]


@dataclass(frozen=True, slots=True)
class Margins:
    """The lines of a case with their margins, the nearest changes, and the texts that say something else of them."""

    case: str
    case_sha256: str
    recorded_on: date
    date_of_service: date
    payer: str
    request: str
    knowledge: KnowledgeIdentity
    content: ContentStatus
    lines: tuple[LineMargins, ...]
    others: tuple[OtherText, ...]
