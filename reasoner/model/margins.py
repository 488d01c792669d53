"""How far a number is from its threshold, as a value. Numbers are exact decimals in the unit of their fact."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum


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
