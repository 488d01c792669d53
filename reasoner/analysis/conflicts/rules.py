"""A criterion as one document asks it: its shapes, the facts that they read and the kinds of request that it is about."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from rdflib import URIRef

from reasoner.analysis.alignment import figures
from reasoner.analysis.asked import asked_of
from reasoner.analysis.conflicts.claims import Side
from reasoner.analysis.conflicts.requests import Requests
from reasoner.decision.citations import citations
from reasoner.decision.context import InForce
from reasoner.decision.rows import of_lines
from reasoner.knowledge import Criterion, Document, FactDeclaration, Group, Library, Role, Shape
from reasoner.model.ledger import Citation
from reasoner.vocabulary import GUIDE


@dataclass(frozen=True, eq=False)
class Rule:
    """One criterion that tests facts. `kinds` are the numbers of the requests (`Requests`) that it surely is about."""

    library: Library
    document: Document
    criterion: Criterion
    shapes: Mapping[Role, Shape]
    facts: Mapping[URIRef, FactDeclaration]
    kinds: frozenset[int]
    citations: tuple[Citation, ...]
    of_line: bool
    on: date

    @property
    def under(self) -> str:
        """The document in its version of the day, as `reasoner review --under` takes it."""
        return f"{self.document.name}@{self.on.isoformat()}"

    @property
    def main(self) -> Shape:
        """The shape that fails where the criterion is surely not met."""
        return self.shapes[Role.MAIN]

    @property
    def twin(self) -> Shape:
        """The shape that fails where the criterion is not surely met."""
        return self.shapes[Role.TWIN]

    @property
    def decides(self) -> bool:
        """Whether a determination rests on it."""
        return self.criterion.effect == "decides" and self.document.binding

    @cached_property
    def reads(self) -> Mapping[URIRef, FactDeclaration]:
        """The declarations of the facts that it reads."""
        named = dict.fromkeys(a.fact for shape in self.shapes.values() for a in shape.atoms)
        return {name: self.facts[name] for name in named if name in self.facts}

    @cached_property
    def words(self) -> str:
        """What it asks for, in words."""
        return asked_words(self.library, self.twin, self.reads)

    @cached_property
    def text(self) -> tuple[str, str, str, bool]:
        """Equal for one criterion in several documents of one text, as far as they ask the same and decide alike."""
        return self.criterion.label, self.words, str(self.twin.target), self.decides


def asked_words(library: Library, shape: Shape, reads: Mapping[URIRef, FactDeclaration]) -> str:
    """What a shape asks of the facts that it reads, each with its figures."""
    held = {a.fact: reads[a.fact] for a in shape.atoms if a.fact in reads}
    shown = {name: figures(d, library.vocabulary) for name, d in held.items()}
    if len(held) == 1:
        label = next(iter(held.values())).label
        return f"{label}: {asked_of(shape.expression, held, held, shown)}"
    return asked_of(shape.expression, held, held, shown)


def rules_of(library: Library, document: Document, on: date, requests: Requests) -> tuple[Rule, ...]:
    """Every criterion of the document that tests facts, as its version of a day has it, in order; none without a version."""
    version = document.in_force(on)
    if version is None:
        return ()
    return rules_in(library, document, document.groups_in_force(on), requests, on)


def rules_in(
    library: Library, document: Document, groups: Iterable[Group], requests: Requests, on: date
) -> tuple[Rule, ...]:
    """The criteria that test facts in some files of a document, which are in force on a day."""
    files = tuple(groups)
    held = InForce(document, None, files)
    facts = {d.name: d for d in library.shared} | {d.name: d for g in files for d in g.declarations}
    found = []
    for criterion in document.criteria:
        shapes = held.shapes.get(criterion.iri)
        if shapes is None or Role.TWIN not in shapes or Role.MAIN not in shapes:
            continue
        twin = shapes[Role.TWIN]
        found.append(
            Rule(
                library,
                document,
                criterion,
                shapes,
                facts,
                requests.of(sure_class(library, twin.target)),
                citations(library, held.triples[twin.iri], twin.citations),
                of_lines(facts, twin),
                on,
            )
        )
    return tuple(found)


def sure_class(library: Library, target: URIRef) -> URIRef:
    """The class that a target stands for: of a class that a service only may have, the one it then surely has."""
    return library.vocabulary.triples.iri(target, GUIDE.possibleClassOf) or target


def side(rules: Iterable[Rule], asks: str = "") -> Side:
    """Several documents' rules of one text as one side of a claim."""
    each = sorted(rules, key=lambda r: (r.document.short, r.document.name))
    first = each[0]
    return Side(
        tuple(r.document.name for r in each),
        tuple(r.document.short for r in each),
        tuple(str(r.criterion.iri) for r in each),
        first.criterion.label,
        asks or first.words,
        first.decides,
        tuple(dict.fromkeys(c for r in each for c in r.citations)),
    )


def bear_together(one: Document, other: Document) -> bool:
    """Whether the two documents can bear on one case: their payers and their places meet."""
    mine, theirs = one.profile, other.profile
    payers = not mine.payers or not theirs.payers or bool({*mine.payers} & {*theirs.payers})
    places = not mine.places or not theirs.places or bool({*mine.places} & {*theirs.places})
    return payers and places
