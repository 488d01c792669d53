"""Margins as tables, narrowest first, and the other texts that say something else of a case."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from reasoner.decision.margins import limit_words, recorded_text
from reasoner.model.ledger import Citation
from reasoner.model.turns import Because, LineMargins, Margins, OtherText, PlacedMargin
from reasoner.report import words
from reasoner.report.numbers import distance_words
from reasoner.report.parts import Bullets, Item, Line, Paragraph, Part, Section, Span, Table, line

MOST_REASONS = 3


def alike(
    lines: Sequence[LineMargins], *, margins: bool
) -> Iterable[tuple[tuple[LineMargins, ...], LineMargins]]:
    """Lines of which the same holds together, in their order: the same margins, or the same nearest changes."""
    found: dict[LineMargins, list[LineMargins]] = {}
    for each in lines:
        key = replace(each, line="", codes=(), label="", serves="")
        key = replace(key, turns=(), eligible=None, fixed=()) if margins else replace(key, margins=())
        found.setdefault(key, []).append(each)
    return [(tuple(mine), mine[0]) for mine in found.values()]


def names(lines: Iterable[LineMargins]) -> str:
    """The names of some lines with their codes."""
    return "; ".join(" ".join(p for p in (each.line, ", ".join(each.codes)) if p) for each in lines)


def unconfirmed(citations: Sequence[Citation]) -> bool:
    """Whether nobody has confirmed the wording in any of its sources."""
    return bool(citations) and all(c.unconfirmed for c in citations)


def margin_tables(told: Margins) -> Iterable[Section]:
    """The margins of every line, those that decide before those that only advise."""
    groups = list(alike(told.lines, margins=True))
    for lines, each in groups:
        of = f": {names(lines)}" if len(groups) > 1 else ""
        decides = [p for p in each.margins if p.decides and p.authority == "binding"]
        beside = [p for p in each.margins if p not in decides]
        parts: list[Part] = [
            margins_table(decides, "Margins of criteria that decide")
            if decides
            else Paragraph(line("No criterion that decides tests a number of this request."))
        ]
        parts += (
            [Section("What only advises", (margins_table(beside, "Margins of criteria that only advise"),))]
            if beside
            else []
        )
        yield Section(f"Margins, the narrowest first{of}", tuple(parts), role="ledger")


def margins_table(found: Iterable[PlacedMargin], caption: str) -> Table:
    """Margins as a table, in the order in which they are given."""
    rows = tuple(
        (
            line(Span(p.margin.label, "strong")),
            line(limit_words(p.margin)),
            line(recorded_text(p.margin)),
            line(distance_words(p.margin)),
            line(words.chip(p.status), f" {p.label}"),
            line(f"{p.document} {', '.join(_clauses(p))}".strip(), *_mark(p)),
        )
        for p in found
    )
    return Table(
        caption, ("Fact", "Asked", "Recorded", "Distance", "Criterion", "Where"), rows, (22, 13, 12, 20, 20, 13)
    )  # fmt: skip


def _clauses(placed: PlacedMargin) -> Iterable[str]:
    return dict.fromkeys(clause for citation in placed.citations for clause in citation.clauses)


def _mark(placed: PlacedMargin) -> Line:
    return line(" ", Span("UNCONFIRMED", "mark")) if unconfirmed(placed.citations) else ()


def other_texts(told: Margins) -> Section:
    """The texts that say something else, those that say the same for the same reasons together."""
    groups: dict[OtherText, list[OtherText]] = {}
    for each in told.others:
        because = tuple(replace(b, citations=()) for b in each.because)
        plain = replace(
            each, guideline="", document="", version="", effective_from="", binds="", because=because
        )
        groups.setdefault(plain, []).append(each)
    if not groups:
        text = "No other document or version that is held decides otherwise."
        return Section("Other documents and versions", (Paragraph(line(text)),), role="ledger")
    note = (
        "What each would say of the record as it is. A chart that was written for one payer is silent on what only another "
        "asks. reasoner compare CASE shows all of it."
    )
    parts: list[Part] = [Paragraph(line(note), "note")]
    parts.append(Bullets(tuple(_other(mine, len(told.lines)) for mine in groups.values())))
    return Section("Other documents and versions", tuple(parts), role="ledger")


def _other(mine: Sequence[OtherText], lines: int) -> Item:
    first = mine[0]
    names = words.joined(_named(each) for each in mine)
    about = f" for {', '.join(first.lines)}" if len(first.lines) < lines else ""
    there, here = (words.DETERMINATION[d].lower() for d in (first.there, first.here))
    head = line(Span(names, "strong"), f": {there}{about}, where {first.against} says {here}.")
    items = [_because(b, first, len(mine)) for b in first.because[:MOST_REASONS]]
    if len(first.because) > MOST_REASONS:
        items.append(Item(line(f"And {len(first.because) - MOST_REASONS} more.")))
    return Item(head, (Bullets(tuple(items)),) if items else ())


def _named(each: OtherText) -> str:
    if not each.same:
        return each.document
    return f"{each.document}, version {each.version} (from {each.effective_from})"


def _because(because: Because, other: OtherText, count: int) -> Item:
    recorded = f" ({because.recorded})" if because.recorded else ""
    they = "It" if count == 1 else "They"
    there = f"{they} ask{'s' if count == 1 else ''}: {because.there}" if because.there else (
        f"{they} do{'es' if count == 1 else ''} not ask"
    )  # fmt: skip
    here = f"{other.against} asks: {because.here}" if because.here else f"{other.against} does not ask"
    criterion = f" [{because.criterion}]" if because.criterion else ""
    return Item(
        line(Span(because.label, "strong"), f"{recorded}. {there}; {here}.", Span(criterion, "quiet"))
    )
