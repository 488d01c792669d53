"""One part of a form: what a text means. What is not understood is refused with what is known."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from rdflib import URIRef

from reasoner.errors import InputError, Problem
from reasoner.intake import forms
from reasoner.intake.build import meaning
from reasoner.intake.grammar import load_grammar
from reasoner.intake.terms import Lexicon
from reasoner.intake.values import Refusal
from reasoner.knowledge import Vocabulary
from reasoner.model.dates import Span
from reasoner.model.questions import Part, Takes
from reasoner.nearest import nearest
from reasoner.vocabulary import GUIDE

SAME = "same"
"""The place and side that are asked for."""


@dataclass(frozen=True, slots=True)
class Where:
    """Where something was done; `same`: as is asked for."""

    sites: tuple[URIRef, ...] = ()
    structures: tuple[URIRef, ...] = ()
    side: URIRef | None = None
    same: bool = False


@dataclass(frozen=True, slots=True)
class Scored:
    """A change on a scale: `from 7 to 2 on` its name."""

    before: Decimal
    after: Decimal
    scale: URIRef


_SCORED = re.compile(r"from\s+(\S+)\s+to\s+(\S+)\s+on\s+(.+)", re.IGNORECASE)


def reader(vocabulary: Vocabulary, kinds: tuple[URIRef, ...], last: date) -> Callable[[Part, str], Any]:
    """How the parts of a form are read: terms of some kinds, days up to the day on which the record was read."""

    def read(part: Part, text: str) -> Any:
        if part.takes is Takes.TERM:
            return _term(vocabulary, kinds, part, text)
        if part.takes is Takes.PLACE:
            return _where(vocabulary, text)
        if part.takes is Takes.PERCENT and (match := _SCORED.fullmatch(text)):
            return _scored(vocabulary, part, *match.groups())
        if part.takes is Takes.WHEN and not text[:4].isdigit():
            return _told(forms.read_length, text)
        if part.takes in (Takes.DAY, Takes.WHEN):
            return _day(text, last)
        return _told(_READERS[part.takes], text)

    return read


_READERS: Mapping[Takes, Callable[[str], Any]] = {
    Takes.LENGTH: forms.read_length,
    Takes.NUMBER: forms.read_number,
    Takes.PERCENT: forms.read_percent,
}


def _told(read: Callable[[str], Any], text: str) -> Any:
    try:
        return read(text)
    except ValueError as error:
        raise InputError(Problem(f"'{text}' is not understood: {error}.")) from None


def _day(text: str, last: date) -> Span:
    span: Span = _told(forms.read_date, text)
    if span.earliest is not None and span.earliest > last:
        what = f"{text} is after {last.isoformat()}, the day on which the record was read."
        raise InputError(Problem(what))
    return span


def _term(vocabulary: Vocabulary, kinds: tuple[URIRef, ...], part: Part, text: str) -> Any:
    """A term by its number among the choices, its word or its label; else any word of the kinds.

    A choice that is no term, such as a procedure on record, is given as its word.
    """
    known: dict[str, URIRef] = {}
    for kind in reversed(kinds):
        known |= vocabulary.terms_of(kind)
    words = [word for word, _ in part.choices]
    shown = {str(n): word for n, word in enumerate(words, 1)}
    shown |= {label.lower(): word for word, label in part.choices} | {word: word for word in words}
    word = shown.get(text.lower(), text)
    if word in known:
        return known[word]
    if word in words:
        return word
    near = nearest(text, [*words, *known])
    remedy = "" if near else "Give a number of the list, or a word of it."
    raise InputError(Problem(f"'{text}' is not known here.", remedy=remedy, nearest=near))


def _scored(vocabulary: Vocabulary, part: Part, before: str, after: str, scale: str) -> Scored:
    found = _term(vocabulary, (GUIDE.Scale,), part, scale)
    told = Scored(_told(forms.read_number, before), _told(forms.read_number, after), found)
    for value in (told.before, told.after):
        within(vocabulary, found, value)
    return told


def within(vocabulary: Vocabulary, scale: URIRef, value: Decimal) -> None:
    """Raises InputError where a scale has no such value."""
    low, high = vocabulary.scale_ends(scale)
    if (low is not None and value < low) or (high is not None and value > high):
        what = f"{value} is outside the scale '{vocabulary.label(scale)}', which goes from {low} to {high}."
        raise InputError(Problem(what))


def _where(vocabulary: Vocabulary, text: str) -> Where:
    """Levels or a range of them, nerves and a side, in any order, as a case document writes them."""
    if text.lower() == SAME:
        return Where(same=True)
    history = load_grammar().keys["history"].node
    assert history is not None
    lexicon = Lexicon(vocabulary)
    found: dict[str, list[URIRef]] = {"levels": [], "nerves": [], "side": []}
    for word in text.replace(",", " ").split():
        for name, values in found.items():
            try:
                told = meaning(history, lexicon, history.keys[name], word)
            except Refusal:
                continue
            values += [value for _, value, _ in told if isinstance(value, URIRef)]
            break
        else:
            words = [w for n in found for w in vocabulary.terms_of(history.keys[n].kind or URIRef(""))]
            remedy = f"Write levels and side as the case does, or '{SAME}' for those that are asked for."
            raise InputError(
                Problem(f"'{word}' is no level, nerve or side.", remedy=remedy, nearest=nearest(word, words))
            )
    sides = found["side"]
    return Where(
        tuple(sorted(set(found["levels"]))), tuple(sorted(set(found["nerves"]))), sides[0] if sides else None
    )
