"""Words of the handbook: tests of facts in plain language, sources, and text that Markdown takes as text."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from reasoner.analysis.asked import Declared, asked
from reasoner.decision.citations import citations
from reasoner.knowledge import Atom, Document, Group, Library, Shape
from reasoner.knowledge.shapes import Expression, Formula
from reasoner.model.ledger import Citation
from reasoner.report import words


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


def _label(atom: Atom, held: Declared) -> str:
    declaration = held.get(atom.fact)
    return declaration.label if declaration else str(atom.fact).rpartition("#")[2]


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
