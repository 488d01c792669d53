"""The notice that ends every page: what it is not, how far its content was reviewed, and when."""

from __future__ import annotations

from reasoner.model.ledger import ContentStatus
from reasoner.report.parts import Line, Span, line
from reasoner.report.words import CONTENT, POLICY, content_by

SCOPE = (
    "For professionals. This report compares a request with published criteria. It decides nothing by "
    "itself; a person does. It is not medical advice."
)
PATIENT_SCOPE = (
    "This page explains rules. It does not decide anything, and it does not take the place of talking with "
    "your own doctor."
)


def reviewer_footer(content: ContentStatus) -> tuple[Line, ...]:
    """Scope notice, content status, date of the last change and the editorial policy."""
    return (line(Span(SCOPE, "strong")), _status(content))


def patient_footer(content: ContentStatus) -> tuple[Line, ...]:
    """The same in plain sentences."""
    by = content_by(content.by)
    checked = "No clinician has checked its wording yet" if by == "nobody yet" else f"It was checked by {by}"
    words = CONTENT.get(content.status, content.status)
    state = f"This text is {words if words != 'draft' else 'a draft'}. {checked}. "
    changed = f"It was last changed on {content.last_updated}. "
    return (
        line(Span(PATIENT_SCOPE, "strong")),
        line(state, changed, "To learn how it is made, see ", Span(POLICY, "link", POLICY), "."),
    )


def running(content: ContentStatus, scope: str = SCOPE) -> str:
    """The notice in one run of words, for the margin of each printed page."""
    words = CONTENT.get(content.status, content.status)
    return (
        f"{scope} Content: {words}, reviewed by {content_by(content.by)}, "
        f"last updated {content.last_updated}. "
        f"How it is made: {POLICY}"
    )


def _status(content: ContentStatus) -> Line:
    words = CONTENT.get(content.status, content.status)
    return line(
        f"Content status: {words}. Reviewed by: {content_by(content.by)}. "
        f"Last updated: {content.last_updated}. How it is written and sourced: ",
        Span(POLICY, "link", POLICY),
        ".",
    )
