"""Reading the folder of a guideline document, and joining it with the text that it shares."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from rdflib import RDF, URIRef

from reasoner.errors import KnowledgeError, Place, Problem
from reasoner.knowledge.documents import Document, Group, Parts, Profile
from reasoner.knowledge.entries import first_day
from reasoner.knowledge.shared_text import dropped, folder_name, inherited_head, moved
from reasoner.knowledge.triples import Triple, Triples, read_turtle
from reasoner.vocabulary import GUIDE


def read_document(folder: Path) -> Document:
    """Read one guideline folder; its dated files are read when they are asked for.

    Raises KnowledgeError where it is no guideline folder, or shares the text of a document that is not beside it.
    """
    head_path = folder / "guideline.ttl"
    head = Triples(read_turtle(head_path))
    subjects = head.subjects(RDF.type, GUIDE.Guideline)
    if len(subjects) != 1 or not isinstance(subjects[0], URIRef):
        raise KnowledgeError(
            Problem("A guideline.ttl must describe exactly one guide:Guideline.", Place(str(head_path)))
        )
    profile = Profile.of(head, subjects[0])
    parts = _parts(folder, profile, head)
    return Document(profile, folder, lambda: parts)


def described(folder: Path, profile: Profile) -> Document:
    """A document of which the profile is known: nothing of its folder is read before it is asked for."""
    return Document(profile, folder, lambda: read_document(folder).parts)


def _parts(folder: Path, profile: Profile, head: Triples) -> Parts:
    groups = tuple(
        Group(path.parent.name, first_day(path.stem, path), path, profile.iri)
        for path in sorted(folder.glob("*/*.ttl"))
    )
    alone = Parts(head, groups)
    if profile.shares_text_of is None:
        return alone
    return _with_shared_text(Document(profile, folder, lambda: alone), profile.shares_text_of)


def _with_shared_text(own: Document, other: URIRef) -> Parts:
    """The document with all that it takes over, in force from its own first day."""
    folder = own.folder.parent / folder_name(other)
    if folder == own.folder or not (folder / "guideline.ttl").is_file():
        raise KnowledgeError(
            Problem(
                f"{own.name} shares the text of {other}, which is not held.",
                Place(str(own.folder / "guideline.ttl")),
                "Name a document of a folder beside it.",
            )
        )
    base = read_document(folder)
    if base.shares_text_of is not None:
        raise KnowledgeError(
            Problem(
                f"{own.name} shares the text of {base.name}, which itself shares another's.",
                Place(str(own.folder / "guideline.ttl")),
                "Name the document that holds the text.",
            )
        )
    gone = dropped(own.head, own.iri, base.head, other)
    newest = own.versions[-1].number if own.versions else ""
    first = own.versions[0].effective_from if own.versions else date.min

    def move(triples: list[Triple]) -> list[Triple]:
        return moved(triples, own.iri, other, gone, newest)

    def read_moved(path: Path) -> list[Triple]:
        return move(read_turtle(path))

    taken = move(inherited_head(base.head, other))
    groups = tuple(
        Group(f"{group.name} of {base.name}", first, group.path, own.iri, read_moved)
        for group in base.groups_in_force(date.max)
    )
    return Parts(Triples([*own.head, *taken]), (*groups, *own.groups), own)
