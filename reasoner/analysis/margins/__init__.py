"""`reasoner margins`: how far each number is from its threshold, and what lies nearest to another outcome.

deciding  what decides of a line, ready to be decided again
options   the other values that a fact could have, and how far each is
search    the smallest changes after which a line is decided otherwise
lines     one line in words, with its margins
texts     other documents and versions that say something else

What lies nearest is told of facts, whether or not anybody can or may change them; what a person can do is told by remedies.
"""

from __future__ import annotations

from reasoner.analysis.margins.lines import line_margins
from reasoner.analysis.margins.texts import other_texts
from reasoner.intake import ReadCase
from reasoner.knowledge import Library
from reasoner.model.turns import Margins
from reasoner.review import Reviewed, review_case
from reasoner.validation import engine

__all__ = ["margins"]


def margins(
    read: ReadCase, library: Library, reviewed: Reviewed | None = None, *, texts: bool = True
) -> Margins:
    """The margins of every line of a case; `reviewed` is its ordinary review, where that is at hand.

    Without `texts` other documents and versions are not looked at, which is most of the work.

    The same case and knowledge give an equal value. Raises InputError as a review does.
    """
    told = reviewed or review_case(read, library, engine())
    return Margins(
        case=read.case.identifier,
        case_sha256=read.case.sha256,
        recorded_on=read.case.recorded_on,
        date_of_service=read.case.date_of_service,
        payer=told.review.payer,
        request=told.review.request,
        knowledge=told.review.knowledge,
        content=told.review.content,
        lines=line_margins(told),
        others=other_texts(read, library, told) if texts else (),
    )
