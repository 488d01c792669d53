"""A case in Turtle: the graph is walked along the grammar into the same nodes that a YAML case gives.

Everything in the file must be met on that walk: a triple that the grammar does not know is refused, not carried
along. Blank nodes are named from their place, siblings in the order of their content. Turtle has no lines in its
triples; the line of a problem is found by looking for the term in the text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from rdflib import OWL, RDF, XSD, BNode, Literal, URIRef
from rdflib.term import Node

from reasoner.errors import InputError, KnowledgeError, Place, Problem
from reasoner.intake import forms
from reasoner.intake.build import NOTHING_KNOWN, PROBLEM_LIMIT
from reasoner.intake.entries import Entry, Places, Value
from reasoner.intake.grammar import Key, Part, Shape, walk
from reasoner.intake.terms import Lexicon
from reasoner.intake.values import clip, literal
from reasoner.knowledge.triples import Triples, parse_turtle
from reasoner.model.dates import Length
from reasoner.nearest import nearest
from reasoner.vocabulary import CASE, GUIDE, curie

_IDENTIFIER = re.compile(forms.IDENTIFIER_PATTERN)
_INTEGER = re.compile(r"-?[0-9]+")
_DEPTH = 8
_TRIPLES = 20_000


def read_turtle_case(
    text: str, name: str, lexicon: Lexicon, shape: Shape
) -> tuple[Entry, Places, list[Problem]]:
    """The node of the case, the places of its nodes, and what is wrong with it.

    Raises InputError where the file is not Turtle or holds no case at all.
    """
    walker = _Walker(_parse(text, name), text, name, lexicon, shape)
    entry = walker.case()
    nodes = {node.iri: node.place for node in entry.walk()}
    return entry, Places(name, nodes, dict(entry.triples())), walker.problems


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
    if sum(1 for _ in triples) > _TRIPLES:
        raise InputError(
            Problem(f"The file has more than {_TRIPLES} triples.", Place(name), "Split the case.")
        )
    return triples


class _Walker:
    """One walk from the case along the grammar."""

    def __init__(self, triples: Triples, text: str, name: str, lexicon: Lexicon, shape: Shape) -> None:
        self.triples, self.text, self.name = triples, text, name
        self.lexicon, self.shape = lexicon, shape
        self.base = ""
        self.problems: list[Problem] = []
        self.names: dict[Node, URIRef] = {}
        self.types: dict[Node, URIRef | None] = {}
        self.references: list[tuple[Key, Node, Node]] = []

    def report(self, what: str, term: Node | str, remedy: str = "", near: str = "") -> None:
        if len(self.problems) >= PROBLEM_LIMIT:
            raise InputError(*self.problems)
        self.problems.append(Problem(what, self.place(term), remedy, near))

    def place(self, term: Node | str) -> Place:
        """The first line on which a term is written, as far as the text shows it."""
        words = [str(term)] if isinstance(term, Literal | str) and not isinstance(term, URIRef) else []
        if isinstance(term, URIRef):
            local = re.split(r"[#/]", str(term))[-1]
            words = [f"<{term}>", f"#{local}>", f":{local}", local]
        for word in words:
            found = re.search(re.escape(word) + r"(?![\w-])", self.text) if word else None
            if found:
                before = self.text[: found.start()]
                return Place(self.name, before.count("\n") + 1, found.start() - before.rfind("\n"))
        return Place(self.name)

    def case(self) -> Entry:
        for subject, _ in self.triples.pairs(OWL.imports):
            target = self.triples.value(subject, OWL.imports)
            self.report(
                f"owl:imports of {target} is not followed: nothing is fetched.",
                "owl:imports",
                "Leave it out.",
            )
        found = [s for s in self.triples.subjects(RDF.type, GUIDE.Case)]
        if len(found) != 1 or not isinstance(found[0], URIRef):
            what = (
                f"The file holds {len(found)} nodes of the class guide:Case that have a name; one is needed."
            )
            raise InputError(
                *self.problems, Problem(what, Place(self.name), NOTHING_KNOWN if not found else "")
            )
        self.base = str(found[0])
        identifier = self.base.removeprefix(str(CASE))
        if not self.base.startswith(str(CASE)) or not _IDENTIFIER.fullmatch(identifier):
            what = f"<{clip(self.base)}> is no name of a case."
            raise InputError(
                *self.problems, Problem(what, self.place(found[0]), f"A case is named {CASE}<id>.")
            )
        entry = self._entry(self.shape, found[0], "#", 0)
        self._check_identifier(entry, identifier)
        self._check_references()
        self._check_rest()
        return entry

    def _check_identifier(self, entry: Entry, identifier: str) -> None:
        for value in entry.values:
            if value.part.path == GUIDE.identifier and value.text != identifier:
                self.report(
                    f"The identifier '{clip(value.text)}' is not that of the case, '{identifier}'.",
                    value.text,
                )

    def _entry(self, shape: Shape, node: Node, path: str, depth: int) -> Entry:
        iri = self._iri(node, path)
        entry = Entry(iri, shape, self.place(iri) if isinstance(node, URIRef) else Place(self.name))
        self.names[node], self.types[node] = iri, shape.type
        by_path = {part.path: (key, part) for key in shape.keys.values() for part in key.parts}
        for predicate in self.triples.predicates(node):
            if predicate == RDF.type:
                self._type(shape, node)
            elif predicate in by_path:
                self._property(entry, node, *by_path[URIRef(predicate)], path, depth)
            elif predicate != OWL.imports:
                known = {curie(str(p)) for p in by_path}
                self.report(
                    f"Unknown property {curie(str(predicate))} in the {shape.label}.",
                    predicate,
                    f"Known here: {', '.join(sorted(known))}.",
                    nearest(curie(str(predicate)), known),
                )
        self._complete(entry, node)
        return entry

    def _iri(self, node: Node, path: str) -> URIRef:
        if isinstance(node, URIRef) and str(node) != self.base:
            fragment = str(node).removeprefix(self.base + "#")
            if not str(node).startswith(self.base + "#"):
                self.report(
                    f"<{clip(str(node))}> lies outside this case ({self.base}).",
                    node,
                    f"Names are <{self.base}#name>.",
                )
            elif not re.fullmatch(r"[\w./-]{1,256}", fragment):
                self.report(
                    f"'#{clip(fragment)}' is no name of a node.",
                    node,
                    "Names are letters, digits, '.', '_', '-'.",
                )
        return URIRef(node) if isinstance(node, URIRef) else URIRef(self.base + path)

    def _type(self, shape: Shape, node: Node) -> None:
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
            elif obj in self.names or depth >= _DEPTH:
                self.report(
                    f"{curie(part.path)} leads to a node that stands elsewhere too.", obj, "Tell it once."
                )
            else:
                child = self._entry(key.node, obj, child_path, depth + 1)
                entry.values.append(Value(part, child, str(child.iri), child.place))

    def _ordered(self, node: Node, path: URIRef) -> list[Node]:
        """Objects by name; blank nodes after them, by content."""
        objects = self.triples.objects(node, path)
        return sorted(objects, key=lambda o: (isinstance(o, BNode), self._content(o, 0)))

    def _content(self, node: Node, depth: int) -> str:
        if not isinstance(node, BNode) or depth > _DEPTH:
            return "" if isinstance(node, BNode) else node.n3()
        pairs = ((p, o) for p in self.triples.predicates(node) for o in self._ordered(node, URIRef(p)))
        return "[" + ";".join(f"{p.n3()} {self._content(o, depth + 1)}" for p, o in pairs) + "]"

    def _value(self, entry: Entry, key: Key, part: Part, obj: Node) -> None:
        if part.datatype is not None:
            found = self._literal(key, part, obj)
            if found is not None:
                entry.values.append(Value(part, found, str(found), self.place(obj)))
        elif key.form == "reference":
            self.references.append((key, part.path, obj))
            entry.values.append(Value(part, obj, str(obj), self.place(obj)))
        elif not isinstance(obj, URIRef):
            self.report(f"{curie(part.path)} takes a term, not '{clip(str(obj))}'.", obj, key.description)
        elif (word := self._word(key, obj)) is None:
            kind = self.lexicon.vocabulary.label(key.kind) if key.kind else "term"
            known = (
                {curie(t) for t in self.lexicon.words(key.kind, key.allowed).values()} if key.kind else set()
            )
            self.report(f"{curie(obj)} is no known {kind}.", obj, key.message, nearest(curie(obj), known))
        else:
            entry.values.append(Value(part, obj, word, self.place(obj)))

    def _word(self, key: Key, term: URIRef) -> str | None:
        if key.kind is None or (key.allowed and term not in key.allowed):
            return None
        if key.form == "code":
            code = str(term).rpartition("/")[2]
            return code if self.lexicon.code(key.systems, code) == term else None
        return self.lexicon.word(key.kind, term) or None

    def _literal(self, key: Key, part: Part, obj: Node) -> Literal | None:
        name, wanted = curie(part.path), curie(part.datatype or XSD.string)
        if not isinstance(obj, Literal) or obj.language:
            self.report(f"{name} takes {wanted}, not '{clip(str(obj))}'.", obj, key.description)
            return None
        told = obj.datatype or XSD.string
        if told == XSD.integer and part.datatype == XSD.decimal and _INTEGER.fullmatch(str(obj)):
            told = XSD.decimal  # every xsd:integer is an xsd:decimal
        if told != part.datatype:
            self.report(
                f"{name} takes {wanted}, and '{clip(str(obj))}' is {curie(told)}.", obj, key.description
            )
        elif not _valid(str(obj), told):
            self.report(f"'{clip(str(obj))}' is not a valid {wanted}.", obj, key.description)
        elif part.pattern and not re.search(part.pattern, str(obj)):
            self.report(f"'{clip(str(obj))}' does not have the form of '{key.key}'.", obj, key.description)
        elif told == XSD.decimal and _outside(part, Decimal(str(obj))):
            self.report(
                f"{obj} is outside {part.low} to {part.high}, the range of {name}.", obj, key.description
            )
        else:
            return literal(str(obj), told)
        return None

    def _complete(self, entry: Entry, node: Node) -> None:
        """Add what the grammar derives from a value, and report what is missing."""
        told = {value.part.path for value in entry.values}
        for key in entry.shape.keys.values():
            exact = key.part("exact")
            for value in [v for v in entry.values if exact is not None and v.part == exact]:
                bounds = (key.part("low"), key.part("high"))
                missing = [b for b in bounds if b is not None and b.path not in told]
                entry.values.extend(Value(b, value.object, value.text, value.place) for b in missing)
            if key.least and not any(self.triples.objects(node, p.path) for p in key.parts):
                if key.form == "identifier":
                    text = self.base.removeprefix(str(CASE))
                    entry.values.append(Value(key.parts[0], Literal(text), text, entry.place))
                else:
                    self.report(f"The {entry.shape.label} has no {curie(key.path)}.", node, key.description)
        present = {
            k.key
            for k in entry.shape.keys.values()
            if any(self.triples.objects(node, p.path) for p in k.parts)
        }
        for group in entry.shape.exactly_one:
            if sum(name in present for name in group) != 1:
                self.report(f"The {entry.shape.label} must have exactly one of {' and '.join(group)}.", node)
        for group in entry.shape.at_least_one:
            if not present.intersection(group):
                self.report(f"The {entry.shape.label} must have {' or '.join(group)}.", node)

    def _check_references(self) -> None:
        ancestors = self.lexicon.vocabulary.ancestors
        for key, path, obj in self.references:
            kind = self.types.get(obj)
            if kind is None or key.kind not in ancestors(kind):
                wanted = self.lexicon.vocabulary.label(key.kind) if key.kind else "node"
                outside = isinstance(obj, URIRef) and not str(obj).startswith(self.base + "#")
                why = f"lies outside this case ({self.base})" if outside else f"is no {wanted} here"
                self.report(f"{obj.n3()} of {curie(str(path))} {why}.", obj, key.description)

    def _check_rest(self) -> None:
        for subject in sorted({s for s, _, _ in self.triples} - set(self.names), key=str):
            if set(self.triples.predicates(subject)) <= {OWL.imports}:
                continue
            told = subject.n3() if isinstance(subject, URIRef) else "A blank node"
            if isinstance(subject, URIRef) and not str(subject).startswith(self.base + "#"):
                self.report(
                    f"{told} lies outside this case ({self.base}).",
                    subject,
                    "A file holds one case and nothing else.",
                )
            else:
                self.report(
                    f"{told} is not part of the case.", subject, "Link it from the case or leave it out."
                )


def _outside(part: Part, value: Decimal) -> bool:
    return (part.low is not None and value < part.low) or (part.high is not None and value > part.high)


def _valid(text: str, datatype: URIRef) -> bool:
    try:
        if datatype == XSD.date:
            forms.read_day(text)
        elif datatype == XSD.decimal:
            forms.read_number(text)
        elif datatype == XSD.duration:
            Length.parse(text)
        elif datatype == XSD.boolean:
            return text in ("true", "false")
    except (ValueError, InputError):
        return False
    return True
