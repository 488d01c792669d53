"""Margins as JSON. Numbers are texts, so that they stay exact; the order never changes."""

from __future__ import annotations

import json
from dataclasses import fields, is_dataclass
from datetime import date
from decimal import Decimal
from enum import Enum

from reasoner.decision.words import plain
from reasoner.model.ledger import Citation
from reasoner.model.margins import Margin
from reasoner.model.turns import Margins
from reasoner.report.json_document import Json, citations_json
from reasoner.report.margin_json import margin_json


def margins_text(told: Margins) -> str:
    """The margins as JSON text, ending in a newline."""
    return json.dumps(margins_json(told), ensure_ascii=False, indent=2) + "\n"


def margins_json(told: Margins) -> Json:
    """The margins as plain values: the fields of `model.turns`, with the names of their keys in the form of the report."""
    return {_key(f.name): _value(getattr(told, f.name)) for f in fields(told)}


def _value(found: object) -> object:
    if isinstance(found, Margin):
        return margin_json(found)
    if isinstance(found, Citation):
        return citations_json([found])[0]
    if is_dataclass(found) and not isinstance(found, type):
        return {_key(f.name): _value(getattr(found, f.name)) for f in fields(found)}
    if isinstance(found, tuple):
        return [_value(each) for each in found]
    if isinstance(found, Enum):
        return found.value
    if isinstance(found, Decimal):
        return plain(found)
    return found.isoformat() if isinstance(found, date) else found


def _key(name: str) -> str:
    first, *rest = name.split("_")
    return first + "".join(part.capitalize() for part in rest)
