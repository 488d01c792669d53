"""`reasoner needs`: what has to be on record for a procedure, a payer and a date.

It is the ledger of a case that asks for the procedure and says nothing else: what is not documented there is what a
request must document, what is met there is taken for granted unless the record says otherwise.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date

from rdflib import URIRef

from reasoner.analysis.minimal import minimal_case
from reasoner.decision.context import Context, InForce
from reasoner.knowledge import Library, Role, load
from reasoner.model.ledger import GuidelineLedger, Row, Status
from reasoner.report import words
from reasoner.report.footer import reviewer_footer, running
from reasoner.report.parts import Bullets, Item, Page, Paragraph, Part, Section, Span, line
from reasoner.review import review_case
from reasoner.validation import engine
from reasoner.vocabulary import GUIDE

OPEN = (Status.NOT_DOCUMENTED, Status.CONTRADICTORY)


def needs_page(asked: str, payer: str, jurisdiction: str, on: date, library: Library | None = None) -> Page:
    """The checklist as a page. `asked` is a procedure or a billing code, `on` the date of service.

    Raises InputError where a word is not known or nothing binding is held for the payer.
    """
    library = library or load()
    reviewed = review_case(
        minimal_case(library.vocabulary, asked, payer, jurisdiction, on), library, engine()
    )
    review, context = reviewed.review, reviewed.context
    held = {i.document.name: i for i in context.in_force}
    ledgers = {g.guideline: g for reviewed_line in review.lines for g in reviewed_line.guidelines}
    parts = [_document(context, held.get(name), g) for name, g in ledgers.items() if g.authority == "binding"]
    advice = [
        _document(context, held.get(name), g)
        for name, g in ledgers.items()
        if g.authority != "binding" and g.criteria
    ]
    if not parts:
        parts = [
            Section(
                "No binding document",
                (Paragraph(line("No binding document held here is about this procedure.")),),
            )
        ]
    if advice:
        parts.append(Section("Beside them, advising only", tuple(advice)))
    where = f", {review.jurisdiction}" if review.jurisdiction else ""
    label = " ".join(dict.fromkeys(reviewed_line.label for reviewed_line in review.lines))
    return Page(
        title=f"What to have on record: {label}",
        subtitle=line(f"For {review.payer}{where}, date of service {on.isoformat()}."),
        parts=tuple(parts),
        footer=reviewer_footer(review.content),
        running=running(review.content),
        audience="reviewer",
    )


def _document(context: Context, held: InForce | None, found: GuidelineLedger) -> Section:
    """One document; without `held` a text that governs the request and is not held here, which its note says."""
    title = (
        f"{found.short or found.title}, version {found.version}"
        if found.version
        else found.short or found.title
    )
    parts: list[Part] = []
    if found.note:
        parts.append(Paragraph(line(found.note)))
    for reason in found.unencoded:
        parts.append(Paragraph(line("Not encoded, for a person: ", reason)))
    for heading, rows in _groups(context, held, found.criteria) if held is not None else ():
        parts.append(Section(heading, (Bullets(tuple(_item(r) for r in rows)),)))
    return Section(title, tuple(parts))


def _groups(context: Context, held: InForce, rows: Iterable[Row]) -> Iterator[tuple[str, tuple[Row, ...]]]:
    """Rows under the kind of request that they are asked of, then what is presumed, then what a person judges."""
    rows = tuple(rows)
    asked: dict[str, list[Row]] = {}
    for row in rows:
        if row.status in OPEN:
            asked.setdefault(_condition(context, held, row), []).append(row)
    for condition in sorted(asked):
        yield (f"If this is a {condition}" if condition else "State on record"), tuple(asked[condition])
    rest = (
        ("Never met", [r for r in rows if r.status is Status.NOT_MET]),
        ("Taken as absent unless the record says otherwise", [r for r in rows if r.presumed]),
        ("A person judges", [r for r in rows if r.status is Status.NEEDS_JUDGEMENT]),
    )
    for heading, some in rest:
        if some:
            yield heading, tuple(some)


def _condition(context: Context, held: InForce, row: Row) -> str:
    """The kind of request in words, where the criterion is asked of some requests for this procedure only."""
    shapes = held.shapes.get(URIRef(row.iri), {})
    twin = shapes.get(Role.TWIN)
    if twin is None:
        return ""
    sure = context.library.vocabulary.value(twin.target, GUIDE.possibleClassOf)
    return context.label(URIRef(str(sure))) if sure is not None else ""


def _item(row: Row) -> Item:
    told = row.message if row.status in OPEN or row.status is Status.NOT_MET else row.question or ""
    first = row.citations[0] if row.citations else None
    pieces: list[str | Span] = [Span(row.label, "strong"), f": {told}" if told else "."]
    pieces += [] if row.decides else [" Advises only."]
    if first is not None:
        where = f"{first.section} [{', '.join(first.clauses)}]" if first.section else words.place(first)
        pieces += [" ", Span(where, "quiet")]
        pieces += [] if first.confidence == "SEEN-P" else [" (", words.confidence(first), ")"]
    return Item(line(*pieces))
