"""What a report is made of, free of any format: sections of paragraphs, lists, tables and ledger entries.

`reviewer` and `patient` compose a `Page` from a review; `text`, `markdown` and `html` print one. A `role`
names what a piece is ("chip-not-met", "mark"), never how it looks.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

_INVISIBLE = frozenset("\u200b\u200e\u200f\u2028\u2029\ufeff")


def clean(text: str) -> str:
    """The text on one line, without what could steer a terminal, a browser or the order of reading.

    Control, surrogate and direction characters become U+FFFD; runs of white space become one space.
    """
    if text.isprintable():  # nearly every text: no sign in it needs a second look
        return re.sub(" {2,}", " ", text) if "  " in text else text
    kept = []
    for sign in text:
        if sign in "\t\n\r":
            kept.append(" ")
        elif sign in _INVISIBLE or unicodedata.category(sign) in ("Cc", "Cf", "Cs", "Co"):
            kept.append("\ufffd" if sign != "\u00ad" else "")
        else:
            kept.append(sign)
    return re.sub(" {2,}", " ", "".join(kept))


def clean_row(text: str) -> str:
    """The same for a row of a picture in signs: its spaces stay."""
    return " ".join(clean(word) for word in text.split(" "))


@dataclass(frozen=True, slots=True)
class Span:
    """A run of words with one role. Roles: strong, quiet, code, words, mark, link, chip-<status>."""

    text: str
    role: str = ""
    href: str = ""


Line = tuple[Span, ...]


def line(*pieces: str | Span) -> Line:
    """A line from plain words and spans; empty pieces fall away."""
    spans = (Span(piece) if isinstance(piece, str) else piece for piece in pieces)
    return tuple(span for span in spans if span.text)


def plain(words: Line) -> str:
    """The words of a line without their roles."""
    return "".join(span.text for span in words)


@dataclass(frozen=True, slots=True)
class Paragraph:
    """One paragraph. Roles: lead, note."""

    words: Line
    role: str = ""


@dataclass(frozen=True, slots=True)
class Item:
    """One item of a list, with what stands below it. `anchor` is what a link on the page leads to it by."""

    words: Line
    below: tuple[Part, ...] = ()
    anchor: str = ""


@dataclass(frozen=True, slots=True)
class Bullets:
    """A list. Roles: columns (short items that may stand side by side), steps (no smaller than what it stands below)."""

    items: tuple[Item, ...]
    role: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """A table with a caption; the first cell of each row is its heading. `widths` are shares of the page."""

    caption: str
    head: tuple[str, ...]
    rows: tuple[tuple[Line, ...], ...]
    widths: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Fields:
    """Named values, such as the facts and the sources of a criterion."""

    pairs: tuple[tuple[str, Line], ...]
    role: str = ""


@dataclass(frozen=True, slots=True)
class Entry:
    """One criterion of the ledger: its name, its status and what is known of it."""

    title: str
    chip: Span
    name: str
    kind: str
    parts: tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class Figure:
    """A picture (inline SVG, already escaped). A table or words beside it say the same.

    `rows` is the picture in signs of one width, for formats that show no drawing; empty: it has none.
    """

    svg: str
    caption: str
    rows: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Section:
    """A titled stretch. Roles: summary, ledger (begins a new page), ground, half."""

    title: str
    parts: tuple[Part, ...]
    anchor: str = ""
    role: str = ""


Part = Paragraph | Bullets | Table | Fields | Entry | Figure | Section


@dataclass(frozen=True, slots=True)
class Page:
    """A whole report. `footer` ends every page; `running` is the same in one line, for printed margins."""

    title: str
    subtitle: Line
    parts: tuple[Part, ...]
    footer: tuple[Line, ...]
    running: str
    audience: str
