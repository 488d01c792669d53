"""Margins as a page or as sections of a report: the nearest change of outcome, the numbers, other texts. It decides nothing.

Lines of which the same holds are told together.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from decimal import ROUND_HALF_UP, Decimal

from reasoner.decision.margins import limit_words, recorded_text
from reasoner.decision.words import amount
from reasoner.model.ledger import Citation, Disposition
from reasoner.model.margins import (
    Basis,
    Because,
    FactChange,
    LineMargins,
    Margin,
    Margins,
    OtherText,
    PlacedMargin,
    Side,
    Turn,
)
from reasoner.report import words
from reasoner.report.footer import reviewer_footer, running
from reasoner.report.parts import Bullets, Item, Line, Page, Paragraph, Part, Section, Span, Table, line

READING = (
    "A margin says what lies nearest on what is recorded; it is no advice to change a figure. Each fact is taken on its own, "
    "whether or not anybody can change it; what a person can do is told by reasoner remedies."
)
MOST_NAMED, MOST_REASONS = 8, 3

BASIS = {
    Basis.NOTHING: "nothing is recorded",
    Basis.PRESUMED: "presumed",
    Basis.CONFLICT: "the record disagrees",
    Basis.ONE: "one statement",
    Basis.SEVERAL: "several statements",
    Basis.COMPLETE: "the record is said to be complete",
}


def margins_page(told: Margins) -> Page:
    """The margins as a page of their own, for one who prepares a call."""
    return Page(
        title=f"Margins of {told.case}",
        subtitle=line(
            f"{told.request[:1].upper()}{told.request[1:].rstrip('.')}. ",
            f"Date of service {told.date_of_service}. Payer {told.payer}. ",
            READING,
        ),
        parts=(nearest_section(told), *_tables(told), _others(told)),
        footer=reviewer_footer(told.content),
        running=running(told.content),
        audience="reviewer",
    )


def nearest_section(told: Margins) -> Section:
    """How near each line is to another outcome, lines of which the same holds together."""
    parts = [
        Section(_names(lines), tuple(_nearest(each))) for lines, each in _alike(told.lines, margins=False)
    ]
    return Section("How near another outcome is", tuple(parts), "nearest", "summary")


def _alike(
    lines: Sequence[LineMargins], *, margins: bool
) -> Iterable[tuple[tuple[LineMargins, ...], LineMargins]]:
    found: dict[LineMargins, list[LineMargins]] = {}
    for each in lines:
        key = replace(each, line="", codes=(), label="", serves="")
        key = replace(key, turns=(), eligible=None, fixed=()) if margins else replace(key, margins=())
        found.setdefault(key, []).append(each)
    return [(tuple(mine), mine[0]) for mine in found.values()]


def _names(lines: Iterable[LineMargins]) -> str:
    return "; ".join(" ".join(p for p in (each.line, ", ".join(each.codes)) if p) for each in lines)


def _nearest(each: LineMargins) -> Iterable[Part]:
    yield Paragraph(line(Span(headline(each), "strong")), "lead")
    if each.disposition is Disposition.APPROVE_ELIGIBLE:
        yield from _spoilt(each)
        return
    yield from (Paragraph(line(reason)) for reason in each.fixed)
    turn = each.turns[0] if each.turns else None
    if turn is not None:
        what = words.DETERMINATION[turn.determination].lower()
        yield Paragraph(line(f"Were {_these(turn)} otherwise, the next determination would be: {what}."))
        yield Bullets(tuple(_change(change, turn) for change in turn.changes))
    if each.eligible is not None and (turn is None or each.eligible.changes != turn.changes):
        known = turn.changes if turn else ()
        rest = [change for change in each.eligible.changes if change not in known]
        too = f"{'this' if len(rest) == 1 else 'these'} too" if len(rest) < len(each.eligible.changes) else (
            "this" if len(rest) == 1 else "these"
        )  # fmt: skip
        yield Paragraph(line(f"For eligible, {too}:"))
        yield Bullets(tuple(_change(change, each.eligible) for change in rest))
    if not each.exact:
        yield Paragraph(line("The search was given up at its limit: a smaller change may exist."), "note")


def _these(turn: Turn) -> str:
    return "this fact" if len(turn.changes) == 1 else f"these {len(turn.changes)} facts"


def headline(each: LineMargins) -> str:
    """Where a line stands and how near another outcome is, in one sentence."""
    now = words.DISPOSITION[each.disposition]
    if each.disposition is Disposition.APPROVE_ELIGIBLE:
        return f"{now}. {_narrowest(each)}"
    if each.eligible is not None:
        count = len(each.eligible.changes)
        return f"{now}. {_facts(count)} away from eligible{_further(each)}."
    return f"{now}. No change of facts alone makes it eligible{_further(each)}."


def _further(each: LineMargins) -> str:
    if not each.turns or (each.eligible and len(each.turns[0].changes) == len(each.eligible.changes)):
        return ""
    turn = each.turns[0]
    what = words.DETERMINATION[turn.determination].lower()
    return f", {_facts(len(turn.changes)).lower()} from the next determination ({what})"


def _facts(count: int) -> str:
    named = ("No fact", "One fact", "Two facts", "Three facts", "Four facts", "Five facts", "Six facts")
    return named[count] if count < len(named) else f"{count} facts"


def _narrowest(each: LineMargins) -> str:
    held = [p for p in each.margins if p.decides and p.authority == "binding" and p.margin.passed]
    if not held:
        return "No number that decides is recorded."
    at = list(dict.fromkeys(p.margin.label for p in held if p.margin.side is Side.AT))
    beyond = next((p.margin for p in held if p.margin.side is not Side.AT), None)
    told = []
    if at:
        verb = (
            "is exactly at its threshold and passes"
            if len(at) == 1
            else "are exactly at their thresholds and pass"
        )
        told.append(f"{words.joined(at)} {verb}.")
    if beyond is not None:
        asked = f"{limit_words(beyond)} {'asked' if beyond.relation.upward else 'allowed'}"
        told.append(
            f"The narrowest margin{' beyond' if at else ''} is {beyond.label}: {recorded_text(beyond)} recorded, {asked}, "
            f"{distance_words(beyond)}."
        )
    return " ".join(text[:1].upper() + text[1:] for text in told)


def _spoilt(each: LineMargins) -> Iterable[Part]:
    """What one fact is enough to change, by what the fact rests on."""
    if not each.turns:
        yield Paragraph(line("No change of facts that was looked at changes that."))
        return
    if len(each.turns[0].changes) > 1:
        yield Paragraph(line("No single fact changes that. The nearest that do, together:"))
        for turn in each.turns[:1]:
            yield Bullets(tuple(_change(change, turn) for change in turn.changes))
        return
    count = len(each.turns)
    start = (
        "One fact alone would change that" if count == 1 else f"Each of {count} facts alone would change that"
    )
    yield Paragraph(line(f"{start}. The nearest first, by what they rest on:"))
    yield Bullets(tuple(_spoilers(each.turns)))


def _spoilers(turns: Sequence[Turn]) -> Iterable[Item]:
    silent = [t for t in turns if t.changes[0].basis in (Basis.PRESUMED, Basis.NOTHING)]
    numbers = [t for t in turns if t.changes[0].distance is not None and t not in silent]
    for title, mine in (
        ("Nothing is recorded of it", silent),
        ("A number", numbers),
        *(
            (
                BASIS[basis].capitalize(),
                [t for t in turns if t.changes[0].basis is basis and t not in numbers],
            )
            for basis in (Basis.CONFLICT, Basis.ONE, Basis.SEVERAL, Basis.COMPLETE)
        ),
    ):
        if mine:
            told = [_short(turn.changes[0]) for turn in mine[:MOST_NAMED]]
            more = f"; and {len(mine) - MOST_NAMED} more" if len(mine) > MOST_NAMED else ""
            yield Item(line(Span(f"{title} ({len(mine)}): ", "strong"), "; ".join(told), more, "."))


def _short(change: FactChange) -> str:
    return f"{change.label}, {change.before} → {change.after}{_moved(change)}"


def _moved(change: FactChange) -> str:
    if not change.distance:
        return ""
    return f" ({_distance(change.distance, change.unit)} {'more' if change.upward else 'less'})"


def _change(change: FactChange, turn: Turn) -> Item:
    """One fact of a change, what it rests on, and the criteria that it settles or opens."""
    rests = BASIS[change.basis]
    aside = f" ({rests})" if change.basis not in (Basis.NOTHING, Basis.CONFLICT) else ""
    pieces: list[str | Span] = [Span(change.label, "strong"), f": {change.before} → {change.after}"]
    pieces += [_moved(change), Span(aside, "quiet"), "."]
    for touched in turn.touched:
        if change.fact in touched.facts:
            clauses = ", ".join(dict.fromkeys(clause for c in touched.citations for clause in c.clauses))
            place = f"{touched.document} {clauses}".strip()
            pieces += [Span(f" {touched.label} [{place}]", "quiet")]
            pieces += [" ", Span("UNCONFIRMED", "mark")] if _unconfirmed(touched.citations) else []
            pieces.append(Span(".", "quiet"))
    return Item(line(*pieces))


def _unconfirmed(citations: Sequence[Citation]) -> bool:
    return bool(citations) and all(c.unconfirmed for c in citations)


def distance_words(margin: Margin) -> str:
    """The distance of a number from its threshold: "2 days to spare (5 %)", "short by 11 days (26 %)"."""
    if margin.side is Side.UNKNOWN:
        return _range(margin)
    if margin.side is Side.AT:
        return f"at the threshold, which {'passes' if margin.passed else 'does not pass'}"
    assert margin.distance is not None  # only what is not known has none
    relative = ""
    if margin.threshold and margin.relative is not None:
        percent = (margin.relative * 100).quantize(Decimal(1), ROUND_HALF_UP)
        relative = f" ({percent} %)" if percent else " (less than 1 %)"
    return f"{_signed(margin, margin.distance)}{relative}"


def _range(margin: Margin) -> str:
    low, high = margin.least, margin.most
    if low is not None and high is not None:
        return f"not known: from {_signed(margin, low)} to {_signed(margin, high)}"
    if low is not None:
        return f"not known: {_signed(margin, low)} or better"
    return f"not known: {_signed(margin, high)} or worse" if high is not None else "not known"


def _signed(margin: Margin, distance: Decimal) -> str:
    if not distance:
        return "at the threshold"
    told = _distance(abs(distance), margin.unit)
    if distance > 0:
        return f"{told} to spare"
    return f"{'short' if margin.relation.upward else 'over'} by {told}"


def _distance(value: Decimal, unit: str) -> str:
    """An amount of difference: between two percentages it is told in percentage points."""
    if unit == "percent":
        return f"{amount(value, '')} percentage point{'' if value == 1 else 's'}"
    return amount(value, unit)


def _tables(told: Margins) -> Iterable[Section]:
    groups = list(_alike(told.lines, margins=True))
    for lines, each in groups:
        of = f": {_names(lines)}" if len(groups) > 1 else ""
        decides = [p for p in each.margins if p.decides and p.authority == "binding"]
        beside = [p for p in each.margins if p not in decides]
        parts: list[Part] = [
            margins_table(decides, "What decides")
            if decides
            else Paragraph(line("No criterion that decides tests a number of this request."))
        ]
        parts += (
            [Section("What only advises", (margins_table(beside, "What only advises"),))] if beside else []
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
        caption, ("Fact", "Asked", "Recorded", "Distance", "Criterion", "Where"), rows, (22, 13, 12, 19, 20, 14)
    )  # fmt: skip


def _clauses(placed: PlacedMargin) -> Iterable[str]:
    return dict.fromkeys(clause for citation in placed.citations for clause in citation.clauses)


def _mark(placed: PlacedMargin) -> Line:
    return line(" ", Span("UNCONFIRMED", "mark")) if _unconfirmed(placed.citations) else ()


def _others(told: Margins) -> Section:
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
