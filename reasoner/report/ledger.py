"""The ledger for a reviewer: every criterion of every document, grouped by status, with facts and sources."""

from __future__ import annotations

from collections import Counter

from reasoner.model.ledger import FactUsed, GuidelineLedger, Remedy, Review, Row, Status
from reasoner.report import words
from reasoner.report.parts import Bullets, Entry, Fields, Item, Line, Paragraph, Part, Section, Span, line
from reasoner.report.selection import ORDER, ServiceLedger, by_status, services

PRESUMED = "Presumed: nothing in the record says otherwise."


def ledger(review: Review) -> Section:
    """The rows of each service once, then those of single lines; binding documents before advisory ones."""
    parts: list[Part] = []
    for service in services(review):
        parts += [_service(service)]
    return Section("Ledger of criteria", tuple(parts), "ledger", "ledger")


def _service(service: ServiceLedger) -> Section:
    word = "line" if len(service.lines) == 1 else "lines"
    parts: list[Part] = [_document(found) for found in service.shared]
    for reviewed, ledgers in service.own:
        own: list[Part] = [Paragraph(line(words.disposition(reviewed)))]
        own += [_document(found) for found in ledgers]
        code = f", code {', '.join(reviewed.codes)}" if reviewed.codes else ""
        parts.append(Section(f"Of {reviewed.line} alone{code}", tuple(own)))
    return Section(f"Service {service.service}: {word} {service.names}", tuple(parts))


def _document(found: GuidelineLedger) -> Section:
    said = [f"{found.title}. {found.issuer}" if found.issuer else found.title]
    if found.version:
        said.append(f"version {found.version}")
    if found.effective_from:
        said.append(f"in force from {found.effective_from}")
    parts: list[Part] = [Paragraph(line(", ".join(said) + "."))]
    if found.determination is not None:
        parts.append(
            Paragraph(line("Determination: ", Span(words.DETERMINATION[found.determination], "strong"), "."))
        )
    else:
        parts.append(
            Paragraph(line("Advisory: shown beside the binding documents; it has no determination."))
        )
    if found.note:
        parts.append(Paragraph(line(found.note), "note"))
    if found.unencoded:
        text = f"Listed, not encoded yet, and therefore open: {words.joined(found.unencoded)}."
        parts.append(Paragraph(line(Span(text, "mark")), "note"))
    counted = _counts(found)
    if counted:
        parts.append(Paragraph(line(Span(counted, "quiet")), "note"))
    advice = tuple(row for row in found.criteria if _weighed(row))
    if advice:
        title = f"Recommendations without a test of the case, for a person to weigh ({len(advice)})"
        parts.append(Section(title, tuple(_recommendation(row) for row in advice), role="entries"))
    parts += [
        _group(status, rows) for status, rows in by_status(r for r in found.criteria if not _weighed(r))
    ]
    return Section(f"{found.short or found.title} ({found.authority})", tuple(parts))


def _weighed(row: Row) -> bool:
    """Whether a row is a recommendation about this request: it has a direction and no status of its own."""
    return row.kind == "recommendation" and row.status is Status.NEEDS_JUDGEMENT


def _counts(found: GuidelineLedger) -> str:
    count = Counter(row.status for row in found.criteria if not _weighed(row))
    told = [f"{count[status]} {words.STATUS[status].lower()}" for status in ORDER if count[status]]
    weighed = sum(map(_weighed, found.criteria))
    return ", ".join([f"{weighed} to weigh", *told] if weighed else told)


def _recommendation(row: Row) -> Entry:
    """A recommendation: direction and strength where a criterion has its status."""
    fields = [("Strength", line(words.strength(row)))] if words.strength(row) else []
    for citation in row.citations:
        fields.append(("Source", words.cited(citation)))
        if citation.interpretation:
            fields.append(("Our reading", line(citation.interpretation)))
    parts: list[Part] = [Paragraph(line(row.message)), Fields(tuple(fields))]
    chip = Span((row.direction or "no direction").capitalize(), "chip-needs-judgement")
    return Entry(row.label, chip, row.criterion, _kind(row), tuple(parts))


def _group(status: Status, rows: tuple[Row, ...]) -> Section:
    title = f"{words.STATUS[status]} ({len(rows)})"
    if status is Status.NOT_APPLICABLE:
        items = tuple(
            Item(line(Span(f"{row.label}: ", "strong"), row.message, Span(f" [{row.criterion}]", "code")))
            for row in rows
        )
        return Section(title, (Bullets(items),), role="folded")
    return Section(title, tuple(_entry(row) for row in rows), role="entries")


def _entry(row: Row) -> Entry:
    parts: list[Part] = [Paragraph(line(row.message))] if row.message else []
    if row.presumed and row.message != PRESUMED:
        parts.append(Paragraph(line(PRESUMED), "note"))
    if row.question:
        parts.append(Paragraph(line(Span("Question to the reviewer: ", "strong"), row.question)))
    pairs: list[tuple[str, Line]] = []
    if words.strength(row):
        pairs.append(("Recommendation", line(words.strength(row))))
    if row.margin:
        pairs.append(("Figure", line(Span(row.margin, "strong"))))
    for fact in row.facts:
        pairs += _fact(fact)
    if row.branches:
        pairs.append(("Formula", _branches(row)))
    if row.remedy and row.status is not Status.MET:
        pairs.append(_remedy(row.remedy, row.message))
    for citation in row.citations:
        pairs.append(("Source", words.cited(citation)))
        if citation.interpretation:
            pairs.append(("Our reading", line(citation.interpretation)))
    if not row.citations:
        pairs.append(("Source", line(Span("No source is given.", "mark"))))
    parts.append(Fields(tuple(pairs)))
    return Entry(row.label, words.chip(row.status), row.criterion, _kind(row), tuple(parts))


def _kind(row: Row) -> str:
    return f"{row.kind}, {'decides' if row.decides else 'advises only'}"


def _remedy(remedy: Remedy, said: str) -> tuple[str, Line]:
    """What would change the status; the text is not said twice where the message has said it."""
    earliest = f"; earliest {remedy.earliest}" if remedy.earliest else ""
    cured = f"{remedy.cured_by}{earliest}"
    if remedy.text == said:
        return "Cured by", line(cured)
    return "Remedy", line(remedy.text, Span(f" (cured by: {cured})", "quiet") if remedy.cured_by else "")


def _fact(fact: FactUsed) -> list[tuple[str, Line]]:
    note = f" {fact.note}" if fact.note else ""
    disagree = Span(" The statements disagree.", "mark") if fact.conflicting else ""
    pairs = [("Fact", line(fact.label, ": ", Span(fact.value, "strong"), ".", disagree, Span(note, "quiet")))]
    pairs += [("In the record", words.chart(item)) for item in fact.follows]
    return pairs


def _branches(row: Row) -> Line:
    pieces: list[str | Span] = []
    for branch in row.branches:
        exception = ", an exception" if branch.exception else ""
        held = words.HOLDS.get(branch.holds, branch.holds)
        pieces += ["; " if pieces else "", branch.label, Span(f" ({held}{exception})", "quiet")]
    return line(*pieces, ".")
