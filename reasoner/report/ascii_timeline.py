"""The dates as rows of signs for a terminal: one row a line, the months above, the requested date marked."""

from __future__ import annotations

from collections.abc import Sequence

from reasoner.model.timeline import LineDates, Stretch, Timeline
from reasoner.report.calendar import Column, columns, initial

ROOM = 72  # columns of the calendar, so that a row with its name fits into 100
_NAME = 22

SIGNS = {
    "#": "every deciding criterion is met on each of these dates",
    "+": "it is on some of them",
    "=": "nothing is open but what no date changes",
    "-": "that is so on some of them",
    "x": "the case cannot be read as it is on some of them",
    ".": "something is open on each",
}


def ascii_timeline(told: Timeline, rows: Sequence[tuple[str, LineDates]]) -> tuple[str, ...]:
    """Rows of text: years, months, the requested date, one row for each name, and the legend of the signs that occur."""
    cut = columns(told.first, told.last, ROOM)
    width = min(_NAME, max((len(name) for name, _ in rows), default=0)) + 2
    drawn = [(_short(name, width - 2), "".join(_sign(told, each, c) for c in cut)) for name, each in rows]
    at = next(n for n, (first, last) in enumerate(cut) if first <= told.date_of_service <= last)
    head = [
        " " * width + _years(cut),
        " " * width + _months(cut),
        " " * (width + at) + "v " + f"requested {told.date_of_service}",
    ]
    if at + len(head[-1].lstrip()) > ROOM + 12:
        text = f"requested {told.date_of_service} v"
        head[-1] = " " * (width + at + 1 - len(text)) + text
    used = set("".join(signs for _, signs in drawn))
    legend = [f"{sign} {meaning}" for sign, meaning in SIGNS.items() if sign in used]
    body = [f"{name:<{width}}{signs}" for name, signs in drawn]
    return tuple(found.rstrip() for found in (*head, *body, "", *legend))


def _short(name: str, width: int) -> str:
    return name if len(name) <= width else name[: width - 1] + "…"


def _sign(told: Timeline, each: LineDates, column: Column) -> str:
    first, last = column
    if any(r.first <= last and first <= r.last for r in told.refused):
        return "x"
    for found, all_, some in ((each.eligible, "#", "+"), (each.apart, "=", "-")):
        if any(s.first <= first and last <= s.last for s in found):
            return all_
        if any(_meets(s, column) for s in found):
            return some
    return "."


def _meets(stretch: Stretch, column: Column) -> bool:
    return stretch.first <= column[1] and column[0] <= stretch.last


def _years(cut: Sequence[Column]) -> str:
    """Each year where its first column begins, if the one before leaves room."""
    row = [" "] * (len(cut) + 4)
    free = 0
    for place, (_, last) in enumerate(cut):
        begins = place == 0 or last.year != cut[place - 1][1].year
        # The year that a stretch begins in gives way to one that begins soon after.
        soon = place == 0 and any(c[1].year != last.year for c in cut[1:5])
        if begins and place >= free and not soon:
            row[place : place + 4] = f"{last.year:04}"
            free = place + 5
    return "".join(row)


def _months(cut: Sequence[Column]) -> str:
    """The initial of each month where its first column begins; nothing where a column is longer than a month."""
    if any((last - first).days > 31 for first, last in cut):
        return ""
    return "".join(
        initial(last.month) if (first.day == 1 or (last.month != first.month)) else "|" if place == 0 else " "
        for place, (first, last) in enumerate(cut)
    )
