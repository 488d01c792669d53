"""What makes the difference between documents that say something else of one request.

A determination rests on the deciding criteria with the worst status. Of two documents that differ, the worse one has such
criteria where the other has none: the facts that those criteria test are what makes the difference, and the other does not
ask for them, only advises, asks for another figure, or reads the same test in another way.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from reasoner.analysis.across.model import Answers, Cell, Difference, Entry, FactRow, Reason, Side, Why
from reasoner.decision.determination import ORDER, WORST_FIRST
from reasoner.model.ledger import Citation, Determination, GuidelineLedger, Status

OPENS = dict(ORDER)
LISTED = "A clause of the document that would decide is listed and not encoded"

Given = tuple[Determination | None, ...]
Listed = tuple[tuple[str, ...], ...]


def opens(entry: Entry, determination: Determination | None) -> bool:
    """Whether a criterion is one that a determination rests on."""
    statuses: set[Status] = OPENS.get(determination, set()) if determination else set()
    return entry.row.decides and entry.status in statuses


def answers(ledgers: Sequence[Mapping[str, GuidelineLedger]], rows: Sequence[FactRow]) -> tuple[Answers, ...]:
    """What documents say of the lines of a service: lines of which all say the same stand together."""
    lines = tuple(dict.fromkeys(line for by_line in ledgers for line in by_line))
    alike: dict[tuple[Given, Listed], list[str]] = {}
    for line in lines:
        found = [by_line.get(line) for by_line in ledgers]
        given = tuple(ledger.determination if ledger else None for ledger in found)
        listed = tuple(ledger.unencoded if ledger else () for ledger in found)
        alike.setdefault((given, listed), []).append(line)
    return tuple(
        Answers(tuple(named), given, listed, _differences(given, listed, _about(rows, named)))
        for (given, listed), named in alike.items()
    )


def _about(rows: Sequence[FactRow], lines: Sequence[str]) -> list[FactRow]:
    return [row for row in rows if not row.lines or set(row.lines) & set(lines)]


def _differences(given: Given, listed: Listed, rows: Sequence[FactRow]) -> tuple[Difference, ...]:
    found = []
    for place, determination in enumerate(WORST_FIRST):
        here = tuple(n for n, told in enumerate(given) if told is determination)
        better = tuple(n for n, told in enumerate(given) if told in _decided(WORST_FIRST[place + 1 :]))
        if here and better:
            reasons = _reasons(determination, here, better, listed, rows)
            found.append(Difference(determination, here, better, reasons))
    return tuple(found)


def _decided(determinations: Sequence[Determination]) -> tuple[Determination, ...]:
    """Without the one that decides nothing: a document that has no text for a request is not easier on it."""
    return tuple(d for d in determinations if d is not Determination.NO_GUIDELINE_IN_FORCE)


def _reasons(
    determination: Determination,
    here: Sequence[int],
    better: Sequence[int],
    listed: Listed,
    rows: Sequence[FactRow],
) -> tuple[Reason, ...]:
    if determination is Determination.NO_GUIDELINE_IN_FORCE:
        sides = tuple(Side((n,), None, "; ".join(listed[n]), None) for n in here)
        return (Reason(LISTED, (), sides, ()),)
    found = []
    for row in rows:
        deciding = [(n, e) for n in here for e in row.cells[n] if opens(e, determination)]
        if deciding:
            asked = {e.asked for _, e in deciding}
            others = [(n, treated(row.cells[n], asked)) for n in better]
            ours = [
                (n, Side((n,), None, shown(e), e.status, e.recorded, "", e.row.citations))
                for n, e in deciding
            ]
            found.append(Reason(row.label, row.lines, _together(ours), _together(others)))
    return tuple(found)


def shown(entry: Entry) -> str:
    """What a criterion asks, with a word on the tests beside it."""
    more = f", {entry.beside} another test" if entry.beside else ""
    return f"{entry.asked}{more}" if entry.asked else ""


def treated(cell: Cell, asked: set[str]) -> Side:
    """How a document treats a fact that another one decides on by asking what `asked` says."""
    applies = [entry for entry in cell if entry.applies]
    decides = [entry for entry in applies if entry.row.decides]
    if not applies:
        reading = "of this kind of request" if cell else ""
        return Side((), Why.NOT_ASKED, "", None, reading=reading)
    entry = next((e for e in decides if e.asked in asked), (decides or applies)[0])
    if not decides:
        return _side(Why.ADVISES, entry)
    return _side(Why.READING if entry.asked in asked else Why.THRESHOLD, entry)


def _side(why: Why, entry: Entry) -> Side:
    readings = []
    if why is Why.READING:
        readings += ["silence is read as met"] if entry.row.presumed else []
        readings += ["another test is enough"] if entry.beside == "or" else []
    return Side((), why, shown(entry), entry.status, entry.recorded, ", ".join(readings), entry.row.citations)


def _together(sides: Sequence[tuple[int, Side]]) -> tuple[Side, ...]:
    """Documents that treat a fact alike in one, with the sources of all."""
    found: dict[Side, tuple[list[int], Side, list[Citation]]] = {}
    for number, side in sides:
        key = replace(side, documents=(), citations=())
        numbers, _, citations = found.setdefault(key, ([], side, []))
        numbers += [] if number in numbers else [number]
        citations += side.citations
    return tuple(
        replace(side, documents=tuple(numbers), citations=tuple(dict.fromkeys(citations)))
        for numbers, side, citations in found.values()
    )
