"""Batches of documents derived, decided and written: in this process, or in others."""

from __future__ import annotations

import gc
import multiprocessing
import signal
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as parquet

from reasoner.book.chunk import Deriver
from reasoner.book.conditions import Conditions
from reasoner.book.results import Decider
from reasoner.book.source import Numbered
from reasoner.book.store import Part, Source
from reasoner.errors import BookError, Problem
from reasoner.knowledge import Library, load


@dataclass(frozen=True, slots=True)
class Batch:
    """The items of one part, without those that the book holds already. `source` is None where they come from a book."""

    name: str
    items: tuple[Numbered, ...]
    duplicates: int
    source: Source | None
    following: int


@dataclass(frozen=True, slots=True)
class Written:
    """A part that is there, or will be."""

    batch: Batch
    _made: Part | Future[Part]

    @property
    def there(self) -> bool:
        """Whether nobody has to wait for it."""
        return isinstance(self._made, Part)

    def part(self) -> Part:
        """The part; waits for it. Raises BookError where it could not be written."""
        if isinstance(self._made, Part):
            return self._made
        try:
            return self._made.result()
        except BrokenProcessPool:
            raise _ended(self.batch) from None


class Here:
    """Runs batches in this process."""

    def __init__(self, library: Library, conditions: Conditions) -> None:
        self._worker = _Worker(library, conditions)

    def __enter__(self) -> Here:
        return self

    def __exit__(self, *_: object) -> None:
        return None

    def write(self, path: Path, batch: Batch) -> Written:
        """Write the files of a batch into the folder of a book. Raises BookError where the disk does not take them."""
        return Written(batch, self._worker.write(path, batch))


class There:
    """Runs batches in other processes; those under way are given up when something goes wrong."""

    def __init__(self, library: Library, conditions: Conditions, workers: int) -> None:
        told = (library.root, conditions)
        self._executor = ProcessPoolExecutor(
            workers, multiprocessing.get_context("spawn"), initializer=_begin, initargs=told
        )

    def __enter__(self) -> There:
        return self

    def __exit__(self, kind: object, *_: object) -> None:
        self._executor.shutdown(wait=True, cancel_futures=kind is not None)

    def write(self, path: Path, batch: Batch) -> Written:
        """Let a batch be written. Raises BookError where no process is left to do so."""
        try:
            return Written(batch, self._executor.submit(_write, path, batch))
        except BrokenProcessPool:
            raise _ended(batch) from None


def pool(library: Library, conditions: Conditions, workers: int) -> Here | There:
    """What runs batches: other processes where there is to be more than one."""
    return Here(library, conditions) if workers <= 1 else There(library, conditions, workers)


def _ended(batch: Batch) -> BookError:
    return BookError(
        Problem(
            f"A worker process ended before {batch.name} was written.",
            remedy="Run the command again: it goes on after the last part. With --workers 1 it needs less memory.",
        )
    )


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
            raise unwritten(path, error) from None
        cases, rejected = len(chunk.cases), len(chunk.rejected)
        return Part(
            batch.name,
            len(batch.items) + batch.duplicates,
            cases,
            rejected,
            batch.duplicates,
            len(chunk.by_reference),
        )


def unwritten(path: Path, error: OSError) -> BookError:
    """What a full or broken disk is to a user."""
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
