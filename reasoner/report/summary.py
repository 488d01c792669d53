"""The first screen for a reviewer: the determination per line, why, what to send, and what is uncertain."""

from __future__ import annotations

from collections import Counter

from reasoner.model.ledger import Advice, Contradiction, GuidelineLedger, LineReview, Review, Status
from reasoner.report import words
from reasoner.report.parts import Bullets, Fields, Item, Line, Paragraph, Part, Section, Span, Table, line
from reasoner.report.selection import (
    ORDER,
    Ground,
    Need,
    ServiceLedger,
    chart_items,
    deciding,
    less_than_primary,
    needs,
    others_not_met,
    services,
    strongest_ground,
)

_CURES = ("document", "request", "time", "treatment", "nothing")


def summary(review: Review) -> Section:
    """Everything that stands before the ledger; at most two printed pages for a usual case."""
    parts: list[Part] = [_determinations(review)]
    grouped = services(review)
    for service in grouped:
        parts += _of_service(service, named=len(grouped) > 1)
    parts += _warnings(review)
    parts += _disputes(review)
    for service in grouped:
        parts += _unconfirmed(service, named=len(grouped) > 1)
    parts += _assumed(review)
    return Section("Summary", tuple(parts), "summary", "summary")


def _determinations(review: Review) -> Table:
    beside = {reviewed.line: own for service in services(review) for reviewed, own in service.own}
    rows = tuple(
        (
            line(Span(reviewed.line, "strong"), f" {reviewed.label}" if reviewed.label else ""),
            line(Span(", ".join(reviewed.codes), "code")),
            _next_step(reviewed, beside.get(reviewed.line, ())),
            _found(reviewed.guidelines),
        )
        for reviewed in review.lines
    )
    columns = ("Line", "Code", "Next step", "Binding documents")
    return Table("Determination of each line", columns, rows, (16, 8, 50, 26))


def _next_step(reviewed: LineReview, own: tuple[GuidelineLedger, ...]) -> Line:
    """The disposition in words, whose it is, and the findings about this line alone that only advise."""
    head, _, tail = words.disposition(reviewed).partition(":")
    served = (
        f" This line takes the disposition of {reviewed.serves}, which it belongs to."
        if reviewed.serves
        else ""
    )
    findings = [
        f" Beside it: {row.label}, {words.STATUS[row.status].lower()} ({found.short or found.title}, advises only)."
        for found in own
        for row in found.criteria
        if not row.decides and row.status in (Status.NOT_MET, Status.CONTRADICTORY)
    ]
    return line(Span(head, f"chip-{reviewed.disposition.value}"), f":{tail}", served, *findings)


def _found(ledgers: tuple[GuidelineLedger, ...]) -> Line:
    pieces: list[str | Span] = []
    for ledger in ledgers:
        if ledger.determination is not None:
            pieces += ["; " if pieces else "", f"{ledger.short or ledger.title}: "]
            pieces.append(Span(words.DETERMINATION[ledger.determination].lower(), "strong"))
    return line(*pieces) if pieces else line(Span("none", "quiet"))


def _of_service(service: ServiceLedger, *, named: bool) -> list[Part]:
    suffix = f" ({service.names})" if named else ""
    ground = strongest_ground(service)
    parts: list[Part] = []
    if ground is None:
        binding = [g for g in service.shared if g.determination is not None]
        missing = " ".join(g.note for g in binding if not g.criteria and g.note)
        if missing:
            text = missing
        elif binding:
            text = "No deciding criterion is open. Each one that applies is met; see the ledger."
        else:
            text = "No binding document held here is about this request; a physician decides."
        parts.append(Section(f"Strongest ground{suffix}", (Paragraph(line(text)),), role="ground"))
    else:
        parts.append(Section(f"Strongest ground{suffix}", _ground(service, ground), role="ground"))
    parts += _to_send(service, suffix)
    parts += _questions(service, suffix)
    return parts


def _ground(service: ServiceLedger, ground: Ground) -> tuple[Part, ...]:
    row = ground.row
    parts: list[Part] = [
        Paragraph(line(Span(row.label, "strong"), " ", words.chip(row.status)), "lead"),
        Paragraph(line(row.message)),
    ]
    pairs: list[tuple[str, Line]] = []
    if row.margin:
        pairs.append(("Figure", line(Span(row.margin, "strong"))))
    pairs += [("Clause", words.cited(citation)) for citation in row.citations]
    items = chart_items(row)
    pairs += [("In the record", words.chart(item)) for item in items[:4]]
    if not items:
        pairs.append(("In the record", line("Nothing in the record speaks of it.")))
    pairs += [("Our reading", line(c.interpretation)) for c in row.citations if c.interpretation]
    parts.append(Fields(tuple(pairs)))
    others = others_not_met(service, ground)
    if others:
        parts.append(Paragraph(line(Span("Also not met:", "strong"))))
        parts.append(Bullets(tuple(_other(other) for other in others)))
    counted = _counts(service)
    if counted:
        parts.append(Paragraph(line(Span(counted, "quiet")), "note"))
    return tuple(parts)


