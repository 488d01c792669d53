"""The values of literals: which texts a datatype has, and which values stand in an order to each other.

The comparison is that of SPARQL 1.1 (17.3) and of XPath's operators behind it, with xsd:date and xsd:time beside
xsd:dateTime. Two values can be compared where they are of one family: numbers, strings without a language, booleans,
and dates, times and moments, each with a time zone or without (which of two comes first is open if only one has a zone).
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal
from functools import lru_cache
from typing import Any

from rdflib import XSD, Literal, URIRef
from rdflib.term import Node


@dataclass(frozen=True, slots=True)
class Value:
    """A value that can be compared with others of its `family`. Numbers: `key` is exact, a double is `inexact`."""

    family: str
    key: object
    inexact: bool = False


def compare(left: Value | None, right: Value | None) -> int | None:
    """-1, 0 or 1; None where there is no order between the two."""
    if left is None or right is None or left.family != right.family:
        return None
    a: Any = left.key
    b: Any = right.key
    if left.inexact is not right.inexact:  # XPath promotes the decimal to a double
        a, b = float(a), float(b)
    return 0 if a == b else 1 if a > b else -1


@lru_cache(maxsize=65_536)
def value_of(node: Node) -> Value | None:
    """The value of a term that can be compared; None for what cannot (IRIs, ill-formed texts, NaN, text in a language)."""
    if not isinstance(node, Literal) or node.language:
        return None
    text, kind = str(node), node.datatype
    if kind is None or kind == XSD.string:
        return Value("string", text)
    read = _READERS.get(kind)
    if read is None or not well_formed(text, kind):
        return None
    return read(_collapsed(text))


@lru_cache(maxsize=65_536)
def well_formed(text: str, datatype: URIRef) -> bool:
    """Whether a text lies in the lexical space of a datatype (XML Schema 1.1 part 2). Unknown datatypes take any text."""
    form = _FORMS.get(datatype)
    if form is None:
        if datatype not in _OTHER:
            return True
        return Literal(text, datatype=datatype, normalize=False).ill_typed is not True
    text = text if datatype == XSD.string else _collapsed(text)
    if not form.fullmatch(text):
        return False
    low, high = _RANGES.get(datatype, (None, None))
    if low is not None or high is not None:
        number = int(text)
        return (low is None or number >= low) and (high is None or number <= high)
    read = _CALENDAR.get(datatype)
    return read is None or read(text) is not None


def _collapsed(text: str) -> str:
    """White space at the ends is no part of a text of these datatypes."""
    return text.strip(" \t\r\n")


def _number(text: str) -> Value | None:
    return Value("number", Decimal(text))


def _double(text: str) -> Value | None:
    number = float(text.replace("INF", "inf"))
    return None if math.isnan(number) else Value("number", number, inexact=True)


def _boolean(text: str) -> Value | None:
    return Value("boolean", text in ("true", "1"))


_ZONE = r"(Z|[+-](?:(?:0\d|1[0-3]):[0-5]\d|14:00))?"
_DATE = re.compile(rf"(\d{{4}})-(\d\d)-(\d\d){_ZONE}")
_TIME = re.compile(rf"(\d\d):(\d\d):(\d\d)(\.\d+)?{_ZONE}")
_MOMENT = re.compile(rf"(\d{{4}})-(\d\d)-(\d\d)T(\d\d):(\d\d):(\d\d)(\.\d+)?{_ZONE}")


def _zone(text: str | None) -> timezone | None:
    if not text:
        return None
    if text == "Z":
        return UTC
    sign = -1 if text[0] == "-" else 1
    return timezone(sign * timedelta(hours=int(text[1:3]), minutes=int(text[4:6])))


def _moment(
    year: int,
    month: int,
    day: int,
    hour: int,
    minute: int,
    second: int,
    part: str | None,
    zone: str | None,
    family: str,
) -> Value | None:
    """A point in time as seconds since the first day, exactly; 24:00:00 is the midnight that ends the day."""
    if hour > 24 or (hour == 24 and (minute or second or Decimal(part or "0"))) or minute > 59 or second > 59:
        return None
    try:
        start = datetime(year, month, day)
    except ValueError:
        return None
    seconds = Decimal((start - _FIRST).days * 86_400 + hour * 3600 + minute * 60 + second) + Decimal(
        part or "0"
    )
    told = _zone(zone)
    if told is None:
        return Value(family, seconds)
    offset = told.utcoffset(None)
    assert offset is not None
    return Value(f"{family} in a zone", seconds - int(offset.total_seconds()))


_FIRST = datetime(1, 1, 1)


def _date(text: str) -> Value | None:
    match = _DATE.fullmatch(text)
    if match is None:
        return None
    year, month, day, zone = match.groups()
    return _moment(int(year), int(month), int(day), 0, 0, 0, None, zone, "date")


def _clock(text: str) -> Value | None:
    match = _TIME.fullmatch(text)
    if match is None:
        return None
    hour, minute, second, part, zone = match.groups()
    return _moment(2, 1, 1, int(hour), int(minute), int(second), part, zone, "time")


def _datetime(text: str) -> Value | None:
    match = _MOMENT.fullmatch(text)
    if match is None:
        return None
    year, month, day, hour, minute, second, part, zone = match.groups()
    return _moment(int(year), int(month), int(day), int(hour), int(minute), int(second), part, zone, "moment")


_INTEGER = re.compile(r"[+-]?\d+")
_DECIMAL = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)")
_FLOATING = re.compile(r"([+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?|[+-]?INF|NaN)")
_RANGES: dict[URIRef, tuple[int | None, int | None]] = {
    XSD.nonNegativeInteger: (0, None),
    XSD.positiveInteger: (1, None),
    XSD.nonPositiveInteger: (None, 0),
    XSD.negativeInteger: (None, -1),
    XSD.long: (-(2**63), 2**63 - 1),
    XSD.int: (-(2**31), 2**31 - 1),
    XSD.short: (-(2**15), 2**15 - 1),
    XSD.byte: (-128, 127),
    XSD.unsignedLong: (0, 2**64 - 1),
    XSD.unsignedInt: (0, 2**32 - 1),
    XSD.unsignedShort: (0, 2**16 - 1),
    XSD.unsignedByte: (0, 255),
}
_WHOLE = (XSD.integer, *_RANGES)
_FORMS: dict[URIRef, re.Pattern[str]] = {
    XSD.string: re.compile(r"(?s).*"),
    XSD.boolean: re.compile(r"true|false|0|1"),
    XSD.decimal: _DECIMAL,
    XSD.double: _FLOATING,
    XSD.float: _FLOATING,
    XSD.date: _DATE,
    XSD.time: _TIME,
    XSD.dateTime: _MOMENT,
    **dict.fromkeys(_WHOLE, _INTEGER),
}
_CALENDAR = {XSD.date: _date, XSD.time: _clock, XSD.dateTime: _datetime}
_READERS = {
    XSD.boolean: _boolean,
    XSD.decimal: _number,
    XSD.double: _double,
    XSD.float: _double,
    **_CALENDAR,
    **dict.fromkeys(_WHOLE, _number),
}
# Datatypes whose texts rdflib knows and that have no order here.
_OTHER = frozenset(
    (
        XSD.gYear, XSD.gYearMonth, XSD.duration, XSD.dayTimeDuration, XSD.yearMonthDuration, XSD.hexBinary, XSD.base64Binary,
    )
)  # fmt: skip
