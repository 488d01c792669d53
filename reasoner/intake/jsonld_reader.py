"""A case in the normalised JSON-LD form. The shipped context reads it; no other one is looked at, and none is fetched."""

from __future__ import annotations

import json
from typing import Any

from rdflib import Graph

from reasoner.errors import InputError, Place, Problem
from reasoner.intake.context import build_context
from reasoner.intake.entries import CONTEXT
from reasoner.intake.grammar import Shape
from reasoner.intake.json_reader import load_json
from reasoner.intake.terms import Lexicon
from reasoner.intake.tree import DEPTH_LIMIT, Lexical
from reasoner.knowledge.triples import Triples


def read_jsonld(raw: bytes, name: str, lexicon: Lexicon, shape: Shape) -> Triples:
    """The triples of a document. Raises InputError where it is no JSON, or names another context than the shipped one."""
    data = load_json(raw, name, 1)
    place = Place(name, 1)
    if not isinstance(data, dict):
        raise InputError(Problem("This is no JSON-LD document of a case.", place, "Write one mapping."))
    told = data.pop("@context", None)
    if told != CONTEXT:
        raise InputError(
            Problem(
                "The document names no context, or another than that of a case: contexts are never fetched.",
                place,
                f'Write "@context": "{CONTEXT}".',
            )
        )
    _refuse_keywords(data, place, 1)
    whole = build_context(shape, lexicon) | _plain(data)
    graph = Graph(bind_namespaces="none")
    try:
        graph.parse(data=json.dumps(whole), format="json-ld")
    except Exception as error:  # rdflib's reader raises whatever it meets
        raise InputError(Problem(f"This is no JSON-LD: {error}.", place, "Mend the document.")) from None
    return Triples(graph)


def _refuse_keywords(data: Any, place: Place, depth: int) -> None:
    """Words of JSON-LD itself could change what the keys mean; the normalised form has none."""
    if depth > DEPTH_LIMIT:
        raise InputError(
            Problem(f"Values are nested deeper than {DEPTH_LIMIT}.", place, "No case needs that.")
        )
    if isinstance(data, dict):
        for key, value in data.items():
            if key.startswith("@"):
                what = f"The word '{key[:40]}' of JSON-LD is not read inside a case."
                raise InputError(Problem(what, place, "Write the normalised form."))
            _refuse_keywords(value, place, depth + 1)
    elif isinstance(data, list):
        for value in data:
            _refuse_keywords(value, place, depth + 1)


def _plain(data: Any) -> Any:
    """Values as JSON has them; a number keeps its form as text, which the context types."""
    if isinstance(data, dict):
        return {key: _plain(value) for key, value in data.items()}
    if isinstance(data, list):
        return [_plain(value) for value in data]
    return data.text if isinstance(data, Lexical) else data
