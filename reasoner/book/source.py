"""The documents of a book: items of streams, numbered."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from reasoner.intake.stream import Item, items


@dataclass(frozen=True)
class Numbered:
    """An item with its number in the book.

    From another book come its hash (`known`) and, where that keeps only its beginning, why it was rejected (`error`).
    """

    seq: int
    item: Item
    known: bytes = b""
    error: str = ""

    @cached_property
    def sha256(self) -> bytes:
        """The hash of the content, by which a book knows it again."""
        return self.known or self.item.sha256


def numbered(path: Path, seq: int, position: int, row: int) -> Iterator[Numbered]:
    """The items of a file from a position on, numbered from `seq`. Raises InputError where it cannot be read."""
    for number, item in enumerate(items(path, position, row), seq):
        yield Numbered(number, item)