def _other(ground: Ground) -> Item:
    row = ground.row
    marks: list[str | Span] = []
    for citation in row.citations:
        marks += [" ", Span(words.place(citation), "quiet"), " (", words.confidence(citation), ")."]
        marks.append(f" Our reading: {citation.interpretation}" if citation.interpretation else "")
    figure = f" [{row.margin}]" if row.margin else ""
    return Item(line(Span(f"{row.label}{figure}: ", "strong"), row.message, *marks))


def _counts(service: ServiceLedger) -> str:
    count = Counter(ground.row.status for ground in deciding(service))
    told = [f"{count[status]} {words.STATUS[status].lower()}" for status in ORDER if count[status]]
    return f"Deciding criteria: {', '.join(told)}." if told else ""


def _to_send(service: ServiceLedger, suffix: str) -> list[Part]:
    found = needs(service)
    parts: list[Part] = []
    for cure in _CURES[:2]:
        chosen = [need for need in found if need.cured_by == cure]
        if chosen:
            title = "What to send" if cure == "document" else "What the request itself should say"
            items = tuple(_need(need) for need in chosen)
            parts.append(Section(title + suffix, (Bullets(items, "columns"),), role="send"))
    rest = [need for need in found if need.cured_by not in _CURES[:2]]
    if rest:
        parts.append(
            Section(f"What sending will not change{suffix}", (Bullets(tuple(map(_other_cure, rest))),))
        )
    return parts


def _need(need: Need) -> Item:
    asked = ", ".join(dict.fromkeys(ground.row.label for ground in need.rows))
    return Item(line(Span(f"{asked}: ", "strong"), need.text))


def _other_cure(need: Need) -> Item:
    asked = ", ".join(dict.fromkeys(ground.row.label for ground in need.rows))
    earliest = f" Earliest: {need.earliest}." if need.earliest else ""
    return Item(line(Span(f"{asked}: ", "strong"), need.text, earliest))


def _questions(service: ServiceLedger, suffix: str) -> list[Part]:
    asked = [ground.row for ground in deciding(service) if ground.row.status is Status.NEEDS_JUDGEMENT]
    items = tuple(Item(line(Span(f"{row.label}: ", "strong"), row.question or row.message)) for row in asked)
    return (
        [Section(f"Questions that only a clinician can answer{suffix}", (Bullets(items),))] if items else []
    )


def _warnings(review: Review) -> list[Part]:
    items = [_contradiction(found) for found in review.contradictions]
    items += [
        Item(line(Span("Warning. ", "strong"), warning.text, *words.brief(warning.citations)))
        for warning in review.warnings
    ]
    return [Section("Contradictions and warnings", (Bullets(tuple(items)),))] if items else []


def _contradiction(found: Contradiction) -> Item:
    told = "; ".join(item.text for item in found.items)
    note = f" {found.note}" if found.note else ""
    return Item(
        line(Span("Contradiction. ", "strong"), found.text, note, Span(f" [{told}]" if told else "", "quiet"))
    )


def _disputes(review: Review) -> list[Part]:
    items = tuple(_dispute(found) for found in review.disputes)
    return [Section("What the sources dispute", (Bullets(items),))] if items else []


def _dispute(found: Advice) -> Item:
    shown = f" {found.shown}" if found.shown else ""
    return Item(line(Span(f"{found.label}: ", "strong"), found.text, shown, *words.brief(found.citations)))


def _unconfirmed(service: ServiceLedger, *, named: bool) -> list[Part]:
    """Open deciding rows by document, confidence and remark: a document is named once, not for every row."""
    grouped: dict[tuple[str, str, str], list[str]] = {}
    confidences: dict[tuple[str, str, str], Span] = {}
    for ground, citation in less_than_primary(service):
        where = words.document(citation)
        key = (where, citation.confidence, citation.remark)
        clauses = f" [{', '.join(citation.clauses)}]" if citation.clauses else ""
        grouped.setdefault(key, []).append(ground.row.label + clauses)
        confidences.setdefault(key, words.confidence(citation))
    items = tuple(
        Item(
            line(
                Span("; ".join(dict.fromkeys(labels)), "strong"),
                f": {key[0]} (",
                confidences[key],
                ").",
                f" {key[2]}",
            )
        )
        for key, labels in grouped.items()
    )
    title = "What we could not confirm" + (f" ({service.names})" if named else "")
    return [Section(title, (Bullets(items),))] if items else []


def _assumed(review: Review) -> list[Part]:
    if not review.assumed:
        return []
    named = words.joined(review.assumed)
    text = f"The case says that these values are assumed, not taken from the record: {named}."
    return [Section("Assumed values", (Paragraph(line(text)),))]
