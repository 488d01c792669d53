"""Names and messages: an identifier says where its file lies, and a message holds the figure that is asked."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from rdflib import RDF, URIRef

from reasoner.authoring.files import place, short
from reasoner.authoring.pairs import LOWER, UPPER
from reasoner.authoring.roles import Rule
from reasoner.decision.branches import number
from reasoner.errors import Problem
from reasoner.knowledge import Criterion, Document, Group, Role, Shape
from reasoner.nearest import nearest
from reasoner.vocabulary import GUIDE, SHAPES

_SUFFIX = {Role.MAIN: "", Role.RAISES: "", Role.TWIN: "-documented", Role.JUDGED: "-judged"}


def check_identity(document: Document) -> Iterator[Problem]:
    """The document and its criteria are named after the folder."""
    head = document.folder / "guideline.ttl"
    expected = SHAPES[f"{document.name}/guideline"]
    if document.iri != expected:
        yield Problem(
            f"The document is named {short(document.iri)}.",
            place(head, document.iri),
            f"Name it after its folder: {short(expected)}.",
        )
    prefix = str(SHAPES[f"{document.name}/"])
    for criterion in document.criteria:
        if not str(criterion.iri).startswith(prefix):
            yield Problem(
                f"{short(criterion.iri)} lies outside its document.",
                place(head, criterion.iri),
                f"Begin its name with {document.name}/.",
            )
    seen: dict[str, Criterion] = {}
    for criterion in document.criteria:
        first = seen.setdefault(criterion.name, criterion)
        if first is not criterion:
            yield Problem(
                f"{short(criterion.iri)} and {short(first.iri)} have one name.",
                place(head, criterion.iri),
                "Give one of them another name: a ledger calls criteria by document and name.",
            )


def check_listed(document: Document, groups: tuple[Group, ...]) -> Iterator[Problem]:
    """Every criterion has shapes, and every shape belongs to a criterion that guideline.ttl lists."""
    head = document.folder / "guideline.ttl"
    listed = {c.iri: c for c in document.criteria}
    tested = {shape.criterion for group in groups for shape in group.shapes}
    complete = len(groups) == len(document.groups)
    for criterion in document.criteria:
        if complete and criterion.iri not in tested and not _without_shapes(criterion):
            yield Problem(
                f"{short(criterion.iri)} has no shapes in any dated file.",
                place(head, criterion.iri),
                "Write its shapes, or make it a guide:Note.",
            )
    for group in groups:
        for shape in group.shapes:
            tested_one = listed.get(shape.criterion)
            if tested_one is None:
                close = nearest(str(shape.criterion), [str(c) for c in listed])
                yield Problem(
                    f"{short(shape.iri)} tests {short(shape.criterion)}, which guideline.ttl does not list.",
                    place(group.path, shape.iri),
                    "List the criterion in guideline.ttl.",
                    short(URIRef(close)) if close else "",
                )
            elif _without_shapes(tested_one):
                yield Problem(
                    f"{short(shape.iri)} tests {short(shape.criterion)}, which is a note or recommendation.",
                    place(group.path, shape.iri),
                    "Make it a guide:Criterion, or take the shape away.",
                )


def _without_shapes(criterion: Criterion) -> bool:
    return bool({GUIDE.Note, GUIDE.Recommendation} & criterion.types)


def check_shape_names(document: Document, group: Group) -> Iterator[Problem]:
    """Names of shapes, branches and citations follow document, folder, criterion and date."""
    folder = str(SHAPES[f"{document.name}/{group.name}/"])
    for shape in group.shapes:
        wanted = f"{shape.criterion}/{group.path.stem}{_SUFFIX[shape.role]}"
        if str(shape.iri) != wanted:
            yield Problem(
                f"{short(shape.iri)} is not named as its criterion, date and part.",
                place(group.path, shape.iri),
                f"Name it {short(URIRef(wanted))}.",
            )
        if not str(shape.criterion).startswith(folder):
            yield Problem(
                f"{short(shape.criterion)} is tested in the folder {group.name}.",
                place(group.path, shape.iri),
                "Put its shapes into the folder of its name.",
            )
        for atom in shape.atoms:
            if atom.iri != shape.iri and not str(atom.iri).startswith(
                f"{shape.criterion}/{group.path.stem}/"
            ):
                yield Problem(
                    f"The branch {short(atom.iri)} is not named after its criterion and date.",
                    place(group.path, atom.iri),
                    f"Begin its name with {short(shape.criterion)}/{group.path.stem}/.",
                )
        for citation in shape.citations:
            if not str(citation).startswith(f"{shape.criterion}/source"):
                yield Problem(
                    f"{short(shape.iri)} cites {short(citation)}.",
                    place(group.path, shape.iri),
                    f"Cite {short(shape.criterion)}/source (or source-…).",
                )


def check_figures(rule: Rule) -> Iterator[Problem]:
    """The messages of main and twin hold every constant of their tests, in digits."""
    for role in (Role.MAIN, Role.TWIN):
        shape = rule.shapes.get(role)
        for constant in _constants(shape) if shape else ():
            if not re.search(
                rf"(?<![\d.]){re.escape(constant)}(?![\d]|\.\d)", shape.message if shape else ""
            ):
                yield rule.problem(
                    f"the message does not say {constant}.", "Say the figure that is asked.", shape
                )


def _constants(shape: Shape) -> list[str]:
    """The numbers that a shape compares with, as a person writes them: 80.0 is 80."""
    found = {number(values[0]) for atom in shape.atoms for c, values in atom.tests if c in (*LOWER, *UPPER)}
    return [_plain(value) for value in sorted(found)]


def _plain(value: Decimal) -> str:
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def check_document_of_citations(document: Document, group: Group) -> Iterator[Problem]:
    """A citation in a dated file names the document that the file belongs to."""
    for citation in group.triples.subjects(RDF.type, GUIDE.Citation):
        cited = group.triples.iri(citation, GUIDE.document)
        if cited is not None and cited != document.iri:
            yield Problem(
                f"{short(citation)} cites {short(cited)}, not {short(document.iri)}.",
                place(group.path, citation),
                "A criterion states a clause of its own document; name the other source in guide:remark.",
            )
