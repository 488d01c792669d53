"""The grammar of a case document, read from its shapes: which keys a mapping has and how a value is read.

`shapes/case/document.ttl` is the grammar. This module only gives it a form that is quick to walk.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cache
from pathlib import Path

from rdflib import RDFS, SH, URIRef
from rdflib.term import Node

from reasoner.errors import KnowledgeError
from reasoner.knowledge.paths import data_root
from reasoner.knowledge.triples import Triples, read_turtle
from reasoner.vocabulary import GUIDE
from reasoner.vocabulary.namespaces import SHAPES

ROOT = SHAPES["case/document/Case"]
FORMS = frozenset(
    {
        "choice",
        "code",
        "day",
        "identifier",
        "key-path",
        "length",
        "node",
        "number",
        "partial-date",
        "percent",
        "reference",
        "term",
        "term-range",
        "text",
        "text-or-number",
    }
)


@dataclass(frozen=True, slots=True)
class Part:
    """One property of the graph. `bound`: exact, low, high or empty; `name`: its key in the normalised form."""

    path: URIRef
    name: str
    bound: str = ""
    datatype: URIRef | None = None
    pattern: str = ""
    low: Decimal | None = None
    high: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Key:
    """One key of a mapping. `most`: None where it takes a list; `kind`: the kind of term or node it names.

    `aliases` are further words for it: of all its words only one may stand in a mapping.
    """

    key: str
    form: str
    parts: tuple[Part, ...]
    description: str = ""
    message: str = ""
    order: int = 0
    least: int = 0
    most: int | None = None
    kind: URIRef | None = None
    allowed: frozenset[URIRef] = frozenset()
    node: Shape | None = None
    words: Mapping[str, str] = field(default_factory=dict)
    systems: tuple[str, ...] = ()
    aliases: tuple[str, ...] = ()

    @property
    def names(self) -> tuple[str, ...]:
        """Every word for it, its own first."""
        return (self.key, *self.aliases)

    @property
    def path(self) -> URIRef:
        """The property of a key that has one only."""
        return self.parts[0].path

    def part(self, bound: str) -> Part | None:
        """The part that holds a bound, or None."""
        return next((p for p in self.parts if p.bound == bound), None)


@dataclass(frozen=True, slots=True)
class Shape:
    """One kind of mapping: its class in the graph, its keys in order, and what must stand together.

    `names` are all words that may stand in the mapping, each with the key that it means.
    """

    iri: URIRef
    label: str
    description: str
    type: URIRef | None
    id_key: str
    keys: Mapping[str, Key]
    exactly_one: tuple[tuple[str, ...], ...] = ()
    at_least_one: tuple[tuple[str, ...], ...] = ()
    names: Mapping[str, Key] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        names = {name: key for key in self.keys.values() for name in key.names}
        object.__setattr__(self, "names", names)


def load_grammar(path: Path | None = None) -> Shape:
    """The shape of a whole case document. Raises KnowledgeError where the shapes file is wrong."""
    return _load(path or data_root() / "shapes" / "case" / "document.ttl")


@cache
def _load(path: Path) -> Shape:
    return _shape(Triples(read_turtle(path)), ROOT)


def _shape(triples: Triples, iri: Node) -> Shape:
    grouped: dict[str, list[Node]] = {}
    for prop in triples.objects(iri, SH.property):
        grouped.setdefault(_need(triples, prop, GUIDE.key), []).append(prop)
    keys = sorted(
        (_key(triples, key, props) for key, props in grouped.items()), key=lambda k: (k.order, k.key)
    )
    if not keys or not isinstance(iri, URIRef):
        raise KnowledgeError(f"The shape {iri} of the case document has no keys.")
    by_path = {part.path: key.key for key in keys for part in key.parts}

    def groups(component: Node) -> tuple[tuple[str, ...], ...]:
        lists = (triples.members(head) for head in triples.objects(iri, component))
        return tuple(tuple(by_path[triples.iris(m, SH.path)[0]] for m in members) for members in lists)

    return Shape(
        iri=iri,
        label=triples.text(iri, RDFS.label),
        description=triples.text(iri, SH.description),
        type=triples.iri(iri, SH["class"]),
        id_key=triples.text(iri, GUIDE.idKey),
        keys={key.key: key for key in keys},
        exactly_one=groups(SH.xone),
        at_least_one=groups(SH["or"]),
    )


def _key(triples: Triples, key: str, props: list[Node]) -> Key:
    first = min(props, key=lambda p: (not triples.text(p, SH.description), str(p)))
    form = _need(triples, first, GUIDE.form)
    if form not in FORMS:
        raise KnowledgeError(
            f"The form '{form}' of the key '{key}' is unknown; known are {', '.join(sorted(FORMS))}."
        )
    node = triples.iri(first, SH.node)
    parts = sorted((_part(triples, p, key) for p in props), key=lambda p: p.bound)
    members = triples.members(triples.value(first, SH["in"]))
    most = triples.text(first, SH.maxCount)
    return Key(
        key=key,
        form=form,
        parts=tuple(parts),
        description=triples.text(first, SH.description),
        message=triples.text(first, SH.message),
        order=int(triples.text(first, SH.order) or 0),
        least=int(triples.text(first, SH.minCount) or 0),
        most=int(most) if most else None,
        kind=triples.iri(first, GUIDE.termOf) or triples.iri(first, SH["class"]),
        allowed=frozenset(m for m in members if isinstance(m, URIRef)),
        node=_shape(triples, node) if node is not None else None,
        words={
            _need(triples, entry, GUIDE["term"]): _need(triples, entry, GUIDE.value)
            for entry in triples.objects(first, GUIDE.readAs)
        },
        systems=tuple(str(s) for s in triples.objects(first, GUIDE.codeSystem)),
        aliases=tuple(str(s) for s in triples.objects(first, GUIDE.alias)),
    )


def _part(triples: Triples, prop: Node, key: str) -> Part:
    path = triples.iri(prop, SH.path)
    if path is None:
        raise KnowledgeError(f"The key '{key}' of the case document has no property.")
    bound = triples.text(prop, GUIDE.bound)
    low, high = triples.text(prop, SH.minInclusive), triples.text(prop, SH.maxInclusive)
    local = str(path).rpartition("#")[2]
    return Part(
        path=path,
        # a key that is read from text is written as its properties in the normalised form
        name=local if bound or triples.text(prop, GUIDE.form) == "identifier" else key,
        bound=bound,
        datatype=triples.iri(prop, SH.datatype),
        pattern=triples.text(prop, SH.pattern),
        low=Decimal(low) if low else None,
        high=Decimal(high) if high else None,
    )


def _need(triples: Triples, subject: Node, predicate: Node) -> str:
    found = triples.text(subject, predicate)
    if not found:
        raise KnowledgeError(
            f"{subject} in the grammar of a case document has no {str(predicate).rpartition('#')[2]}."
        )
    return found


def walk(shape: Shape, prefix: tuple[str, ...] = ()) -> Mapping[tuple[str, ...], Key]:
    """Every key of the grammar by its path from the top."""
    found: dict[tuple[str, ...], Key] = {}
    for name, key in shape.names.items():
        path = (*prefix, name)
        found[path] = key
        if key.node is not None:
            found.update(walk(key.node, path))
    return found
