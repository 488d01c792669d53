"""What was found once is kept for the next case, in bounded memory."""

from __future__ import annotations

from typing import TypeVar

K = TypeVar("K")
V = TypeVar("V")

# So many entries a table holds before it is emptied: terms are few, but what a case writes is not.
KEPT = 65_536


def keep(table: dict[K, V], key: K, value: V, most: int = KEPT) -> None:
    """Keep a value; a table that is full is emptied first, so that memory stays bounded over any number of cases."""
    if len(table) >= most:
        table.clear()
    table[key] = value
