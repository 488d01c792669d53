"""Single values of a Turtle case: literals by their datatype, terms by their kind; and where the text has them."""

from __future__ import annotations

import re
from bisect import bisect_right
from decimal import Decimal

from rdflib import XSD, Literal, URIRef
from rdflib.term import Node

from reasoner.errors import InputError, Place
from reasoner.intake import forms
from reasoner.intake.grammar import Key, Part
from reasoner.intake.terms import Lexicon
from reasoner.intake.values import Refusal, clip, literal
from reasoner.model.dates import Length
from reasoner.nearest import nearest
from reasoner.vocabulary import curie

_TOKEN = re.compile(r"<[^<>\s]*>|\w[\w.-]*")
_INTEGER = re.compile(r"-?[0-9]+")


class Locator:
    """Finds the first place at which a term is written. Turtle parsers do not say where a triple stood."""

    def __init__(self, text: str, name: str) -> None:
        self.text, self.name = text, name
        self._lines = [0, *(found.end() for found in re.finditer("\n", text))]
        self._first: dict[str, int] = {}
        for found in _TOKEN.finditer(text):
            token = found[0]
            self._first.setdefault(token, found.start())
            local = re.split(r"[#/]", token[1:-1])[-1] if token.startswith("<") else token.rstrip(".")
            self._first.setdefault(local, found.start())

    def place(self, term: Node | str) -> Place:
        """Line and column as far as the text shows them, else the file."""
        words = [str(term)]
        if isinstance(term, URIRef):
            local = re.split(r"[#/]", str(term))[-1]
            words = [f"<{term}>", f"<#{local}>", local]
        for word in words:
            at = self._first.get(word, -1)
            if at < 0 and not isinstance(term, URIRef) and word:
                at = self.text.find(word)
            if at >= 0:
                line = bisect_right(self._lines, at)
                return Place(self.name, line, at - self._lines[line - 1] + 1)
        return Place(self.name)


def read_literal(key: Key, part: Part, obj: Node) -> Literal:
    """The literal of a property. Raises Refusal if its datatype, form or range is not that of the grammar."""
    name, wanted = curie(part.path), part.datatype or XSD.string
    if not isinstance(obj, Literal) or obj.language:
        raise Refusal(f"{name} takes {curie(wanted)}, not '{clip(str(obj))}'.", key.description)
    told = obj.datatype or XSD.string
    if told == XSD.integer and wanted == XSD.decimal and _INTEGER.fullmatch(str(obj)):
        told = XSD.decimal  # every xsd:integer is an xsd:decimal
    text = str(obj)
    if told != wanted:
        raise Refusal(f"{name} takes {curie(wanted)}, and '{clip(text)}' is {curie(told)}.", key.description)
    if not _valid(text, told):
        raise Refusal(f"'{clip(text)}' is not a valid {curie(wanted)}.", key.description)
    if part.pattern and not re.search(part.pattern, text):
        raise Refusal(f"'{clip(text)}' does not have the form of '{key.key}'.", key.description)
    if told == XSD.decimal and _outside(part, Decimal(text)):
        raise Refusal(f"{text} is outside the range of {name}.", key.description)
    return literal(text, told)


def read_term(key: Key, path: URIRef, obj: Node, lexicon: Lexicon) -> str:
    """The word of a term. Raises Refusal if the term is not of the kind that the grammar asks for."""
    if not isinstance(obj, URIRef) or key.kind is None:
        raise Refusal(f"{curie(path)} takes a term, not '{clip(str(obj))}'.", key.description)
    word, code = lexicon.word(key.kind, obj), str(obj).rpartition("/")[2]
    if key.form == "code":
        word = code if lexicon.code(key.systems, code) == obj else ""
    if not word or (key.allowed and obj not in key.allowed):
        kind = lexicon.vocabulary.label(key.kind)
        if key.form == "code":
            near = lexicon.nearest_code(key.systems, code.upper())
        else:
            near = nearest(
                curie(obj)[:200], {curie(t) for t in lexicon.words(key.kind, key.allowed).values()}
            )
        raise Refusal(f"{clip(curie(obj))} is no known {kind}.", key.message, near)
    return word


def _outside(part: Part, value: Decimal) -> bool:
    return (part.low is not None and value < part.low) or (part.high is not None and value > part.high)


def _valid(text: str, datatype: URIRef) -> bool:
    try:
        if datatype == XSD.date:
            forms.read_day(text)
        elif datatype == XSD.decimal:
            forms.read_number(text)
        elif datatype == XSD.duration:
            Length.parse(text)
        elif datatype == XSD.boolean:
            return text in ("true", "false")
    except (ValueError, InputError):
        return False
    return True
