"""Words of the handbook: tests of facts in plain language, sources, and text that Markdown takes as text."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping

from rdflib import SH, URIRef

from reasoner.decision.branches import number
from reasoner.decision.citations import citations
from reasoner.decision.words import amount
from reasoner.knowledge import Atom, Document, FactDeclaration, Group, Library, Shape
from reasoner.knowledge.shapes import Expression, Formula
from reasoner.model.ledger import Citation
from reasoner.report import words

Declared = Mapping[URIRef, FactDeclaration]
BOUNDS = {
    SH.minInclusive: "at least",
    SH.maxInclusive: "at most",
    SH.minExclusive: "more than",
    SH.maxExclusive: "less than",
}
SIGNS = {SH.minInclusive: "≥", SH.maxInclusive: "≤", SH.minExclusive: ">", SH.maxExclusive: "<"}


def plain(text: str) -> str:
    """Text in which no sign means anything to Markdown, on one line."""
    return re.sub(r"([\\`*_{}\[\]<>#|])", r"\\\1", " ".join(text.split()))


def declared(library: Library, document: Document) -> Declared:
    """The facts that the document's criteria may read, by name."""
    found = {d.name: d for d in library.shared}
    return found | {d.name: d for group in document.groups for d in group.declarations}


def in_words(expression: Expression, held: Declared) -> str:
    """What has to be so, in words: a fact and its bound or status; any or all of several."""
    if isinstance(expression, Formula):
        parts = [in_words(b, held) for b in expression.branches]
        joined = (" **or** " if expression.any_of else " **and** ").join(parts)
        return f"({joined})" if len(parts) > 1 else joined
    label = _label(expression, held)
    exception = " (counts only when recorded)" if expression.closed_exception else ""
    return f"{plain(label)}: {asked(expression, held)}{exception}"


def as_list(expression: Expression, held: Declared, depth: int = 0) -> Iterator[str]:
    """What has to be so as lines of a list: one line for one fact, nested lines for any or all of several."""
    lead = "    " * depth + "- "
    if not isinstance(expression, Formula):
        yield lead + in_words(expression, held)
    elif len(expression.branches) == 1:
        yield from as_list(expression.branches[0], held, depth)
    else:
        yield f"{lead}**{'any' if expression.any_of else 'all'}** of:"
        for branch in expression.branches:
            yield from as_list(branch, held, depth + 1)


def in_short(expression: Expression, held: Declared, criterion: str) -> str:
    """The same for a cell of a table: signs for bounds, and the fact only where there are several."""
    if isinstance(expression, Formula):
        parts = [
            f"({text})" if isinstance(b, Formula) and len(b.branches) > 1 else text
            for b in expression.branches
            for text in (in_short(b, held, ""),)
        ]
        return (" or " if expression.any_of else " and ").join(dict.fromkeys(parts))
    told = asked(expression, held, signs=True)
    return told if criterion else f"{plain(_label(expression, held))} {told}"


def _label(atom: Atom, held: Declared) -> str:
    declaration = held.get(atom.fact)
    return declaration.label if declaration else str(atom.fact).rpartition("#")[2]


def asked(atom: Atom, held: Declared, *, signs: bool = False) -> str:
    """What a test asks of its fact: bounds with words or signs, or the statuses it accepts."""
    unit = held[atom.fact].unit if atom.fact in held else ""
    told = []
    for component, values in atom.tests:
        if component in BOUNDS:
            told.append(f"{(SIGNS if signs else BOUNDS)[component]} {amount(number(values[0]), unit)}")
        elif component in (SH["in"], SH.hasValue):
            told.append(_status(values))
    return ", ".join(told) or "nothing recorded"


def _status(values: Iterable[object]) -> str:
    names = {str(v).rpartition("#")[2] for v in values}
    if names == {"Absent", "NotStated"}:
        return "absent, or nothing said"
    if names == {"Present", "NotStated"}:
        return "present, or nothing said"
    return " or ".join(sorted(n.replace("NotStated", "nothing said").lower() for n in names))


def twin_of(shapes: Iterable[Shape]) -> Shape | None:
    """The shape that says what has to be so: the twin, else the one that raises a question."""
    held = {s.role.value: s for s in shapes}
    return held.get("twin") or held.get("raises")


def cited(library: Library, group: Group, shape: Shape) -> tuple[Citation, ...]:
    """The citations of a shape."""
    return citations(library, group.triples, shape.citations)


def source(citation: Citation) -> str:
    """A citation in one sentence, with its confidence; unconfirmed wording is marked."""
    seen = (
        "**UNCONFIRMED**"
        if citation.unconfirmed
        else words.CONFIDENCE.get(citation.confidence, citation.confidence)
    )
    text = f"{plain(words.place(citation))} — {seen}"
    return text + (f". {plain(citation.remark)}" if citation.remark else "")


def bound_to(library: Library, document: Document) -> str:
    """Whom a document binds, in words."""
    payers = [library.vocabulary.label(p) for p in document.profile.payers]
    places = [library.vocabulary.label(j) for j in document.profile.places]
    if not document.binding:
        return "nobody; it advises" + (f" on requests to {', '.join(payers)}" if payers else "")
    return ", ".join(payers) + (f" ({'; '.join(places)})" if places else "")
