"""The report for a reviewer as a page: first screen, ledger, how the record leads to it, arguments."""

from __future__ import annotations

from reasoner.model.ledger import Review
from reasoner.model.remedies import Remedies
from reasoner.model.timeline import Timeline
from reasoner.report.arguments import arguments
from reasoner.report.chain import chain
from reasoner.report.footer import reviewer_footer, running
from reasoner.report.ledger import ledger
from reasoner.report.parts import Fields, Page, Paragraph, Part, Section, Span, line
from reasoner.report.summary import summary


def reviewer_page(
    review: Review,
    *,
    picture: bool = False,
    dates: Timeline | None = None,
    remedies: Remedies | None = None,
) -> Page:
    """Compose the page. `picture`: draw the evidence graph too (it needs a format that can show it).

    `remedies`: also say what would make the lines eligible, `dates`: on which dates of service they would be.
    """
    parts: list[Part] = [summary(review), ledger(review)]
    if remedies is not None:
        from reasoner.report.remedies import remedies_section  # as for dates

        parts.append(remedies_section(remedies))
    if dates is not None:
        from reasoner.report.dates import dates_section  # a report without dates pays nothing for them

        parts.append(dates_section(dates))
    parts += chain(review, picture=picture)
    parts += arguments(review)
    parts.append(_provenance(review))
    return Page(
        title=_title(review),
        subtitle=_subtitle(review),
        parts=tuple(parts),
        footer=reviewer_footer(review.content),
        running=running(review.content),
        audience="reviewer",
    )


def _title(review: Review) -> str:
    """The first line. A text that was chosen decides nothing for the payer, and that is the first thing said."""
    if not review.chosen:
        return f"Review of {review.case}"
    return f"Review of {review.case} under {review.chosen}: this version was chosen, whatever is in force for the case"


def _subtitle(review: Review) -> tuple[Span, ...]:
    told = [
        review.request[:1].upper() + review.request[1:].rstrip("."),
        f"Date of service {review.date_of_service.isoformat()}",
    ]
    told += [f"Payer {review.payer}"] if review.payer else []
    told += [f"Jurisdiction {review.jurisdiction}"] if review.jurisdiction else []
    return line(". ".join(text for text in told if text) + ".")


def _provenance(review: Review) -> Section:
    pairs = (
        ("Case", line(review.case, Span(f" SHA-256 {review.case_sha256}", "code"))),
        (
            "Knowledge",
            line(f"version {review.knowledge.version}", Span(f" SHA-256 {review.knowledge.sha256}", "code")),
        ),
        ("Engine", line(review.engine)),
    )
    text = "The same case, the same knowledge and the same engine give the same report, byte for byte."
    return Section("How to repeat this review", (Fields(pairs), Paragraph(line(text), "note")), "provenance")
