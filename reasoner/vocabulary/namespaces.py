"""Namespaces of the project, and the short form of an IRI for people."""

from __future__ import annotations

from rdflib import Namespace

BASE = "https://w3id.org/guideline-reasoner/"
GUIDE = Namespace(BASE + "guide#")
DOMAIN = Namespace(BASE + "pain#")
FACT = Namespace(BASE + "fact#")
CODE = Namespace(BASE + "code/")
SHAPES = Namespace(BASE + "shapes/")
CASE = Namespace(BASE + "case/")

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
