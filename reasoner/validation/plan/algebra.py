"""The algebra. Everything is evaluated at one node x of one graph G; nothing else is read.

Paths (shacl/paths.py) give a set of nodes. **Tests** give true or false:

    Always(b)            b
    All(t…), Any(t…)     conjunction, disjunction
    Not(t)               negation
    One(t…)              exactly one of the tests holds
    Kind(k…)             x is an IRI, a blank node or a literal, as named by k
    Typed(d)             x is a literal of the datatype d, and its text is in the lexical space of d
    Among(c…)            x is one of the terms c: the same term, not the same value
    Instance(C)          x has a class (rdf:type) that is C or lies below it (rdfs:subClassOf, any number of times)
    Compared(op, c)      the value of x stands in this order to that of the literal c; false where no order is
    Long(n, m)           the text of x has n to m characters; false for a blank node
    Matching(p, flags)   the regular expression finds something in the text of x; false for a blank node
    Tagged(r…)           the language of x is in one of the basic language ranges r
    Count(E, t, n, m)    n to m of the nodes in E(x) pass t
    Clean(r)             the rows r at x are none

**Rows** give what is reported of x: pairs of a value and a predicate, either of which may be missing. A bag.

    Each(E, t)           the nodes of E(x) that fail t
    Whole(t)             one row without a value, where x fails t
    Apart(E, F)          the nodes of E(x) that are not in F(x)
    Shared(E, F)         the nodes of E(x) that are in F(x)
    Unordered(E, F, op)  a node of E(x), for each node of F(x) to which it does not stand in the order op
    Doubled(E)           one row without a value for each language that two or more nodes of E(x) have
    Stray(E, p…)         object and predicate of each triple of a node of E(x) whose predicate is none of p

A **focus** is a set of targets and then paths ("hops"), each walked from every node that the one before gave; a node that
two ways lead to is a focus twice, as SHACL reports it twice. A **check** is a focus, rows, and what a result says. A plan is
checks in a fixed order. There is nothing else: what SHACL Core says, these say, and each back end gives each of them once.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from rdflib import Literal, URIRef
from rdflib.term import Node

from reasoner.validation.shacl.paths import Path
from reasoner.validation.shacl.tree import Targets


class Order(StrEnum):
    """An order between two values."""

    LESS = "<"
    LESS_OR_EQUAL = "<="
    MORE = ">"
    MORE_OR_EQUAL = ">="


@dataclass(frozen=True, slots=True)
class Always:
    """True or false, whatever the node."""

    holds: bool


@dataclass(frozen=True, slots=True)
class All:
    """Every test holds."""

    tests: tuple[Test, ...]


@dataclass(frozen=True, slots=True)
class Any:
    """Some test holds."""

    tests: tuple[Test, ...]


@dataclass(frozen=True, slots=True)
class One:
    """Exactly one test holds."""

    tests: tuple[Test, ...]


@dataclass(frozen=True, slots=True)
class Not:
    """The test does not hold."""

    test: Test


@dataclass(frozen=True, slots=True)
class Kind:
    """The kind of term: any of `iri`, `blank`, `literal`."""

    kinds: frozenset[str]


@dataclass(frozen=True, slots=True)
class Typed:
    """A well-formed literal of a datatype."""

    datatype: URIRef


@dataclass(frozen=True, slots=True)
class Among:
    """One of some terms."""

    terms: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Instance:
    """An instance of a class, by assertion and by subclasses that the graph tells."""

    cls: URIRef


@dataclass(frozen=True, slots=True)
class Compared:
    """A value in an order to a constant."""

    order: Order
    literal: Literal


@dataclass(frozen=True, slots=True)
class Long:
    """A text of at least and at most so many characters; None: no bound."""

    least: int | None
    most: int | None


@dataclass(frozen=True, slots=True)
class Matching:
    """A text in which a regular expression finds something."""

    pattern: str
    flags: str


@dataclass(frozen=True, slots=True)
class Tagged:
    """A literal whose language is in a range."""

    ranges: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Count:
    """How many of the nodes on a path pass a test; None: no bound."""

    path: Path
    test: Test
    least: int | None
    most: int | None


@dataclass(frozen=True, slots=True)
class Clean:
    """Some rows are none."""

    rows: Rows


@dataclass(frozen=True, slots=True)
class Each:
    """The nodes on a path that fail a test."""

    path: Path
    test: Test


@dataclass(frozen=True, slots=True)
class Whole:
    """The node itself fails a test: a row without a value."""

    test: Test


@dataclass(frozen=True, slots=True)
class Apart:
    """Nodes of one path that another does not give."""

    path: Path
    other: Path


@dataclass(frozen=True, slots=True)
class Shared:
    """Nodes of one path that another gives too."""

    path: Path
    other: Path


@dataclass(frozen=True, slots=True)
class Unordered:
    """Pairs of nodes of two paths that do not stand in an order; the first is reported."""

    path: Path
    other: Path
    order: Order


@dataclass(frozen=True, slots=True)
class Doubled:
    """Languages that several nodes of a path have."""

    path: Path


@dataclass(frozen=True, slots=True)
class Stray:
    """Triples of the nodes of a path whose predicate is not allowed."""

    path: Path
    allowed: frozenset[URIRef]


Test = (
    Always
    | All
    | Any
    | One
    | Not
    | Kind
    | Typed
    | Among
    | Instance
    | Compared
    | Long
    | Matching
    | Tagged
    | Count
    | Clean
)
Rows = Each | Whole | Apart | Shared | Unordered | Doubled | Stray


@dataclass(frozen=True, slots=True)
class Focus:
    """Which nodes a check looks at."""

    targets: Targets
    hops: tuple[Path, ...] = ()


@dataclass(frozen=True, slots=True)
class Check:
    """Rows at every focus node, and what a result says of them."""

    shape: Node
    component: URIRef
    severity: URIRef
    messages: tuple[Literal, ...]
    path: Path | None
    focus: Focus
    rows: Rows


@dataclass(frozen=True, slots=True)
class Plan:
    """Checks in a fixed order: by shape, then as the components stand in SHACL."""

    checks: tuple[Check, ...]


def walked(part: Rows | Test) -> Iterator[Rows | Test]:
    """Some rows or a test with everything inside, from the outside in."""
    yield part
    if isinstance(part, All | Any | One):
        for test in part.tests:
            yield from walked(test)
    elif isinstance(part, Not | Count | Each | Whole):
        yield from walked(part.test)
    elif isinstance(part, Clean):
        yield from walked(part.rows)


def paths_of(part: Rows | Test) -> tuple[Path, ...]:
    """The paths that some rows or a test walk themselves."""
    if isinstance(part, Apart | Shared | Unordered):
        return (part.path, part.other)
    return (part.path,) if isinstance(part, Each | Count | Doubled | Stray) else ()
