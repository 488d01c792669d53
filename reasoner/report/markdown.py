"""A page as Markdown (CommonMark with tables). Every sign of a value that Markdown could read is escaped."""

from __future__ import annotations

import re

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

_SIGNS = re.compile(r"([\\`*_\[\]<>|~#&!])")
_START = re.compile(r"^(\s*)([-+=]|\d+[.)])(?=\s|$)")


def markdown_page(page: Page) -> str:
    """The page as Markdown with one heading of the first rank; the footer follows a rule."""
    lines = [f"# {_escaped(page.title)}", "", _words(page.subtitle), ""]
    for part in page.parts:
        lines += _part(part, 2)
    lines += ["---", ""]
    for words in page.footer:
        lines += [_words(words), ""]
    return "\n".join(lines).rstrip() + "\n"


def _escaped(text: str) -> str:
    return _START.sub(_start, _SIGNS.sub(r"\\\1", clean(text)))


def _start(found: re.Match[str]) -> str:
    space, sign = found.group(1), found.group(2)
    return f"{space}{sign[:-1]}\\{sign[-1]}"


def _words(words: Line) -> str:
    return "".join(_span(span) for span in words)


def _span(span: Span) -> str:
    text = _escaped(span.text)
    inner = text.strip()
    if not inner:
        return text
    before, after = text[: len(text) - len(text.lstrip())], text[len(text.rstrip()) :]
    if span.role == "link":
        inner = f"[{inner}](<{_target(span.href)}>)"
    elif span.role in ("strong", "mark") or span.role.startswith("chip-"):
        inner = f"**{inner}**"
    elif span.role == "words":
        inner = f"*{inner}*"
    return before + inner + after


def _target(href: str) -> str:
    return re.sub(r"[<>\\\s]", "", clean(href))


def _part(part: Part, rank: int) -> list[str]:
    if isinstance(part, Section):
        head = f"{'#' * min(rank, 6)} {_escaped(part.title)}"
        return [head, "", *(line for found in part.parts for line in _part(found, rank + 1))]
    if isinstance(part, Paragraph):
        return [_words(part.words), ""]
    if isinstance(part, Bullets):
        return [*_bullets(part, ""), ""]
    if isinstance(part, Fields):
        return [*(f"- {_escaped(name)}: {_words(words)}" for name, words in part.pairs), ""]
    if isinstance(part, Entry):
        named = f"(`{_code(part.name)}`, {_escaped(part.kind)})"
        head = f"{'#' * min(rank, 6)} {_words((part.chip,))} {_escaped(part.title)} {named}"
        return [head, "", *(line for found in part.parts for line in _part(found, rank + 1))]
    if isinstance(part, Table):
        return _table(part)
    if isinstance(part, Figure) and part.rows:
        return ["```text", *(clean_row(row).replace("`", "'") for row in part.rows), "```", ""]
    return []


def _code(text: str) -> str:
    return clean(text).replace("`", "'")


def _bullets(part: Bullets, indent: str) -> list[str]:
    lines = []
    for item in part.items:
        lines.append(f"{indent}- {_words(item.words)}")
        for below in item.below:
            if isinstance(below, Bullets):
                lines += _bullets(below, indent + "  ")
    return lines


def _table(part: Table) -> list[str]:
    rows = [f"| {' | '.join(_escaped(name) for name in part.head)} |", "|" + " --- |" * len(part.head)]
    rows += [f"| {' | '.join(_words(cell) for cell in row)} |" for row in part.rows]
    return [*rows, ""]
