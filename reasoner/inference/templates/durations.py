"""How long a concept has been present, and how old its last statement is: StatementDuration, StatementAge."""

from __future__ import annotations

from dataclasses import dataclass

from rdflib import URIRef

from reasoner.inference.lengths import elapsed
from reasoner.inference.record import Focus, Record
from reasoner.inference.templates.common import quantity
from reasoner.knowledge.facts import FactDeclaration
from reasoner.model.case import Statement
from reasoner.model.dates import Span
from reasoner.model.facts import FactValue
from reasoner.vocabulary import GUIDE

PRESENT = GUIDE.Present
ABSENT = GUIDE.Absent
CONFLICTING = GUIDE.Conflicting

BOTH = "It is told both to be present and not to be."


@dataclass(frozen=True, slots=True)
class Lasting:
    """How long one statement says that the concept has been present at the day of service."""

    node: URIRef
    at_least: int | None
    at_most: int | None

    @property
    def timed(self) -> bool:
        """Whether it says anything of the time."""
        return self.at_least is not None or self.at_most is not None


def statement_duration(record: Record, declaration: FactDeclaration, focus: Focus) -> FactValue:
    """The longest sure and the longest possible time that the concept has been present."""
    concepts = declaration.terms("concept")
    matches, matches_any = record.rules.matches, record.rules.matches_any
    present: list[Lasting] = []
    absent: set[URIRef] = set()
    denied: set[URIRef] = set()
    for statement in record.case.statements:
        if not record.rules.bears(statement.concept, concepts):
            continue
        if statement.status in (PRESENT, CONFLICTING) and matches_any(statement.concept, concepts).sure:
            present.append(_lasting(record, statement, declaration.unit))
        if statement.status in (ABSENT, CONFLICTING):
            over = {concept for concept in concepts if matches(concept, statement.concept).sure}
            if over:
                absent.add(statement.iri)
                denied |= over
    all_denied = bool(concepts) and denied == set(concepts)
    follows = [each.node for each in present]
    if not present:
        return quantity(0, 0, absent) if all_denied else quantity(None, None)
    at_least = max((each.at_least for each in present if each.at_least is not None), default=None)
    bounds = [each.at_most for each in present]
    at_most = None if None in bounds else max((b for b in bounds if b is not None), default=None)
    if all_denied:
        return quantity(0, at_most, [*follows, *absent], BOTH, conflicting=True)
    timed = any(each.timed for each in present)
    return quantity(at_least, at_most, follows if timed else ())


def _lasting(record: Record, statement: Statement, unit: str) -> Lasting:
    start = _start(record, statement)
    day = record.case.date_of_service
    return Lasting(
        statement.iri,
        None if start.latest is None else elapsed(start.latest, day, unit),
        None if start.earliest is None else elapsed(start.earliest, day, unit),
    )


def _start(record: Record, statement: Statement) -> Span:
    """When it began: as told; bounded also by a told length, which is measured when the record was made."""
    if statement.at_least is None and statement.at_most is None:
        return statement.start
    recorded = record.case.recorded_on
    by_length = Span(
        None if statement.at_most is None else statement.at_most.before(recorded),
        None if statement.at_least is None else statement.at_least.before(recorded),
    )
    told = statement.start
    earliest = [d for d in (told.earliest, by_length.earliest) if d is not None]
    latest = [d for d in (told.latest, by_length.latest) if d is not None]
    met = Span(max(earliest, default=None), min(latest, default=None))
    if met.earliest is not None and met.latest is not None and met.earliest > met.latest:
        # Date and length disagree by some days at most in practice: what is told of the date stands.
        return told
    return met


def statement_age(record: Record, declaration: FactDeclaration, focus: Focus) -> FactValue:
    """The time from the last statement that tells the concept present to the day of service."""
    concepts, matches = declaration.terms("concept"), record.rules.matches_any
    told = [(s, about) for s in record.case.statements if (about := matches(s.concept, concepts)).possible]
    if not told:
        return quantity(None, None)
    day, unit = record.case.date_of_service, declaration.unit
    dated = {document.iri: document.date for document in record.case.documents}
    lows, highs, follows = list[int](), list[int](), list[URIRef]()
    for statement, about in told:
        if statement.status == ABSENT:
            continue
        made = _made(record, statement, dated)
        if made.earliest is not None and made.earliest > day:
            continue
        follows.append(statement.iri)
        # The last one is no earlier than each sure one, and no later than the latest that any can be.
        lows.append(elapsed(made.latest or day, day, unit))
        if about.sure and statement.status == PRESENT and made.earliest is not None:
            highs.append(elapsed(made.earliest, day, unit))
    return quantity(min(lows, default=None), min(highs, default=None), follows)


def _made(record: Record, statement: Statement, dated: dict[URIRef, Span]) -> Span:
    """When a statement was made: its own date, or else that of its document; never after the chart was read."""
    told = statement.date
    origin = statement.origin
    if not told.known and origin is not None and origin.document is not None:
        told = dated.get(origin.document, told)
    recorded = record.case.recorded_on
    return Span(told.earliest, recorded if told.latest is None else min(told.latest, recorded))
