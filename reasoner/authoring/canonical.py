"""One form for every Turtle file of the ontology, so that a diff shows what changed and nothing else.

Subjects stand in the order ontology, annotation properties, datatypes, object and data properties, classes,
individuals, then by IRI; blank nodes are written where they are used. Writing a canonical file again gives
the same bytes, and no file is written unless it still holds exactly the triples it held.

    python -m reasoner.authoring.canonical ontology/*.ttl [--check]

Comments after `#` are not triples and are lost, as in every editor of OWL: use `skos:editorialNote`.
"""

from __future__ import annotations

import re
import sys
from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path

import pyoxigraph as ox

from reasoner.errors import KnowledgeError, Place, Problem, ReasonerError

Subject = ox.NamedNode | ox.BlankNode
Term = ox.NamedNode | ox.BlankNode | ox.Literal

RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
RDFS = "http://www.w3.org/2000/01/rdf-schema#"
OWL = "http://www.w3.org/2002/07/owl#"
SKOS = "http://www.w3.org/2004/02/skos/core#"
XSD = "http://www.w3.org/2001/XMLSchema#"
FIRST, REST, NIL = ox.NamedNode(RDF + "first"), ox.NamedNode(RDF + "rest"), ox.NamedNode(RDF + "nil")
TYPE = ox.NamedNode(RDF + "type")

# The first kind that a subject has decides its place: a class that is also used as an individual is a class.
KINDS = (
    ("Ontology",),
    ("AnnotationProperty",),
    ("Datatype",),
    ("ObjectProperty", "DatatypeProperty"),
    ("Class",),
)
LEADING = (RDF + "type", RDFS + "label", SKOS + "altLabel", SKOS + "definition")
LOCAL = re.compile(r"[A-Za-z0-9_](?:[A-Za-z0-9_.-]*[A-Za-z0-9_-])?")
BARE = {
    XSD + "integer": re.compile(r"[+-]?[0-9]+"),
    XSD + "decimal": re.compile(r"[+-]?[0-9]*\.[0-9]+"),
    XSD + "boolean": re.compile(r"true|false"),
}
ESCAPES = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r", "\t": "\\t"}
WIDTH = 110


def canonical(turtle: bytes, name: str = "<turtle>") -> bytes:
    """The canonical form of a Turtle document. Raises KnowledgeError where it is broken or cannot be written.

    Refused: a blank node that is used twice or in a circle (it would need a label, and labels change).
    """
    try:
        parser = ox.parse(turtle, format=ox.RdfFormat.TURTLE)
        triples = {quad.triple for quad in parser}
    except SyntaxError as error:
        place = Place(name, error.lineno or 0, error.offset or 0)
        raise KnowledgeError(Problem(f"This is not valid Turtle: {error.msg}.", place)) from None
    text = _Writer(triples, dict(parser.prefixes), name).document().encode()
    if _digest(triples) != _digest(quad.triple for quad in ox.parse(text, format=ox.RdfFormat.TURTLE)):
        raise KnowledgeError(Problem("The canonical form would not hold the same triples.", Place(name)))
    return text


def _digest(triples: Iterable[ox.Triple]) -> set[ox.Quad]:
    """The triples with blank nodes named by RDFC-1.0, so that two documents can be compared."""
    dataset = ox.Dataset(ox.Quad(t.subject, t.predicate, t.object) for t in triples)
    dataset.canonicalize(ox.CanonicalizationAlgorithm.RDFC_1_0)
    return set(dataset)


