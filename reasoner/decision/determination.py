"""From rows to a determination, and from determinations to what happens next. Never a denial."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence, Set

from rdflib import URIRef

from reasoner.decision.context import Context, InForce
from reasoner.decision.rows import rows
from reasoner.knowledge import Document, Version
from reasoner.model.ledger import Determination, Disposition, GuidelineLedger, Row, Status

ORDER = (
    (Determination.DOES_NOT_MEET, {Status.NOT_MET}),
    (Determination.INFORMATION_NEEDED, {Status.CONTRADICTORY, Status.NOT_DOCUMENTED}),
    (Determination.CLINICIAN_JUDGEMENT, {Status.NEEDS_JUDGEMENT}),
)

NEXT = {
    Determination.DOES_NOT_MEET: Disposition.REFER_TO_PHYSICIAN,
    Determination.INFORMATION_NEEDED: Disposition.REQUEST_INFORMATION,
    Determination.CLINICIAN_JUDGEMENT: Disposition.REFER_TO_PHYSICIAN,
    Determination.NO_GUIDELINE_IN_FORCE: Disposition.REFER_TO_PHYSICIAN,
    Determination.MEETS: Disposition.APPROVE_ELIGIBLE,
}

WORST_FIRST = tuple(NEXT)


def ledger(context: Context, held: InForce, service: URIRef, line: URIRef) -> GuidelineLedger:
    """The rows of one document for one line: its service's and its own, with the determination."""
    document, version = held.document, held.version
    found = (*_service_rows(context, held, service), *rows(context, held, line, line=True)) if version else ()
    unencoded = unencoded_rows(held.document, context.classes(service))
    deciding = {row.status for row in found if row.decides}
    determination = determine(version, deciding, unencoded) if document.binding else None
    return GuidelineLedger(
        guideline=document.name,
        iri=str(document.iri),
        title=document.title,
        short=document.short,
        issuer=document.issuer,
        version=version.number if version else "",
        effective_from=version.from_text if version else "",
        authority="binding" if document.binding else "advisory",
        determination=determination,
        criteria=found,
        note=_note(context, held, found),
        unencoded=unencoded if determination is Determination.NO_GUIDELINE_IN_FORCE else (),
    )


def _service_rows(context: Context, held: InForce, service: URIRef) -> tuple[Row, ...]:
    """The rows of a service, made once for all its lines."""
    key = (held.document.iri, service)
    if key not in context.service_rows:
        context.service_rows[key] = rows(context, held, service, line=False)
    return context.service_rows[key]


def determine(
    version: Version | None, deciding: Set[Status], unencoded: Collection[str]
) -> Determination | None:
    """What a binding document says of a service, from the statuses of its deciding criteria.

    `unencoded` are the rows that would decide and are only listed. None: nothing of the document applies.
    """
    if version is None:
        return Determination.NO_GUIDELINE_IN_FORCE
    for determination, statuses in ORDER:
        if deciding & statuses:
            return determination
    if unencoded:
        return Determination.NO_GUIDELINE_IN_FORCE
    return Determination.MEETS if deciding - {Status.NOT_APPLICABLE} else None


def decided_with(included: Sequence[bool]) -> tuple[int, ...]:
    """For each line of a service the place of the line with which it is decided: its own, or, where the line bills something
    that is part of another one (`included`), the first that does not; its own where all do."""
    serving = included.index(False) if False in included else None
    return tuple(serving if part and serving is not None else place for place, part in enumerate(included))


def unencoded_rows(document: Document, classes: Collection[URIRef]) -> tuple[str, ...]:
    """Rows of the source that would decide a service of these classes and are only listed, with the reason."""
    return tuple(
        f"{', '.join(row.clauses)}: {row.reason}"
        for row in document.listed
        if row.decides and any(cls in classes for cls in row.applies_to)
    )


def _note(context: Context, held: InForce, found: tuple[Row, ...]) -> str:
    if held.version is None:
        known = " ".join(str(d) for d in held.document.known_differences)
        first = held.document.versions[0].from_text if held.document.versions else "no date"
        when = (context.on or context.case.date_of_service).isoformat()
        return f"No version held here is in force on {when}; the earliest held starts on {first}. {known}".strip()
    if not found:
        reasons = dict.fromkeys(row.reason for row in held.document.listed if row.reason)
        return "No row of this document is about this request. " + " ".join(reasons)
    return ""


def disposition(determinations: Iterable[Determination | None]) -> Disposition:
    """What happens next, worst binding document first; without any binding answer a physician decides."""
    given = [d for d in determinations if d is not None]
    for determination in WORST_FIRST:
        if determination in given:
            return NEXT[determination]
    return Disposition.REFER_TO_PHYSICIAN
