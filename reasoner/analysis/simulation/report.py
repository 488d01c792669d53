"""What a simulation found: a few tables, as text for a screen, or as one table for other programs."""

from __future__ import annotations

import csv
import textwrap
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as parquet

_WIDTH = 120


@dataclass(frozen=True, slots=True)
class Section:
    """One table. On a screen `most` rows are shown (0: all), and the last `beneath` columns stand below their row."""

    name: str
    title: str
    columns: tuple[str, ...]
    rows: tuple[tuple[object, ...], ...]
    most: int = 0
    beneath: int = 0


@dataclass(frozen=True, slots=True)
class Report:
    """Sentences that say what was compared, and the tables."""

    head: tuple[str, ...]
    sections: tuple[Section, ...]


def text(report: Report) -> str:
    """The report for a screen."""
    blocks = ["\n".join(report.head)] if report.head else []
    for section in report.sections:
        shown = section.rows[: section.most or None]
        body = _body(section, shown) if shown else "  none"
        blocks.append(f"{section.title}\n{body}")
    return "\n\n".join(blocks) + "\n"


def _body(section: Section, rows: Sequence[Sequence[object]]) -> str:
    """Aligned columns, numbers to the right; what stands beneath a row is wrapped."""
    beside = len(section.columns) - section.beneath
    told = [list(section.columns[:beside]), *([_cell(v) for v in row[:beside]] for row in rows)]
    widths = [max(len(row[i]) for row in told) for i in range(beside)]
    right = [all(isinstance(row[i], int) for row in rows) for i in range(beside)]
    lines = []
    for number, cells in enumerate(told):
        padded = (v.rjust(w) if r else v.ljust(w) for v, w, r in zip(cells, widths, right, strict=True))
        lines.append("  " + "  ".join(padded).rstrip())
        for name, value in zip(
            section.columns[beside:], rows[number - 1][beside:] if number else (), strict=False
        ):
            if value:
                lines += textwrap.wrap(
                    f"{name} {_cell(value)}", _WIDTH, initial_indent=" " * 6, subsequent_indent=" " * 8,
                    break_long_words=False, break_on_hyphens=False,
                )  # fmt: skip
    return "\n".join(lines)


def _cell(value: object) -> str:
    if value is None:
        return ""
    return f"{value:,}" if isinstance(value, int) else str(value)


def flat(report: Report) -> pa.Table:
    """All tables as one: a column `table` names the section, columns that it does not have are empty."""
    names = dict.fromkeys(c for section in report.sections for c in section.columns)
    rows = [
        {"table": section.name, **dict(zip(section.columns, row, strict=True))}
        for section in report.sections
        for row in section.rows
    ]
    return pa.table({name: [row.get(name) for row in rows] for name in ("table", *names)})


def write_parquet(report: Report, path: Path) -> None:
    """Write the one table as Parquet."""
    parquet.write_table(flat(report), path)


def write_csv(report: Report, path: Path) -> None:
    """Write the one table as CSV."""
    table = flat(report)
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(table.column_names)
        for row in table.to_pylist():
            writer.writerow("" if value is None else value for value in row.values())