class _Writer:
    """Writes one document. Blank nodes form trees, so their text alone puts them in order."""

    def __init__(self, triples: set[ox.Triple], prefixes: dict[str, str], name: str) -> None:
        self.name = name
        self.prefixes = dict(sorted(prefixes.items()))
        self.used: set[str] = set()
        self.about: dict[Subject, dict[ox.NamedNode, list[Term]]] = defaultdict(lambda: defaultdict(list))
        self.uses: dict[ox.BlankNode, int] = defaultdict(int)
        for triple in triples:
            subject, obj = triple.subject, triple.object
            if isinstance(subject, ox.Triple) or isinstance(obj, ox.Triple):
                raise KnowledgeError(Problem("A triple about a triple is no part of OWL 2.", Place(name)))
            self.about[subject][triple.predicate].append(obj)
            if isinstance(obj, ox.BlankNode):
                self.uses[obj] += 1
        self.written: set[Subject] = set()

    def document(self) -> str:
        named = sorted((s for s in self.about if isinstance(s, ox.NamedNode)), key=self._place)
        blocks = [self._block(subject) for subject in named]
        loose = [s for s in self.about if isinstance(s, ox.BlankNode) and not self.uses[s]]
        blocks += sorted(self._block(subject) for subject in loose)
        if len(self.written) != len(self.about) or any(n > 1 for n in self.uses.values()):
            what = "A blank node is used twice or in a circle."
            raise KnowledgeError(Problem(what, Place(self.name), "Give it an IRI."))
        head = "".join(
            f"@prefix {prefix}: <{iri}> .\n" for prefix, iri in self.prefixes.items() if prefix in self.used
        )
        return head + "".join(f"\n{block}\n" for block in blocks)

    def _place(self, subject: ox.NamedNode) -> tuple[int, str]:
        types = {t.value for t in self.about[subject].get(TYPE, ()) if isinstance(t, ox.NamedNode)}
        for rank, kinds in enumerate(KINDS):
            if any(OWL + kind in types for kind in kinds):
                return rank, subject.value
        return len(KINDS), subject.value

    def _block(self, subject: Subject) -> str:
        head = "[]" if isinstance(subject, ox.BlankNode) else self._term(subject, 0)
        return f"{head} {self._properties(subject, 1)} ."

    def _properties(self, subject: Subject, depth: int) -> str:
        """The predicates and objects of a subject, one a line, at a depth of indentation."""
        self.written.add(subject)
        about = self.about[subject]
        rank = {iri: i for i, iri in enumerate(LEADING)}
        order = sorted(
            about, key=lambda p: (p.value == OWL + "imports", rank.get(p.value, len(LEADING)), p.value)
        )
        between = ",\n" + "    " * (depth + 1)
        parts = []
        for predicate in order:
            verb = "a" if predicate == TYPE else self._term(predicate, depth)
            objects = sorted(self._term(o, depth) for o in about[predicate])
            joined = ", ".join(objects) if predicate == TYPE else between.join(objects)
            parts.append(f"{verb} {joined}")
        return (" ;\n" + "    " * depth).join(parts)

    def _term(self, term: Term, depth: int) -> str:
        if isinstance(term, ox.NamedNode):
            return self._iri(term.value)
        if isinstance(term, ox.Literal):
            return self._literal(term)
        if term in self.written:
            return "[]"  # used twice: counted, and refused at the end
        if FIRST in self.about[term]:
            return self._list(term, depth)
        inner = self._properties(term, depth + 1)
        if "\n" not in inner or len(inner) < WIDTH - 20:
            flat = re.sub(r"\n\s+", " ", inner)
            if len(flat) < WIDTH - 20:
                return f"[ {flat} ]"
        indent = "    " * (depth + 1)
        return f"[\n{indent}{inner}\n{'    ' * depth}]"

    def _list(self, head: ox.BlankNode, depth: int) -> str:
        """An RDF list in brackets; its order is kept, because it may carry meaning."""
        members: list[str] = []
        node: Term = head
        while node != NIL:
            cell = self.about.get(node, {}) if not isinstance(node, ox.Literal) else {}
            if not isinstance(node, ox.BlankNode) or node in self.written or not _is_cell(cell):
                raise KnowledgeError(Problem("A list is broken.", Place(self.name)))
            self.written.add(node)
            members.append(self._term(cell[FIRST][0], depth + 1))
            node = cell[REST][0]
        flat = f"( {' '.join(members)} )"
        if "\n" not in flat and len(flat) < WIDTH - 20:
            return flat
        indent = "    " * (depth + 1)
        return "(\n" + "".join(f"{indent}{m}\n" for m in members) + "    " * depth + ")"

    def _iri(self, iri: str) -> str:
        fits = [
            (len(space), prefix, f"{prefix}:{iri[len(space) :]}")
            for prefix, space in self.prefixes.items()
            if iri.startswith(space) and LOCAL.fullmatch(iri[len(space) :])
        ]
        if not fits:
            return str(ox.NamedNode(iri))
        _, prefix, name = max(fits)
        self.used.add(prefix)
        return name

    def _literal(self, literal: ox.Literal) -> str:
        kind = literal.datatype.value
        if kind in BARE and BARE[kind].fullmatch(literal.value):
            return literal.value
        text = '"' + "".join(ESCAPES.get(c, c) for c in literal.value) + '"'
        if literal.language:
            return f"{text}@{literal.language}"
        return text if kind == XSD + "string" else f"{text}^^{self._iri(kind)}"


def _is_cell(cell: dict[ox.NamedNode, list[Term]]) -> bool:
    return set(cell) == {FIRST, REST} and all(len(values) == 1 for values in cell.values())


def main(arguments: list[str]) -> int:
    """Rewrite the files, or with `--check` only name those that are not canonical. 1 if there are any."""
    check = "--check" in arguments
    paths = [Path(a) for a in arguments if a != "--check"]
    failed = False
    for path in paths:
        try:
            before = path.read_bytes()
            after = canonical(before, str(path))
        except (ReasonerError, OSError) as error:
            print(error, file=sys.stderr)
            failed = True
            continue
        if before != after and check:
            print(f"{path} is not canonical. Run: python -m reasoner.authoring.canonical {path}")
            failed = True
        elif before != after:
            path.write_bytes(after)
    return int(failed or not paths)


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
