"""A case in Turtle: the graph is walked along the grammar into the same nodes that a YAML case gives.

Everything in the file must be met on that walk: a triple that the grammar does not know is refused, not
carried along. Blank nodes are named from their place, siblings in the order of their content.
"""

from __future__ import annotations

import re

from rdflib import OWL, RDF, BNode, Literal, URIRef
from rdflib.term import Node

from reasoner.errors import InputError, KnowledgeError, Place, Problem
from reasoner.intake import forms
from reasoner.intake.build import NOTHING_KNOWN, PROBLEM_LIMIT
from reasoner.intake.entries import Entry, Value
from reasoner.intake.grammar import Key, Part, Shape
from reasoner.intake.terms import Lexicon
from reasoner.intake.turtle_values import Locator, read_literal, read_term
from reasoner.intake.values import Refusal, clip
from reasoner.knowledge.triples import Triples, parse_turtle
from reasoner.nearest import nearest
from reasoner.vocabulary import CASE, GUIDE, curie

_IDENTIFIER = re.compile(forms.IDENTIFIER_PATTERN)
_FRAGMENT = re.compile(r"[\w./-]{1,256}")
_DEPTH = 8
MOST_TRIPLES = 20_000


def read_turtle_case(text: str, name: str, lexicon: Lexicon, shape: Shape) -> tuple[Entry, list[Problem]]:
    """The node of the case, and what is wrong with it.

    Raises InputError where the file is not Turtle or holds no case at all.
    """
    return walk_case(_parse(text, name), text, name, lexicon, shape)


def walk_case(
    triples: Triples, text: str, name: str, lexicon: Lexicon, shape: Shape
) -> tuple[Entry, list[Problem]]:
    """The same of triples that were read already; `text` is where they were read from."""
    walker = _Walker(triples, Locator(text, name), lexicon)
    entry = walker.case(shape)
    return entry, walker.problems


def _parse(text: str, name: str) -> Triples:
    try:
        triples = Triples(parse_turtle(text.encode("utf-8", "replace")))
    except SyntaxError as error:
        place = Place(name, error.lineno or 0, error.offset or 0)
        raise InputError(
            Problem(f"This is not valid Turtle: {error.msg}.", place, "Mend the file.")
        ) from None
    except (KnowledgeError, ValueError) as error:
        raise InputError(
            Problem(f"This is not valid Turtle: {error}", Place(name), "Mend the file.")
        ) from None
    if sum(1 for _ in triples) > MOST_TRIPLES:
        raise InputError(
            Problem(f"The file has more than {MOST_TRIPLES} triples.", Place(name), "Split the case.")
        )
    return triples


