"""A page as plain text by Rich: 100 columns, no colour unless asked for, no markup read from any value."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from io import StringIO

from rich.box import SIMPLE_HEAD
from rich.console import Console
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
    clean_row,
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
    writer = _Writer(console)
    writer.words(_run(page.title, "strong"), 0)
    writer.words(_words(page.subtitle), 0)
    for part in page.parts:
        writer.part(part, 0)
    console.print()
    if page.audience == "reviewer":
        console.print(Rule(characters="─", style=""))
    for notice in page.footer:
        writer.words(_words(notice), 0)
    return "\n".join(found.rstrip() for found in out.getvalue().rstrip().split("\n")) + "\n"


def _run(text: str, role: str = "") -> Text:
    """One run of words as Rich text."""
    return _words((Span(text, role),))


def _words(words: Line) -> Text:
    text = Text()
    for span in words:
        shown = clean(span.text)
        chip = span.role.startswith("chip-")
        text.append(f"[{shown.upper()}]" if chip else shown, style=_STYLES.get(span.role, ""))
    return text


class _Writer:
    """Prints parts with an indent and hanging labels (Rich's own grids measure every cell again and again)."""

    def __init__(self, console: Console) -> None:
        self._console = console

    def words(self, words: Text, indent: int, label: str = "", hang: int = 0) -> None:
        """Words wrapped to the page; `label` stands before the first line, the rest hang below it."""
        for number, found in enumerate(self._wrapped(words, indent + hang)):
            lead = " " * indent + (label.ljust(hang) if number == 0 else " " * hang)
            self._print(Text(lead).append_text(found))

    def _print(self, found: Text) -> None:
        """One line that fits. Without colour Rich has nothing left to do and is not asked: half the time."""
        if self._console.color_system is None:
            self._console.file.write(found.plain + "\n")
        else:
            self._console.print(found, soft_wrap=True)

    def _wrapped(self, words: Text, used: int) -> Iterator[Text]:
        room = max(20, self._console.width - used)
        for found in words.wrap(self._console, room, overflow="fold"):
            found.rstrip()
            yield found

    def part(self, part: Part, depth: int) -> None:
        """Print one part; `depth` counts the sections around it."""
        indent = 2 * max(depth - 1, 0)
        if isinstance(part, Section):
            self._section(part, depth)
        elif isinstance(part, Paragraph):
            self.words(_words(part.words), indent)
        elif isinstance(part, Bullets):
            self._bullets(part, indent)
        elif isinstance(part, Fields):
            self._fields(part.pairs, indent)
        elif isinstance(part, Entry):
            self._entry(part, depth)
        elif isinstance(part, Table):
            self._console.print(Padding(_table(part), (0, 0, 0, indent)))
        elif isinstance(part, Figure) and part.rows:
            self._console.print()
            for row in part.rows:
                self._print(Text(" " * indent + (clean_row(row))))

    def _section(self, section: Section, depth: int) -> None:
        self._console.print()
        if depth == 0 and section.role in ("summary", "ledger"):
            title = _run(section.title.upper(), "strong")
            self._console.print(Rule(title, align="left", characters="═", style=""))
        else:
            self.words(_run(section.title, "strong"), 2 * max(depth - 1, 0))
        for number, part in enumerate(section.parts):
            if isinstance(part, Entry) and number:
                self._console.print()
            self.part(part, depth + 1)

    def _bullets(self, part: Bullets, indent: int) -> None:
        for item in part.items:
            self.words(_words(item.words), indent, "•", 2)
            for below in item.below:
                if isinstance(below, Bullets):
                    self._bullets(below, indent + 2)

    def _fields(self, pairs: Iterable[tuple[str, Line]], indent: int) -> None:
        held = [(f"{clean(name)}:", words) for name, words in pairs]
        hang = max((len(name) for name, _ in held), default=0) + 1
        for name, words in held:
            self.words(_words(words), indent, name, hang)

    def _entry(self, part: Entry, depth: int) -> None:
        named = Span(f"  [{part.name}; {part.kind}]", "quiet")
        title = (part.chip, Span("  "), Span(part.title, "strong"), named)
        self.words(_words(title), 2 * max(depth - 1, 0))
        for found in part.parts:
            self.part(found, depth + 1)


def _table(part: Table) -> RichTable:
    table = RichTable(box=SIMPLE_HEAD, pad_edge=False, expand=True, show_edge=False, padding=(0, 2, 0, 0))
    for name, share in zip(part.head, part.widths, strict=True):
        table.add_column(clean(name), overflow="fold", ratio=share)
    for row in part.rows:
        table.add_row(*(_words(cell) for cell in row))
    return table
