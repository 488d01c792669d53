"""A page as plain text by Rich: 100 columns, no colour unless asked for, no markup read from any value."""

from __future__ import annotations

from collections.abc import Iterable
from io import StringIO

from rich.box import SIMPLE_HEAD
from rich.console import Console, Group, RenderableType
from rich.padding import Padding
from rich.rule import Rule
from rich.table import Table as RichTable
from rich.text import Text

from reasoner.report.parts import (
    Bullets,
    Entry,
    Fields,
    Figure,
    Line,
    Page,
    Paragraph,
    Part,
    Section,
    Span,
    Table,
    clean,
)

_STYLES = {
    "strong": "bold",
    "quiet": "dim",
    "mark": "bold yellow",
    "words": "italic",
    "chip-not-met": "bold red",
    "chip-contradictory": "bold magenta",
    "chip-not-documented": "bold yellow",
    "chip-needs-judgement": "bold cyan",
    "chip-met": "bold green",
    "chip-not-applicable": "dim",
    "chip-refer-to-physician": "bold red",
    "chip-request-information": "bold yellow",
    "chip-approve-eligible": "bold green",
}


def text_page(page: Page, *, width: int = 100, colour: bool = False) -> str:
    """The page as text. `width` counts columns; `colour` adds terminal styles. No line ends in a space."""
    out = StringIO()
    console = Console(
        file=out,
        width=width,
        force_terminal=colour,
        color_system="standard" if colour else None,
        highlight=False,
        markup=False,
        emoji=False,
        legacy_windows=False,
        _environ={},
    )
    console.print(Text(clean(page.title), style="bold"))
    console.print(_words(page.subtitle))
    for part in page.parts:
        _print(console, part, 0)
    console.print()
    if page.audience == "reviewer":
        console.print(Rule(characters="─", style=""))
    for words in page.footer:
        console.print(_words(words))
    return "\n".join(found.rstrip() for found in out.getvalue().rstrip().split("\n")) + "\n"


def _words(words: Line) -> Text:
    text = Text()
    for span in words:
        shown = clean(span.text)
        text.append(_chip(span, shown), style=_STYLES.get(span.role, ""))
    return text


def _chip(span: Span, shown: str) -> str:
    return f"[{shown.upper()}]" if span.role.startswith("chip-") else shown


def _print(console: Console, part: Part, depth: int) -> None:
    if isinstance(part, Section):
        _section(console, part, depth)
    elif not isinstance(part, Figure):
        console.print(Padding(_shown(part), (0, 0, 0, 2 * max(depth - 1, 0))))


def _section(console: Console, section: Section, depth: int) -> None:
    title = clean(section.title)
    console.print()
    if depth == 0 and section.role in ("summary", "ledger"):
        console.print(Rule(Text(title.upper(), style="bold"), align="left", characters="═", style=""))
    else:
        console.print(Padding(Text(title, style="bold underline"), (0, 0, 0, 2 * max(depth - 1, 0))))
    for number, part in enumerate(section.parts):
        if isinstance(part, Entry) and number:
            console.print()
        _print(console, part, depth + 1)


def _shown(part: Part) -> RenderableType:
    if isinstance(part, Paragraph):
        return _words(part.words)
    if isinstance(part, Bullets):
        return _bullets(part)
    if isinstance(part, Fields):
        return _grid((f"{name}:", words) for name, words in part.pairs)
    if isinstance(part, Entry):
        return _entry(part)
    if isinstance(part, Table):
        return _table(part)
    return Text()


def _bullets(part: Bullets) -> RenderableType:
    grid = _empty_grid()
    for item in part.items:
        below = [_shown(found) for found in item.below]
        grid.add_row(Text("•"), Group(_words(item.words), *below))
    return grid


def _entry(part: Entry) -> RenderableType:
    title = _words(
        (part.chip, Span("  "), Span(part.title, "strong"), Span(f"  [{part.name}; {part.kind}]", "quiet"))
    )
    below = Group(*(_shown(found) for found in part.parts if not isinstance(found, Section | Figure)))
    return Group(title, Padding(below, (0, 0, 0, 2)))


def _grid(pairs: Iterable[tuple[str, Line]]) -> RenderableType:
    grid = _empty_grid()
    for name, words in pairs:
        grid.add_row(Text(clean(name), style="dim"), _words(words))
    return grid


def _empty_grid() -> RichTable:
    grid = RichTable.grid(padding=(0, 1))
    grid.add_column(no_wrap=True)
    grid.add_column(ratio=1, overflow="fold")
    return grid


def _table(part: Table) -> RenderableType:
    table = RichTable(box=SIMPLE_HEAD, pad_edge=False, expand=True, show_edge=False, padding=(0, 2, 0, 0))
    for name, share in zip(part.head, part.widths, strict=True):
        table.add_column(clean(name), overflow="fold", ratio=share)
    for row in part.rows:
        table.add_row(*(_words(cell) for cell in row))
    return table