class _Walker:
    """One walk from the case along the grammar."""

    def __init__(self, triples: Triples, locator: Locator, lexicon: Lexicon) -> None:
        self.triples, self.locator, self.lexicon = triples, locator, lexicon
        self.base = ""
        self.problems: list[Problem] = []
        self.types: dict[Node, URIRef | None] = {}
        self.references: list[tuple[Key, Node]] = []

    def report(self, what: str, term: Node | str, remedy: str = "", near: str = "") -> None:
        """Note a problem at the place where a term is written, and go on, unless there are too many."""
        if len(self.problems) >= PROBLEM_LIMIT:
            raise InputError(*self.problems)
        self.problems.append(Problem(what, self.locator.place(term), remedy, near))

    def case(self, shape: Shape) -> Entry:
        """Walk the whole file."""
        for subject, target in self._imports():
            self.report(
                f"owl:imports of {target} is not followed: nothing is fetched.", target, "Leave it out."
            )
            self.types[subject] = None
        found = self.triples.subjects(RDF.type, GUIDE.Case)
        if len(found) != 1 or not isinstance(found[0], URIRef):
            what = f"The file names {len(found)} nodes of the class guide:Case; one with a name is needed."
            raise InputError(
                *self.problems, Problem(what, Place(self.locator.name), "" if found else NOTHING_KNOWN)
            )
        self.base = str(found[0])
        identifier = self.base.removeprefix(str(CASE))
        if not self.base.startswith(str(CASE)) or not _IDENTIFIER.fullmatch(identifier):
            self.report(
                f"<{clip(self.base)}> is no name of a case.", found[0], f"A case is named <{CASE}id>."
            )
            raise InputError(*self.problems)
        entry = self._entry(shape, found[0], "#", 0)
        for value in entry.values:
            if value.part.path == GUIDE.identifier and value.text != identifier:
                self.report(f"The identifier '{clip(value.text)}' is not that of <{self.base}>.", value.text)
        self._check_references()
        self._check_rest()
        return entry

    def _imports(self) -> list[tuple[Node, Node]]:
        return sorted(self.triples.pairs(OWL.imports), key=str)

    def _entry(self, shape: Shape, node: Node, path: str, depth: int) -> Entry:
        iri = node if isinstance(node, URIRef) else URIRef(self.base + path)
        entry = Entry(iri, shape, self.locator.place(iri))
        self.types[node] = shape.type
        self._check_name(node)
        by_path: dict[Node, tuple[Key, Part]] = {p.path: (k, p) for k in shape.keys.values() for p in k.parts}
        for predicate in self.triples.predicates(node):
            if predicate == RDF.type:
                self._check_type(shape, node)
            elif predicate in by_path:
                self._property(entry, node, *by_path[predicate], path, depth)
            elif predicate != OWL.imports:
                known = sorted(curie(str(p)) for p in by_path)
                name = curie(str(predicate))
                what = f"Unknown property {clip(name)} in the {shape.label}."
                self.report(what, predicate, f"Known here: {', '.join(known)}.", nearest(name[:200], known))
        self._complete(entry, node)
        return entry

    def _check_name(self, node: Node) -> None:
        if not isinstance(node, URIRef) or str(node) == self.base:
            return
        if not str(node).startswith(self.base + "#"):
            what = f"<{clip(str(node))}> lies outside this case ({self.base})."
            self.report(what, node, f"Names are <{self.base}#name>.")
        elif not _FRAGMENT.fullmatch(str(node)[len(self.base) + 1 :]):
            self.report(
                f"<{clip(str(node))}> is no name of a node.", node, "Use letters, digits, '.', '_' and '-'."
            )

    def _check_type(self, shape: Shape, node: Node) -> None:
        for found in self.triples.objects(node, RDF.type):
            if found != shape.type:
                wanted = curie(str(shape.type)) if shape.type else "no class"
                self.report(f"The {shape.label} has the class {curie(str(found))}; it takes {wanted}.", found)

    def _property(self, entry: Entry, node: Node, key: Key, part: Part, path: str, depth: int) -> None:
        objects = self._ordered(node, part.path)
        if key.most is not None and len(objects) > key.most:
            self.report(f"{curie(part.path)} has {len(objects)} values; it takes {key.most}.", part.path)
        for index, obj in enumerate(objects):
            child_path = f"{path}/{key.key}" + ("" if key.most == 1 else f"/{index}")
            if key.node is None:
                self._value(entry, key, part, obj)
            elif isinstance(obj, Literal):
                self.report(f"{curie(part.path)} takes a node, not '{clip(str(obj))}'.", obj)
            elif obj in self.types or depth >= _DEPTH:
                self.report(
                    f"{curie(part.path)} leads to a node that stands elsewhere too.", obj, "Tell it once."
                )
            else:
                child = self._entry(key.node, obj, child_path, depth + 1)
                entry.values.append(Value(part, child, str(child.iri), child.place))

    def _ordered(self, node: Node, path: Node) -> list[Node]:
        """Objects by name; blank nodes after them, by content."""
        objects = self.triples.objects(node, path)
        if len(objects) < 2:
            return list(objects)
        return sorted(objects, key=lambda o: (isinstance(o, BNode), self._content(o, 0)))

    def _content(self, node: Node, depth: int) -> str:
        if not isinstance(node, BNode):
            return node.n3()
        if depth > _DEPTH:
            return ""
        pairs = (
            (p, sorted(self._content(o, depth + 1) for o in self.triples.objects(node, p)))
            for p in self.triples.predicates(node)
        )
        return "[" + ";".join(f"{p.n3()} {','.join(told)}" for p, told in pairs) + "]"

    def _value(self, entry: Entry, key: Key, part: Part, obj: Node) -> None:
        try:
            if part.datatype is not None:
                obj = read_literal(key, part, obj)
                text = str(obj)
            elif key.form == "reference":
                self.references.append((key, obj))
                text = str(obj)
            else:
                text = read_term(key, part.path, obj, self.lexicon)
        except Refusal as refusal:
            self.report(refusal.what, obj, refusal.remedy, refusal.near)
        else:
            entry.values.append(Value(part, obj, text, self.locator.place(obj)))

    def _complete(self, entry: Entry, node: Node) -> None:
        """Add what follows from a value (the bounds of an exact day), and report what is missing."""
        told = {value.part.path for value in entry.values}
        keys = entry.shape.keys.values()
        present = {k.key for k in keys if any(self.triples.objects(node, p.path) for p in k.parts)}
        for key in keys:
            exact = key.part("exact")
            for value in [v for v in entry.values if exact is not None and v.part == exact]:
                bounds = (
                    b for b in (key.part("low"), key.part("high")) if b is not None and b.path not in told
                )
                entry.values.extend(Value(b, value.object, value.text, value.place) for b in bounds)
            if key.least and key.key not in present:
                if key.form == "identifier":  # the name of the node says it
                    text = self.base.removeprefix(str(CASE))
                    entry.values.append(Value(key.parts[0], Literal(text), text, entry.place))
                else:
                    self.report(
                        f"The {entry.shape.label} has no {curie(key.path)}.", entry.iri, key.description
                    )
        for group in entry.shape.exactly_one:
            if len(present.intersection(group)) != 1:
                self.report(
                    f"The {entry.shape.label} must have exactly one of {' and '.join(group)}.", entry.iri
                )
        for group in entry.shape.at_least_one:
            if not present.intersection(group):
                self.report(f"The {entry.shape.label} must have {' or '.join(group)}.", entry.iri)

    def _check_references(self) -> None:
        ancestors = self.lexicon.vocabulary.ancestors
        for key, obj in self.references:
            kind = self.types.get(obj)
            if kind is not None and key.kind in ancestors(kind):
                continue
            wanted = self.lexicon.vocabulary.label(key.kind) if key.kind else "node"
            outside = isinstance(obj, URIRef) and not str(obj).startswith(self.base + "#")
            why = f"lies outside this case ({self.base})" if outside else f"is no {wanted} of this case"
            self.report(f"{clip(obj.n3())} {why}.", obj, key.description)

    def _check_rest(self) -> None:
        for subject in sorted({s for s, _, _ in self.triples} - set(self.types), key=str):
            if isinstance(subject, URIRef) and not str(subject).startswith(self.base + "#"):
                what = f"<{clip(str(subject))}> lies outside this case ({self.base})."
                self.report(what, subject, "A file holds one case and nothing else.")
            else:
                told = clip(subject.n3()) if isinstance(subject, URIRef) else "A blank node"
                self.report(
                    f"{told} is not part of the case.", subject, "Link it from the case or leave it out."
                )
