"""The report for the treating clinician as a page: what to document, what stands before a call, what else to consider.

It renders what the review says. Nothing in it asks to state what is not so.
"""

from __future__ import annotations

from collections.abc import Iterable

from reasoner.model.ledger import (
    Advice,
    Review,
    Status,
)
from reasoner.model.remedies import Remedies
from reasoner.model.turns import Margins
from reasoner.report import words
from reasoner.report.call import before_a_call, clause, once
from reasoner.report.footer import reviewer_footer, running
from reasoner.report.margins import READING, near_items
from reasoner.report.parts import Bullets, Item, Page, Paragraph, Part, Section, Span, line
from reasoner.report.selection import (
    OPEN,
    Ground,
    ServiceLedger,
    deciding,
    every_ledger,
    services,
)
from reasoner.report.standing import chosen, request, standing

LACKING = (Status.CONTRADICTORY, Status.NOT_DOCUMENTED)
SO = "Document what is so, and only that. What the chart already holds need only be sent."


def clinician_page(review: Review, margins: Margins | None = None, remedies: Remedies | None = None) -> Page:
    """Compose the page. `margins`: also say how near another outcome is; `remedies`: say how each missing thing is had."""
    grouped = services(review)
    parts: list[Part] = [standing(review)]
    means: Means = {} if remedies is None else _means(remedies)
    for service in grouped:
        suffix = f" ({service.names})" if len(grouped) > 1 else ""
        parts += _document(service, means, suffix)
        parts += _judged(service, suffix)
        parts += before_a_call(service, suffix)
    if margins is not None:
        parts.append(_near(margins))
    parts += _instead(review)
    parts += _beware(review)
    return Page(
        title=f"For the clinician: {review.case}{chosen(review)}",
        subtitle=request(review),
        parts=tuple(parts),
        footer=reviewer_footer(review.content),
        running=running(review.content),
        audience="clinician",
    )


Means = dict[str, tuple[int, str]]


def _means(remedies: Remedies) -> Means:
    """How what each criterion lacks is had and how much effort that is, as far as a remedy says it."""
    found: Means = {}
    for each in remedies.lines:
        sets = (*each.remedies, *((each.apart,) if each.apart else ()))
        for change in (change for remedy in sets for change in remedy.changes):
            for asked in change.asked:
                found.setdefault(asked.name, (change.effort, change.means))
    return found


def _document(service: ServiceLedger, means: Means, suffix: str) -> Iterable[Section]:
    rows = once(
        Ground(ledger, row)
        for ledger in every_ledger(service)
        if ledger.authority == "binding"
        for row in sorted(ledger.criteria, key=lambda row: (row.order, row.criterion))
        if row.status in LACKING
    )
    ordered = sorted(rows, key=lambda g: not g.row.decides)
    if not ordered:
        return
    other = (len(means) + 1, "Besides")  # after every effort that is known
    groups: dict[tuple[int, str], list[Ground]] = {}
    for ground in ordered:
        name = f"{ground.guideline.guideline}/{ground.row.criterion}"
        groups.setdefault(means.get(name, other), []).append(ground)
    parts: list[Part] = [Paragraph(line(SO), "note")]
    for key, mine in sorted(groups.items(), key=lambda pair: pair[0]):
        listed = Bullets(tuple(_lacking(ground) for ground in mine))
        parts.append(Section(key[1][:1].upper() + key[1][1:], (listed,)) if means else listed)
    yield Section(f"What to document{suffix}", tuple(parts), role="send")


def _lacking(ground: Ground) -> Item:
    row = ground.row
    disagree = Span("The record disagrees. ", "mark") if row.status is Status.CONTRADICTORY else ""
    advises = Span(" Advises only.", "quiet") if not row.decides else ""
    return Item(
        line(Span(f"{row.label}: ", "strong"), disagree, row.message, advises, *clause(ground.guideline, row))
    )


def _judged(service: ServiceLedger, suffix: str) -> Iterable[Section]:
    asked = once(g for g in deciding(service) if g.row.status is Status.NEEDS_JUDGEMENT)
    if asked:
        items = tuple(
            Item(
                line(
                    Span(f"{g.row.label}: ", "strong"),
                    g.row.question or g.row.message,
                    *clause(g.guideline, g.row),
                )
            )
            for g in asked
        )
        yield Section(f"What only a person can judge{suffix}", (Bullets(items),))


def _near(margins: Margins) -> Section:
    parts = (Bullets(near_items(margins)), Paragraph(line(READING), "note"))
    return Section("How near another outcome is", parts, "nearest")


def _instead(review: Review) -> Iterable[Section]:
    """What else fits the record or what is open; the rest of what the knowledge holds by name; then the next step."""
    parts: list[Part] = []
    if review.generator_summary:
        parts.append(Paragraph(line(review.generator_summary)))
    told = _open(review)
    fits = [found for found in review.alternatives if found.shown or told & _about(found)]
    rest = [found.label for found in review.alternatives if found not in fits]
    if fits:
        parts.append(Bullets(tuple(_advice(found) for found in fits)))
    if rest:
        text = f"{'More' if fits else 'Other care'} that could be considered, in the reviewer's report with its sources: "
        parts.append(Paragraph(line(f"{text}{'; '.join(rest)}.")))
    if review.future_criteria:
        parts.append(
            Section("What the next step would ask", (Bullets(tuple(map(_advice, review.future_criteria))),))
        )
    if parts:
        yield Section("What to consider instead", tuple(parts))


def _open(review: Review) -> set[str]:
    """The criteria that are open in some document, as document/criterion; recommendations are never closed."""
    return {
        f"{ledger.guideline}/{row.criterion}"
        for each in review.lines
        for ledger in each.guidelines
        for row in ledger.criteria
        if row.status in OPEN and row.kind != "recommendation"
    }


def _about(found: Advice) -> set[str]:
    return set(found.criterion.split(", "))


def _advice(found: Advice) -> Item:
    shown = Span(f" The record shows: {found.shown}.", "quiet") if found.shown else ""
    return Item(line(Span(f"{found.label}: ", "strong"), found.text, shown, *words.brief(found.citations)))


def _beware(review: Review) -> Iterable[Section]:
    """Disputes and pitfalls about what is open here; the others stand in the reviewer's report."""
    told = _open(review)
    for title, held in (("What the sources dispute", review.disputes), ("Pitfalls", review.pitfalls)):
        mine = [found for found in held if told & _about(found)]
        if mine:
            yield Section(title, (Bullets(tuple(_advice(found) for found in mine)),))
