"""Many cases in one file: an item for each, with its bytes and its place, and nothing held but the item at hand.

    .ndjson .jsonl      one JSON document a line
    .yaml .yml .json    YAML documents, each after a line of three hyphens; one JSON document
    .nq                 N-Quads: one named graph a case, its quads together; or one case in the default graph
    .jsonld             one document in the normalised form
    .ttl .nt            one case

Any of them may be packed by gzip (`.gz`). An item that cannot be taken whole (a line beyond the limit) is an item all the
same: reading it says why. The next item begins where the last one ended, so that reading can go on from there.
"""

from __future__ import annotations

import gzip
import hashlib
import re
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, NamedTuple

from reasoner.errors import InputError, Place, Problem
from reasoner.intake.yaml_reader import SIZE_LIMIT

FORMATS = {
    ".ndjson": "ndjson", ".jsonl": "ndjson", ".yaml": "yaml", ".yml": "yaml", ".json": "yaml", ".nq": "nquads",
    ".jsonld": "jsonld", ".ttl": "turtle", ".nt": "turtle",
}  # fmt: skip
_GRAPH = re.compile(rb"(<[^<>\s]*>)\s*\.\s*$")
_STEP = 65_536


@dataclass(frozen=True, slots=True)
class Item:
    """One document. `position` is the byte where it begins, `end` where the next one does, `row` its line from 1.

    `name` is the graph of an N-Quads item. `problem` says why the document could not be taken whole; empty where it was.
    """

    raw: bytes
    format: str
    source: str
    position: int
    end: int
    row: int
    rows: int = 1
    name: str = ""
    problem: str = ""

    @property
    def sha256(self) -> bytes:
        """The hash of the document's bytes; of N-Quads that of the sorted lines."""
        if self.format == "nquads":
            return hashlib.sha256(b"\n".join(sorted(self.raw.split(b"\n")))).digest()
        return hashlib.sha256(self.raw).digest()


def format_of(path: Path) -> str:
    """The format of a file by its name. Raises InputError where the name tells none."""
    suffixes = [s.lower() for s in path.suffixes]
    if suffixes and suffixes[-1] == ".gz":
        suffixes.pop()
    found = FORMATS.get(suffixes[-1]) if suffixes else None
    if found is None:
        known = ", ".join(sorted(FORMATS))
        raise InputError(
            Problem(
                "The name does not tell the format.",
                Place(str(path)),
                f"Let it end in one of {known}, or .gz after it.",
            )
        )
    return found


def items(path: Path, position: int = 0, row: int = 1) -> Iterator[Item]:
    """The documents of a file, from a position and line on. Raises InputError where the file cannot be read."""
    form = format_of(path)
    if path.is_dir():
        raise InputError(
            Problem("This is a directory, not a file of cases.", Place(str(path)), "Name one file.")
        )
    try:
        with gzip.open(path) if path.suffix.lower() == ".gz" else path.open("rb") as file:
            file.seek(position)
            yield from items_of(file, form, str(path), position, row)  # type: ignore[arg-type]
    except (gzip.BadGzipFile, zlib.error, EOFError) as error:
        raise InputError(
            Problem(f"The file is not packed as gzip packs: {error}.", Place(str(path)), "Pack it again.")
        ) from None
    except OSError as error:
        raise InputError(
            Problem(f"The file cannot be read: {error.strerror or error}.", Place(str(path)))
        ) from None


def items_of(file: BinaryIO, form: str, source: str, position: int = 0, row: int = 1) -> Iterator[Item]:
    """The documents of an open file that is not packed, in one of `FORMATS`. `source` is what messages call it."""
    if form == "ndjson":
        yield from _each_line(_lines(file, position, row), source)
    elif form == "yaml":
        yield from _documents(_lines(file, position, row), source)
    elif form == "nquads":
        yield from _graphs(file, source, position, row)
    else:
        yield from _whole(_lines(file, position, row), source, form)


class _Line(NamedTuple):
    raw: bytes
    position: int
    end: int
    row: int
    whole: bool


def _lines(file: BinaryIO, position: int, row: int) -> Iterator[_Line]:
    """The lines of a file; of one beyond the limit only the beginning, the rest is passed over."""
    while line := _line(file, position, row):
        yield line
        position, row = line.end, row + 1


