"""The JSON-LD context of a case, generated from the grammar and the ontology.

It reads the normalised form: one key a property, terms as words, names absolute. Each mapping has a scoped
context of its own, because one key can mean different properties in different mappings.
`python -m reasoner.intake.schema --write` writes it to `ontology/case-context.jsonld`.
"""

from __future__ import annotations

from rdflib import XSD, URIRef

from reasoner.intake.grammar import Key, Part, Shape, walk
from reasoner.intake.terms import Lexicon
from reasoner.vocabulary import DOMAIN, GUIDE
from reasoner.vocabulary.namespaces import CODE

_SPACES = {"guide": str(GUIDE), "terms": str(DOMAIN), "codes": str(CODE), "xsd": str(XSD)}
"""Prefixes of the context. None may be a key of a case: a key would redefine it."""


def build_context(shape: Shape, lexicon: Lexicon) -> dict[str, object]:
    """The whole context document."""
    types = {s.type for s in _shapes(shape) if s.type is not None}
    head: dict[str, object] = {"@version": 1.1, "id": "@id", "type": "@type"}
    head |= _SPACES
    head |= {str(t).removeprefix(str(GUIDE)): _short(t) for t in sorted(types)}
    return {"@context": head | _terms(shape, lexicon)}


def _shapes(shape: Shape) -> list[Shape]:
    return [shape, *(key.node for key in walk(shape).values() if key.node is not None)]


def _terms(shape: Shape, lexicon: Lexicon) -> dict[str, object]:
    return {part.name: _definition(key, part, lexicon) for key in shape.keys.values() for part in key.parts}


def _definition(key: Key, part: Part, lexicon: Lexicon) -> dict[str, object]:
    found: dict[str, object] = {"@id": _short(part.path)}
    if key.most != 1:
        found["@container"] = "@set"
    if key.node is not None:
        return found | {"@type": "@id", "@context": _terms(key.node, lexicon)}
    if part.datatype is not None:
        return found if part.datatype == XSD.string else found | {"@type": _short(part.datatype)}
    if key.form == "reference" or key.kind is None:
        return found | {"@type": "@id"}
    return found | {"@type": "@vocab", "@context": _words(key, lexicon)}


def _words(key: Key, lexicon: Lexicon) -> dict[str, object]:
    if key.form == "code" and len(key.systems) == 1:
        return {"@vocab": f"{CODE}{key.systems[0]}/"}
    if key.kind is None:
        return {}
    return {word: _short(term) for word, term in lexicon.words(key.kind, key.allowed).items()}


def _short(iri: URIRef) -> str:
    for prefix, space in _SPACES.items():
        if iri.startswith(space):
            return f"{prefix}:{iri[len(space) :]}"
    return str(iri)
