"""What a report for somebody else than the reviewer begins with: the request, and where each line of it stands."""

from __future__ import annotations

from reasoner.model.ledger import LineReview, Review
from reasoner.report import words
from reasoner.report.parts import Bullets, Item, Line, Section, Span, line


def request(review: Review) -> Line:
    """The request, its day and its payer in a line."""
    return line(
        f"{review.request[:1].upper()}{review.request[1:].rstrip('.')}. ",
        f"Date of service {review.date_of_service.isoformat()}. ",
        f"Payer {review.payer}." if review.payer else "",
    )


def chosen(review: Review) -> str:
    """What a title adds where a text was chosen: it decides nothing for the payer."""
    return f" under {review.chosen}, which was chosen whatever is in force" if review.chosen else ""


def standing(review: Review) -> Section:
    """What happens next with each line, in one sentence; lines with the same answer together."""
    alike: dict[str, list[LineReview]] = {}
    for each in review.lines:
        alike.setdefault(words.disposition(each), []).append(each)
    items = tuple(
        Item(line(Span(", ".join(each.line for each in lines), "strong"), f": {text}"))
        for text, lines in alike.items()
    )
    return Section("Where the request stands", (Bullets(items),))
