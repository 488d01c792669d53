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
import os
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from reasoner.book.conditions import AS_TOLD, Conditions
from reasoner.book.manifest import FORMAT, Manifest, Origin, Part, Source, read_manifest, with_part
from reasoner.errors import BookError, Problem
from reasoner.knowledge import Library, load
from reasoner.knowledge.paths import data_root

__all__ = [
    "BY_VERSION",
    "FORMAT",
    "TABLES",
    "Book",
    "Manifest",
    "Origin",
    "Part",
    "Source",
    "library_of",
    "read_book",
    "refuse_other_knowledge",
    "with_part",
    "writing",
]

TABLES = ("cases", "rejected", "lines", "bearing", "kinds", "determinations")
BY_VERSION = ("facts", "coding", "criteria")


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
        temporary = self.path / "book.json.part"
        with temporary.open("w", encoding="utf-8") as file:
            file.write(manifest.text())
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
    return Book(path, read_manifest(path))


def library_of(book: Book) -> Library:
    """The knowledge that a book was made under. Raises BookError where it is not what it was."""
    root = Path(book.manifest.root) if book.manifest.root else None
    if root is not None and not root.is_dir():
        what = f"The book {book.path} was made under the knowledge in {root}, which is not there."
        raise BookError(Problem(what, remedy=_again(book.path)))
    library = load(root)
    refuse_other_knowledge(book, library)
    return library


def refuse_other_knowledge(book: Book, library: Library) -> None:
    """Raise BookError where a book was made under other knowledge: its facts may not be what criteria read in this one."""
    if book.manifest.knowledge != library.sha256:
        raise BookError(_other_knowledge(book))


def _other_knowledge(book: Book) -> Problem:
    what = f"The book {book.path} was made under other knowledge ({book.manifest.knowledge[:12]})."
    return Problem(what, remedy=_again(book.path))


def _again(path: Path) -> str:
    return f"'reasoner book refresh {path} --to NEW' makes it again under the knowledge of today."


@contextlib.contextmanager
def writing(
    path: Path, library: Library, conditions: Conditions = AS_TOLD, origin: Origin | None = None
) -> Iterator[Book]:
    """A book to write, made where there is none; `origin` is told where it is made of another book.

    Raises BookError where another process writes it, or it was made under other knowledge or conditions, or of another book.
    """
    try:
        path.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise BookError(Problem(f"{path} cannot be made: {error.strerror}.")) from None
    with _locked(path):
        if (path / "book.json").exists():
            book = read_book(path)
            _refuse_other(book, library, conditions, origin)
        else:
            if any(child.name != "lock" for child in path.iterdir()):
                raise BookError(
                    Problem(f"{path} holds other files.", remedy="Name a new folder for the book.")
                )
            root = "" if library.root == data_root() else str(library.root.resolve())
            made = Manifest(library.sha256, library.version, root=root, conditions=conditions, origin=origin)
            book = Book(path, made)
            book.commit(book.manifest)
        book.remove_leftovers()
        yield book


def _refuse_other(book: Book, library: Library, conditions: Conditions, origin: Origin | None) -> None:
    """Raise BookError where what is to be written would not be like what a book holds."""
    told, new = book.manifest, "Name a new folder."
    if origin is not None:
        if told.origin is None or told.origin.path != origin.path:
            raise BookError(Problem(f"{book.path} was not made of the book {origin.path}.", remedy=new))
        if told.knowledge != library.sha256 or told.origin.knowledge != origin.knowledge:
            raise BookError(Problem(f"{book.path} was begun under other knowledge.", remedy=new))
        if told.conditions != conditions:
            what = f"{book.path} decides its cases {told.conditions.words}, not {conditions.words}."
            raise BookError(Problem(what, remedy=f"Give the conditions that it was begun under. {new}"))
        return
    if told.origin is not None and (told.conditions != AS_TOLD or told.root or not told.origin.whole):
        of = told.origin.path
        what = f"{book.path} is made of the book {of}" + (
            f"; it decides its cases {told.conditions.words}." if told.origin.whole else " and is not whole."
        )
        remedy = f"Add to {of}, and give the same 'reasoner book refresh' again: it takes what is new."
        raise BookError(Problem(what, remedy=remedy))
    refuse_other_knowledge(book, library)


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
