"""Graphs in N-Quads, straight to the values of their nodes.

Read here: lines of a subject, a property, an IRI or a literal, and the graph, with one space between. Blank nodes,
language tags, comments and doubled lines are left to the other reader.
"""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from typing import Any

import pyoxigraph as ox
from rdflib import RDF, XSD, Literal, URIRef

from reasoner.intake.direct.forms import NAME, Form, Irregular, Property, form_of, iri, keep
from reasoner.intake.grammar import Shape
from reasoner.intake.node_values import NodeValues, typed
from reasoner.intake.stream import Item
from reasoner.intake.terms import Lexicon
from reasoner.intake.turtle_reader import MOST_TRIPLES
from reasoner.intake.turtle_values import read_literal, read_term
from reasoner.intake.values import Refusal, literal
from reasoner.vocabulary import CASE

_LITERAL = re.compile(r'"((?:[^"\\\n\r]|\\.)*)"(?:\^\^<([^<>]*)>)?')
_FRAGMENT = re.compile(r"#[\w./-]{1,256}>")
_TYPE = f"<{RDF.type}>"

# Of a subject its properties, of each the objects, all as they are written.
Told = dict[str, dict[str, list[str]]]


class GraphReader:
    """Reads one graph after another."""

    def __init__(self, lexicon: Lexicon, grammar: Shape) -> None:
        self.lexicon = lexicon
        self.form = form_of(grammar)

    def node(self, item: Item) -> NodeValues:
        """The node of the case. Raises Irregular."""
        base = item.name
        if not base.startswith(str(CASE)) or not NAME.fullmatch("#" + base[len(str(CASE)) :]):
            raise Irregular
        try:
            text = item.raw.decode()
        except UnicodeDecodeError:
            raise Irregular from None
        return _Reading(self, base, _told(text, f" <{base}> .")).case()

    def meaning(self, property_: Property, told: str) -> Any:
        """The value of a literal or of a term of the vocabulary. Raises Irregular."""
        key, part = property_.field.key, property_.part
        try:
            if part.datatype is None:
                if told[:1] != "<" or told[-1:] != ">":
                    raise Irregular
                found: Any = iri(told[1:-1])
                read_term(key, part.path, found, self.lexicon)
            else:
                found = typed(part, str(read_literal(key, part, _literal(told, part.datatype))))
        except Refusal:
            raise Irregular from None
        keep(property_.meanings, told, found)
        return found


def _literal(told: str, wanted: URIRef) -> Literal:
    """A literal of the datatype that is wanted."""
    match = _LITERAL.fullmatch(told)
    if match is None or (match[2] or str(XSD.string)) != str(wanted):
        raise Irregular
    text = match[1]
    if "\\" in text:
        try:
            quads = list(ox.parse(f"<a:a> <a:a> {told} .", format=ox.RdfFormat.N_TRIPLES))
        except SyntaxError:
            raise Irregular from None
        if len(quads) != 1 or not isinstance(quads[0].object, ox.Literal):
            raise Irregular
        text = quads[0].object.value
    return literal(text, wanted)


def _told(text: str, ending: str) -> Told:
    """What is told of each subject. Only where a term ends is looked at here: each is met, or refused, on the walk."""
    lines = text.split("\n")
    if len(lines) > MOST_TRIPLES:
        raise Irregular
    found: Told = {}
    cut = -len(ending)
    for line in lines:
        if not line.endswith(ending):
            raise Irregular
        subject, _, rest = line[:cut].partition(" ")
        path, _, told = rest.partition(" ")
        of = found.get(subject)
        if of is None:
            of = found[subject] = {}
        held = of.get(path)
        if held is None:
            of[path] = [told]
        elif told in held:
            raise Irregular
        else:
            held.append(told)
    return found


class _Reading:
    """The reading of one graph: a walk from the case along the grammar, on which every subject is met once."""

    def __init__(self, reader: GraphReader, base: str, about: Told) -> None:
        self.reader, self.base, self.about = reader, base, about
        self.begins = f"<{base}#"
        self.met: dict[str, Form] = {}
        self.iris: dict[str, URIRef] = {}
        self.references: list[tuple[Property, str]] = []

    def case(self) -> NodeValues:
        """The node of the case."""
        node = self._node(self.reader.form, f"<{self.base}>")
        if len(self.met) != len(self.about):
            raise Irregular
        # The name of the node says who the case is; the value may be left out, and may not differ.
        identifier = [self.base.removeprefix(str(CASE))]
        if node.of.setdefault("identifier", identifier) != identifier:
            raise Irregular
        vocabulary = self.reader.lexicon.vocabulary
        for property_, subject in self.references:
            target = self.met.get(subject)
            if target is None or not target.is_a(property_.field.key.kind, vocabulary):
                raise Irregular
        return node

    def _node(self, form: Form, subject: str) -> NodeValues:
        told = self.about.get(subject)
        if told is None or subject in self.met:
            raise Irregular
        self.met[subject] = form
        if told.pop(_TYPE, None) != form.types:
            raise Irregular
        node = NodeValues(subject[1:-1], self._iri(subject))
        of, bounded, present = node.of, False, set()
        for path, objects in told.items():
            property_ = form.by_path.get(path)
            if property_ is None:
                raise Irregular
            field = property_.field
            if field.single and len(objects) > 1:
                raise Irregular
            present.add(field.key.key)
            if field.child is not None:
                child = field.child
                of[property_.name] = [self._node(child, self._named(o)) for o in objects]
            elif field.reference:
                of[property_.name] = [self._reference(property_, o) for o in objects]
            else:
                bounded = bounded or property_.part.bound != ""
                meanings = property_.meanings
                of[property_.name] = [
                    meanings[o] if o in meanings else self.reader.meaning(property_, o) for o in objects
                ]
        _complete(form, present)
        if bounded:
            _complete_bounds(form, of)
        return node

    def _named(self, told: str) -> str:
        """The term of a node of this case."""
        if not told.startswith(self.begins) or not _FRAGMENT.fullmatch(told, len(self.begins) - 1):
            raise Irregular
        return told

    def _reference(self, property_: Property, told: str) -> URIRef:
        self.references.append((property_, self._named(told)))
        return self._iri(told)

    def _iri(self, told: str) -> URIRef:
        found = self.iris.get(told)
        if found is None:
            found = self.iris[told] = iri(told[1:-1])
        return found


def _complete(form: Form, present: set[str]) -> None:
    """Raise Irregular where a key is missing."""
    for names in form.required:
        if names[0] not in present and form.fields[names[0]].key.form != "identifier":
            raise Irregular
    for group in form.shape.exactly_one:
        if len(present.intersection(group)) != 1:
            raise Irregular
    for group in form.shape.at_least_one:
        if not present.intersection(group):
            raise Irregular


def _complete_bounds(form: Form, of: dict[str, list[Any]]) -> None:
    """Add the bounds of an exact day; raise Irregular where bounds disagree."""
    for properties in form.bounded:
        exact, low, high = (None if p is None else of.get(p.name) for p in properties)
        if exact is not None:
            for property_ in properties[1:]:
                if property_ is not None and of.setdefault(property_.name, exact) != exact:
                    raise Irregular
        elif low is not None and high is not None and isinstance(low[0], date | Decimal) and low[0] > high[0]:
            raise Irregular
