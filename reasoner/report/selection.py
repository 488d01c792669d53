"""What a report shows first, chosen by plain rules from the ledger. It decides nothing."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from reasoner.model.ledger import ChartItem, Citation, GuidelineLedger, LineReview, Review, Row, Status

OPEN = (Status.NOT_MET, Status.CONTRADICTORY, Status.NOT_DOCUMENTED, Status.NEEDS_JUDGEMENT)
ORDER = (*OPEN, Status.MET, Status.NOT_APPLICABLE)


@dataclass(frozen=True, slots=True)
class ServiceLedger:
    """The lines of one requested service: what they share, and what each has of its own."""

    service: str
    lines: tuple[LineReview, ...]
    shared: tuple[GuidelineLedger, ...]
    own: tuple[tuple[LineReview, tuple[GuidelineLedger, ...]], ...]

    @property
    def names(self) -> str:
        """The names of the lines, in order."""
        return ", ".join(reviewed.line for reviewed in self.lines)


@dataclass(frozen=True, slots=True)
class Ground:
    """The row that a reader should see first, and the document it stands in."""

    guideline: GuidelineLedger
    row: Row


@dataclass(frozen=True, slots=True)
class Need:
    """Something that would change the answer, and the criteria that ask for it."""

    text: str
    cured_by: str
    earliest: str
    rows: tuple[Ground, ...]


def services(review: Review) -> tuple[ServiceLedger, ...]:
    """The lines by service, in the order of the review; a row that all lines of a service have is shared."""
    grouped: dict[str, list[LineReview]] = {}
    for reviewed in review.lines:
        grouped.setdefault(reviewed.service, []).append(reviewed)
    return tuple(_service(service, tuple(lines)) for service, lines in grouped.items())


def _service(service: str, lines: tuple[LineReview, ...]) -> ServiceLedger:
    ledgers = {_key(ledger): ledger for reviewed in reversed(lines) for ledger in reviewed.guidelines}
    ordered = sorted(
        ledgers.values(),
        key=lambda ledger: (ledger.authority != "binding", _position(lines, ledger)),
    )
    shared = tuple(replace(ledger, criteria=_in_all(lines, ledger)) for ledger in ordered)
    common = {_key(ledger): set(ledger.criteria) for ledger in shared}
    own = []
    for reviewed in lines:
        rest = (
            replace(ledger, criteria=tuple(row for row in ledger.criteria if row not in common[_key(ledger)]))
            for ledger in reviewed.guidelines
        )
        own.append((reviewed, tuple(ledger for ledger in rest if ledger.criteria)))
    return ServiceLedger(service, lines, shared, tuple((line, rows) for line, rows in own if rows))


def _key(ledger: GuidelineLedger) -> tuple[str, str]:
    return ledger.iri, ledger.version


def _position(lines: tuple[LineReview, ...], ledger: GuidelineLedger) -> tuple[int, int]:
    for number, reviewed in enumerate(lines):
        for place, found in enumerate(reviewed.guidelines):
            if _key(found) == _key(ledger):
                return number, place
    return len(lines), 0


def _in_all(lines: tuple[LineReview, ...], ledger: GuidelineLedger) -> tuple[Row, ...]:
    held = [
        {row for found in reviewed.guidelines if _key(found) == _key(ledger) for row in found.criteria}
        for reviewed in lines
    ]
    return tuple(row for row in ledger.criteria if all(row in rows for rows in held))


def every_ledger(service: ServiceLedger) -> tuple[GuidelineLedger, ...]:
    """The shared ledgers and those of single lines."""
    return service.shared + tuple(ledger for _, ledgers in service.own for ledger in ledgers)


def deciding(service: ServiceLedger) -> tuple[Ground, ...]:
    """The deciding rows of the binding documents of a service, in the order of the documents and rows."""
    return tuple(
        Ground(ledger, row)
        for ledger in every_ledger(service)
        if ledger.authority == "binding"
        for row in sorted(ledger.criteria, key=lambda row: (row.order, row.criterion))
        if row.decides
    )


def strongest_ground(service: ServiceLedger) -> Ground | None:
    """The one row to show first; None where every deciding row is met or does not apply.

    The first row that is not met and has a figure; else the first that is not met; else the first that is
    contradictory, then not documented, then open to judgement. First: by document, then by the row's order.
    """
    rows = deciding(service)
    chosen = [ground for ground in rows if ground.row.status is Status.NOT_MET and ground.row.margin]
    for status in OPEN:
        chosen += [ground for ground in rows if ground.row.status is status]
    return chosen[0] if chosen else None


def others_not_met(service: ServiceLedger, first: Ground | None) -> tuple[Ground, ...]:
    """The other deciding rows that are not met."""
    return tuple(g for g in deciding(service) if g.row.status is Status.NOT_MET and g != first)


def needs(service: ServiceLedger) -> tuple[Need, ...]:
    """What would change the answer: the remedies of open deciding rows, equal texts joined, in row order."""
    grouped: dict[tuple[str, str, str], list[Ground]] = {}
    for ground in deciding(service):
        row = ground.row
        if row.status not in (Status.NOT_MET, Status.CONTRADICTORY, Status.NOT_DOCUMENTED):
            continue
        if row.remedy is None:
            if row.status is Status.NOT_MET:
                continue
            key = (row.message, "document", "")
        else:
            key = (row.remedy.text, row.remedy.cured_by, row.remedy.earliest)
        grouped.setdefault(key, []).append(ground)
    return tuple(Need(*key, tuple(rows)) for key, rows in grouped.items())


def less_than_primary(service: ServiceLedger) -> tuple[tuple[Ground, Citation], ...]:
    """Open deciding rows whose wording was not read in the primary text: unconfirmed ones first."""
    found = [
        (ground, citation)
        for ground in deciding(service)
        if ground.row.status in OPEN
        for citation in ground.row.citations
        if citation.confidence != "SEEN-P"
    ]
    return tuple(sorted(found, key=lambda pair: not pair[1].unconfirmed))


def by_status(rows: Iterable[Row]) -> tuple[tuple[Status, tuple[Row, ...]], ...]:
    """Rows in the order of the ledger: what is open first, what does not apply last."""
    held = sorted(rows, key=lambda row: (row.order, row.criterion))
    groups = ((status, tuple(row for row in held if row.status is status)) for status in ORDER)
    return tuple((status, group) for status, group in groups if group)


def chart_items(row: Row) -> tuple[ChartItem, ...]:
    """The places of the record that a row rests on, each once, in the order of its facts."""
    return tuple(dict.fromkeys(item for fact in row.facts for item in fact.follows))
