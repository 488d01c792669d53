"""Which contents a book holds already: eight bytes of memory a case, and a look into the files where these agree."""

from __future__ import annotations

from collections.abc import Iterable

import duckdb
import numpy as np

from reasoner.book.store import Book


class Seen:
    """The contents of a book, by hash, and of the parts that are still being written."""

    def __init__(self, book: Book) -> None:
        self._book = book
        self._under_way: set[bytes] = set()
        self._short = np.sort(np.array([_short(h) for h in _hashes(book)], dtype=np.uint64))

    def new(self, digest: bytes) -> bool:
        """Whether a content is new; it is not from then on."""
        if digest in self._under_way:
            return False
        at = int(np.searchsorted(self._short, np.uint64(_short(digest))))
        if at < len(self._short) and int(self._short[at]) == _short(digest) and self._stored(digest):
            return False
        self._under_way.add(digest)
        return True

    def committed(self, digests: Iterable[bytes]) -> None:
        """Some contents are in the files now."""
        done = list(digests)
        self._under_way.difference_update(done)
        added = np.array([_short(d) for d in done], dtype=np.uint64)
        self._short = np.sort(np.concatenate([self._short, added]))

    def _stored(self, digest: bytes) -> bool:
        files = [str(f) for table in ("cases", "rejected") for f in self._book.files(table)]
        query = "SELECT count(*) FROM read_parquet(?) WHERE sha256 = ?"
        with duckdb.connect() as connection:
            found = connection.execute(query, [files, digest]).fetchone()
        return found is not None and found[0] > 0


def _short(digest: bytes) -> int:
    return int.from_bytes(digest[:8], "big")


def _hashes(book: Book) -> Iterable[bytes]:
    for table in ("cases", "rejected"):
        files = [str(f) for f in book.files(table)]
        if files:
            with duckdb.connect() as connection:
                yield from (
                    row[0]
                    for row in connection.execute("SELECT sha256 FROM read_parquet(?)", [files]).fetchall()
                )
