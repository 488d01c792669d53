"""Three truth values, ordered: surely not, possibly, surely. Conjunction is the least, disjunction the greatest.

This is strong Kleene logic: what is not known stays possible, and learning more only ever moves MAYBE.
"""

from __future__ import annotations

from collections.abc import Iterable
from enum import IntEnum


class Truth(IntEnum):
    """Whether something holds, as far as the record tells."""

    NO = 0
    MAYBE = 1
    YES = 2

    @property
    def sure(self) -> bool:
        """Surely holds."""
        return self is Truth.YES

    @property
    def possible(self) -> bool:
        """Holds or may hold."""
        return self is not Truth.NO


def every(values: Iterable[Truth]) -> Truth:
    """The conjunction; of nothing it is YES."""
    return min(values, default=Truth.YES)


def some(values: Iterable[Truth]) -> Truth:
    """The disjunction; of nothing it is NO."""
    return max(values, default=Truth.NO)


def negation(value: Truth) -> Truth:
    """Surely becomes surely not; possibly stays."""
    return Truth(2 - value)


def known(value: bool | None) -> Truth:
    """A told truth value; None is not told."""
    return Truth.MAYBE if value is None else Truth.YES if value else Truth.NO
