"""Rows of an answer, as aligned text, CSV or JSON."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Answer:
    """The rows of an answer, as text, in the order that the query asks for."""

    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


def table(found: Answer, form: str) -> str:
    """An answer as aligned text, CSV or JSON."""
    if form == "json":
        return (
            json.dumps(
                [dict(zip(found.columns, r, strict=True)) for r in found.rows], indent=2, ensure_ascii=False
            )
            + "\n"
        )
    if form == "csv":
        out = io.StringIO()
        writer = csv.writer(out, lineterminator="\n")
        writer.writerows([found.columns, *found.rows])
        return out.getvalue()
    if not found.rows:
        return "No rows.\n"
    blocks = []
    width = max(len(c) for c in found.columns)
    for row in found.rows:
        pairs = zip(found.columns, row, strict=True)
        blocks.append("\n".join(f"{c.ljust(width)}  {value}" for c, value in pairs if value))
    return "\n\n".join(blocks) + "\n"
