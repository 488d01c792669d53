"""What the commands that write a book say: how far they are, and what the book holds."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from reasoner.book.store import Book, Part

INTERRUPTED = "reasoner: interrupted. The parts written so far stay; the same command goes on from there."


class Progress:
    """A line on the terminal that says how far a book is."""

    def __init__(self) -> None:
        self._begun = time.monotonic()
        self._items = 0
        self._rejected = 0

    def __call__(self, part: Part) -> None:
        """Hear of a part that was written."""
        self._items += part.items
        self._rejected += part.rejected
        if sys.stderr.isatty():
            rate = self._items / max(time.monotonic() - self._begun, 0.001)
            text = f"{self._items:,} documents, {self._rejected:,} rejected, {rate:,.0f} a second"
            print(f"\r\033[K{text}", end="", file=sys.stderr, flush=True)

    def done(self) -> None:
        """Take the line away."""
        if sys.stderr.isatty():
            print("\r\033[K", end="", file=sys.stderr, flush=True)


def made(make: Callable[[Progress], Book]) -> Book | None:
    """Make a book and show how far it is; None where the user interrupted, which is said."""
    shown = Progress()
    try:
        return make(shown)
    except KeyboardInterrupt:
        shown.done()
        print(INTERRUPTED, file=sys.stderr)
        return None
    finally:
        shown.done()


def counts(book: Book) -> str:
    """How many cases a book holds, and how many it could not read, with what to do."""
    told = book.manifest
    cases, rejected, duplicates = (told.total(c) for c in ("cases", "rejected", "duplicates"))
    text = f"{book.path}: {cases:,} cases, {rejected:,} rejected, {duplicates:,} already there, {len(told.parts)} parts\n"
    by_reference = told.total("by_reference")
    if by_reference:
        text += f"{by_reference:,} cases were decided one by one: a number of theirs fits in no column.\n"
    if rejected:
        text += f"'reasoner book rejected {book.path}' says why.\n"
    return text
