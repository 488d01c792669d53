"""`reasoner conflicts`: where documents disagree, what no case can meet, what no version covers; read off the shapes.

requests, rules     the kinds of request that there can be, and the criteria that are about each
narrowing, axioms   what facts say of each other
smt, variables, atoms, encode, prove
                    the solver; facts and shapes for it, and questions to it
building, witness   cases that the ordinary review confirms
search, thresholds (differences), unmet, redundant, gaps, versions, advice
                    a search for each kind of claim
claims, page, records, cases
                    what was found, as values, as a page, as JSON and rows, as case documents
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from datetime import date

from reasoner.analysis.conflicts import smt
from reasoner.analysis.conflicts.advice import advice
from reasoner.analysis.conflicts.claims import Claim, Conflicts, Kind
from reasoner.analysis.conflicts.gaps import gaps
from reasoner.analysis.conflicts.page import conflicts_page
from reasoner.analysis.conflicts.records import conflicts_json, conflicts_table
from reasoner.analysis.conflicts.redundant import redundant
from reasoner.analysis.conflicts.search import Search
from reasoner.analysis.conflicts.thresholds import thresholds
from reasoner.analysis.conflicts.unmet import unmet
from reasoner.analysis.conflicts.versions import versions
from reasoner.decision.review import content_status
from reasoner.errors import InputError, Problem
from reasoner.knowledge import Library
from reasoner.nearest import nearest


def conflicts(
    library: Library,
    documents: Iterable[str] = (),
    on: date | None = None,
    progress: Callable[[str], None] = lambda what: None,
) -> Conflicts:
    """Every claim about the texts in force on a day (the last on which a version that is held begins, where none is told).

    With `documents`, the claims that involve one of them. The same knowledge and day give an equal value. Raises InputError
    where a document is not held or the solver is not installed.
    """
    smt.load()
    named = tuple(dict.fromkeys(documents))
    _refuse_unknown(library, named)
    day = on or max(v.effective_from for d in library.documents for v in d.versions)
    search = Search(library, day, frozenset(named), progress)
    each = (unmet, advice, thresholds, versions, gaps, redundant)
    claims = [claim for find in each for claim in find(search)]
    order = list(Kind)
    claims.sort(key=lambda c: (order.index(c.kind), not c.together, not c.decided))
    content = content_status(library.documents, library)
    return Conflicts(day, named, len(library.documents), tuple(_numbered(claims)), content)


def _numbered(claims: Iterable[Claim]) -> Iterator[Claim]:
    """The claims with their witnesses named by kind and number, in order."""
    count: Counter[Kind] = Counter()
    for claim in claims:
        named = []
        for witness in claim.witnesses:
            count[claim.kind] += 1
            named.append(replace(witness, name=f"{claim.kind.value}-{count[claim.kind]:02}"))
        yield replace(claim, witnesses=tuple(named))


def _refuse_unknown(library: Library, named: Iterable[str]) -> None:
    known = sorted(d.name for d in library.documents)
    problems = [
        Problem(
            f"No document is called '{name}'.",
            remedy="'reasoner guidelines' lists the documents that are held.",
            nearest=nearest(name, known),
        )
        for name in named
        if name not in known
    ]
    if problems:
        raise InputError(*problems)


__all__ = ["Claim", "Conflicts", "Kind", "conflicts", "conflicts_json", "conflicts_page", "conflicts_table"]
