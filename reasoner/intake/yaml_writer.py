"""Plain values as YAML that reads the same in YAML 1.1 and 1.2, in the manner of the cases under examples/."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

WIDTH = 118
"""A mapping in a list stands on one line where that is not longer."""

_PLAIN = re.compile(r"[A-Za-z](?:[A-Za-z0-9 _./()+%;'&-]*[A-Za-z0-9_.)%])?")
# Words that some version of YAML takes for something else than text.
_RESERVED = frozenset({"y", "n", "yes", "no", "on", "off", "true", "false", "null"})


def yaml_text(data: Mapping[str, Any]) -> str:
    """A mapping as a YAML document. Every value is a text, a list or a mapping; the same values give the same bytes."""
    lines: list[str] = []
    for key, value in data.items():
        if _nested(value) and lines:
            lines.append("")
        lines.extend(_entry(key, value, 0))
    return "\n".join(lines) + "\n"


def _entry(key: str, value: Any, indent: int) -> Iterator[str]:
    """A key with its value, at an indent."""
    margin = " " * indent
    if _nested(value):
        yield f"{margin}{_scalar(key)}:"
        for item in value:
            yield from _item(item, indent + 2)
    elif isinstance(value, dict) and value and len(margin) + len(key) + 2 + len(_flow(value)) > WIDTH:
        yield f"{margin}{_scalar(key)}:"
        for name, each in value.items():
            yield from _entry(name, each, indent + 2)
    else:
        yield f"{margin}{_scalar(key)}: {_flow(value)}"


def _item(item: Mapping[str, Any], indent: int) -> Iterator[str]:
    """A mapping of a list: on one line where it fits and holds no list of mappings."""
    margin = " " * indent
    told = f"{margin}- {_flow(item)}"
    if len(told) <= WIDTH and not any(_nested(v) for v in item.values()):
        yield told
        return
    lead = f"{margin}- "
    for key, value in item.items():
        for line in _entry(key, value, indent + 2):
            yield lead + line[indent + 2 :]
            lead = " " * (indent + 2)


def _nested(value: Any) -> bool:
    """Whether a value is a list of mappings, which begin on lines of their own."""
    return isinstance(value, list) and bool(value) and all(isinstance(i, dict) and i for i in value)


def _flow(value: Any) -> str:
    if isinstance(value, dict):
        return "{" + ", ".join(f"{_scalar(k)}: {_flow(v)}" for k, v in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(_flow(v) for v in value) + "]"
    return _scalar(str(value))


def _scalar(text: str) -> str:
    if _PLAIN.fullmatch(text) and text.lower() not in _RESERVED:
        return text
    return "".join(c if c.isprintable() else f"\\U{ord(c):08x}" for c in json.dumps(text, ensure_ascii=False))
