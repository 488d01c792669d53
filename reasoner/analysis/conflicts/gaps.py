"""What no version of a document covers: days between its versions, and kinds of request on which it has no criterion."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta

from reasoner.analysis.conflicts.claims import Claim, Kind, Shown, Side, Witness
from reasoner.analysis.conflicts.search import Search
from reasoner.errors import ReasonerError
from reasoner.knowledge import Document, ListedRow
from reasoner.model.case import Case
from reasoner.model.ledger import Determination

DAY = timedelta(days=1)
OPEN = (None, Determination.NO_GUIDELINE_IN_FORCE)


def gaps(search: Search) -> Iterator[Claim]:
    """A claim for each stretch of days and for each set of requests that a document leaves open."""
    seen: set[tuple[object, ...]] = set()
    for document in search.documents:
        if not search.wants((document,)):
            continue
        search.progress(document.short)
        yield from _days(search, document)
        if document.binding and document.in_force(search.on):
            yield from _requests(search, document, seen)


def _side(documents: Sequence[Document], asks: str) -> Side:
    return Side(tuple(d.name for d in documents), tuple(d.short for d in documents), (), "", asks, documents[0].binding, ())


def _days(search: Search, document: Document) -> Iterator[Claim]:
    """Days between two versions; and what follows the last one, where it has ended and none is held after it."""
    versions = document.versions
    for one, after in zip(versions, versions[1:], strict=False):
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
        (_side((document,), ""),),
        (says,),
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
            return _witness(search, case, f"a request of {day.isoformat()}", document, found[0])
    return None


def _witness(
    search: Search, case: Case, meaning: str, document: Document, found: Determination | None, under: str = ""
) -> Witness:
    name = search.name("gap")
    told = found.value if found else "no determination"
    return Witness(name, meaning, (Shown(under or document.name, "", told),), case)


def _determination(
    search: Search, case: Case, under: str, document: Document
) -> tuple[Determination | None] | None:
    """What the ordinary review says under a document, in a tuple of one; None where it does not speak of it."""
    try:
        review = search.maker.review(case, under)
    except ReasonerError:
        return None
    found = [g.determination for line in review.lines for g in line.guidelines if g.guideline == document.name]
    return (found[0],) if found else None


def _requests(search: Search, document: Document, seen: set[tuple[object, ...]]) -> Iterator[Claim]:
    """Requests that the document is about, on which nothing of it decides, or for which a row is only listed."""
    about = [k for k, r in enumerate(search.requests.each) if document.is_about(r.classes)]
    decided = {k for r in search.rules[document.iri] if r.decides for k in r.kinds}
    none = [k for k in about if k not in decided and _open(search, document, k)]
    if none:
        yield from _once(search, document, seen, none, ())
    for row in document.listed:
        mine = [k for k in about if {*row.applies_to} & search.requests.each[k].classes]
        if row.decides and [k for k in mine if k not in none]:
            yield from _once(search, document, seen, mine, (row,))


def _open(search: Search, document: Document, kind: int) -> bool:
    """Whether the ordinary review of the smallest case of a request says that nothing decides."""
    found = _determination(search, search.maker.base(kind, document), search.maker.under(document), document)
    return found is not None and found[0] in OPEN


def _once(
    search: Search, document: Document, seen: set[tuple[object, ...]], kinds: Sequence[int], rows: tuple[ListedRow, ...]
) -> Iterator[Claim]:
    """The claim, told once for documents that share a text."""
    family = _family(search, document)
    key = (tuple(d.name for d in family), tuple(kinds), tuple(row.clauses for row in rows))
    if key in seen:
        return
    seen.add(key)
    if rows:
        reasons = "; ".join(row.reason for row in rows if row.reason)
        clauses = ", ".join(clause for row in rows for clause in row.clauses)
        says: tuple[str, ...] = (f"Requests: {_labels(search, kinds)}.", f"Row {clauses}: {reasons}")
        proof = "A request to which such a row applies is never said to meet the criteria."
        yield Claim(
            Kind.GAP,
            f"{document.short}: a row that decides is listed and not encoded",
            (_side(family, clauses),),
            says,
            proof=proof,
        )
        return
    case = search.maker.base(kinds[0], document)
    under = search.maker.under(document)
    found = _determination(search, case, under, document)
    made = _witness(
        search, case, search.requests.each[kinds[0]].label, document, found[0] if found else None, under
    )
    yield Claim(
        Kind.GAP,
        f"{', '.join(d.short for d in family)}: requests on which nothing decides",
        (_side(family, ""),),
        (f"Requests: {_labels(search, kinds)}.", "The document names them among what it is about and has no criterion that decides."),
        witnesses=(made,),
    )


def _family(search: Search, document: Document) -> tuple[Document, ...]:
    """The documents in force of one text, with the document."""
    text = document.shares_text_of or document.iri
    found = [
        d
        for d in search.documents
        if (d.shares_text_of or d.iri) == text and d.in_force(search.on) and d.applies_to == document.applies_to
    ]
    return tuple(sorted(found, key=lambda d: d.short))


def _labels(search: Search, kinds: Iterable[int]) -> str:
    """Kinds of request, those of one procedure together where all of its kinds are among them."""
    chosen = set(kinds)
    by_procedure: dict[object, list[int]] = {}
    for number, request in enumerate(search.requests.each):
        by_procedure.setdefault(request.told["procedure"], []).append(number)
    found = []
    for each in by_procedure.values():
        mine = [n for n in each if n in chosen]
        if mine and len(mine) == len(each):
            found.append(search.requests.each[each[0]].label)
        else:
            found += [search.requests.each[n].label for n in mine]
    return "; ".join(found)
