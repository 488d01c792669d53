"""One procedure under every document that is about it: criteria as rows, documents as columns."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from rdflib import URIRef

from reasoner.analysis.handbook.wording import declared, in_short, plain, twin_of
from reasoner.knowledge import Document, Library
from reasoner.vocabulary import GUIDE

WIDTH = 4  # documents side by side in one table: more cannot be read


@dataclass(frozen=True, slots=True)
class Procedure:
    """A procedure that documents are about, and those documents, binding ones first."""

    iri: URIRef
    name: str
    label: str
    documents: tuple[Document, ...]


def compared(library: Library) -> tuple[Procedure, ...]:
    """Every class of procedure that some document names as what it is about, sorted by label."""
    vocabulary = library.vocabulary
    named = {c for d in library.documents for c in d.applies_to if vocabulary.text(c, GUIDE["term"])}
    found = []
    for iri in named:
        about = [
            d
            for d in library.documents
            if any(vocabulary.is_a(iri, c) or vocabulary.is_a(c, iri) for c in d.applies_to)
        ]
        about.sort(key=lambda d: (not d.binding, d.short))
        found.append(Procedure(iri, vocabulary.text(iri, GUIDE["term"]), vocabulary.label(iri), tuple(about)))
    return tuple(sorted(found, key=lambda p: p.label))


def comparison_page(library: Library, procedure: Procedure) -> str:
    """The page of a procedure. Criteria of one name stand in one row, whatever each document asks by it."""
    lines = [f"# {plain(procedure.label[:1].upper() + procedure.label[1:])}: what each document asks", ""]
    lines += [
        "A row is a criterion by its name; a cell says what the document asks: a bound, *present* or *absent*. "
        "*advises*: it decides nothing. An empty cell: the document has no such criterion here. Numbers of the same name "
        "can count different things; the page of each document says what.",
        "",
    ]
    cells = {d.name: _cells(library, d, procedure.iri) for d in procedure.documents}
    held = [d for d in procedure.documents if cells[d.name]]
    for start in range(0, len(held), WIDTH):
        lines += _table(held[start : start + WIDTH], cells)
    rest = [d for d in procedure.documents if not cells[d.name]]
    if rest:
        lines += ["Without a computable criterion here: " + ", ".join(_link(d) for d in rest) + ".", ""]
    return "\n".join(lines).rstrip() + "\n"


def _link(document: Document) -> str:
    return f"[{plain(document.short)}](../guidelines/{document.name}.md)"


def _table(documents: list[Document], cells: Mapping[str, Mapping[str, str]]) -> Iterator[str]:
    names = sorted({name for d in documents for name in cells[d.name]})
    yield "| criterion | " + " | ".join(_link(d) for d in documents) + " |"
    yield "|---|" + "---|" * len(documents)
    for name in names:
        yield (
            f"| {name.replace('-', ' ')} | "
            + " | ".join(cells[d.name].get(name, "") for d in documents)
            + " |"
        )
    yield ""


def _cells(library: Library, document: Document, procedure: URIRef) -> dict[str, str]:
    vocabulary = library.vocabulary
    held = declared(library, document)
    found: dict[str, str] = {}
    shapes = [s for g in document.groups_in_force(date.max) for s in g.shapes]
    for criterion in document.criteria:
        mine = [s for s in shapes if s.criterion == criterion.iri]
        twin = twin_of(mine)
        if twin is None or not _asked_of(library, twin.target, procedure):
            continue
        text = "a person judges" if criterion.question else in_short(twin.expression, held, criterion.name)
        sure = vocabulary.triples.iri(twin.target, GUIDE.possibleClassOf)
        phase = sure or (
            twin.target
            if twin.target != procedure and not vocabulary.text(twin.target, GUIDE["term"])
            else None
        )
        text += f" *({plain(vocabulary.label(phase))})*" if phase is not None else ""
        text += " *advises*" if criterion.effect == "advises" and document.binding else ""
        found[criterion.name] = f"{found[criterion.name]}; {text}" if criterion.name in found else text
    return found


def _asked_of(library: Library, target: URIRef, procedure: URIRef) -> bool:
    """Whether a request for the procedure can be in the target class."""
    vocabulary = library.vocabulary
    sure = vocabulary.triples.iri(target, GUIDE.possibleClassOf) or target
    if vocabulary.is_a(sure, procedure) or vocabulary.is_a(procedure, sure):
        return True
    return sure in (GUIDE.Service, GUIDE.ServiceLine)
