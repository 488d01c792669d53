"""A document as a tree of mappings, sequences and scalars, each with its place. No meaning yet."""

from __future__ import annotations

from collections.abc import Mapping as AbstractMapping
from collections.abc import Sequence as AbstractSequence
from dataclasses import dataclass, field
from decimal import Decimal

from reasoner.errors import InputError, Place, Problem


@dataclass(slots=True)
class Scalar:
    """A value as written. `kind` is text, number, boolean or null; `text` keeps the lexical form."""

    text: str
    kind: str
    place: Place


@dataclass(slots=True)
class Sequence:
    """A list of values."""

    place: Place
    items: list[Tree] = field(default_factory=list)


@dataclass(slots=True)
class Mapping:
    """Keys and values; the scalar of a key keeps its own place. No key stands twice."""

    place: Place
    entries: dict[str, tuple[Scalar, Tree]] = field(default_factory=dict)


Tree = Scalar | Sequence | Mapping
DEPTH_LIMIT = 32


@dataclass(frozen=True, slots=True)
class Lexical:
    """A number as it was written."""

    text: str


_NAMES = {"text": "text", "number": "a number", "boolean": "true or false", "null": "nothing"}


def name_of(tree: Tree) -> str:
    """What a value is, for a message."""
    if isinstance(tree, Mapping):
        return "a mapping"
    return "a list" if isinstance(tree, Sequence) else _NAMES[tree.kind]


def from_data(data: object, name: str, line: int = 0) -> Tree:
    """The tree of plain Python values (as JSON would give them). Places name the file, and the line where it is known.

    Raises InputError for a value that no document can hold, such as a date object.
    """
    return _from_data(data, Place(name, line), 1)


def _from_data(data: object, place: Place, depth: int) -> Tree:
    if depth > DEPTH_LIMIT:
        raise InputError(
            Problem(f"Values are nested deeper than {DEPTH_LIMIT}.", place, "No case needs that.")
        )
    if isinstance(data, AbstractMapping):
        mapping = Mapping(place)
        for key, value in data.items():
            mapping.entries[str(key)] = (Scalar(str(key), "text", place), _from_data(value, place, depth + 1))
        return mapping
    if isinstance(data, AbstractSequence) and not isinstance(data, str | bytes):
        return Sequence(place, [_from_data(item, place, depth + 1) for item in data])
    if data is None:
        return Scalar("", "null", place)
    if isinstance(data, bool):
        return Scalar(str(data).lower(), "boolean", place)
    if isinstance(data, int | float | Decimal):
        return Scalar(str(data), "number", place)
    if isinstance(data, Lexical):
        return Scalar(data.text, "number", place)
    if isinstance(data, str):
        return Scalar(data, "text", place)
    raise InputError(f"A case cannot hold a value of the type {type(data).__name__}.")
