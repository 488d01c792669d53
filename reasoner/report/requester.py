"""The report for the requester as a page: what would make the lines eligible first, then what is on record already."""

from __future__ import annotations

from collections.abc import Iterable

from reasoner.model.ledger import Review, Row, Status
from reasoner.model.remedies import Remedies
from reasoner.report.footer import reviewer_footer, running
from reasoner.report.parts import Bullets, Item, Page, Paragraph, Part, Section, Span, line
from reasoner.report.remedies import grouped, named, of_line, reading
from reasoner.report.selection import ServiceLedger, deciding, needs, services
from reasoner.report.standing import chosen, request, standing


def requester_page(review: Review, remedies: Remedies | None = None) -> Page:
    """Compose the page. Without remedies (under a chosen text) it lists what each open criterion asks for."""
    parts: list[Part] = [standing(review)]
    if remedies is not None:
        parts += [Section(named(lines), of_line(each)) for lines, each in grouped(remedies)]
    grouped_services = services(review)
    for service in grouped_services:
        suffix = f" ({service.names})" if len(grouped_services) > 1 else ""
        if remedies is None:
            parts += _lacking(service, suffix)
        parts += _judged(service, suffix)
        parts += _shown(service, suffix)
    parts += _rules(review)
    if remedies is not None:
        parts.append(reading(remedies))
    return Page(
        title=f"Before you send {review.case}{chosen(review)}",
        subtitle=request(review),
        parts=tuple(parts),
        footer=reviewer_footer(review.content),
        running=running(review.content),
        audience="requester",
    )


def _lacking(service: ServiceLedger, suffix: str) -> Iterable[Section]:
    found = needs(service)
    if found:
        items = tuple(
            Item(
                line(
                    Span("; ".join(dict.fromkeys(g.row.label for g in need.rows)), "strong"), f": {need.text}"
                )
            )
            for need in found
        )
        yield Section(f"What is lacking{suffix}", (Bullets(items),))


def _judged(service: ServiceLedger, suffix: str) -> Iterable[Section]:
    asked = [g.row for g in deciding(service) if g.row.status is Status.NEEDS_JUDGEMENT]
    if asked:
        items = tuple(
            Item(line(Span(row.label, "strong"), f": {row.question or row.message}")) for row in _once(asked)
        )
        text = "A person will ask this. What answers it can be sent along."
        yield Section(f"What a person will judge{suffix}", (Paragraph(line(text)), Bullets(items)))


def _shown(service: ServiceLedger, suffix: str) -> Iterable[Section]:
    """What is met: shown, so that it stays as it is; presumed, so that somebody can say otherwise in time."""
    met = [g for g in deciding(service) if g.row.status is Status.MET]
    shown = _once(g.row for g in met if not g.row.presumed)
    presumed = _once(g.row for g in met if g.row.presumed)
    if shown:
        items = tuple(Item(line(row.label)) for row in shown)
        yield Section(f"What the record shows already{suffix}", (Bullets(items, "columns"),))
    if presumed:
        text = (
            "The record says nothing of these, and they are taken as it should be. If one is not so, say it."
        )
        items = tuple(Item(line(row.label)) for row in presumed)
        yield Section(f"What is presumed{suffix}", (Paragraph(line(text)), Bullets(items, "columns")))


def _once(rows: Iterable[Row]) -> tuple[Row, ...]:
    return tuple({row.label: row for row in rows}.values())


def _rules(review: Review) -> Iterable[Section]:
    """The documents that decide, and how many of their clauses nobody has confirmed in the primary text."""
    items = []
    for ledger in {g.guideline: g for each in review.lines for g in each.guidelines}.values():
        if ledger.authority == "binding" and ledger.version:
            rows = [row for row in ledger.criteria if row.decides and row.status is not Status.NOT_APPLICABLE]
            open_ = [r for r in rows if r.citations and all(c.confidence != "SEEN-P" for c in r.citations)]
            marks = (
                f" {len(open_)} of the {len(rows)} criteria asked were not read in the primary text."
                if open_
                else ""
            )
            items.append(Item(line(f"{ledger.title}, version {ledger.version}.{marks}")))
    if items:
        yield Section("Which rules decide", (Bullets(tuple(items)),))
