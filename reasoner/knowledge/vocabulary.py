"""The ontology as the engine uses it: terms, labels, and a closure computed once when it is loaded."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property

from rdflib import OWL, RDF, RDFS, Graph, URIRef
from rdflib.namespace import SKOS
from rdflib.term import Node

from reasoner.knowledge.triples import Triples
from reasoner.vocabulary import DOMAIN, GUIDE
from reasoner.vocabulary.namespaces import CODE

NONE: frozenset[URIRef] = frozenset()


@dataclass(frozen=True, slots=True)
class CodeDays:
    """The first and last day of a code. A header groups codes and cannot be billed, or could until a day."""

    first: date | None
    last: date | None
    header: bool
    billable_until: date | None


class Vocabulary:
    """Read-only view of all ontology files. Every answer is sorted or a frozen set."""

    def __init__(self, triples: Triples, sha256: str = "") -> None:
        self.triples = triples
        self.sha256 = sha256  # of the files it was read from; empty where it was not read from files
        self._ancestors: dict[URIRef, frozenset[URIRef]] = {}
        self._labels: dict[Node, str] = {}
        self._code_days: dict[URIRef, CodeDays] = {}
        self._scale_ends: dict[URIRef, tuple[Decimal | None, Decimal | None]] = {}

    @property
    def graph(self) -> Graph:
        """The ontology as an rdflib graph (built on first use)."""
        return self.triples.graph

    def objects(self, subject: Node, predicate: Node) -> tuple[Node, ...]:
        """Every object, sorted."""
        return self.triples.objects(subject, predicate)

    def value(self, subject: Node, predicate: Node) -> Node | None:
        """The first object in order, or None."""
        return self.triples.value(subject, predicate)

    def text(self, subject: Node, predicate: Node) -> str:
        """The first object as text, or the empty string."""
        return self.triples.text(subject, predicate)

    def label(self, term: Node) -> str:
        """The label of a term; its local name where it has none."""
        known = self._labels.get(term)
        if known is None:
            found = self.triples.value(term, _LABEL)
            local = str(term).replace("#", "/").rstrip("/").rsplit("/", 1)[-1]
            known = self._labels[term] = local if found is None else str(found)
        return known

    def known(self, term: URIRef) -> bool:
        """Whether the ontology says anything about a term."""
        return bool(self.triples.predicates(term))

    def ancestors(self, term: URIRef) -> frozenset[URIRef]:
        """The term, its superclasses, and for an individual its classes and their superclasses."""
        found = self._ancestors.get(term)
        if found is None:
            reached: set[URIRef] = set()
            todo = [term]
            while todo:
                here = todo.pop()
                if here not in reached:
                    reached.add(here)
                    above = (*self.triples.each(here, _BELOW), *self.triples.each(here, _TYPE))
                    todo.extend(c for c in above if isinstance(c, URIRef) and c not in _META)
            found = self._ancestors[term] = frozenset(reached)
        return found

    def is_a(self, term: URIRef, ancestor: URIRef) -> bool:
        """Whether the term is the ancestor or lies below it."""
        return ancestor in self.ancestors(term)

    def descendants(self, term: URIRef) -> frozenset[URIRef]:
        """The term, its subclasses and their individuals."""
        return self._descendants.get(term, frozenset([term]))

    @cached_property
    def _descendants(self) -> dict[URIRef, frozenset[URIRef]]:
        below: dict[URIRef, set[URIRef]] = {}
        everything = {s for s, _ in self.triples.pairs(RDF.type)} | {
            s for s, _ in self.triples.pairs(RDFS.subClassOf)
        }
        for term in everything:
            if isinstance(term, URIRef):
                for ancestor in self.ancestors(term):
                    below.setdefault(ancestor, set()).add(term)
        return {key: frozenset(terms) for key, terms in below.items()}

    def terms_of(self, kind: URIRef) -> dict[str, URIRef]:
        """What a case may write for a kind: the word of each term, and the term, sorted by word."""
        known = self._terms.get(kind)
        if known is None:
            found = {}
            for term in self.descendants(kind):
                for predicate in (GUIDE["term"], SKOS.notation):
                    word = self.triples.value(term, predicate)
                    if word is not None and term != kind:
                        found[str(word)] = term
                        break
            known = self._terms[kind] = dict(sorted(found.items()))
        return known.copy()

    @cached_property
    def _terms(self) -> dict[URIRef, dict[str, URIRef]]:
        """What `terms_of` found."""
        return {}

    @cached_property
    def words(self) -> dict[str, tuple[URIRef, ...]]:
        """Every word by which a case or a person may call a term, with the terms it calls."""
        found: dict[str, set[URIRef]] = {}
        for predicate in (GUIDE["term"], SKOS.notation):
            for term, word in self.triples.pairs(predicate):
                if isinstance(term, URIRef):
                    found.setdefault(str(word), set()).add(term)
        for (system, code), term in self._codes.items():
            if system:
                found.setdefault(code, set()).add(term)
        return {word: tuple(sorted(terms)) for word, terms in sorted(found.items())}

    def named(self, name: str) -> tuple[URIRef, ...]:
        """The terms that a word, a code, a local name or a short IRI calls."""
        found = set(self.words.get(name, ())) | set(self.words.get(name.upper(), ()))
        local = name.rpartition(":")[2]
        found |= {space[local] for space in (GUIDE, DOMAIN) if self.known(space[local])}
        return tuple(sorted(found))

    def code(self, system: str | None, text: str) -> URIRef | None:
        """The code of a system ('icd-10-cm', 'cpt', 'hcpcs'; None: any), letter case ignored."""
        return self._codes.get((system, text.strip().upper()))

    @cached_property
    def _codes(self) -> dict[tuple[str | None, str], URIRef]:
        found: dict[tuple[str | None, str], URIRef] = {}
        for term in sorted(self.descendants(GUIDE.Code)):
            if str(term).startswith(str(CODE)):
                system, _, code = str(term)[len(str(CODE)) :].partition("/")
                found[(system, code.upper())] = term
                found.setdefault((None, code.upper()), term)
        return found

    @staticmethod
    def code_text(code: URIRef) -> str:
        """A code as people write it."""
        return str(code).rsplit("/", 1)[-1]

    def codes(self, system: str) -> tuple[str, ...]:
        """Every code of a system, sorted."""
        return tuple(sorted(code for own, code in self._codes if own == system))

    def code_days(self, code: URIRef) -> CodeDays:
        """When a code may be billed."""
        found = self._code_days.get(code)
        if found is None:
            first, last, until = (
                date.fromisoformat(told) if (told := self.text(code, path)) else None
                for path in (GUIDE.validFrom, GUIDE.validUntil, GUIDE.billableUntil)
            )
            header = self.text(code, GUIDE.billable) in ("false", "0")
            found = self._code_days[code] = CodeDays(first, last, header, until)
        return found

    def scale_ends(self, scale: URIRef) -> tuple[Decimal | None, Decimal | None]:
        """The lowest and the highest value of a scale; None where it has no limit."""
        found = self._scale_ends.get(scale)
        if found is None:
            low, high = (
                Decimal(told) if (told := self.text(scale, path)) else None
                for path in (GUIDE.scaleLow, GUIDE.scaleHigh)
            )
            found = self._scale_ends[scale] = (low, high)
        return found

    @cached_property
    def code_release_end(self) -> date | None:
        """The last day of the newest code release that the ontology holds, where it says so."""
        ends = [
            date.fromisoformat(str(o))
            for s in self.triples.subjects(RDF.type, OWL.Ontology)
            for o in self.triples.objects(s, GUIDE.validUntil)
        ]
        return min(ends) if ends else None


_BELOW, _TYPE, _LABEL = (
    RDFS.subClassOf,
    RDF.type,
    RDFS.label,
)  # looked up once: a namespace builds its names anew
_META = {OWL.Class, OWL.NamedIndividual, RDFS.Class}
