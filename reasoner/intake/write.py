"""A case written as a document: the keys of the grammar in their order, the words of the vocabulary.

What is written is read again to an equal case. Names that were written in a document are kept; a node that was named by its
place has no name again, unless something refers to it. What a node is told is never left out: a value that no document
can hold is refused.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import date
from decimal import Decimal
from typing import Any

from reasoner.errors import InputError
from reasoner.intake import forms
from reasoner.intake.grammar import Key, Shape, load_grammar
from reasoner.intake.node_of import node_of, nodes
from reasoner.intake.node_values import NodeValues, property_name
from reasoner.intake.terms import Lexicon
from reasoner.intake.yaml_writer import yaml_text
from reasoner.knowledge.vocabulary import Vocabulary
from reasoner.model.case import Case
from reasoner.model.dates import Length, Span
from reasoner.vocabulary import GUIDE

ADDED = "added-"
"""How the names of nodes begin that were added to a record and named by what they say."""

_NAME = re.compile(f"#{forms.IDENTIFIER_PATTERN}")
_NUMBERS = re.compile(r"(\d+)")


def case_data(case: Case, vocabulary: Vocabulary) -> dict[str, Any]:
    """The plain values of the document of a case: texts, lists and mappings, keys in the order of the grammar.

    Raises InputError where the case holds what no document can: days that are no day, month or year, a term without a word.
    """
    shape, node = load_grammar(), node_of(case)
    writer = _Writer(Lexicon(vocabulary), str(case.iri))
    writer.name(shape, node)
    return writer.mapping(shape, node)


def case_yaml(case: Case, vocabulary: Vocabulary) -> str:
    """The document of a case as YAML 1.2; a short mapping of a list stands on one line. Raises InputError as `case_data`."""
    return yaml_text(case_data(case, vocabulary))


class _Writer:
    """Writes the nodes of one case."""

    def __init__(self, lexicon: Lexicon, base: str) -> None:
        self.lexicon, self.base = lexicon, base
        self.names: dict[str, str] = {}

    def name(self, shape: Shape, case: NodeValues) -> None:
        """Find a name for every node that needs one: those that were named, and those that something refers to."""
        every = list(nodes(case))
        ours = {node.name for node in every}
        kept = {
            n for n in ours if _NAME.fullmatch(self._local(n)) and not self._local(n)[1:].startswith(ADDED)
        }
        self.names = {n: self._local(n) for n in kept}
        taken = set(self.names.values())
        wanted = {str(v) for node in every for values in node.of.values() for v in values if str(v) in ours}
        for kind, node in self._named(shape, case):
            if node.name in wanted and node.name not in self.names:
                stem = "#" + re.sub(r"[^A-Za-z0-9]+", "-", kind.label).strip("-")
                number = next(n for n in range(1, len(taken) + 2) if f"{stem}-{n}" not in taken)
                self.names[node.name] = f"{stem}-{number}"
                taken.add(self.names[node.name])

    def _named(self, shape: Shape, node: NodeValues) -> Iterator[tuple[Shape, NodeValues]]:
        """The nodes below a node that can have a name, in the order of the document, each with its kind."""
        for key in shape.keys.values():
            for child in self._below(key, node) if key.node is not None else ():
                assert key.node is not None
                if key.node.id_key:
                    yield key.node, child
                yield from self._named(key.node, child)

    def mapping(self, shape: Shape, node: NodeValues) -> dict[str, Any]:
        """One node as a mapping."""
        found: dict[str, Any] = {}
        if shape.id_key and node.name in self.names:
            found[shape.id_key] = self.names[node.name]
        other_words = self._other_words(node)
        for key in shape.keys.values():
            told = self._key(key, node)
            if told:
                word = key.aliases[0] if key.aliases and other_words else key.key
                found[word] = told[0] if key.most == 1 else told
        return found

    def _other_words(self, node: NodeValues) -> bool:
        """Whether what was measured has a word of its own for its response: then keys take their further words."""
        target = node.one("target")
        return target is not None and bool(self.lexicon.vocabulary.text(target, GUIDE.responseWord))

    def _key(self, key: Key, node: NodeValues) -> list[Any]:
        if key.node is not None:
            return [self.mapping(key.node, child) for child in self._below(key, node)]
        values = {part.bound: node.of.get(property_name(part.path), []) for part in key.parts}
        if not any(values.values()):
            return []
        if key.form in _BOUNDED:
            low, high = (next(iter(values.get(bound, [])), None) for bound in ("low", "high"))
            return [_BOUNDED[key.form](key, low, high)]
        return sorted((self._plain(key, v) for v in values[""]), key=_natural)

    def _below(self, key: Key, node: NodeValues) -> list[NodeValues]:
        found = node.of.get(property_name(key.path), [])
        return sorted(found, key=lambda n: _natural(self._local(n.name)))

    def _plain(self, key: Key, value: Any) -> str:
        if key.form == "reference":
            return self.names.get(str(value), self._local(str(value)))
        if key.form == "code":
            return str(value).rpartition("/")[2]
        if key.form in ("term", "term-range"):
            word = self.lexicon.word(key.kind, value) if key.kind is not None else ""
            return word or _refuse(f"{value} has no word under '{key.key}'")
        if key.form == "choice":
            words = {told: word for word, told in key.words.items()}
            return words.get(str(value)) or _refuse(f"{value} has no word under '{key.key}'")
        return _text(value)

    def _local(self, name: str) -> str:
        return name.removeprefix(self.base)


def _text(value: Any) -> str:
    if isinstance(value, Decimal):
        return format(value, "f")
    return value.isoformat() if isinstance(value, date) else str(value)


def _natural(text: str) -> tuple[tuple[int, str], ...]:
    """Sorts the numbers in names as numbers, so that a tenth node does not stand before a second."""
    return tuple((int(p), "") if p.isdigit() else (-1, p) for p in _NUMBERS.split(text))


def _refuse(what: str) -> str:
    raise InputError(f"The case cannot be written as a document: {what}.")


def _partial_date(key: Key, low: date | None, high: date | None) -> str:
    for told in _dates(low) if low is not None else ():
        if forms.read_date(told) == Span(low, high):
            return told
    return _refuse(
        f"the days {low or 'unknown'} to {high or 'unknown'} of '{key.key}' are no day, month or year"
    )


def _dates(day: date) -> Iterator[str]:
    text = day.isoformat()
    yield from (text, text[:7], text[:4])


def _length(key: Key, low: Length | None, high: Length | None) -> str:
    def range_(a: str, b: str) -> str:
        (first, _, unit), (_, _, other) = a.partition(" "), b.partition(" ")
        if unit and unit.rstrip("s") == other.rstrip("s"):
            return f"{first}-{b}"
        return f"{low}-{high}"  # of two units each has to be written with its number

    return _bounds(low, high, _one_length, range_, "at most")


def _one_length(length: Length) -> str:
    if (length.months and length.days) or length.months > 9999 or length.days > 9999:
        return str(length)
    number, unit = (length.months, "month") if length.months else (length.days, "day")
    for larger, of, times in (("year", "month", 12), ("week", "day", 7)):
        if unit == of and number and number % times == 0:
            number, unit = number // times, larger
            break
    return f"{number} {unit}" if number == 1 else f"{number} {unit}s"


def _percent(key: Key, low: Decimal | None, high: Decimal | None) -> str:
    def range_(a: str, b: str) -> str:
        return f"{a} to {b}" if "-" in a + b else f"{a}-{b}"

    return _bounds(low, high, _text, range_, "up to")


def _bounds(
    low: Any, high: Any, one: Callable[[Any], str], range_: Callable[[str, str], str], at_most: str
) -> str:
    if low is None or high is None:
        return f"{at_most} {one(high)}" if low is None else f"at least {one(low)}"
    if one(low) == one(high):
        return one(low)
    return range_(one(low), one(high))


_BOUNDED: dict[str, Callable[[Key, Any, Any], str]] = {
    "length": _length,
    "partial-date": _partial_date,
    "percent": _percent,
}
