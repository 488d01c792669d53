"""JSON documents, straight to the values of their nodes."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from rdflib import Literal, URIRef

from reasoner.errors import InputError
from reasoner.intake.build import meaning
from reasoner.intake.direct.forms import NAME, Field, Form, Irregular, form_of, iri, keep
from reasoner.intake.entries import CONTEXT
from reasoner.intake.grammar import Shape
from reasoner.intake.json_reader import load_json
from reasoner.intake.node_values import NodeValues, typed
from reasoner.intake.stream import Item
from reasoner.intake.terms import Lexicon
from reasoner.intake.tree import Lexical
from reasoner.intake.values import Refusal
from reasoner.vocabulary import CASE

# A half of a pair of surrogates is no character; whether it stands alone is for the other reader to see.
_SURROGATE = re.compile(rb"\\u[dD][89a-fA-F]")


class DocumentReader:
    """Reads one JSON document after another."""

    def __init__(self, lexicon: Lexicon, grammar: Shape) -> None:
        self.lexicon, self.grammar = lexicon, grammar
        self.form = form_of(grammar)
        self.id_key = next(k.key for k in grammar.keys.values() if k.form == "identifier")

    def node(self, item: Item) -> NodeValues:
        """The node of the case. Raises Irregular."""
        if b"\\" in item.raw and _SURROGATE.search(item.raw):
            raise Irregular
        try:
            data = load_json(item.raw, item.source, item.row)
        except InputError:
            raise Irregular from None
        if type(data) is not dict or data.pop("@context", CONTEXT) != CONTEXT:
            raise Irregular
        identifier = data.get(self.id_key)
        if type(identifier) is not str or not NAME.fullmatch("#" + identifier):
            raise Irregular
        return _Reading(self, str(CASE) + identifier).case(data)

    def meaning(self, field: Field, text: str) -> tuple[tuple[str, Any], ...]:
        """The values of a text under a key, each with its property. Raises Irregular."""
        try:
            found = meaning(self.grammar, self.lexicon, field.key, text)
        except Refusal:
            raise Irregular from None
        names = {p.part: p.name for p in field.properties}
        told = tuple(
            (names[part], typed(part, str(obj)) if isinstance(obj, Literal) else obj)
            for part, obj, _ in found
        )
        keep(field.meanings, text, told)
        return told


class _Reading:
    """The reading of one document."""

    def __init__(self, reader: DocumentReader, base: str) -> None:
        self.reader, self.base = reader, base
        self.named: dict[str, Form] = {}
        self.iris: dict[str, URIRef] = {}
        self.references: list[tuple[Field, str]] = []

    def case(self, data: Mapping[str, Any]) -> NodeValues:
        """The node of the case."""
        node = NodeValues("", iri(self.base))
        self._fill(self.reader.form, data, node, "#")
        vocabulary = self.reader.lexicon.vocabulary
        for field, name in self.references:
            target = self.named.get(name)
            if target is None or not target.referable or not target.is_a(field.key.kind, vocabulary):
                raise Irregular
        return node

    def _fill(self, form: Form, data: Mapping[str, Any], node: NodeValues, path: str) -> None:
        for name, value in data.items():
            field = form.fields.get(name)
            if field is None:
                if name != form.shape.id_key:
                    raise Irregular
            elif field.child is not None:
                self._nodes(field, field.child, value, node, path)
            elif type(value) is not list:
                self._value(field, value, node.of)
            elif field.single or (not value and field.key.least):
                raise Irregular
            else:
                for each in value:
                    self._value(field, each, node.of)
        _complete(form, data)

    def _nodes(self, field: Field, form: Form, value: Any, node: NodeValues, path: str) -> None:
        key = field.key
        below = f"{path}/{key.key}"
        if field.single:
            children = [self._node(form, value, below)]
        elif type(value) is not list or (not value and key.least):
            raise Irregular
        else:
            children = [self._node(form, each, f"{below}/{n}") for n, each in enumerate(value)]
        if children:
            node.of[field.properties[0].name] = children

    def _node(self, form: Form, data: Any, path: str) -> NodeValues:
        if type(data) is not dict:
            raise Irregular
        name = data.get(form.shape.id_key, path) if form.referable else path
        if name is not path and (type(name) is not str or not NAME.fullmatch(name)):
            raise Irregular
        if name in self.named:
            raise Irregular
        self.named[name] = form
        node = NodeValues(name, self._iri(name))
        self._fill(form, data, node, path)
        return node

    def _iri(self, name: str) -> URIRef:
        found = self.iris.get(name)
        if found is None:
            found = self.iris[name] = iri(self.base + name)
        return found

    def _value(self, field: Field, value: Any, of: dict[str, list[Any]]) -> None:
        if type(value) is not str:
            if type(value) is not Lexical or field.text_only:
                raise Irregular
            value = value.text
        told = field.meanings.get(value)
        if told is None:
            if not value or value.isspace():
                raise Irregular
            told = self._reference(field, value) if field.reference else self.reader.meaning(field, value)
        for name, meant in told:
            held = of.get(name)
            if held is None:
                of[name] = [meant]
            elif field.single or meant in held:
                raise Irregular
            else:
                held.append(meant)

    def _reference(self, field: Field, text: str) -> tuple[tuple[str, Any], ...]:
        if not NAME.fullmatch(text):
            raise Irregular
        self.references.append((field, text))
        return ((field.properties[0].name, self._iri(text)),)


def _complete(form: Form, data: Mapping[str, Any]) -> None:
    """Raise Irregular where something is missing, or two words stand for one key."""
    for names in form.required:
        if names[0] not in data and not any(name in data for name in names):
            raise Irregular
    for words in form.aliased:
        if len(words & data.keys()) > 1:
            raise Irregular
    for group in form.shape.exactly_one:
        if sum(name in data for name in group) != 1:
            raise Irregular
    for group in form.shape.at_least_one:
        if not any(name in data for name in group):
            raise Irregular
