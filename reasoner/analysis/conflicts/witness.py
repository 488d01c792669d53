"""Cases that show a claim: made from the smallest request, accepted only where the ordinary review says what is claimed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from rdflib import URIRef

from reasoner.analysis.conflicts.building import builds
from reasoner.analysis.conflicts.claims import Shown, Witness
from reasoner.analysis.conflicts.encode import Term, without
from reasoner.analysis.conflicts.prove import Assignment, Prover, thresholds_of, values_near
from reasoner.analysis.conflicts.requests import NOWHERE, Requests
from reasoner.analysis.conflicts.rules import Rule
from reasoner.analysis.conflicts.variables import Key, Variable
from reasoner.decision.words import fact_text
from reasoner.errors import InputError, ReasonerError
from reasoner.inference import ClassRules
from reasoner.inference.making import MAKERS, value_of
from reasoner.intake import ReadCase
from reasoner.knowledge import Document, Library
from reasoner.model.case import Case
from reasoner.model.facts import FactValue
from reasoner.model.ledger import Review, Status
from reasoner.review import review_case
from reasoner.validation import Engine
from reasoner.vocabulary import GUIDE, FactStatus

TRIES, AT_ONE_PLACE = 40, 2
"""How many ways to make a claim's case are tried before it is said that none was made; and of one request."""

KINDS = 3
"""How many kinds of request are tried."""

Wanted = tuple[Rule, Status]
Made = tuple[Case, tuple[str, ...]]


class NotMadeError(Exception):
    """No case was made; the text says why, in words that end a sentence."""


