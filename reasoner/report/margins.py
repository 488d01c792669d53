"""Margins as a page or as sections of a report: the nearest change of outcome, the numbers, other texts. It decides nothing.

Lines of which the same holds are told together.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from reasoner.decision.margins import limit_words, recorded_text
from reasoner.model.ledger import Disposition
from reasoner.model.margins import Side
from reasoner.model.turns import (
    Basis,
    FactChange,
    LineMargins,
    Margins,
    Turn,
)
from reasoner.report import words
from reasoner.report.footer import reviewer_footer, running
from reasoner.report.margin_tables import alike, margin_tables, names, other_texts, unconfirmed
from reasoner.report.numbers import difference, distance_words
from reasoner.report.parts import Bullets, Item, Page, Paragraph, Part, Section, Span, line

READING = (
    "A margin says what lies nearest on what is recorded; it is no advice to change a figure. Each fact is taken on its "
    "own, whether anybody can change it or not; what a person can do is told by reasoner remedies."
)
MOST_NAMED = 8
SILENT = (Basis.PRESUMED, Basis.NOTHING)

BASIS = {
    Basis.NOTHING: "nothing is recorded",
    Basis.PRESUMED: "presumed",
    Basis.CONFLICT: "the record disagrees",
    Basis.ONE: "one entry of the record",
    Basis.SEVERAL: "several entries of the record",
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
        parts=(nearest_section(told), *margin_tables(told), other_texts(told)),
        footer=reviewer_footer(told.content),
        running=running(told.content),
        audience="reviewer",
    )


def nearest_section(told: Margins) -> Section:
    """How near each line is to another outcome, lines of which the same holds together."""
    parts = [Section(names(lines), tuple(_nearest(each))) for lines, each in alike(told.lines, margins=False)]
    return Section("How near another outcome is", tuple(parts), "nearest", "summary")


def near_items(told: Margins) -> tuple[Item, ...]:
    """Each line with how near another outcome is, in one sentence, and the facts of the next determination."""
    found = []
    for lines, each in alike(told.lines, margins=False):
        turn = each.turns[0] if each.turns else None
        shown = turn is not None and (len(turn.changes) > 1 or not _eligible(each))
        changes = tuple(_change(change, turn) for change in turn.changes) if turn and shown else ()
        below = (Bullets(changes),) if changes else ()
        found.append(Item(line(Span(names(lines), "strong"), f": {headline(each)}"), below))
    return tuple(found)


def _eligible(each: LineMargins) -> bool:
    return each.disposition is Disposition.APPROVE_ELIGIBLE


def _nearest(each: LineMargins) -> Iterable[Part]:
    yield Paragraph(line(Span(headline(each), "strong")), "lead")
    if _eligible(each):
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
    if _eligible(each):
        return f"{now}. {_narrowest(each)}{_silent(each)}"
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


def _silent(each: LineMargins) -> str:
    """How many facts that nothing is recorded of would change the outcome alone."""
    count = sum(len(t.changes) == 1 and t.changes[0].basis in SILENT for t in each.turns)
    if not count:
        return ""
    if count == 1:
        return " One fact of which nothing is recorded would change it."
    return f" {_facts(count)} of which nothing is recorded would each change it."


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
    silent = [t for t in turns if t.changes[0].basis in SILENT]
    numbers = [t for t in turns if t.changes[0].distance is not None and t not in silent]
    for title, mine in (
        ("Nothing is recorded of it", silent),
        ("A recorded number", numbers),
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
    return f" ({difference(change.distance, change.unit)} {'more' if change.upward else 'less'})"


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
            pieces += [" ", Span("UNCONFIRMED", "mark")] if unconfirmed(touched.citations) else []
            pieces.append(Span(".", "quiet"))
    return Item(line(*pieces))
