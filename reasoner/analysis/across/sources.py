"""The sources of a comparison, each with a number by which the cells name it."""

from __future__ import annotations

from collections.abc import Iterable

from reasoner.model.ledger import Citation
from reasoner.report import words
from reasoner.report.parts import Bullets, Item, Line, Paragraph, Section, Span, line


class Sources:
    """Numbers sources in the order in which they are first named, from 1."""

    def __init__(self) -> None:
        self._numbers: dict[Citation, int] = {}

    def named(self, citations: Iterable[Citation]) -> Line:
        """The numbers of some sources, each a link to it: " [3] [4]"; a source that is not confirmed is marked."""
        pieces: list[str | Span] = []
        for citation in dict.fromkeys(citations):
            number = self._numbers.setdefault(citation, len(self._numbers) + 1)
            pieces += [" ", Span(f"[{number}]", "link", f"#source-{number}")]
            pieces += [" ", Span("unconfirmed", "mark")] if citation.unconfirmed else []
        return line(*pieces)

    def section(self) -> Section:
        """Every source that was named, in full."""
        items = []
        for citation, number in self._numbers.items():
            items.append(Item(line(f"[{number}] ", *words.cited(citation)), anchor=f"source-{number}"))
        note = "How each wording was read is told by reasoner review --under DOCUMENT."
        return Section("Sources", (Paragraph(line(note), "note"), Bullets(tuple(items))), "sources")
