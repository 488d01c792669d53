"""One text under several identities: a document that takes over the criteria of another under its own name.

Two issuers often publish one text. The second is a folder with a `guideline.ttl` that says `guide:sharesTextOf`; what it
says differently, it says itself (a criterion at the same place replaces the other's, `guide:without` leaves one out).
Everything else is the other's, with every name moved into the document's own namespace and every citation under its
own name and version, so that a reader of a report sees one document and an author keeps one text.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

from rdflib import RDF, BNode, Literal, URIRef
from rdflib.term import Node

from reasoner.knowledge.triples import Triple, Triples
from reasoner.vocabulary import GUIDE, SHAPES


def namespace(document: URIRef) -> str:
    """The namespace of a document: its IRI without the last step."""
    return str(document).rsplit("/", 1)[0] + "/"


def folder_name(document: URIRef) -> str:
    """The folder under shapes/ that describes a document."""
    return str(document).removeprefix(str(SHAPES)).split("/", 1)[0]


def dropped(own: Triples, document: URIRef, base: Triples, text_of: URIRef) -> frozenset[URIRef]:
    """The other's criteria that the document leaves out or replaces, by their names in the other's namespace."""
    mine, theirs = namespace(document), namespace(text_of)
    replaced = {
        URIRef(theirs + str(s)[len(mine) :])
        for s in own.subjects(GUIDE.partOf, document)
        if isinstance(s, URIRef)
    }
    held = {s for s in base.subjects(GUIDE.partOf, text_of) if isinstance(s, URIRef)}
    return frozenset((replaced & held) | set(own.iris(document, GUIDE.without)))


def moved(
    triples: Iterable[Triple], document: URIRef, text_of: URIRef, gone: frozenset[URIRef], version: str
) -> list[Triple]:
    """The other's triples without the criteria that are gone, under the names and the version of the document."""
    rename = _renamer(namespace(text_of), namespace(document))
    held = list(triples)
    lost = _lost(held, gone)
    cited = {s for s, p, o in held if p == RDF.type and o == GUIDE.Citation}
    return [
        (rename(s), p, Literal(version) if p == GUIDE.version and s in cited else rename(o))
        for s, p, o in held
        if s not in lost
    ]


def inherited_head(base: Triples, text_of: URIRef) -> list[Triple]:
    """Of the other's guideline.ttl what is taken over: criteria, their citations, and the rows that are only listed."""
    versions = set(base.subjects(RDF.type, GUIDE.GuidelineVersion))
    return [(s, p, o) for s, p, o in base if s not in versions and (s != text_of or p == GUIDE.covers)]


def _lost(held: list[Triple], gone: frozenset[URIRef]) -> set[Node]:
    """Everything that describes a criterion that is gone: what is named below it, and the lists that only it uses."""
    roots = tuple(f"{iri}/" for iri in gone)
    lost: set[Node] = {
        s for s, _, _ in held if isinstance(s, URIRef) and (s in gone or (roots and str(s).startswith(roots)))
    }
    if not lost:
        return lost
    below: dict[Node, list[Node]] = {}
    for s, _, o in held:
        if isinstance(o, BNode):
            below.setdefault(s, []).append(o)
    todo = list(lost)
    while todo:
        for child in below.get(todo.pop(), ()):
            if child not in lost:
                lost.add(child)
                todo.append(child)
    return lost


def _renamer(theirs: str, mine: str) -> Callable[[Node], Node]:
    cache: dict[Node, Node] = {}

    def rename(node: Node) -> Node:
        found = cache.get(node)
        if found is None:
            own = isinstance(node, URIRef) and str(node).startswith(theirs)
            found = cache[node] = URIRef(mine + str(node)[len(theirs) :]) if own else node
        return found

    return rename