@dataclass(eq=False)
class Maker:
    """Makes witnesses under the texts of one day."""

    library: Library
    rules: ClassRules
    requests: Requests
    prover: Prover
    runner: Engine
    on: date
    _reviews: dict[tuple[str, Case], Review] = field(default_factory=dict)

    def witness(self, kinds: Iterable[int], wanted: Sequence[Wanted], meaning: str) -> Witness:
        """A case of one of the kinds of request, tried in order, on which each criterion has the status wanted of it.

        Raises NotMadeError where none was made.
        """
        reason, tried = "", 0
        each = self._billed(wanted) if any(rule.of_line for rule, _ in wanted) else list(kinds)[:KINDS]
        for place in self.requests.places:
            for kind in each:
                for made in self._made_at(kind, place, wanted):
                    if not isinstance(made, str):
                        case, facts = made
                        told = f"code {kind}" if isinstance(kind, str) else self.requests.each[kind].label
                        return Witness(meaning, told, facts, self._shown(case, wanted), case)
                    reason, tried = made, tried + 1
                    if tried == TRIES:
                        raise NotMadeError(reason)
        raise NotMadeError(
            reason or "what the request tells settles it otherwise, or other facts would have to contradict"
        )

    def _billed(self, wanted: Sequence[Wanted]) -> list[str]:
        """The codes that the facts of some criteria about lines name."""
        facts = [d for rule, _ in wanted for d in rule.reads.values() if d.term("path") == GUIDE.code]
        return sorted({str(code).rsplit("/", 1)[-1] for d in facts for code in d.terms("member")})

    def base(
        self,
        kind: int | str,
        document: Document,
        place: Mapping[str, object] = NOWHERE,
        on: date | None = None,
    ) -> Case:
        """The smallest case of a request, or of a billed code, at a place, for one whom a document binds.

        Raises InputError where the request cannot be made at that place.
        """
        profile = document.profile
        payer = profile.payers[0] if profile.payers else self._anyone()
        region = next(iter((*profile.places, *self._places(payer))), None)
        return self.requests.case(kind, payer, region, on or self.on, place).case

    def _places(self, payer: URIRef) -> list[URIRef]:
        """Where a payer's binding documents apply: a case of it must say one of them."""
        mine = [d.profile for d in self.library.documents if d.binding and payer in d.profile.payers]
        return sorted({place for profile in mine for place in profile.places})

    def review(self, case: Case, under: str) -> Review:
        """The ordinary review of a case under a document (DOCUMENT or DOCUMENT@DATE)."""
        key = under, case
        found = self._reviews.get(key)
        if found is None:
            found = self._reviews[key] = review_case(
                ReadCase(case, (), {}), self.library, self.runner, under
            ).review
        return found

    def under(self, document: Document) -> str:
        """The document in its version of the day."""
        return f"{document.name}@{self.on.isoformat()}"

    def _anyone(self) -> URIRef:
        """A payer for whom a binding document is held, else any."""
        payers = (p for d in self.library.documents if d.binding for p in d.profile.payers)
        return next(payers, next(iter(self.requests.vocabulary.terms_of(GUIDE.Payer).values())))

    def _made_at(
        self, kind: int | str, place: Mapping[str, object], wanted: Sequence[Wanted]
    ) -> Iterator[Made | str]:
        """Cases of a request at a place that show what is wanted; for each that could not be made, why."""
        documents = [rule.document for rule, _ in wanted]
        documents.sort(key=lambda d: (not d.binding, not d.profile.places))
        try:
            base = self.base(kind, documents[0], place)
        except InputError:
            return
        for setting in _settings(wanted):
            yield from self._made_from(replace(base, place_of_service=setting), wanted)

    def _made_from(self, base: Case, wanted: Sequence[Wanted]) -> Iterator[Made | str]:
        service = base.services[0]
        focus = service.lines[0].iri if wanted[0][0].of_line else service.iri
        limits = [t for rule, _ in wanted for t in thresholds_of(rule)]
        known: dict[Key, FactValue | None] = {}

        def values(variable: Variable) -> Sequence[FactValue]:
            told = known.setdefault(variable.key, value_of(base, self.rules, variable.declaration, focus))
            if told is not None and (_settled(told) or variable.declaration.template not in MAKERS):
                return (replace(told, follows=(), note=""),)
            return values_near(limits, variable)

        for assignment in self.prover.assignments(list(self._terms(wanted)), values, AT_ONE_PLACE):
            reason = ""
            for case, missing in builds(base, self.rules, focus, assignment):
                wrong = self._disagrees(case, wanted)
                if not wrong:
                    yield case, tuple(_told(assignment))
                    break
                reason = reason or missing or wrong
            else:
                yield reason

    def _terms(self, wanted: Sequence[Wanted]) -> Iterator[Term]:
        for rule, status in wanted:
            if status is Status.NOT_MET:
                yield without(self.prover.possible(rule))
            else:
                yield self.prover.settled(rule)

    def _disagrees(self, case: Case, wanted: Sequence[Wanted]) -> str:
        """What the review says otherwise than is wanted; empty where nothing."""
        try:
            found = self._shown(case, wanted)
        except ReasonerError as error:
            return str(error)
        for shown, (rule, status) in zip(found, wanted, strict=True):
            if shown.found != status.value:
                told = shown.found or "not shown"
                return f"in the case that was made '{rule.criterion.label}' is {told} and not {status.value}"
        return ""

    def _shown(self, case: Case, wanted: Sequence[Wanted]) -> tuple[Shown, ...]:
        return tuple(
            Shown(
                rule.under,
                rule.criterion.name,
                self.status(case, rule.under, rule.document, str(rule.criterion.iri)),
            )
            for rule, _ in wanted
        )

    def status(self, case: Case, under: str, document: Document, criterion: str) -> str:
        """The status of a criterion in the ordinary review under a document; empty where it has no row."""
        review = self.review(case, under)
        rows = (
            row
            for line in review.lines
            for ledger in line.guidelines
            if ledger.guideline == document.name
            for row in ledger.criteria
        )
        return next((row.status.value for row in rows if row.iri == criterion), "")


def _settings(wanted: Sequence[Wanted]) -> tuple[URIRef | None, ...]:
    """Where a service can be given, as far as some criteria ask for it: not told, or one of the settings that they name."""
    facts = [d for rule, _ in wanted for d in rule.reads.values() if d.term("path") == GUIDE.placeOfService]
    return (None, *sorted({m for d in facts for m in d.terms("member")})[:1])


def _told(assignment: Assignment) -> Iterator[str]:
    """The facts that are known, with their values."""
    for variable, value in assignment:
        if value.known:
            yield f"{variable.declaration.label}: {fact_text(value, variable.declaration.unit)}"


def _settled(value: FactValue) -> bool:
    if value.status is not None:
        return value.status in (FactStatus.PRESENT, FactStatus.ABSENT)
    return value.at_least is not None and value.at_least == value.at_most
