"""How the record leads to the determination: the chain from chart item to fact to criterion, in words."""

from __future__ import annotations

from reasoner.model.ledger import Review, Status
from reasoner.report import words
from reasoner.report.parts import Figure, Line, Paragraph, Part, Section, Span, Table, line
from reasoner.report.selection import Ground, ServiceLedger, chart_items, deciding, services

DRAWN = (Status.NOT_MET, Status.CONTRADICTORY, Status.NOT_DOCUMENTED)


def chain(review: Review, *, picture: bool) -> list[Part]:
    """One section a service: a picture where asked for, and always a table that says the same."""
    found = services(review)
    return [_service(service, named=len(found) > 1, picture=picture) for service in found if _rows(service)]


def _rows(service: ServiceLedger) -> tuple[Ground, ...]:
    return tuple(ground for ground in deciding(service) if ground.row.status in DRAWN)


def _service(service: ServiceLedger, *, named: bool, picture: bool) -> Section:
    rows = _rows(service)
    parts: list[Part] = []
    if picture:
        # networkx costs a quarter of a second to import: only a report with pictures pays for it.
        from reasoner.report.drawing import draw
        from reasoner.report.evidence_graph import evidence_graph

        title = f"From the record to the determination, {service.names}"
        parts.append(Figure(draw(evidence_graph(service), title), "The table below says the same in words."))
    parts.append(
        Table(
            "Open deciding criteria",
            ("Criterion", "Status", "Fact read", "In the record"),
            _table(rows),
            (27, 17, 26, 30),
        )
    )
    silent = [ground.row for ground in rows if _silent(ground)]
    if silent:
        text = (
            "Nothing in the record speaks of: " + "; ".join(dict.fromkeys(row.label for row in silent)) + "."
        )
        parts.append(Paragraph(line(text)))
    suffix = f" ({service.names})" if named else ""
    return Section(f"How the record leads to the answer{suffix}", tuple(parts), role="chain")


def _table(rows: tuple[Ground, ...]) -> tuple[tuple[Line, ...], ...]:
    return tuple(
        (
            line(Span(ground.row.label, "strong"), Span(f" ({ground.guideline.short})", "quiet")),
            line(words.chip(ground.row.status)),
            line("; ".join(f"{fact.label}: {fact.value}" for fact in ground.row.facts)),
            _items(ground),
        )
        for ground in rows
        if not _silent(ground)
    )


def _silent(ground: Ground) -> bool:
    return ground.row.status is Status.NOT_DOCUMENTED and not chart_items(ground.row)


def _items(ground: Ground) -> Line:
    pieces: list[str | Span] = []
    for item in chart_items(ground.row):
        pieces += ["; " if pieces else "", *words.chart(item)]
    return line(*pieces)
