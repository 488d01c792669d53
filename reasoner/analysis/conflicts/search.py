"""What every search for a kind of claim shares: the criteria in force on a day, the solver and the maker of cases."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

from rdflib import URIRef

from reasoner.analysis.conflicts.claims import Witness
from reasoner.analysis.conflicts.encode import Encoder, Term, settled_so
from reasoner.analysis.conflicts.prove import Prover
from reasoner.analysis.conflicts.requests import Requests, all_requests
from reasoner.analysis.conflicts.rules import Rule, rules_of
from reasoner.analysis.conflicts.witness import Maker, NotMadeError, Wanted
from reasoner.inference import ClassRules, class_rules, classify, derive
from reasoner.knowledge import Document, FactDeclaration, Library
from reasoner.validation import engine
from reasoner.vocabulary import GUIDE, FactStatus

FIXED = frozenset({GUIDE.procedure, GUIDE.intent})
"""What of a service its request tells once and for all."""


@dataclass(eq=False)
class Search:
    """The library on a day. `named` are the documents that claims must involve; empty: any."""

    library: Library
    on: date
    named: frozenset[str] = frozenset()
    progress: Callable[[str], None] = lambda what: None
    # Facts of two documents can bear one name only where they are shared: what they are read as is the same.
    _given: dict[tuple[int, tuple[URIRef, ...]], Term | None] = field(default_factory=dict)
    _barring: dict[tuple[URIRef, int], tuple[Rule, ...]] = field(default_factory=dict)

    @cached_property
    def classes(self) -> ClassRules:
        """The classes of the vocabulary."""
        return class_rules(self.library.vocabulary)

    @cached_property
    def requests(self) -> Requests:
        """Every kind of request."""
        return all_requests(self.library, self.on)

    @cached_property
    def prover(self) -> Prover:
        """The solver's answers."""
        return Prover(Encoder(self.classes))

    @cached_property
    def maker(self) -> Maker:
        """The maker of cases."""
        return Maker(self.library, self.classes, self.requests, self.prover, engine(), self.on)

    @cached_property
    def documents(self) -> tuple[Document, ...]:
        """Every document, by name."""
        return tuple(sorted(self.library.documents, key=lambda d: d.name))

    @cached_property
    def rules(self) -> Mapping[URIRef, tuple[Rule, ...]]:
        """The criteria about services that each document asks on the day, in order."""
        return {
            d.iri: tuple(r for r in rules_of(self.library, d, self.on, self.requests) if not r.of_line)
            for d in self.documents
        }

    def wants(self, documents: Iterable[Document]) -> bool:
        """Whether a claim about some documents is asked for."""
        return not self.named or any(d.name in self.named for d in documents)

    def given(self, kind: int, rules: Sequence[Rule]) -> Term | None:
        """What a kind of request settles of the facts that some criteria read; None where nothing."""
        told = {
            d.name: d
            for r in rules
            for d in r.reads.values()
            if d.template == "CodedInSet" and d.term("path") in FIXED
        }
        key = kind, tuple(sorted(told))
        if key not in self._given:
            self._given[key] = self._settled(kind, told) if told else None
        return self._given[key]

    def _settled(self, kind: int, told: Mapping[URIRef, FactDeclaration]) -> Term | None:
        case = self.requests.case(kind, *_anyone(self.library), self.on).case
        inferred = derive(classify(case, self.classes), tuple(told[n] for n in sorted(told)))
        settled = [
            (self.prover.encoder.variable(told[f.name]), f.value)
            for f in inferred.facts
            if f.focus == case.services[0].iri and f.value.status in (FactStatus.PRESENT, FactStatus.ABSENT)
        ]
        return settled_so(settled) if settled else None

    def barring(self, document: Document, kind: int) -> tuple[Rule, ...]:
        """The deciding criteria of a document that no request of a kind ever meets."""
        key = document.iri, kind
        if key not in self._barring:
            rules = self.deciding(document, kind)
            given = self.given(kind, rules)
            self._barring[key] = tuple(r for r in rules if self._is_barred(r, given))
        return self._barring[key]

    def _is_barred(self, rule: Rule, given: Term | None) -> bool:
        met = self.prover.met(rule)
        return self.prover.satisfiable((met,) if given is None else (met, given)) is False

    def can_be_met(self, document: Document, kind: int) -> bool:
        """Whether the document decides a kind of request, and some of it can meet every criterion that decides it."""
        rules = self.deciding(document, kind)
        given = self.given(kind, rules)
        terms = [self.prover.met(r) for r in rules] + ([given] if given is not None else [])
        return bool(rules) and self.prover.satisfiable(terms) is not False

    def deciding(self, document: Document, kind: int) -> tuple[Rule, ...]:
        """The criteria of a document that decide a kind of request, in order."""
        return tuple(r for r in self.rules[document.iri] if r.decides and kind in r.kinds)

    def tried(
        self, kinds: Iterable[int], wanted: Sequence[Wanted], meaning: str
    ) -> tuple[Witness | None, str]:
        """A witness, or None and why there is none, in a sentence."""
        # Requests that the documents can approve first: a case of another kind shows less.
        documents = {rule.document.iri: rule.document for rule, _ in wanted}.values()
        ordered = sorted(kinds, key=lambda kind: (sum(len(self.barring(d, kind)) for d in documents), kind))
        try:
            return self.maker.witness(ordered, wanted, meaning), ""
        except NotMadeError as error:
            return None, f"Not decided: {meaning}: {error}."


def _anyone(library: Library) -> tuple[URIRef, None]:
    return next(iter(library.vocabulary.terms_of(GUIDE.Payer).values())), None
