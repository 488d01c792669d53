"""Streams in, parts out. Killed at any moment, the same command goes on after the last part that was committed."""

from __future__ import annotations

import gc
import hashlib
import multiprocessing
import signal
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass, replace
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as parquet

from reasoner.book.chunk import Deriver
from reasoner.book.conditions import Conditions
from reasoner.book.results import Decider
from reasoner.book.seen import Seen
from reasoner.book.source import Numbered, numbered
from reasoner.book.store import Book, Part, Source, with_part, writing
from reasoner.errors import BookError, InputError, Place, Problem
from reasoner.knowledge import Library, load

CHUNK = 10_000
_HEAD = 65_536
Told = Callable[[Part], None]


@dataclass(frozen=True, slots=True)
class Batch:
    """The items of one part, without those that the book holds already. `source` is None where they come from a book."""

    name: str
    items: tuple[Numbered, ...]
    duplicates: int
    source: Source | None
    following: int


def add(
    path: Path,
    sources: Sequence[Path],
    library: Library,
    *,
    workers: int = 2,
    chunk: int = CHUNK,
    told: Told = lambda part: None,
) -> Book:
    """Add the documents of some files to a book, which is made where there is none. `told` hears of every part.

    Raises InputError where a source cannot be read, BookError where the book cannot be written; what was committed stays.
    """
    with writing(path, library) as book:
        for source in sources:
            _add_source(book, source, library, workers, chunk, told)
        return book


def _add_source(book: Book, path: Path, library: Library, workers: int, chunk: int, told: Told) -> None:
    source = _known(book, path)
    if source.done:
        return
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
    with _pool(library, book.manifest.conditions, workers) as run:
        waiting: deque[tuple[Batch, Future[Part] | Part]] = deque()
        for batch in batches:
            waiting.append((batch, run(book.path, batch)))
            while waiting and (isinstance(waiting[0][1], Part) or len(waiting) > workers):
                _commit(book, *waiting.popleft(), committed)
        while waiting:
            _commit(book, *waiting.popleft(), committed)


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


def _batches(book: Book, path: Path, source: Source, seen: Seen, chunk: int) -> Iterator[Batch]:
    number, seq = len(book.manifest.parts), book.manifest.following
    held: list[Numbered] = []
    duplicates, last = 0, None
    for item in numbered(path, seq, source.position, source.row):
        last = item
        if seen.new(item.sha256):
            held.append(replace(item, seq=seq + len(held)))
        else:
            duplicates += 1
        if len(held) + duplicates >= chunk:
            number, seq = number + 1, seq + len(held)
            yield _batch(number, held, duplicates, source, last, seq)
            held, duplicates, last = [], 0, None
    if last is not None:
        yield _batch(number + 1, held, duplicates, source, last, seq + len(held))


def _batch(
    number: int, held: list[Numbered], duplicates: int, source: Source, last: Numbered, following: int
) -> Batch:
    read = replace(source, position=last.item.end, row=last.item.row + last.item.rows)
    return Batch(f"part-{number:06}", tuple(held), duplicates, read, following)


def _commit(
    book: Book, batch: Batch, made: Future[Part] | Part, committed: Callable[[Batch, Part], None]
) -> None:
    try:
        part = made.result() if isinstance(made, Future) else made
    except BrokenProcessPool:
        raise BookError(
            Problem(
                f"A worker process ended before {batch.name} was written.",
                remedy="Run the command again: it goes on after the last part. With --workers 1 it needs less memory.",
            )
        ) from None
    try:
        book.commit(with_part(book.manifest, part, batch.source, batch.following))
    except OSError as error:
        raise _unwritten(book.path, error) from None
    committed(batch, part)


class _Here:
    """Runs batches in this process."""

    def __init__(self, library: Library, conditions: Conditions) -> None:
        self._worker = _Worker(library, conditions)

    def __enter__(self) -> Callable[[Path, Batch], Part]:
        return self._worker.write

    def __exit__(self, *_: object) -> None:
        return None


class _There:
    """Runs batches in other processes; those under way are given up when something goes wrong."""

    def __init__(self, library: Library, conditions: Conditions, workers: int) -> None:
        told = (library.root, conditions)
        self._executor = ProcessPoolExecutor(
            workers, multiprocessing.get_context("spawn"), initializer=_begin, initargs=told
        )

    def __enter__(self) -> Callable[[Path, Batch], Future[Part]]:
        return lambda path, batch: self._executor.submit(_write, path, batch)

    def __exit__(self, kind: object, *_: object) -> None:
        self._executor.shutdown(wait=True, cancel_futures=kind is not None)


def _pool(library: Library, conditions: Conditions, workers: int) -> _Here | _There:
    return _Here(library, conditions) if workers <= 1 else _There(library, conditions, workers)


class _Worker:
    """Derives and decides batches, and writes their files."""

    def __init__(self, library: Library, conditions: Conditions) -> None:
        self._deriver = Deriver(library, conditions)
        self._decider = Decider(library, conditions.applied(library).on)

    def write(self, path: Path, batch: Batch) -> Part:
        """Write the files of a batch. Raises BookError where the disk does not take them."""
        chunk = self._deriver.chunk(batch.items)
        results = self._decider.results(chunk)
        tables: list[tuple[str, pa.Table]] = [
            ("cases", chunk.cases.table()),
            ("rejected", chunk.rejected.table()),
            ("lines", chunk.lines.table()),
            ("bearing", chunk.bearing.table()),
            ("kinds", chunk.kind_table()),
            ("determinations", results.determinations),
            *((f"facts/{name}", rows.table()) for name, (_, rows) in sorted(chunk.of_services.items())),
            *((f"coding/{name}", rows.table()) for name, (_, rows) in sorted(chunk.of_lines.items())),
            *((f"criteria/{name}", table) for name, table in sorted(results.criteria.items())),
        ]
        try:
            for folder, table in tables:
                (path / folder).mkdir(parents=True, exist_ok=True)
                file = path / folder / f"{batch.name}.parquet"
                parquet.write_table(table, file, compression="zstd", store_schema=True)
        except OSError as error:
            raise _unwritten(path, error) from None
        cases, rejected = len(chunk.cases), len(chunk.rejected)
        return Part(
            batch.name,
            len(batch.items) + batch.duplicates,
            cases,
            rejected,
            batch.duplicates,
            len(chunk.by_reference),
        )


def _unwritten(path: Path, error: OSError) -> BookError:
    return BookError(
        Problem(
            f"The book {path} cannot be written: {error.strerror or error}.",
            remedy="What was committed before stays. Make room and run the command again: it goes on from there.",
        )
    )


_worker: _Worker | None = None


def _begin(root: Path, conditions: Conditions) -> None:
    """Load the knowledge once in a worker process. An interrupt is for the parent to handle."""
    global _worker
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    _worker = _Worker(load(root), conditions)
    # What was loaded stays, and rows hold no cycles: a collector that keeps looking at them costs a tenth of the time.
    gc.freeze()
    gc.set_threshold(100_000, 50, 100)


def _write(path: Path, batch: Batch) -> Part:
    assert _worker is not None
    return _worker.write(path, batch)
