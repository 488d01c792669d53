"""A book made of another one: the same documents, decided under other knowledge or other conditions.

Part by part and with the same numbers, so that two books join on seq, service and line. What was rejected is read again too.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as parquet

from reasoner.book.chunk import MOST_KEPT
from reasoner.book.conditions import AS_TOLD, Conditions
from reasoner.book.ingest import Told, write_batches
from reasoner.book.pool import Batch
from reasoner.book.source import Numbered
from reasoner.book.store import Book, Origin, Part, read_book, writing
from reasoner.errors import BookError, Problem
from reasoner.intake.stream import TOO_LONG, Item
from reasoner.knowledge import Library

_COLUMNS = ("seq", "sha256", "source", "position", "row", "format", "graph", "raw")


def refresh(
    path: Path,
    to: Path,
    library: Library,
    *,
    conditions: Conditions = AS_TOLD,
    workers: int = 2,
    told: Told = lambda part: None,
) -> Book:
    """Make the book `to` from the documents that the book at `path` keeps; where it was begun, go on.

    Raises InputError where a word of the conditions is none, BookError where `to` cannot be written, was begun under other
    conditions or holds what the book at `path` does not; what was committed stays.
    """
    of = read_book(path)
    if path.resolve() == to.resolve():
        raise BookError(
            Problem(f"{path} cannot be made of itself.", remedy="Name another folder after --to.")
        )
    conditions.applied(library)  # a word that is none is said before a folder is made
    origin = Origin(str(path.resolve()), of.manifest.knowledge)
    with writing(to, library, conditions, origin) as book:
        _refuse_what_is_not_of(of, book)
        if len(book.manifest.parts) < len(of.manifest.parts):
            book.commit(replace(book.manifest, origin=origin))
        write_batches(book, _batches(of, len(book.manifest.parts)), library, workers, lambda _, p: told(p))
        whole = replace(origin, whole=True)
        book.commit(replace(book.manifest, sources=of.manifest.sources, origin=whole))
        return book


def cut(book: Book) -> Iterator[tuple[int, str]]:
    """Documents that cannot be read again, because a book keeps only the beginning of what it rejects: number, and place."""
    for part in book.manifest.parts:
        for row in _rows(book, "rejected", part):
            if _is_cut(row):
                yield row["seq"], f"{row['source']}:{row['row']}"


def _batches(of: Book, first: int) -> Iterator[Batch]:
    """The parts of a book from one on, as batches: the same documents under the same numbers."""
    following = sum(part.cases + part.rejected for part in of.manifest.parts[:first])
    for part in of.manifest.parts[first:]:
        rows = [*_rows(of, "cases", part), *_rows(of, "rejected", part)]
        items = tuple(sorted((_numbered(row) for row in rows), key=lambda item: item.seq))
        following += len(items)
        yield Batch(part.name, items, part.duplicates, None, following)


def _rows(book: Book, table: str, part: Part) -> list[dict[str, Any]]:
    """The documents of one table of a part. A table of an older book lacks the graph of what was rejected."""
    path = book.path / table / f"{part.name}.parquet"
    try:
        file = parquet.ParquetFile(path)
        held = [name for name in (*_COLUMNS, "error") if name in file.schema_arrow.names]
        rows: list[dict[str, Any]] = file.read(columns=held).to_pylist()
    except (OSError, pa.ArrowException) as error:
        what = f"The book {book.path} is damaged: {path.name} of {table} cannot be read: {error}."
        raise BookError(Problem(what, remedy="Make it anew from its sources.")) from None
    return rows


def _numbered(row: dict[str, Any]) -> Numbered:
    position, name = row["position"], row.get("graph") or ""
    item = Item(row["raw"], row["format"], row["source"], position, position, row["row"], name=name)
    return Numbered(row["seq"], item, row["sha256"], row["error"] if _is_cut(row) else "")


def _is_cut(row: dict[str, Any]) -> bool:
    """Whether a row of `rejected` keeps less than its document: what is left could be read as another one."""
    if "error" not in row:
        return False
    if TOO_LONG in row["error"]:
        return True
    kept = Item(row["raw"], row["format"], row["source"], 0, 0, row["row"])
    return len(row["raw"]) >= MOST_KEPT and kept.sha256 != row["sha256"]


def _refuse_what_is_not_of(of: Book, book: Book) -> None:
    """Raise BookError where a book that is to be gone on with holds other documents than the one that it is made of."""
    mine, theirs = book.manifest.parts, of.manifest.parts
    same = len(mine) <= len(theirs) and all(
        _shape(a) == _shape(b) for a, b in zip(mine, theirs, strict=False)
    )
    if not same or (mine and _hashes(book, mine[-1]) != _hashes(of, mine[-1])):
        what = f"{book.path} holds documents that {of.path} does not."
        raise BookError(Problem(what, remedy="Name a new folder."))


def _shape(part: Part) -> tuple[str, int, int]:
    return part.name, part.items, part.duplicates


def _hashes(book: Book, part: Part) -> set[tuple[int, bytes]]:
    rows = (*_rows(book, "cases", part), *_rows(book, "rejected", part))
    return {(row["seq"], row["sha256"]) for row in rows}
