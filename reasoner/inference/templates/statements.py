"""Facts read from what documents state: Stated, TreatmentRecorded, Agreement."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from rdflib import URIRef

from reasoner.inference.events import matching
from reasoner.inference.record import Focus, Record
from reasoner.inference.templates.common import COMPLETE, as_status, conflict
from reasoner.inference.truth import Truth
from reasoner.knowledge.facts import FactDeclaration
from reasoner.model.case import Service, Statement
from reasoner.model.facts import FactValue
from reasoner.vocabulary import GUIDE, FactStatus

_CLAIMS_ABSENT, _CLAIMS_PRESENT = GUIDE.claimsAbsent, GUIDE.claimsPresent
PRESENT, ABSENT, CONFLICTING = GUIDE.Present, GUIDE.Absent, GUIDE.Conflicting


@dataclass(slots=True)
class Told:
    """The statements for and against one concept. `contested` ones are conflicting in themselves."""

    present: list[URIRef] = field(default_factory=list)
    absent: list[URIRef] = field(default_factory=list)
    contested_present: list[URIRef] = field(default_factory=list)
    contested_absent: list[URIRef] = field(default_factory=list)

    @property
    def status(self) -> FactStatus:
        """Conflicting unless the answer is the same whichever way each contest is settled."""
        if self.present and not self.absent and not self.contested_absent:
            return FactStatus.PRESENT
        if self.absent and not self.present and not self.contested_present:
            return FactStatus.ABSENT
        if self.nodes:
            return FactStatus.CONFLICTING
        return FactStatus.NOT_STATED

    @property
    def nodes(self) -> list[URIRef]:
        """Every statement that was counted."""
        return [*self.present, *self.absent, *self.contested_present, *self.contested_absent]

    def told_present(self, statement: Statement) -> None:
        """Count a statement whose presence speaks for the concept."""
        if statement.status == PRESENT:
            self.present.append(statement.iri)
        elif statement.status == CONFLICTING:
            self.contested_present.append(statement.iri)

    def told_absent(self, statement: Statement, speaks: URIRef = ABSENT) -> None:
        """Count a statement that speaks against the concept when it has this status."""
        if statement.status == speaks:
            self.absent.append(statement.iri)
        elif statement.status == CONFLICTING:
            self.contested_absent.append(statement.iri)


def stated(record: Record, declaration: FactDeclaration, focus: Focus) -> FactValue:
    """Presence wins upward, absence downward; a complete record that is silent means absent."""
    counted, uncertain = _at_site(record, declaration, focus)
    if not counted:
        # No statement is about it, or it is not known whether one is about this place.
        if uncertain or not record.complete("FindingsRecord"):
            return as_status(Truth.MAYBE)
        return as_status(Truth.NO, [record.case.iri], COMPLETE)
    concepts = declaration.terms("concept")
    told = [_about(record, counted, concept) for concept in concepts]
    whole = _beside(record, counted, declaration)
    _gather(whole, told)
    status = whole.status
    if status is FactStatus.CONFLICTING:
        return conflict(whole.nodes)
    if status is FactStatus.PRESENT:
        return as_status(Truth.YES, whole.present)
    if status is FactStatus.ABSENT:
        return as_status(Truth.NO, whole.absent)
    silent = not uncertain and record.complete("FindingsRecord")
    if silent and all(each.status in (FactStatus.ABSENT, FactStatus.NOT_STATED) for each in told):
        return as_status(Truth.NO, [record.case.iri, *(n for each in told for n in each.nodes)], COMPLETE)
    return as_status(Truth.MAYBE)


def _at_site(
    record: Record, declaration: FactDeclaration, focus: Focus
) -> tuple[tuple[Statement, ...], tuple[Statement, ...]]:
    """The statements that count, and those of which it is not known whether they do."""
    concepts, implied = declaration.terms("concept"), declaration.terms("impliedBy")
    contrary, bears = declaration.terms("contrary"), record.rules.bears
    bearing = tuple(
        s
        for s in record.case.statements
        if bears(s.concept, concepts)
        or (implied and bears(s.concept, implied))
        or (contrary and bears(s.concept, contrary))
    )
    if not bearing or not declaration.flag("sameSite"):
        return bearing, ()
    places = record.places[record.service(focus).iri]
    counted, uncertain = [], []
    for statement in bearing:
        sites = frozenset(statement.sites)
        if not sites or sites & places.sure:
            counted.append(statement)
        elif not places.told or sites & places.possible:
            uncertain.append(statement)
    return tuple(counted), tuple(uncertain)


def _about(record: Record, statements: Iterable[Statement], concept: URIRef) -> Told:
    """What is told of one concept: presence of a narrower one, absence of a broader one."""
    told = Told()
    for statement in statements:
        if record.rules.matches(statement.concept, concept).sure:
            told.told_present(statement)
        if record.rules.matches(concept, statement.concept).sure:
            told.told_absent(statement)
    return told


def _beside(record: Record, statements: Iterable[Statement], declaration: FactDeclaration) -> Told:
    """What speaks for or against the fact besides its own concepts: `impliedBy`, `contrary`."""
    told = Told()
    for statement in statements:
        if record.rules.matches_any(statement.concept, declaration.terms("impliedBy")).sure:
            told.told_present(statement)
        if record.rules.matches_any(statement.concept, declaration.terms("contrary")).sure:
            told.told_absent(statement, PRESENT)
    return told


def _gather(whole: Told, concepts: list[Told]) -> None:
    """Add the concepts to the whole: one present makes it present, only all absent make it absent."""
    for each in concepts:
        if each.status is FactStatus.PRESENT:
            whole.present += each.present
        elif each.status is FactStatus.CONFLICTING:
            whole.contested_present += each.nodes
    against = [FactStatus.ABSENT, FactStatus.CONFLICTING]
    if concepts and all(each.status in against for each in concepts):
        into = (
            whole.absent if all(e.status is FactStatus.ABSENT for e in concepts) else whole.contested_absent
        )
        for each in concepts:
            into += each.nodes


def treatment_recorded(record: Record, declaration: FactDeclaration, focus: Focus) -> FactValue:
    """As stated; or a prior procedure of the class with a response of that symptom."""
    chart = stated(record, declaration, focus)
    wanted = declaration.terms("pain")
    given: list[URIRef] = []
    sure = (event for event in matching(record, declaration, focus) if event.match.sure)
    for act, response in ((event.act, response) for event in sure for response in event.act.responses):
        target = response.target
        if target is not None and (not wanted or record.rules.matches_any(target, wanted).sure):
            given += [act.iri, response.iri]
    if not given or chart.status is FactStatus.CONFLICTING:
        return chart
    if chart.status is FactStatus.ABSENT and chart.note != COMPLETE and _denies(record, declaration, chart):
        return conflict([*chart.follows, *given])
    stating = chart.follows if chart.status is FactStatus.PRESENT else ()
    return as_status(
        Truth.YES, [*stating, *given], "A procedure with a recorded response is read as treatment."
    )


def _denies(record: Record, declaration: FactDeclaration, chart: FactValue) -> bool:
    """Whether the chart denies the treatment itself, and not only that what was treated is still there.

    Told absent of a broader concept, the chart says how it is today: what was treated may be gone.
    """
    told = {s.iri: s for s in record.case.statements}
    concepts = set(declaration.terms("concept"))
    return any(n in told and (told[n].concept in concepts or told[n].status != ABSENT) for n in chart.follows)


def agreement(record: Record, declaration: FactDeclaration, focus: Focus) -> FactValue:
    """Whether the chart says what the diagnosis codes claim. A code is a claim, never a chart fact."""
    act = record.service(focus)
    codes = act.diagnoses if isinstance(act, Service) else ()
    claims: list[tuple[FactStatus, FactValue]] = []
    for concept in declaration.terms("concept"):
        for claimed in _claimed(record, codes, concept):
            claims.append((claimed, _charted(record, declaration, concept, focus)))
    against = [chart for claim, chart in claims if chart.status not in (claim, FactStatus.NOT_STATED)]
    if against:
        return conflict([act.iri, *(node for chart in against for node in chart.follows)])
    if claims and all(chart.status is claim for claim, chart in claims):
        return as_status(Truth.YES, [act.iri, *(node for _, chart in claims for node in chart.follows)])
    return as_status(Truth.MAYBE, [act.iri] if claims else ())


def _claimed(record: Record, codes: tuple[URIRef, ...], concept: URIRef) -> tuple[FactStatus, ...]:
    """What the codes claim of a concept: absence of a broader one, presence of a narrower one."""
    rules, found = record.rules, []
    denied = [c for code in codes for c in rules.values(code, _CLAIMS_ABSENT)]
    if any(rules.matches(concept, c) is Truth.YES for c in denied):
        found.append(FactStatus.ABSENT)
    claimed = [c for code in codes for c in rules.values(code, _CLAIMS_PRESENT)]
    if any(rules.matches(c, concept) is Truth.YES for c in claimed):
        found.append(FactStatus.PRESENT)
    return tuple(found)


def _charted(record: Record, declaration: FactDeclaration, concept: URIRef, focus: Focus) -> FactValue:
    """What the chart says of a concept, read as the declared fact about that concept reads it."""
    shared = record.charted.get(concept)
    if shared is not None:
        return stated(record, shared, focus)
    return stated(record, replace(declaration, parameters={"concept": (concept,)}), focus)
