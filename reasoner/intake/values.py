"""From the text of a single value to the objects in the graph: one reader for each guide:form.

A reader takes a key of the grammar, the text as written and the lexicon, and gives (property, object,
text in the normalised form). It raises Refusal with what is wrong, the remedy and the nearest known word.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from datetime import date
from decimal import Decimal
from typing import TypeVar

from rdflib import XSD, Literal, URIRef
from rdflib.term import Node

from reasoner.intake import forms
from reasoner.intake.grammar import Key, Part
from reasoner.intake.terms import Lexicon
from reasoner.nearest import nearest

Found = list[tuple[Part, Node, str]]
T = TypeVar("T")


class Refusal(Exception):  # noqa: N818 - it never leaves intake; the user meets a Problem
    """A value that is not understood."""

    def __init__(self, what: str, remedy: str = "", near: str = "") -> None:
        super().__init__(what)
        self.what, self.remedy, self.near = what, remedy, near


def literal(text: str, datatype: URIRef | None) -> Literal:
    """A literal whose lexical form is kept as written."""
    return (
        Literal(text) if datatype in (None, XSD.string) else Literal(text, datatype=datatype, normalize=False)
    )


def _plain(part: Part, text: str) -> tuple[Part, Node, str]:
    return part, literal(text, part.datatype), text


def _told(read: Callable[[str], T], key: Key, text: str) -> T:
    try:
        return read(text.strip())
    except ValueError as error:
        raise Refusal(
            f"'{clip(text)}' is not understood under '{key.key}': {error}.", key.description
        ) from None


def _text(key: Key, text: str, _lexicon: Lexicon) -> Found:
    part = key.parts[0]
    if part.pattern and not re.search(part.pattern, text):
        raise Refusal(f"'{clip(text)}' does not have the form of '{key.key}'.", key.description)
    return [_plain(part, text)]


def _identifier(key: Key, text: str, _lexicon: Lexicon) -> Found:
    if not re.fullmatch(forms.IDENTIFIER_PATTERN, text):
        raise Refusal(f"'{clip(text)}' cannot name a case.", key.description)
    return [_plain(key.parts[0], text)]


def _day(key: Key, text: str, _lexicon: Lexicon) -> Found:
    return [_plain(key.parts[0], _told(forms.read_day, key, text).isoformat())]


def _partial_date(key: Key, text: str, _lexicon: Lexicon) -> Found:
    span = _told(forms.read_date, key, text)
    days = (("exact", span.exact), ("low", span.earliest), ("high", span.latest))
    return _parts(key, ((bound, day.isoformat()) for bound, day in days if isinstance(day, date)))


def _length(key: Key, text: str, _lexicon: Lexicon) -> Found:
    low, high = _told(forms.read_length, key, text)
    return _parts(key, ((b, str(v)) for b, v in (("low", low), ("high", high)) if v is not None))


def _percent(key: Key, text: str, _lexicon: Lexicon) -> Found:
    word = key.words.get(text.strip().lower())
    low, high = _told(forms.read_percent, key, word or text)
    for value in (low, high):
        if value is not None:
            _within(key, key.parts[0], value)
    return _parts(key, ((b, format(v, "f")) for b, v in (("low", low), ("high", high)) if v is not None))


def _number(key: Key, text: str, _lexicon: Lexicon) -> Found:
    _within(key, key.parts[0], _told(forms.read_number, key, text))
    return [_plain(key.parts[0], text.strip())]


def _within(key: Key, part: Part, value: Decimal) -> None:
    if part.low is not None and value < part.low:
        raise Refusal(
            f"{value} is below {bare(part.low)}, the least that '{key.key}' can be.", key.description
        )
    if part.high is not None and value > part.high:
        raise Refusal(
            f"{value} is above {bare(part.high)}, the most that '{key.key}' can be.", key.description
        )


def _parts(key: Key, told: Iterable[tuple[str, str]]) -> Found:
    return [_plain(part, text) for bound, text in told if (part := key.part(bound)) is not None]


def _term(key: Key, text: str, lexicon: Lexicon) -> Found:
    if key.kind is None:
        raise Refusal(f"The grammar does not say which terms '{key.key}' takes.")
    words = lexicon.words(key.kind, key.allowed)
    term = words.get(text)
    if term is not None:
        return [(key.parts[0], term, text)]
    near = nearest(text, words)
    known = ", ".join(words) if len(words) <= 12 else ""
    remedy = " ".join(
        part for part in (key.message, f"Known: {known}." if known and not near else "") if part
    )
    raise Refusal(f"'{clip(text)}' is no known {lexicon.vocabulary.label(key.kind)}.", remedy, near)


def _term_range(key: Key, text: str, lexicon: Lexicon) -> Found:
    if key.kind is not None and text not in lexicon.words(key.kind):
        members = lexicon.members(key.kind, text)
        if members:
            return [(key.parts[0], term, lexicon.word(key.kind, term)) for term in members]
    try:
        return _term(key, text, lexicon)
    except Refusal as refusal:
        refusal.remedy = " ".join(
            p for p in (refusal.remedy, "A range must be of neighbours; else name each.") if p
        )
        raise


def _code(key: Key, text: str, lexicon: Lexicon) -> Found:
    code = lexicon.code(key.systems, text)
    if code is not None:
        return [(key.parts[0], code, str(code).rpartition("/")[2])]
    systems = " or ".join(key.systems)
    near = lexicon.nearest_code(key.systems, text.strip().upper())
    raise Refusal(f"'{clip(text)}' is no code of {systems} that is held here.", "", near)


def _choice(key: Key, text: str, _lexicon: Lexicon) -> Found:
    value = key.words.get(text)
    if value is None:
        raise Refusal(
            f"'{clip(text)}' is not understood under '{key.key}'.", key.description, nearest(text, key.words)
        )
    return [_plain(key.parts[0], value)]


def bare(value: Decimal) -> str:
    """A number without zeros at its end."""
    return format(value.normalize(), "f")


def clip(text: str) -> str:
    """A text short enough for a message, on one line."""
    line = " ".join(text.split())
    return line if len(line) <= 80 else line[:79] + "…"


READERS: dict[str, Callable[[Key, str, Lexicon], Found]] = {
    "choice": _choice,
    "code": _code,
    "day": _day,
    "identifier": _identifier,
    "key-path": _text,
    "length": _length,
    "number": _number,
    "partial-date": _partial_date,
    "percent": _percent,
    "term": _term,
    "term-range": _term_range,
    "text": _text,
    "text-or-number": _text,
}
