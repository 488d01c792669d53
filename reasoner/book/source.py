"""Where the documents of a book come from: items of a stream, each with its bytes, its place and the hash of its content."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from reasoner.errors import InputError, Place, Problem
from reasoner.intake import ReadCase, read_json_case
from reasoner.intake.yaml_reader import SIZE_LIMIT
from reasoner.knowledge.vocabulary import Vocabulary


@dataclass(frozen=True, slots=True)
class Item:
    """One document. `position` is the byte where it begins, `end` where the next one does, `row` its line from 1."""

    seq: int
    raw: bytes
    format: str
    source: str
    position: int
    end: int
    row: int

    @property
    def sha256(self) -> bytes:
        """The hash of the document's bytes."""
        return hashlib.sha256(self.raw).digest()


def items(path: Path, seq: int, position: int = 0, row: int = 1) -> Iterator[Item]:
    """The documents of a file from a position on. Raises InputError where it cannot be read."""
    try:
        with path.open("rb") as file:
            file.seek(position)
            while line := file.readline(SIZE_LIMIT + 1):
                end = file.tell()
                if line.strip():
                    yield Item(seq, line.rstrip(b"\r\n"), "ndjson", str(path), position, end, row)
                    seq += 1
                position, row = end, row + 1
    except OSError as error:
        raise InputError(Problem(f"The file cannot be read: {error.strerror}.", Place(str(path)))) from None


def read_item(item: Item, vocabulary: Vocabulary) -> ReadCase:
    """The case of an item. Raises InputError with every problem."""
    return read_json_case(item.raw, item.source, item.row, vocabulary)
