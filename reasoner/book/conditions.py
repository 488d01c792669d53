"""Under which conditions the cases of a book are decided, where not as their documents say."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property

from rdflib import Graph, URIRef

from reasoner.errors import InputError, Problem
from reasoner.intake.reader import fingerprint
from reasoner.knowledge import Library
from reasoner.knowledge.triples import Triples
from reasoner.model.case import Case
from reasoner.nearest import nearest
from reasoner.vocabulary import GUIDE


@dataclass(frozen=True, slots=True)
class Conditions:
    """What is put in place of what the documents say; an empty text changes nothing.

    `payer` and `jurisdiction` are words as a case document writes them, `in_force_on` is a day as 2026-06-01.
    """

    payer: str = ""
    jurisdiction: str = ""
    in_force_on: str = ""

    @property
    def words(self) -> str:
        """The conditions in words; 'as their documents say' where there are none."""
        told = [f"as requests of the payer {self.payer}"] if self.payer else []
        told += [f"in the jurisdiction {self.jurisdiction}"] if self.jurisdiction else []
        told += [f"under the texts in force on {self.in_force_on}"] if self.in_force_on else []
        return " ".join(told) or "as their documents say"

    def applied(self, library: Library) -> Applied:
        """The conditions as terms. Raises InputError, with the nearest word, where a word or the day is none."""
        if self.jurisdiction and not self.payer:
            raise InputError(
                Problem(
                    "A jurisdiction alone is no other request.",
                    remedy="Name the payer too: the one of the documents, or another.",
                )
            )
        try:
            day = date.fromisoformat(self.in_force_on) if self.in_force_on else None
        except ValueError:
            raise InputError(
                Problem(f"'{self.in_force_on}' is no date.", remedy="Write it as 2026-06-01.")
            ) from None
        return Applied(
            _term(library, GUIDE.Payer, self.payer, "payer"),
            _term(library, GUIDE.Jurisdiction, self.jurisdiction, "jurisdiction"),
            day,
        )


AS_TOLD = Conditions()


@dataclass(frozen=True, slots=True)
class Applied:
    """Conditions as terms of a vocabulary. `on` is the day whose texts are read; None: the date of service."""

    payer: URIRef | None
    jurisdiction: URIRef | None
    on: date | None

    def case(self, case: Case) -> Case:
        """The case as it is decided. With the payer the place is replaced too, or dropped: places are a payer's own."""
        if self.payer is None:
            return case
        source = None if case.source is None else _Changed(case, self.payer, self.jurisdiction)
        return replace(case, payer=self.payer, jurisdiction=self.jurisdiction, source=source)


@dataclass(frozen=True, eq=False)
class _Changed:
    """The graph of a case whose payer is replaced: reports must not show the one that the document names."""

    case: Case
    payer: URIRef
    jurisdiction: URIRef | None

    @cached_property
    def graph(self) -> Graph:
        """The case graph with the payer and place that are put in."""
        graph = Graph(bind_namespaces="none")
        for triple in self.case.graph or ():
            if triple[0] != self.case.iri or triple[1] not in (GUIDE.payer, GUIDE.jurisdiction):
                graph.add(triple)
        graph.add((self.case.iri, GUIDE.payer, self.payer))
        if self.jurisdiction is not None:
            graph.add((self.case.iri, GUIDE.jurisdiction, self.jurisdiction))
        return graph

    @cached_property
    def sha256(self) -> str:
        """The hash of the case graph, as if a document had said so."""
        return fingerprint(Triples(self.graph))


def _term(library: Library, kind: URIRef, word: str, called: str) -> URIRef | None:
    if not word:
        return None
    known = library.vocabulary.terms_of(kind)
    if word not in known:
        raise InputError(
            Problem(
                f"'{word}' is no known {called}.",
                remedy=f"Known: {', '.join(sorted(known))}.",
                nearest=nearest(word, known),
            )
        )
    return known[word]
