"""A tree or a plan as text: one line a check, its tests indented, IRIs shortened where a prefix is known."""

from __future__ import annotations

from collections.abc import Iterator

from rdflib import RDF, RDFS, SH, XSD, Literal, URIRef
from rdflib.term import Node

from reasoner.validation.plan.algebra import (
    All,
    Always,
    Among,
    Any,
    Apart,
    Check,
    Clean,
    Compared,
    Count,
    Doubled,
    Each,
    Focus,
    Instance,
    Kind,
    Long,
    Matching,
    Not,
    One,
    Plan,
    Rows,
    Shared,
    Stray,
    Tagged,
    Test,
    Typed,
    Unordered,
    Whole,
)  # fmt: skip
from reasoner.validation.shacl.paths import Path, path_text
from reasoner.validation.shacl.tree import ShapesTree
from reasoner.vocabulary import curie

_KNOWN = (("sh:", str(SH)), ("rdf:", str(RDF)), ("rdfs:", str(RDFS)), ("xsd:", str(XSD)))


def short(term: Node) -> str:
    """A term as a reader writes it."""
    if isinstance(term, URIRef):
        for prefix, space in _KNOWN:
            if str(term).startswith(space):
                return prefix + str(term)[len(space) :]
        known = curie(str(term))
        return term.n3() if known == str(term) else known
    if isinstance(term, Literal) and term.datatype is not None:
        return f'"{term}"^^{short(term.datatype)}'
    return term.n3()


def show_tree(tree: ShapesTree) -> str:
    """Every shape with its targets and constraints."""
    lines: list[str] = []
    for shape in tree.shapes.values():
        path = f" path {_path(shape.path)}" if shape.path is not None else ""
        lines.append(f"shape {short(shape.node)}{path}{' deactivated' if shape.deactivated else ''}")
        if not shape.targets.none:
            lines.append(f"  target {_focus(Focus(shape.targets))}")
        for constraint in shape.constraints:
            name = short(constraint.component).removesuffix("ConstraintComponent")
            told = [getattr(constraint, field) for field in constraint.__slots__ if field != "component"]
            lines.append(f"  {name} {' '.join(_value(v) for v in told)}".rstrip())
    return "\n".join(lines) + "\n"


def _value(value: object) -> str:
    if isinstance(value, Node):
        return short(value)
    if isinstance(value, tuple | frozenset):
        return (
            "("
            + " ".join(
                sorted(_value(v) for v in value) if isinstance(value, frozenset) else map(_value, value)
            )
            + ")"
        )
    return "-" if value is None else str(value)


def show_plan(plan: Plan) -> str:
    """Every check with its focus and rows."""
    return "\n".join(line for check in plan.checks for line in _check(check)) + "\n"


def _check(check: Check) -> Iterator[str]:
    yield f"check {short(check.shape)} {short(check.component).removesuffix('ConstraintComponent')} {short(check.severity)}"
    yield f"  focus {_focus(check.focus)}"
    yield from _rows(check.rows, 2)


def _focus(focus: Focus) -> str:
    targets = focus.targets
    parts = [
        *(f"node {short(n)}" for n in targets.nodes),
        *(f"instances {short(c)}" for c in targets.classes),
        *(f"subjects of {short(p)}" for p in targets.subjects_of),
        *(f"objects of {short(p)}" for p in targets.objects_of),
    ]
    return " or ".join(parts) + "".join(f" then {_path(hop)}" for hop in focus.hops)


def _path(path: Path | None) -> str:
    text = "." if path is None else path_text(path)
    words = [short(URIRef(w[1:])) if w.startswith("<") else w for w in _split(text)]
    return "".join(words)


def _split(text: str) -> Iterator[str]:
    """The IRIs of a path without their closing bracket, and what stands between them."""
    while text:
        before, opened, rest = text.partition("<")
        if before:
            yield before
        if opened:
            iri, _, text = rest.partition(">")
            yield "<" + iri
        else:
            return


def _rows(rows: Rows, depth: int) -> Iterator[str]:
    pad = " " * depth
    if isinstance(rows, Each):
        yield f"{pad}each {_path(rows.path)} failing"
        yield from _test(rows.test, depth + 2)
    elif isinstance(rows, Whole):
        yield f"{pad}itself failing"
        yield from _test(rows.test, depth + 2)
    elif isinstance(rows, Apart):
        yield f"{pad}each {_path(rows.path)} not in {_path(rows.other)}"
    elif isinstance(rows, Shared):
        yield f"{pad}each {_path(rows.path)} in {_path(rows.other)}"
    elif isinstance(rows, Unordered):
        yield f"{pad}each {_path(rows.path)} not {rows.order} {_path(rows.other)}"
    elif isinstance(rows, Doubled):
        yield f"{pad}each language used twice on {_path(rows.path)}"
    elif isinstance(rows, Stray):
        yield f"{pad}each triple of {_path(rows.path)} outside {' '.join(sorted(short(p) for p in rows.allowed))}"


def _test(test: Test, depth: int) -> Iterator[str]:
    pad = " " * depth
    if isinstance(test, All | Any | One):
        yield f"{pad}{type(test).__name__.lower()} of"
        for part in test.tests:
            yield from _test(part, depth + 2)
    elif isinstance(test, Not):
        yield f"{pad}not"
        yield from _test(test.test, depth + 2)
    elif isinstance(test, Count):
        most = "any" if test.most is None else test.most
        yield f"{pad}{test.least or 0} to {most} of {_path(test.path)}" + (
            "" if _all(test.test) else " passing"
        )
        if not _all(test.test):
            yield from _test(test.test, depth + 2)
    elif isinstance(test, Clean):
        yield f"{pad}none of"
        yield from _rows(test.rows, depth + 2)
    else:
        yield pad + _leaf(test)


def _all(test: Test) -> bool:
    return test == Always(True)


def _leaf(test: Test) -> str:
    if isinstance(test, Always):
        return str(test.holds).lower()
    if isinstance(test, Kind):
        return "is " + " or ".join(sorted(test.kinds))
    if isinstance(test, Typed):
        return f"is a well-formed {short(test.datatype)}"
    if isinstance(test, Among):
        return "is " + " or ".join(short(t) for t in test.terms)
    if isinstance(test, Instance):
        return f"is an instance of {short(test.cls)}"
    if isinstance(test, Compared):
        return f"{test.order} {short(test.literal)}"
    if isinstance(test, Long):
        return f"has {test.least or 0} to {'any' if test.most is None else test.most} characters"
    if isinstance(test, Matching):
        return f"matches {test.pattern!r} {test.flags}".rstrip()
    if isinstance(test, Tagged):
        return "has a language of " + ", ".join(test.ranges)
    return type(test).__name__
