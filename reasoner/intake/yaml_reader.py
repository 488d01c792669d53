"""YAML 1.2 (core schema) to a tree with places; limits that keep a hostile file harmless.

PyYAML scans and parses; its YAML 1.1 resolver is not used, so that `no`, `on`, `2026-03-02`, `1:30` and
`1_000` stay text and numbers keep the form in which they were written. Events are read one at a time, so
that a limit is met before the memory is.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import yaml

from reasoner.errors import InputError, Place, Problem
from reasoner.intake.tree import Mapping, Scalar, Sequence, Tree

Event = Any  # the stubs of PyYAML leave out what its events hold

SIZE_LIMIT = 1 << 20
DEPTH_LIMIT = 32
NODE_LIMIT = 20_000
ALIAS_LIMIT = 32

_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_NULL = frozenset({"", "~", "null", "Null", "NULL"})
_BOOLEAN = frozenset({"true", "True", "TRUE", "false", "False", "FALSE"})
_NUMBER = re.compile(
    r"[-+]?(?:[0-9]+|0o[0-7]+|0x[0-9a-fA-F]+|(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?"
    r"|\.inf|\.Inf|\.INF)|\.nan|\.NaN|\.NAN"
)


def decode(data: bytes, name: str) -> str:
    """The text of a file. Raises InputError if it is too large, empty or not UTF-8."""
    if len(data) > SIZE_LIMIT:
        raise InputError(
            Problem(f"The file is larger than {SIZE_LIMIT // 1024} KiB.", Place(name), "Split the case.")
        )
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        before = data[: error.start]
        line = before.count(b"\n") + 1
        column = error.start - before.rfind(b"\n")
        raise InputError(
            Problem(
                f"Byte 0x{data[error.start]:02X} is not valid UTF-8.",
                Place(name, line, column),
                "Save the file as UTF-8.",
            )
        ) from None
    if not text.strip():
        raise InputError(Problem("The file is empty.", Place(name), "Write a case document into it."))
    return text


def read_yaml(text: str, name: str) -> Tree:
    """The tree of a YAML or JSON document. Raises InputError with line and column where it is broken."""
    try:
        return _Builder(name).build(yaml.parse(text, Loader=_LOADER))
    except yaml.YAMLError as error:
        raise InputError(_syntax_problem(error, text, name)) from None


def _syntax_problem(error: yaml.YAMLError, text: str, name: str) -> Problem:
    mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
    said = (
        getattr(error, "problem", None) or getattr(error, "reason", None) or getattr(error, "context", None)
    )
    if mark is not None:
        place = Place(name, mark.line + 1, mark.column + 1)
    else:  # the reader's own errors count characters, not lines
        before = text[: getattr(error, "position", 0) or 0]
        place = Place(name, before.count("\n") + 1, len(before) - before.rfind("\n"))
    return Problem(
        f"This is not valid YAML: {said or 'it cannot be read'}.", place, "Mend the file; nothing was read."
    )


class _Builder:
    """Turns parser events into one tree and counts as it goes."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.nodes = 0
        self.aliases = 0
        self.anchors: dict[str, Tree] = {}
        self.sizes: dict[str, int] = {}
        self.open: set[str] = set()

    def build(self, events: Iterator[Event]) -> Tree:
        found: Tree | None = None
        for event in events:
            if isinstance(event, yaml.DocumentStartEvent) and found is not None:
                raise InputError(
                    Problem(
                        "The file holds more than one document.", self._place(event), "Keep one case a file."
                    )
                )
            if isinstance(event, yaml.NodeEvent):
                found = self._node(event, events, 1)
        if found is None or (isinstance(found, Scalar) and found.kind == "null"):
            raise InputError(
                Problem("The file is empty.", Place(self.name), "Write a case document into it.")
            )
        return found

    def _place(self, event: Event) -> Place:
        return Place(self.name, event.start_mark.line + 1, event.start_mark.column + 1)

    def _refuse(self, what: str, event: Event, remedy: str) -> InputError:
        return InputError(Problem(what, self._place(event), remedy))

    def _count(self, number: int, event: Event) -> None:
        self.nodes += number
        if self.nodes > NODE_LIMIT:
            raise self._refuse(f"The document has more than {NODE_LIMIT} values.", event, "Split the case.")

    def _node(self, event: Event, events: Iterator[Event], depth: int) -> Tree:
        if depth > DEPTH_LIMIT:
            raise self._refuse(f"Values are nested deeper than {DEPTH_LIMIT}.", event, "No case needs that.")
        if isinstance(event, yaml.AliasEvent):
            return self._alias(event)
        if event.tag is not None:
            raise self._refuse(f"Tags such as '{event.tag}' are not read.", event, "Leave the tag out.")
        self._count(1, event)
        before = self.nodes
        anchor = event.anchor
        if anchor is not None:
            self.anchors.pop(anchor, None)
            self.open.add(anchor)
        tree = self._content(event, events, depth)
        if anchor is not None:
            self.open.discard(anchor)
            self.anchors[anchor] = tree
            self.sizes[anchor] = self.nodes - before + 1
        return tree

    def _alias(self, event: yaml.AliasEvent) -> Tree:
        self.aliases += 1
        if event.anchor in self.open:
            raise self._refuse(f"'*{event.anchor}' stands inside itself.", event, "Write the value out.")
        if event.anchor not in self.anchors:
            raise self._refuse(f"'*{event.anchor}' names no value above it.", event, "Write the value out.")
        if self.aliases > ALIAS_LIMIT:
            raise self._refuse(
                f"The document uses more than {ALIAS_LIMIT} aliases.", event, "Write the values out."
            )
        self._count(self.sizes[event.anchor], event)  # what it stands for counts each time: no bomb grows
        return self.anchors[event.anchor]

    def _content(self, event: Event, events: Iterator[Event], depth: int) -> Tree:
        place = self._place(event)
        if isinstance(event, yaml.ScalarEvent):
            plain = event.implicit[0] and event.style in (None, "")
            return Scalar(event.value, _kind(event.value) if plain else "text", place)
        if isinstance(event, yaml.SequenceStartEvent):
            sequence = Sequence(place)
            while not isinstance(following := next(events), yaml.SequenceEndEvent):
                sequence.items.append(self._node(following, events, depth + 1))
            return sequence
        mapping = Mapping(place)
        while not isinstance(following := next(events), yaml.MappingEndEvent):
            key = self._node(following, events, depth + 1)
            if not isinstance(key, Scalar):
                raise self._refuse("A key must be text.", following, "Write a key of the case document.")
            if key.text in mapping.entries:
                first = mapping.entries[key.text][0].place.line
                raise self._refuse(
                    f"The key '{key.text}' stands twice (first in line {first}).", following, "Keep one."
                )
            mapping.entries[key.text] = (key, self._node(next(events), events, depth + 1))
        return mapping


def _kind(text: str) -> str:
    """How YAML 1.2's core schema reads a plain scalar."""
    if text in _NULL:
        return "null"
    if text in _BOOLEAN:
        return "boolean"
    return "number" if _NUMBER.fullmatch(text) else "text"
