"""Namespaces of the project, and the short form of an IRI for people."""

from __future__ import annotations

from rdflib import Namespace, URIRef

BASE = "https://w3id.org/guideline-reasoner/"


class Terms(Namespace):
    """A namespace that makes each of its names once: a review asks for some of them thousands of times."""

    def __getattr__(self, name: str) -> URIRef:
        if name.startswith("__"):
            raise AttributeError(name)
        term = URIRef(str(self) + name)
        self.__dict__[name] = term  # from now on an ordinary attribute, which is not looked for here
        return term

    def __getitem__(self, name: str) -> URIRef:  # type: ignore[override]
        found = self.__dict__.get(name)
        return found if found is not None else self.__getattr__(name)


GUIDE = Terms(BASE + "guide#")
DOMAIN = Terms(BASE + "pain#")
FACT = Terms(BASE + "fact#")
CODE = Terms(BASE + "code/")
SHAPES = Terms(BASE + "shapes/")
CASE = Terms(BASE + "case/")

PREFIXES: dict[str, str] = {
    "guide": str(GUIDE),
    "pain": str(DOMAIN),
    "fact": str(FACT),
    "code": str(CODE),
    "shapes": str(SHAPES),
    "case": str(CASE),
    "sh": "http://www.w3.org/ns/shacl#",
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "owl": "http://www.w3.org/2002/07/owl#",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "dct": "http://purl.org/dc/terms/",
    "prov": "http://www.w3.org/ns/prov#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}


def curie(iri: str) -> str:
    """The shortest prefixed form of an IRI, or the IRI itself where no prefix of the project fits."""
    best = max(
        ((prefix, space) for prefix, space in PREFIXES.items() if str(iri).startswith(space)),
        key=lambda pair: len(pair[1]),
        default=None,
    )
    return f"{best[0]}:{str(iri)[len(best[1]) :]}" if best else str(iri)
