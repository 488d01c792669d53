"""A page as one self-contained HTML file: no script, nothing fetched, printable on A4, readable aloud."""

from __future__ import annotations

import re
from functools import cache
from html import escape
from importlib.resources import files

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

_POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"
_ROLES = re.compile(r"[^a-z0-9-]")


def html_page(page: Page) -> str:
    """The page as HTML. Every value is escaped; the printed margin of each page carries the notice."""
    body = "".join(_part(part, 2) for part in page.parts)
    footer = "".join(f"<p>{_words(words)}</p>" for words in page.footer)
    return (
        '<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        '<meta name="referrer" content="no-referrer">\n'
        f"<title>{_text(page.title)}</title>\n<style>\n{_css()}{_margins(page)}</style>\n</head>\n"
        f'<body class="{_role(page.audience)}">\n<header>\n<h1>{_text(page.title)}</h1>\n'
        f"<p>{_words(page.subtitle)}</p>\n{_contents(page)}</header>\n<main>\n{body}</main>\n"
        f"<footer>{footer}</footer>\n</body>\n</html>\n"
    )


def _contents(page: Page) -> str:
    """Links to the sections, for the long report; hidden in print."""
    sections = [part for part in page.parts if isinstance(part, Section)]
    if page.audience != "reviewer":
        return ""
    links = "".join(f'<li><a href="#{_anchor(part)}">{_text(part.title)}</a></li>' for part in sections)
    return f'<nav aria-label="Contents"><ul>{links}</ul></nav>\n'


def _anchor(section: Section) -> str:
    return section.anchor or _role(clean(section.title).lower().replace(" ", "-"))


@cache
def _css() -> str:
    return files("reasoner.report").joinpath("assets/report.css").read_text(encoding="utf-8")


def _margins(page: Page) -> str:
    """CSS that repeats the notice in the bottom margin of every printed page, with the page number."""
    number = f'"{_css_text(page.title)}\\00000a " counter(page) " / " counter(pages)'
    return (
        f'@page {{ @bottom-left {{ content: "{_css_text(page.running)}"; }} '
        f"@bottom-right {{ content: {number}; }} }}\n"
    )


def _css_text(text: str) -> str:
    """A text inside a CSS string inside a style element: all but plain signs as CSS escapes."""
    return "".join(
        c if (c.isalnum() and c.isascii()) or c in " .,;:" else f"\\{ord(c):06x} " for c in clean(text)
    )


def _text(text: str) -> str:
    return escape(clean(text), quote=True)


def _role(role: str) -> str:
    return _ROLES.sub("", role)


def _words(words: Line) -> str:
    return "".join(_span(span) for span in words)


def _span(span: Span) -> str:
    text = _text(span.text)
    if span.role == "link":
        return f'<a href="{_text(span.href)}">{text}</a>'
    if span.role == "strong":
        return f"<strong>{text}</strong>"
    if span.role == "code":
        return f"<code>{text}</code>"
    if span.role == "mark":
        return f"<mark>{text}</mark>"
    if span.role.startswith("chip-"):
        return f'<span class="chip {_role(span.role)}">{text}</span>'
    return f'<span class="{_role(span.role)}">{text}</span>' if span.role else text


def _part(part: Part, rank: int) -> str:
    if isinstance(part, Section):
        return _section(part, rank)
    if isinstance(part, Entry):
        return _entry(part, rank)
    if isinstance(part, Paragraph):
        return f"<p{_class(part.role)}>{_words(part.words)}</p>\n"
    if isinstance(part, Bullets):
        items = "".join(
            f"<li{_id(i.anchor)}>{_words(i.words)}{_all(i.below, rank)}</li>\n" for i in part.items
        )
        return f"<ul{_class(part.role)}>\n{items}</ul>\n"
    if isinstance(part, Fields):
        pairs = "".join(f"<dt>{_text(name)}</dt><dd>{_words(words)}</dd>\n" for name, words in part.pairs)
        return f"<dl{_class(part.role)}>\n{pairs}</dl>\n"
    if isinstance(part, Table):
        return _table(part)
    return _figure(part)


def _all(parts: tuple[Part, ...], rank: int) -> str:
    return "".join(_part(part, rank) for part in parts)


def _class(role: str) -> str:
    return f' class="{_role(role)}"' if role else ""


def _id(anchor: str) -> str:
    return f' id="{_role(anchor)}"' if anchor else ""


def _section(section: Section, rank: int) -> str:
    anchor = f' id="{_anchor(section)}"' if rank == 2 else ""
    head = min(rank, 6)
    return (
        f"<section{anchor}{_class(section.role)}>\n<h{head}>{_text(section.title)}</h{head}>\n"
        f"{_all(section.parts, rank + 1)}</section>\n"
    )


def _entry(entry: Entry, rank: int) -> str:
    head = min(rank, 6)
    return (
        f'<article class="entry {_role(entry.chip.role)}">\n<h{head}>{_words((entry.chip,))} '
        f"{_text(entry.title)} <code>{_text(entry.name)}</code> "
        f'<span class="kind">{_text(entry.kind)}</span></h{head}>\n'
        f"{_all(entry.parts, rank + 1)}</article>\n"
    )


def _table(table: Table) -> str:
    head = "".join(
        f'<th scope="col" style="width:{share}%">{_text(name)}</th>'
        for name, share in zip(table.head, table.widths, strict=True)
    )
    rows = "".join(
        f'<tr><th scope="row">{_words(row[0])}</th>'
        + "".join(f"<td>{_words(cell)}</td>" for cell in row[1:])
        + "</tr>\n"
        for row in table.rows
    )
    return (
        f"<table>\n<caption>{_text(table.caption)}</caption>\n<thead><tr>{head}</tr></thead>\n"
        f"<tbody>\n{rows}</tbody>\n</table>\n"
    )


def _figure(figure: Figure) -> str:
    return f"<figure>\n{figure.svg}\n<figcaption>{_text(figure.caption)}</figcaption>\n</figure>\n"
