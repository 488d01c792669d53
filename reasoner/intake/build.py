"""From the tree of a document to the nodes of a case: every key and every word is looked up, or refused.

All problems of a document are collected, so that its author sees them at once.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from rdflib import URIRef
from rdflib.term import Node

from reasoner.errors import InputError, Place, Problem
from reasoner.intake import forms, grammar
from reasoner.intake.entries import CONTEXT, Entry, Value
from reasoner.intake.grammar import Key, Shape
from reasoner.intake.terms import Lexicon
from reasoner.intake.tree import Mapping, Scalar, Sequence, Tree, name_of
from reasoner.intake.values import READERS, Found, Refusal, clip
from reasoner.nearest import nearest
from reasoner.vocabulary import CASE

PROBLEM_LIMIT = 100
MOST_KEPT_TEXT = 64  # longer ones are words of a record, which do not come again
NOTHING_KNOWN = "No procedure we know is named here."

_IDENTIFIER = re.compile(forms.IDENTIFIER_PATTERN)
TEXT_ONLY = frozenset({"text", "choice", "reference", "key-path"})
"""Forms that take no number: one that is meant is put in quotes."""


@dataclass(slots=True)
class Builder:
    """Builds the nodes of one document and collects what is wrong with it."""

    shape: Shape
    lexicon: Lexicon
    base: str = ""
    problems: list[Problem] = field(default_factory=list)
    named: dict[URIRef, Entry] = field(default_factory=dict)
    references: list[tuple[Key, URIRef, Scalar]] = field(default_factory=list)
    fitting: dict[URIRef | None, frozenset[str]] = field(default_factory=dict)

    def build(self, tree: Tree) -> Entry | None:
        """The node of the case with all nodes below it; None where the document is no case at all."""
        if not isinstance(tree, Mapping) or not any(k in self.shape.keys for k in tree.entries):
            keys = _some(self.shape.keys)
            what = f"This is no case document, but {name_of(tree)}: keys such as {keys} are expected."
            self.report(what, tree.place, NOTHING_KNOWN)
            return None
        self._context(tree)
        self.base = str(CASE[self._identifier(tree)])
        entry = self._entry(self.shape, tree, URIRef(self.base), "#")
        for key, target, scalar in self.references:
            self._reference(key, target, scalar)
        return entry

    def report(self, what: str, place: Place, remedy: str = "", near: str = "") -> None:
        """Note a problem and go on, unless there are too many to be read."""
        if len(self.problems) >= PROBLEM_LIMIT:
            self.problems.append(
                Problem("There are more problems than are shown.", place, "Mend these first.")
            )
            raise InputError(*self.problems)
        self.problems.append(Problem(what, place, remedy, near))

    def _context(self, tree: Mapping) -> None:
        found = tree.entries.pop("@context", None)
        if found is not None and not (isinstance(found[1], Scalar) and found[1].text == CONTEXT):
            value = found[1]
            told = (
                f"The context '{clip(value.text)}'"
                if isinstance(value, Scalar)
                else f"A context that is {name_of(value)}"
            )
            self.report(
                f"{told} is not read: contexts are never fetched.",
                value.place,
                f"Write {CONTEXT} or leave '@context' out.",
            )

    def _identifier(self, tree: Mapping) -> str:
        key = next((k for k in self.shape.keys.values() if k.form == "identifier"), None)
        value = tree.entries[key.key][1] if key is not None and key.key in tree.entries else None
        good = isinstance(value, Scalar) and _IDENTIFIER.fullmatch(value.text)
        return value.text if good and isinstance(value, Scalar) else "unnamed"

    def _entry(self, shape: Shape, tree: Mapping, iri: URIRef, path: str) -> Entry:
        entry = Entry(iri, shape, tree.place)
        self.named[iri] = entry
        names, used = shape.names, dict[str, str]()
        for name, (scalar, value) in tree.entries.items():
            key = names.get(name)
            if key is not None and key.key in used:
                self.report(
                    f"'{used[key.key]}' and '{name}' are two words for one key of the {shape.label}.",
                    scalar.place,
                    "Keep one.",
                )
            elif key is not None:
                used[key.key] = name
                self._key(entry, key, value, path)
            elif name != shape.id_key:
                known = [*names, *([shape.id_key] if shape.id_key else [])]
                self.report(
                    f"Unknown key '{clip(name)}' in the {shape.label}.",
                    scalar.place,
                    f"Known here: {', '.join(known)}.",
                    nearest(name, known),
                )
        self._complete(shape, tree)
        return entry

    def _complete(self, shape: Shape, tree: Mapping) -> None:
        for key in shape.keys.values():
            if key.least and not any(name in tree.entries for name in key.names):
                self.report(f"The {shape.label} has no '{key.key}'.", tree.place, key.description)
        for group in shape.exactly_one:
            if sum(name in tree.entries for name in group) != 1:
                names = " and ".join(f"'{n}'" for n in group)
                self.report(f"The {shape.label} must have exactly one of {names}.", tree.place)
        for group in shape.at_least_one:
            if not any(name in tree.entries for name in group):
                names = " or ".join(f"'{n}'" for n in group)
                self.report(f"The {shape.label} must have {names}.", tree.place)

    def _key(self, entry: Entry, key: Key, tree: Tree, path: str) -> None:
        if key.most == 1:
            if isinstance(tree, Sequence):
                self.report(f"'{key.key}' takes one value, not a list.", tree.place, key.description)
            else:
                self._value(entry, key, tree, f"{path}/{key.key}", set())
            return
        seen: set[Node] = set()
        if isinstance(tree, Sequence):
            if key.least and not tree.items:
                self.report(f"'{key.key}' is an empty list.", tree.place, key.description)
            for index, item in enumerate(tree.items):
                self._value(entry, key, item, f"{path}/{key.key}/{index}", seen)
        elif key.node is not None:
            self.report(
                f"'{key.key}' takes a list, not {name_of(tree)}.", tree.place, "Put '- ' before each entry."
            )
        else:
            self._value(entry, key, tree, f"{path}/{key.key}/0", seen)

    def _value(self, entry: Entry, key: Key, tree: Tree, path: str, seen: set[Node]) -> None:
        if key.node is not None:
            if not isinstance(tree, Mapping):
                self.report(
                    f"A {key.node.label} is a mapping with keys, not {name_of(tree)}.",
                    tree.place,
                    f"Its keys are {', '.join(key.node.keys)}.",
                )
                return
            child = self._entry(key.node, tree, self._name(key.node, tree, path), path)
            entry.values.append(Value(key.parts[0], child, str(child.iri), tree.place))
            return
        scalar = self._scalar(key, tree)
        if scalar is None:
            return
        try:
            found = self._read(key, scalar)
        except Refusal as refusal:
            self.report(refusal.what, scalar.place, refusal.remedy, refusal.near)
            return
        for value in found:
            if key.most != 1 and value.object in seen:
                self.report(
                    f"'{clip(scalar.text)}' stands twice under '{key.key}'.", scalar.place, "Keep one."
                )
                return
            if not isinstance(value.object, Entry):
                seen.add(value.object)
            entry.values.append(value)

    def _scalar(self, key: Key, tree: Tree) -> Scalar | None:
        if not isinstance(tree, Scalar):
            self.report(
                f"'{key.key}' takes a single value, not {name_of(tree)}.", tree.place, key.description
            )
        elif tree.kind == "null" or not tree.text.strip():
            self.report(f"'{key.key}' is empty.", tree.place, "Leave the key out if nothing is told.")
        elif tree.kind == "boolean":
            self.report(f"'{key.key}' takes text, not true or false.", tree.place, key.description)
        elif tree.kind == "number" and key.form in TEXT_ONLY:
            quote = (
                f'If it is meant, put it in quotes: "{clip(tree.text)}".'
                if key.form == "text"
                else key.description
            )
            self.report(
                f"'{key.key}' takes text, and the number {clip(tree.text)} stands here.", tree.place, quote
            )
        else:
            return tree
        return None

    def _read(self, key: Key, scalar: Scalar) -> list[Value]:
        if key.form == "reference":
            target = self._target(scalar.text)
            self.references.append((key, target, scalar))
            return [Value(key.parts[0], target, str(target), scalar.place)]
        place = scalar.place
        found = meaning(self.shape, self.lexicon, key, scalar.text)
        return [Value(part, obj, text, place) for part, obj, text in found]

    def _target(self, text: str) -> URIRef:
        """The IRI that a name in this document means."""
        name = text.removeprefix(self.base) if text.startswith(self.base + "#") else text
        if "://" in name or name.startswith("urn:"):
            raise Refusal(
                f"'{clip(text)}' lies outside this case ({self.base}).", 'Names are written as "#name".'
            )
        if not name.startswith("#") or not _IDENTIFIER.fullmatch(name[1:]):
            raise Refusal(f"'{clip(text)}' is no name of a node.", 'Names are written as "#name", in quotes.')
        return URIRef(self.base + name)

    def _name(self, shape: Shape, tree: Mapping, path: str) -> URIRef:
        made = URIRef(f"{self.base}{path}")
        found = tree.entries.get(shape.id_key) if shape.id_key else None
        if found is None:
            return made
        value = found[1]
        if not isinstance(value, Scalar) or value.kind != "text" or not value.text:
            self.report(
                f"'{shape.id_key}' takes a name.", value.place, 'Names are written as "#name", in quotes.'
            )
            return made
        try:
            iri = self._target(value.text)
        except Refusal as refusal:
            self.report(refusal.what, value.place, refusal.remedy)
            return made
        if iri in self.named:
            self.report(
                f"The name '{value.text}' stands twice.", value.place, "Give each node a name of its own."
            )
            return made
        return iri

    def _reference(self, key: Key, target: URIRef, scalar: Scalar) -> None:
        fitting = self._fitting(key.kind)
        name = str(target)[len(self.base) :]
        if name in fitting:
            return
        kind = self.lexicon.vocabulary.label(key.kind) if key.kind else "node"
        what = (
            f"'{name}' is no {kind} here."
            if target in self.named
            else f"'{name}' names nothing in this document."
        )
        self.report(what, scalar.place, key.description, nearest(name, (n for n in fitting if "/" not in n)))

    def _fitting(self, kind: URIRef | None) -> frozenset[str]:
        """The names of the nodes that a reference to a kind may mean."""
        if kind not in self.fitting:
            ancestors = self.lexicon.vocabulary.ancestors
            self.fitting[kind] = frozenset(
                str(iri)[len(self.base) :]
                for iri, entry in self.named.items()
                if entry.shape.id_key and entry.shape.type is not None and kind in ancestors(entry.shape.type)
            )
        return self.fitting[kind]


def meaning(shape: Shape, lexicon: Lexicon, key: Key, text: str) -> Found:
    """What a text means under a key of a grammar. Raises Refusal where it is not understood.

    What was understood once is kept, as words come again in every case.
    """
    known = lexicon.meanings.get((id(key), text))
    if known is None:
        if key.form == "key-path":
            _known_path(shape, text)
        known = READERS[key.form](key, text, lexicon)
        if len(text) <= MOST_KEPT_TEXT:
            lexicon.keep((id(key), text), known)
    return known


def _known_path(shape: Shape, text: str) -> None:
    known = {"/".join(path) for path in grammar.walk(shape)}
    if text not in known:
        raise Refusal(f"'{clip(text)}' is no key of a case document.", near=nearest(text, known))


def _some(names: Iterable[str]) -> str:
    return ", ".join(list(names)[:4])
