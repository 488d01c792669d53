"""The folder of a book: a manifest, and parts of Parquet files that count only once the manifest names them.

    book.json                          the manifest: replaced whole, or not at all
    lock                               the process that writes
    cases/ rejected/ lines/ bearing/ kinds/ determinations/     part-000001.parquet, …
    facts/<document>@<day>/ coding/<document>@<day>/            facts of services, and of lines
    criteria/<document>@<day>/                                  statuses

A part is written before the manifest names it; what is left of one that was never named is removed by the next writer.
"""

from __future__ import annotations

import contextlib
import json
import os
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path

from reasoner.errors import BookError, Problem
from reasoner.knowledge import Library

FORMAT = 1
TABLES = ("cases", "rejected", "lines", "bearing", "kinds", "determinations")
BY_VERSION = ("facts", "coding", "criteria")


@dataclass(frozen=True, slots=True)
class Source:
    """A stream that was read: how far, and what it looked like, so that a changed one is not taken for the same."""

    path: str
    size: int
    head: str
    position: int = 0
    row: int = 1
    done: bool = False


@dataclass(frozen=True, slots=True)
class Part:
    """The counts of one part. cases + rejected + duplicates = items."""

    name: str
    items: int
    cases: int
    rejected: int
    duplicates: int
    by_reference: int


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a book is: under which knowledge it was made, from which sources, in which parts."""

    knowledge: str
    library: str
    sources: tuple[Source, ...] = ()
    parts: tuple[Part, ...] = ()
    following: int = 0
    format: int = FORMAT

    def total(self, count: str) -> int:
        """The sum of a count over all parts."""
        return sum(getattr(part, count) for part in self.parts)


@dataclass
class Book:
    """A book on the disk."""

    path: Path
    manifest: Manifest
    _lock: int | None = field(default=None, repr=False)

    def files(self, table: str, version: str = "") -> list[Path]:
        """The files of a table that the manifest names, in order; of one document version where that is told."""
        folder = self.path / table / version if version else self.path / table
        found = (folder / f"{part.name}.parquet" for part in self.manifest.parts)
        return [file for file in found if file.is_file()]

    def versions(self, table: str) -> tuple[str, ...]:
        """The document versions that a table holds anything of, sorted."""
        folder = self.path / table
        names = sorted(f.name for f in folder.iterdir() if f.is_dir()) if folder.is_dir() else []
        return tuple(name for name in names if self.files(table, name))

    def commit(self, manifest: Manifest) -> None:
        """Make a manifest the one of the book, whole or not at all."""
        text = json.dumps(asdict(manifest), indent=1, sort_keys=True) + "\n"
        temporary = self.path / "book.json.part"
        with temporary.open("w", encoding="utf-8") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(self.path / "book.json")
        self.manifest = manifest

    def remove_leftovers(self) -> None:
        """Remove the files of parts that were never committed."""
        named = {f"{part.name}.parquet" for part in self.manifest.parts}
        for file in self.path.rglob("part-*"):
            if file.name not in named:
                file.unlink()


def read_book(path: Path) -> Book:
    """A book to read. Raises BookError where there is none, or one that this program cannot read."""
    try:
        told = json.loads((path / "book.json").read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise BookError(
            Problem(f"There is no book at {path}.", remedy="'reasoner book add' makes one.")
        ) from None
    except (OSError, ValueError) as error:
        raise BookError(Problem(f"The manifest of {path} cannot be read: {error}.")) from None
    if not isinstance(told, dict) or told.get("format") != FORMAT:
        form = told.get("format") if isinstance(told, dict) else None
        raise BookError(
            Problem(
                f"The book {path} has the format {form}; this program reads the format {FORMAT}.",
                remedy="Read it with the version that made it, or make it anew from its sources.",
            )
        )
    try:
        sources = tuple(Source(**s) for s in told.pop("sources"))
        parts = tuple(Part(**p) for p in told.pop("parts"))
        return Book(path, Manifest(**told, sources=sources, parts=parts))
    except (TypeError, KeyError) as error:
        raise BookError(Problem(f"The manifest of {path} is damaged: {error}.")) from None


@contextlib.contextmanager
def writing(path: Path, library: Library) -> Iterator[Book]:
    """A book to write, made where there is none. Raises BookError where another process writes it, or it was made under
    other knowledge."""
    try:
        path.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise BookError(Problem(f"{path} cannot be made: {error.strerror}.")) from None
    with _locked(path):
        if (path / "book.json").exists():
            book = read_book(path)
            if book.manifest.knowledge != library.sha256:
                raise BookError(
                    Problem(
                        f"The book {path} was made under other knowledge ({book.manifest.knowledge[:12]}).",
                        remedy="Make a new book from its sources, or use the version that made it.",
                    )
                )
        else:
            if any(child.name != "lock" for child in path.iterdir()):
                raise BookError(
                    Problem(f"{path} holds other files.", remedy="Name a new folder for the book.")
                )
            book = Book(path, Manifest(library.sha256, library.version))
            book.commit(book.manifest)
        book.remove_leftovers()
        yield book


@contextlib.contextmanager
def _locked(path: Path) -> Iterator[None]:
    """Hold the lock of a book: a file that names the process, taken over from one that is gone."""
    lock = path / "lock"
    while True:
        try:
            handle = os.open(lock, os.O_CREAT | os.O_EXCL | os.O_WRONLY)
            break
        except FileExistsError:
            holder = _holder(lock)
            if holder is not None and _alive(holder):
                raise BookError(
                    Problem(
                        f"Process {holder} writes the book {path}.",
                        remedy="Wait for it, or write another book.",
                    )
                ) from None
            lock.unlink(missing_ok=True)
    with os.fdopen(handle, "w") as file:
        file.write(str(os.getpid()))
    try:
        yield
    finally:
        lock.unlink(missing_ok=True)


def _holder(lock: Path) -> int | None:
    try:
        return int(lock.read_text())
    except (OSError, ValueError):
        return None


def _alive(process: int) -> bool:
    if process == os.getpid():
        return True
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def with_part(manifest: Manifest, part: Part, source: Source, following: int) -> Manifest:
    """A manifest that names one part more, and how far its source is read."""
    sources = tuple(source if s.path == source.path else s for s in manifest.sources)
    if source.path not in {s.path for s in sources}:
        sources = (*sources, source)
    return replace(manifest, parts=(*manifest.parts, part), sources=sources, following=following)
