"""What no version of a document covers: days between its versions, and kinds of request on which it has no criterion."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from itertools import pairwise

from reasoner.analysis.conflicts.claims import Claim, Kind, Shown, Side, Witness
from reasoner.analysis.conflicts.search import Search
from reasoner.errors import ReasonerError
from reasoner.knowledge import Document, ListedRow
from reasoner.model.case import Case
from reasoner.model.ledger import Determination

DAY = timedelta(days=1)
OPEN = (None, Determination.NO_GUIDELINE_IN_FORCE)
NO_DETERMINATION = "no determination"


def gaps(search: Search) -> Iterator[Claim]:
    """A claim for each stretch of days that a document leaves open, and for each set of requests that some leave open."""
    open_: dict[tuple[int, ...], list[Document]] = {}
    rows: dict[tuple[ListedRow, tuple[int, ...]], list[Document]] = {}
    for document in search.documents:
        if not search.wants((document,)):
            continue
        search.progress(document.short)
        yield from _days(search, document)
        if document.binding and document.in_force(search.on):
            none, listed = _requests(search, document)
            if none:
                open_.setdefault(none, []).append(document)
            for row, kinds in listed:
                rows.setdefault((row, kinds), []).append(document)
    for kinds, documents in open_.items():
        yield _undecided(search, kinds, documents)
    for (row, kinds), documents in rows.items():
        yield _listed(search, row, kinds, documents)


def _side(documents: Sequence[Document], asks: str) -> Side:
    return Side(
        tuple(d.name for d in documents),
        tuple(d.short for d in documents),
        (),
        "",
        asks,
        documents[0].binding,
        (),
    )


def _days(search: Search, document: Document) -> Iterator[Claim]:
    """Days between two versions; and what follows the last one, where it has ended and none is held after it."""
    versions = document.versions
    for one, after in pairwise(versions):
        ends = one.effective_until
        if ends is not None and after.effective_from - ends > DAY:
            first, last = ends + DAY, after.effective_from - DAY
            span = f"{first.isoformat()} to {last.isoformat()}"
            says = f"Version {one.number} ends before this, version {after.number} begins after it."
            yield _uncovered(search, document, f"No version from {span}", says, first)
    if versions and versions[-1].effective_until is not None and versions[-1].effective_until < search.on:
        last_day = versions[-1].effective_until
        says = f"The last version that is held, {versions[-1].number}, ends on {last_day.isoformat()}."
        yield _uncovered(
            search, document, f"No version after {last_day.isoformat()}", says, max(last_day + DAY, search.on)
        )


def _uncovered(search: Search, document: Document, title: str, says: str, day: date) -> Claim:
    made = _none_in_force(search, document, day)
    return Claim(
        Kind.GAP,
        f"{document.short}: {title[0].lower()}{title[1:]}",
        (_side((document,), says),),
        proof="The versions that are held say so.",
        witnesses=(made,) if made else (),
    )


def _none_in_force(search: Search, document: Document, day: date) -> Witness | None:
    """A case of the day on which the document bears and has no version in force."""
    about = [k for cls in document.applies_to for k in search.requests.of(cls)]
    for kind in sorted(about)[:1]:
        case = search.maker.base(kind, document, on=day)
        found = _determination(search, case, "", document)
        if found is not None and found[0] is Determination.NO_GUIDELINE_IN_FORCE:
            shown = (Shown(document.name, "", found[0].value),)
            label = f"{search.requests.each[kind].label}, on {day.isoformat()}"
            return Witness("no version is in force", label, (), shown, case)
    return None


def _determination(
    search: Search, case: Case, under: str, document: Document
) -> tuple[Determination | None] | None:
    """What the ordinary review says under a document, in a tuple of one; None where it does not speak of it."""
    try:
        review = search.maker.review(case, under)
    except ReasonerError:
        return None
    found = [
        g.determination for line in review.lines for g in line.guidelines if g.guideline == document.name
    ]
    return (found[0],) if found else None


def _requests(
    search: Search, document: Document
) -> tuple[tuple[int, ...], list[tuple[ListedRow, tuple[int, ...]]]]:
    """Requests that the document is about and does not decide; and others to which a row applies that is only listed."""
    about = [k for k, r in enumerate(search.requests.each) if document.is_about(r.classes)]
    decided = {k for r in search.rules[document.iri] if r.decides for k in r.kinds}
    none = tuple(k for k in about if k not in decided and _open(search, document, k))
    rows = []
    for row in document.listed:
        mine = tuple(
            k for k in about if {*row.applies_to} & search.requests.each[k].classes and k not in none
        )
        if row.decides and mine:
            rows.append((row, mine))
    return none, rows


def _open(search: Search, document: Document, kind: int) -> bool:
    """Whether the ordinary review of the smallest case of a request says that nothing decides."""
    found = _determination(search, search.maker.base(kind, document), search.maker.under(document), document)
    return found is not None and found[0] in OPEN


def _undecided(search: Search, kinds: tuple[int, ...], documents: Sequence[Document]) -> Claim:
    case = search.maker.base(kinds[0], documents[0])
    shown = []
    for document in documents:
        under = search.maker.under(document)
        found = _determination(search, case, under, document)
        if found is not None and found[0] in OPEN:
            shown.append(Shown(under, "", found[0].value if found[0] else NO_DETERMINATION))
    label = search.requests.each[kinds[0]].label
    witness = Witness("nothing decides it", label, (), tuple(shown), case)
    return Claim(
        Kind.GAP,
        f"Nothing decides: {search.requests.labels(kinds)}",
        (_side(documents, "about these requests, without a criterion that decides"),),
        witnesses=(witness,) if shown else (),
        undecided=() if shown else ("Not decided: the review of such a request was not found.",),
    )


def _listed(search: Search, row: ListedRow, kinds: tuple[int, ...], documents: Sequence[Document]) -> Claim:
    clauses = ", ".join(row.clauses)
    return Claim(
        Kind.GAP,
        f"Row {clauses} decides, and is listed and not encoded",
        (_side(documents, row.reason or "no reason is given"),),
        (f"Requests: {search.requests.labels(kinds)}.",),
        proof="A request to which such a row applies is never said to meet the criteria.",
    )