def _line(file: BinaryIO, position: int, row: int, ahead: bytes = b"") -> _Line | None:
    """The next line of a file, which begins at a position; None at its end. `ahead`: what was read of it already."""
    raw = ahead or file.readline(SIZE_LIMIT + 1)
    if not raw:
        return None
    end, whole = position + len(raw), len(raw) <= SIZE_LIMIT
    if not whole and not raw.endswith(b"\n"):
        while rest := file.readline(_STEP):
            end += len(rest)
            if rest.endswith(b"\n"):
                break
    if row == 1 and position == 0:
        raw = raw.removeprefix(b"\xef\xbb\xbf")
    return _Line(raw.rstrip(b"\r\n"), position, end, row, whole)


TOO_LONG = f"The document is longer than {SIZE_LIMIT // 1024} KiB."


def _each_line(lines: Iterator[_Line], source: str) -> Iterator[Item]:
    for line in lines:
        if line.raw.strip():
            problem = "" if line.whole else TOO_LONG
            yield Item(line.raw, "ndjson", source, line.position, line.end, line.row, problem=problem)


class _Gathered:
    """Lines that make one item."""

    def __init__(self, form: str, source: str) -> None:
        self.form, self.source = form, source
        self.lines: list[_Line] = []
        self.size = 0
        self.problem = ""

    def add(self, line: _Line) -> None:
        """Add a line; beyond the limit only the count goes on."""
        self.size += len(line.raw) + 1
        if self.size > SIZE_LIMIT or not line.whole:
            self.problem = TOO_LONG
        if not self.problem or not self.lines:
            self.lines.append(line)
        else:
            self.lines[-1] = _Line(self.lines[-1].raw, self.lines[-1].position, line.end, line.row, True)

    def add_quads(self, file: BinaryIO, ending: bytes, position: int, row: int) -> tuple[int, int, bytes]:
        """Add the lines that follow as far as they are quads with an ending, as programs write them, and fit.

        Gives position and row of the next line, and what was read of it. Nearly every line of a large file comes here, so
        nothing is made of one.
        """
        found: list[bytes] = []
        read, size, start = file.readline, self.size, position
        while True:
            raw = read(SIZE_LIMIT + 1)
            size += len(raw)
            # A triple that ends so has a space less; whatever else this line is, others look at it.
            if not raw.endswith(ending) or raw.count(b" ") <= 3 or size > SIZE_LIMIT:
                break
            found.append(raw)
            position += len(raw)
        if found:
            self.size += position - start
            text = b"".join(found)[:-1]
            self.lines.append(_Line(text, start, position, row + len(found) - 1, True))
        return position, row + len(found), raw

    def item(self, name: str = "") -> Item:
        """The item of the lines."""
        first, last = self.lines[0], self.lines[-1]
        raw = b"\n".join(line.raw for line in self.lines)
        rows = last.row - first.row + 1
        return Item(
            raw,
            self.form,
            self.source,
            first.position,
            last.end,
            first.row,
            rows,
            name=name,
            problem=self.problem,
        )


def _documents(lines: Iterator[_Line], source: str) -> Iterator[Item]:
    """YAML documents: a line of three hyphens begins the next one."""
    held = _Gathered("yaml", source)
    told = False
    for line in lines:
        begins = line.raw.rstrip() == b"---"
        if begins and told:
            yield held.item()
            held, told = _Gathered("yaml", source), False
        held.add(line)
        told = told or not (begins or not line.raw.strip() or line.raw.lstrip().startswith(b"#"))
    if told:
        yield held.item()


def _graphs(file: BinaryIO, source: str, position: int, row: int) -> Iterator[Item]:
    """The quads of one graph that stand together. A line that is no quad is an item of its own."""
    held = _Gathered("nquads", source)
    name: str | None = None
    ahead = b""
    while line := _line(file, position, row, ahead):
        position, row, ahead = line.end, row + 1, b""
        if not line.raw.strip() or line.raw.lstrip().startswith(b"#"):
            continue
        graph = _graph_of(line.raw)
        if name is not None and graph != name:
            yield held.item(name)
            held = _Gathered("nquads", source)
        name = graph
        held.add(line)
        if graph:
            position, row, ahead = held.add_quads(file, f" <{graph}> .\n".encode(), position, row)
    if name is not None:
        yield held.item(name)


def _graph_of(raw: bytes) -> str:
    """The graph of a quad: the fourth term. A triple has none, and its object may be an IRI."""
    match = _GRAPH.search(raw)
    if match is None:
        return ""
    before = raw[: match.start()].rstrip()
    # Subject and predicate hold no space; what is left of a triple whose object is an IRI is these two.
    return match[1].decode("utf-8", "replace")[1:-1] if len(before.split(None, 2)) > 2 else ""


def _whole(lines: Iterator[_Line], source: str, form: str) -> Iterator[Item]:
    held = _Gathered(form, source)
    for line in lines:
        held.add(line)
    if held.lines:
        yield held.item()
