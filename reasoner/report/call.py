"""What a clinician needs before a call: what is not met with its numbers, and what others say of it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from reasoner.decision.margins import limit_text
from reasoner.model.ledger import Citation, GuidelineLedger, Row, Status
from reasoner.report import words
from reasoner.report.margin_tables import unconfirmed
from reasoner.report.numbers import limit_and_distance
from reasoner.report.parts import Bullets, Item, Line, Section, Span, line
from reasoner.report.selection import Ground, ServiceLedger, chart_items, deciding


def clause(ledger: GuidelineLedger, row: Row) -> Line:
    """Document and clauses in brackets, marked where nobody has confirmed the wording."""
    clauses = ", ".join(dict.fromkeys(clause for c in row.citations for clause in c.clauses))
    place = f"{ledger.short or ledger.title} {clauses}".strip()
    mark = (" ", Span("UNCONFIRMED", "mark")) if unconfirmed(row.citations) else ()
    return line(" ", Span(f"[{place}]", "quiet"), *mark)


def before_a_call(service: ServiceLedger, suffix: str) -> Iterable[Section]:
    """What is not met, with its numbers, what the record says, the document's own exceptions and the societies."""
    failed = once(g for g in deciding(service) if g.row.status is Status.NOT_MET)
    advice = [g for g in service.shared if g.authority != "binding"]
    if failed:
        items = tuple(_failed(ground, advice) for ground in failed)
        yield Section(f"Margins before a call{suffix}", (Bullets(items),))
    said = [Item(_recommendation(g, row)) for g in advice for row in g.criteria if _recommends(row)]
    if said:
        yield Section(f"What societies say of the procedure{suffix}", (Bullets(tuple(said)),))


def _failed(ground: Ground, advice: Sequence[GuidelineLedger]) -> Item:
    row = ground.row
    below = [Item(line(Span("Figure: ", "quiet"), limit_and_distance(m))) for m in row.margins]
    below += [Item(line(Span("In the record: ", "quiet"), *words.chart(item))) for item in chart_items(row)]
    if not chart_items(row):
        below.append(Item(line("Nothing in the record speaks of it.")))
    below += [Item(line(Span("Source: ", "quiet"), *_source(citation))) for citation in row.citations]
    below += [
        Item(line(Span("Our reading: ", "quiet"), citation.interpretation))
        for citation in row.citations
        if citation.interpretation
    ]
    below += [
        Item(line(Span("The document's own exception: ", "quiet"), f"{b.label} ({words.HOLDS[b.holds]})."))
        for b in row.branches
        if b.exception
    ]
    below += [Item(told) for told in _beside(row, advice)]
    return Item(line(Span(f"{row.label}: ", "strong"), row.message), (Bullets(tuple(below)),))


def _source(citation: Citation) -> Line:
    """Where a clause stands and whether its wording is confirmed."""
    return line(words.place(citation), " (", words.confidence(citation), ").")


def _beside(row: Row, advice: Sequence[GuidelineLedger]) -> Iterable[Line]:
    """Criteria of documents that only advise which read the same facts: whether they say the same of the record."""
    mine = {fact.name for fact in row.facts}
    for ledger in advice:
        for other in ledger.criteria:
            if not mine & {f.name for f in other.facts} or other.status not in (Status.MET, Status.NOT_MET):
                continue
            says = "agrees" if other.status is row.status else "conflicts"
            figures = "; ".join(limit_text(m) for m in other.margins if m.fact in mine)
            aside = "; ".join(t for t in (figures, _graded(other)) if t)
            yield line(
                Span(f"{ledger.short or ledger.title} {says}: ", "quiet"),
                f"{other.label}, {words.STATUS[other.status].lower()}",
                f" ({aside})" if aside else "",
                ".",
                *clause(ledger, other),
            )


def _recommends(row: Row) -> bool:
    """Whether a row is a recommendation for or against; one that names itself "no direction" is neither."""
    open_ = row.kind == "recommendation" and row.status is Status.NEEDS_JUDGEMENT
    return open_ and "direction" not in row.direction


def _graded(row: Row) -> str:
    """Direction, strength and certainty as far as the source states them: "for, weak"."""
    grades = (row.direction, *(g for g in (row.strength, row.certainty) if not g.endswith("not stated")))
    return ", ".join(g for g in grades if g)


def _recommendation(ledger: GuidelineLedger, row: Row) -> Line:
    graded = _graded(row)
    name = f"{ledger.short or ledger.title}{f' ({graded})' if graded else ''}: "
    return line(Span(name, "strong"), row.message, *clause(ledger, row))


def once(found: Iterable[Ground]) -> tuple[Ground, ...]:
    """Each row of each document once, though several lines have it."""
    return tuple({(g.guideline.iri, g.row.iri): g for g in found}.values())
