"""One procedure under every document that is about it: facts as rows, documents as columns."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from rdflib import URIRef

from reasoner.analysis.alignment import Fact, figures, label_of, read_together, same_fact
from reasoner.analysis.asked import asked_of, beside
from reasoner.analysis.handbook.wording import declared, plain, twin_of
from reasoner.knowledge import Criterion, Document, FactDeclaration, Library, Shape
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


@dataclass(frozen=True, slots=True)
class _Asked:
    """A criterion that a document asks of the procedure, the shape that says what, and the facts that it reads."""

    criterion: Criterion
    shape: Shape
    reads: tuple[FactDeclaration, ...]
    remark: str


def comparison_page(library: Library, procedure: Procedure) -> str:
    """The page of a procedure. A row is a fact, however documents name it; `alignment` says which facts are the same."""
    lines = [f"# {plain(procedure.label[:1].upper() + procedure.label[1:])}: what each document asks", ""]
    lines += [
        "A row is a fact, or several that the same criteria read; a cell says what the document asks of it: a bound, "
        "*present* or *absent*. *Or another test*, *and another test*: the criterion reads facts of other rows too. "
        "*advises*: it decides nothing. An empty cell: the document has no criterion here that reads the fact.",
        "",
    ]
    asked = {
        (d.name, str(a.criterion.iri)): a
        for d in procedure.documents
        for a in _asked(library, d, procedure.iri)
    }
    rows = _rows(library, asked)
    held = [d for d in procedure.documents if any(name == d.name for name, _ in asked)]
    for start in range(0, len(held), WIDTH):
        lines += _table(held[start : start + WIDTH], rows)
    rest = [d for d in procedure.documents if d not in held]
    if rest:
        lines += ["Without a computable criterion here: " + ", ".join(_link(d) for d in rest) + ".", ""]
    return "\n".join(lines).rstrip() + "\n"


def _link(document: Document) -> str:
    return f"[{plain(document.short)}](../guidelines/{document.name}.md)"


def _table(documents: Sequence[Document], rows: Sequence[tuple[str, Mapping[str, str]]]) -> Iterator[str]:
    yield "| fact | " + " | ".join(_link(d) for d in documents) + " |"
    yield "|---|" + "---|" * len(documents)
    for label, cells in rows:
        if any(d.name in cells for d in documents):
            yield f"| {plain(label)} | " + " | ".join(cells.get(d.name, "") for d in documents) + " |"
    yield ""


def _rows(
    library: Library, asked: Mapping[tuple[str, str], _Asked]
) -> tuple[tuple[str, Mapping[str, str]], ...]:
    """The label of each row and its cells by document, sorted by label."""
    found = []
    for group in read_together({r: [same_fact(d) for d in a.reads] for r, a in asked.items()}):
        alike: dict[Fact, list[FactDeclaration]] = {fact: [] for fact in group}
        readers = []
        for (document, _), each in asked.items():
            mine = {d.name: d for d in each.reads if same_fact(d) in alike}
            if mine:
                readers.append((document, each, mine))
                for declaration in mine.values():
                    alike[same_fact(declaration)].append(declaration)
        labels = ["; ".join(dict.fromkeys(d.label for d in mine.values())) for _, _, mine in readers]
        cells: dict[str, list[str]] = {}
        for document, each, mine in readers:
            shown = {n: figures(d, library.vocabulary, alike[same_fact(d)]) for n, d in mine.items()}
            cells.setdefault(document, []).append(_cell(each, mine, shown))
        found.append(
            (label_of(labels, alike), {d: "; ".join(dict.fromkeys(texts)) for d, texts in cells.items()})
        )
    return tuple(sorted(found, key=lambda row: (row[0], sorted(row[1].items()))))


def _cell(each: _Asked, mine: Mapping[URIRef, FactDeclaration], shown: Mapping[URIRef, str]) -> str:
    if each.criterion.question:
        return f"a person judges{each.remark}"
    joined = beside(each.shape.expression, mine)
    text = asked_of(each.shape.expression, mine, mine, shown) + (f", {joined} another test" if joined else "")
    return plain(text) + each.remark


def _asked(library: Library, document: Document, procedure: URIRef) -> Iterator[_Asked]:
    vocabulary = library.vocabulary
    held = declared(library, document)
    shapes = [s for g in document.groups_in_force(date.max) for s in g.shapes]
    for criterion in document.criteria:
        mine = [s for s in shapes if s.criterion == criterion.iri]
        twin = twin_of(mine)
        if twin is None or not _asked_of(library, twin.target, procedure):
            continue
        sure = vocabulary.triples.iri(twin.target, GUIDE.possibleClassOf)
        phase = sure or (
            twin.target
            if twin.target != procedure and not vocabulary.text(twin.target, GUIDE["term"])
            else None
        )
        remark = f" *({plain(vocabulary.label(phase))})*" if phase is not None else ""
        remark += " *advises*" if criterion.effect == "advises" and document.binding else ""
        named = dict.fromkeys(a.fact for a in twin.atoms)
        yield _Asked(criterion, twin, tuple(held[f] for f in named if f in held), remark)


def _asked_of(library: Library, target: URIRef, procedure: URIRef) -> bool:
    """Whether a request for the procedure can be in the target class."""
    vocabulary = library.vocabulary
    sure = vocabulary.triples.iri(target, GUIDE.possibleClassOf) or target
    if vocabulary.is_a(sure, procedure) or vocabulary.is_a(procedure, sure):
        return True
    return sure in (GUIDE.Service, GUIDE.ServiceLine)
