"""The dates of service on which lines are eligible, as a page or as a section of the report. It decides nothing.

Lines with the same dates for the same reasons are told together.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, timedelta

from reasoner.model.ledger import Status
from reasoner.model.timeline import Constraint, LineDates, Stretch, Timed, Timeline
from reasoner.report import words
from reasoner.report.ascii_timeline import ascii_timeline
from reasoner.report.footer import reviewer_footer, running
from reasoner.report.parts import Bullets, Figure, Item, Line, Page, Paragraph, Part, Section, Span, line
from reasoner.report.svg_timeline import svg_timeline

_DAY = timedelta(days=1)


def dates_page(told: Timeline) -> Page:
    """The dates as a page of their own."""
    return Page(
        title=f"Dates of service of {told.case}",
        subtitle=line(_basis(told)),
        parts=_parts(told),
        footer=reviewer_footer(told.content),
        running=running(told.content),
        audience="reviewer",
    )


def dates_section(told: Timeline) -> Section:
    """The dates as a section of the report of a review."""
    return Section("Dates of service", (Paragraph(line(_basis(told))), *_parts(told)), "dates")


def grouped(told: Timeline) -> tuple[tuple[str, LineDates], ...]:
    """Lines with the same dates for the same reasons under their joined names, in the order of the case."""
    found: dict[LineDates, list[LineDates]] = {}
    for each in told.lines:
        alike = replace(each, line="", service="", codes=(), label="", serves="")
        found.setdefault(alike, []).append(each)
    return tuple((", ".join(each.line for each in lines), lines[0]) for lines in found.values())


def _basis(told: Timeline) -> str:
    return (
        f"On what is recorded up to {told.recorded_on}; requested is {told.date_of_service}; looked at is each date from "
        f"{told.first} to {told.last}."
    )


def _parts(told: Timeline) -> tuple[Part, ...]:
    groups = grouped(told)
    names = {each.line: f" {', '.join(each.codes)} {each.label}".rstrip() for each in told.lines}
    rows = [(name, each) for name, each in groups]
    caption = "Each date of service looked at. The words below say the same."
    parts: list[Part] = [Figure(svg_timeline(told, rows), caption, ascii_timeline(told, rows))]
    for name, each in groups:
        title = "; ".join(f"{one}{names[one]}" for one in name.split(", "))
        parts.append(Section(title, tuple(_of_line(told, each))))
    if told.refused:
        parts.append(Section("Dates on which the case cannot be read as it is", (_refused(told),)))
    notes = Bullets(tuple(Item(line(note)) for note in told.notes))
    return (*parts, Section("What this rests on", (notes,)))


def _refused(told: Timeline) -> Bullets:
    return Bullets(
        tuple(Item(line(f"{_days(each.first, each.last)}: {each.reason}")) for each in told.refused)
    )


def _of_line(told: Timeline, each: LineDates) -> Iterable[Part]:
    if not each.documents:
        yield Paragraph(
            line(f"No document held here determines it on any date; a physician decides. {_why(each)}")
        )
        return
    what = f"every deciding criterion of {words.joined(each.documents)}"
    if each.eligible:
        met = any(s.first <= told.date_of_service <= s.last for s in each.eligible)
        yield Paragraph(line(f"On the requested date {what if met else 'not ' + what} is met."))
        yield Bullets(tuple(_stretches(told, each.eligible, what)))
        return
    yield Paragraph(line(f"On no date from {told.first} to {told.last} is {what} met."))
    if each.always:
        yield Paragraph(line("No date changes these:"))
        yield Bullets(tuple(Item(_constraint(c, each=":")) for c in each.always))
    if each.apart:
        yield from _apart(told, each)
    elif each.timed:
        yield Paragraph(
            line(f"{'Others' if each.always else 'Each'} is met on some dates, never all on one:")
        )
        yield Bullets(tuple(Item(_timed(t)) for t in each.timed))


def _why(each: LineDates) -> str:
    return " ".join(dict.fromkeys(c.message for c in each.always if c.message))


def _apart(told: Timeline, each: LineDates) -> Iterable[Part]:
    if len(each.apart) == 1 and not each.apart[0].before and not each.apart[0].after:
        yield Paragraph(line("Nothing else is open on any of these dates."))
    else:
        yield Bullets(tuple(_stretches(told, each.apart, "every other deciding criterion")))


def _stretches(told: Timeline, found: tuple[Stretch, ...], what: str) -> Iterable[Item]:
    for number, stretch in enumerate(found):
        if stretch.before:
            start = f"{stretch.first} is {'again a' if number else 'the'} first date of service on which {what} is met"
        else:
            start = f"From {stretch.first}, the first date looked at, {what} is met"
        end = (
            f"; no longer from {stretch.last + _DAY}."
            if stretch.after
            else f", and still on {told.last}, the last one looked at."
        )
        edges = [_constraint(c, beside=stretch.first) for c in stretch.before]
        edges += [_constraint(c, beside=stretch.last) for c in stretch.after]
        below = (Bullets(tuple(Item(edge) for edge in edges)),) if edges else ()
        yield Item(line(start, end), below)


def _constraint(found: Constraint, *, beside: date | None = None, each: str = " is") -> Line:
    """What is open on a day, with its figure, name and source; with its versions where `beside` has another one."""
    status = words.STATUS[Status(found.status)].lower() if found.status else ""
    told = f"On {found.day}: " if beside else ""
    figure = f" ({found.figure})" if found.figure else ""
    verb = f"{each} {status}" if status else ""
    name = Span(f" [{found.name}]" if found.guideline else "", "code")
    ends = "." if not found.message or status else f": {found.message.rstrip('.')}."
    versions = _versions(found, beside) if beside and found.version != found.other_version else ""
    source = words.sources(found.citations[:1]) if found.citations else ()
    head = (told, Span(found.label, "strong"), f"{verb}{figure}", name, ends, versions)
    return line(*head, " " if source else "", *source)


def _versions(found: Constraint, beside: date) -> str:
    here = f"Version {found.version}" if found.version else "No version held here"
    there = f"version {found.other_version}" if found.other_version else "none"
    return f" {here} of {found.short} is in force on {found.day}, {there} on {beside}."


def _timed(found: Timed) -> Line:
    spans = "; ".join(_days(first, last) for first, last in found.met) or "on no date"
    name = Span(f"[{found.guideline}/{found.criterion}]", "code")
    return line(Span(found.label, "strong"), f": {spans} ", name, ".")


def _days(first: date, last: date) -> str:
    return str(first) if first == last else f"{first} to {last}"
