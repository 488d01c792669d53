"""The grammar of a case document, made ready: what a mapping or a node may have, by name and by property."""

from __future__ import annotations

import re
from dataclasses import dataclass
from dataclasses import field as made_by
from typing import Any

from rdflib import URIRef

from reasoner.intake.build import MOST_KEPT_TEXT, TEXT_ONLY
from reasoner.intake.grammar import Key, Part, Shape
from reasoner.intake.node_values import property_name
from reasoner.knowledge.vocabulary import Vocabulary

# Meanings that are kept of one key before all are forgotten.
MOST_MEANINGS = 20_000

NAME = re.compile(r"#[A-Za-z0-9][A-Za-z0-9._-]{0,127}")


class Irregular(Exception):  # noqa: N818 - it never leaves this folder
    """Something that only the reader which words problems should read."""


@dataclass(slots=True, eq=False)
class Property:
    """One property of the graph."""

    part: Part
    field: Field
    name: str
    meanings: dict[str, Any] = made_by(default_factory=dict)


@dataclass(slots=True, eq=False)
class Field:
    """One key of a mapping, with its parts as properties. `meanings`: what was understood, text by text."""

    key: Key
    child: Form | None
    single: bool
    text_only: bool
    reference: bool
    properties: tuple[Property, ...] = ()
    meanings: dict[str, tuple[tuple[str, Any], ...]] = made_by(default_factory=dict)


@dataclass(slots=True, eq=False)
class Form:
    """One kind of mapping. `required`: of the words of each key one must stand; `aliased`: of these words at most one.

    `by_path` and `types` are written as in N-Quads; `bounded` holds exact, low and high of each key that has bounds.
    """

    shape: Shape
    fields: dict[str, Field]
    by_path: dict[str, Property]
    required: tuple[tuple[str, ...], ...]
    aliased: tuple[frozenset[str], ...]
    bounded: tuple[tuple[Property | None, Property | None, Property | None], ...]
    referable: bool
    types: list[str] | None
    _of_kind: dict[URIRef | None, bool] = made_by(default_factory=dict)

    def is_a(self, kind: URIRef | None, vocabulary: Vocabulary) -> bool:
        """Whether a node of this form may be named where a kind of node is asked for."""
        found = self._of_kind.get(kind)
        if found is None:
            type_ = self.shape.type
            found = self._of_kind[kind] = type_ is not None and kind in vocabulary.ancestors(type_)
        return found


def form_of(shape: Shape) -> Form:
    """The form of a shape of the grammar, with those below it."""
    fields = {}
    by_path = {}
    for key in shape.keys.values():
        child = None if key.node is None else form_of(key.node)
        made = Field(key, child, key.most == 1, key.form in TEXT_ONLY, key.form == "reference")
        made.properties = tuple(Property(part, made, property_name(part.path)) for part in key.parts)
        fields.update(dict.fromkeys(key.names, made))
        by_path.update({f"<{p.part.path}>": p for p in made.properties})
    return Form(
        shape=shape,
        fields=fields,
        by_path=by_path,
        required=tuple(key.names for key in shape.keys.values() if key.least),
        aliased=tuple(frozenset(key.names) for key in shape.keys.values() if key.aliases),
        bounded=tuple(
            (ends.get("exact"), ends.get("low"), ends.get("high"))
            for made in dict.fromkeys(fields.values())
            if "" not in (ends := {p.part.bound: p for p in made.properties})
        ),
        referable=bool(shape.id_key),
        types=None if shape.type is None else [f"<{shape.type}>"],
    )


def iri(text: str) -> URIRef:
    """An IRI whose text is known to be one: rdflib would look at every letter of it again."""
    return str.__new__(URIRef, text)


def keep(meanings: dict[str, Any], text: str, meaning: Any) -> None:
    """Keep what a text means. When there are too many, all are forgotten."""
    if len(text) <= MOST_KEPT_TEXT:
        if len(meanings) >= MOST_MEANINGS:
            meanings.clear()
        meanings[text] = meaning
