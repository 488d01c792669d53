"""Streams in, parts out. Killed at any moment, the same command goes on after the last part that was committed."""

from __future__ import annotations

import hashlib
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from reasoner.book.pool import Batch, Written, pool, unwritten
from reasoner.book.seen import Seen
from reasoner.book.source import Numbered, numbered
from reasoner.book.store import Book, Part, Source, with_part, writing
from reasoner.errors import InputError, Place, Problem
from reasoner.intake.one_of_many import refuse_apart
from reasoner.knowledge import Library

# Documents of a part; the first parts are smaller, so that two workers begin together on a small file.
CHUNK = 10_000
FIRST_CHUNK, FIRST_PARTS = 2_500, 4
# A part also ends where its documents take so many bytes: a few parts are in memory at once, here and in the workers.
MOST_BYTES = 64 * 1024 * 1024
_HEAD = 65_536
Told = Callable[[Part], None]


def add(
    path: Path,
    sources: Sequence[Path],
    library: Library,
    *,
    workers: int = 2,
    chunk: int | None = None,
    told: Told = lambda part: None,
) -> Book:
    """Add the documents of some files to a book, which is made where there is none. `told` hears of every part.

    `chunk`: how many documents make a part, where it is not to be the usual number.

    Raises InputError where a source cannot be read, BookError where the book cannot be written; what was committed stays.
    """
    with writing(path, library) as book:
        for source in sources:
            _add_source(book, source, library, workers, chunk, told)
        return book


def _add_source(
    book: Book, path: Path, library: Library, workers: int, chunk: int | None, told: Told
) -> None:
    source = _known(book, path)
    if source.done:
        return
    if not source.position:
        refuse_apart(path)
    seen = Seen(book)

    def committed(batch: Batch, part: Part) -> None:
        seen.committed(item.sha256 for item in batch.items)
        told(part)

    write_batches(book, _batches(book, path, source, seen, chunk), library, workers, committed)
    last = next((s for s in book.manifest.sources if s.path == str(path)), source)
    done = replace(last, done=True)
    rest = tuple(s for s in book.manifest.sources if s.path != str(path))
    book.commit(replace(book.manifest, sources=(*rest, done)))


def write_batches(
    book: Book,
    batches: Iterable[Batch],
    library: Library,
    workers: int,
    committed: Callable[[Batch, Part], None],
) -> None:
    """Derive, decide and write some batches, and commit them one after the other in their order.

    Raises BookError where the book cannot be written or a worker process ends; what was committed stays.
    """
    with pool(library, book.manifest.conditions, workers) as running:
        waiting: deque[Written] = deque()
        for batch in batches:
            waiting.append(running.write(book.path, batch))
            while waiting and (waiting[0].there or len(waiting) > workers):
                _commit(book, waiting.popleft(), committed)
        while waiting:
            _commit(book, waiting.popleft(), committed)


def _known(book: Book, path: Path) -> Source:
    """How far a source was read. Raises InputError where it is another file than it was then."""
    try:
        size = path.stat().st_size
        with path.open("rb") as file:
            head = hashlib.sha256(file.read(_HEAD)).hexdigest()
    except OSError as error:
        raise InputError(Problem(f"The file cannot be read: {error.strerror}.", Place(str(path)))) from None
    known = next((s for s in book.manifest.sources if s.path == str(path)), None)
    if known is None:
        return Source(str(path), size, head)
    if (known.size, known.head) != (size, head):
        raise InputError(
            Problem(
                "The file has changed since it was read into this book.",
                Place(str(path)),
                "Give the new one another name: contents that the book holds already are not taken twice.",
            )
        )
    return known


def _batches(book: Book, path: Path, source: Source, seen: Seen, chunk: int | None) -> Iterator[Batch]:
    number, seq = len(book.manifest.parts), book.manifest.following
    held: list[Numbered] = []
    duplicates, size, last = 0, 0, None
    for item in numbered(path, seq, source.position, source.row):
        last = item
        if seen.new(item.sha256):
            held.append(replace(item, seq=seq + len(held)))
            size += len(item.item.raw)
        else:
            duplicates += 1
        if len(held) + duplicates >= (chunk or _size(number)) or size >= MOST_BYTES:
            number, seq = number + 1, seq + len(held)
            yield _batch(number, held, duplicates, source, last, seq)
            held, duplicates, size, last = [], 0, 0, None
    if last is not None:
        yield _batch(number + 1, held, duplicates, source, last, seq + len(held))


def _size(parts: int) -> int:
    """How many documents make the next part of a book of so many."""
    return FIRST_CHUNK if parts < FIRST_PARTS else CHUNK


def _batch(
    number: int, held: list[Numbered], duplicates: int, source: Source, last: Numbered, following: int
) -> Batch:
    read = replace(source, position=last.item.end, row=last.item.row + last.item.rows)
    return Batch(f"part-{number:06}", tuple(held), duplicates, read, following)


def _commit(book: Book, written: Written, committed: Callable[[Batch, Part], None]) -> None:
    part, batch = written.part(), written.batch
    try:
        book.commit(with_part(book.manifest, part, batch.source, batch.following))
    except OSError as error:
        raise unwritten(book.path, error) from None
    committed(batch, part)
