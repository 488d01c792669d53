"""A trial is known by its number: the family and the seed give the same data and shapes on every machine."""

from __future__ import annotations

from datetime import date, timedelta
from functools import lru_cache
from pathlib import Path
from random import Random

from oracle_shapes import shapes_of
from oracle_terms import EX, NODES, exact, literal, triples_of_data
from rdflib import RDF, SH, XSD, Graph, URIRef
from rdflib.term import Literal, Node

ROOT = Path(__file__).resolve().parents[2]
Triple = tuple[Node, Node, Node]
Trial = tuple[Graph, Graph]
YEARS = 10
ZONES = ("", "", "", "Z", "+14:00", "-14:00", "+05:30", "-05:00")


def family(number: int) -> str:
    """One trial in 20 is a case of the project, four compare dates, the others are random shapes."""
    place = number % 20
    return "cases" if place == 0 else "dates" if place < 5 else "core"


def trial(number: int) -> Trial:
    """The data and the shapes of a trial."""
    rng = Random(f"trial {number}")
    kind = family(number)
    if kind == "cases":
        return _of_cases(number, rng)
    if kind == "dates":
        return _of_dates(number // 20 * 4 + number % 20 - 1, rng)
    return graph_of(triples_of_data(rng)), shapes_of(rng)


def graph_of(triples: list[Triple]) -> Graph:
    graph = Graph(bind_namespaces="none")
    for triple in triples:
        graph.add(triple)
    return graph


def _day(number: int, rng: Random, kinds: tuple[URIRef, ...], zones: tuple[str, ...]) -> Literal:
    """A day as a date or as a moment of it."""
    day = date(2019, 1, 1) + timedelta(days=number)
    if rng.choice(kinds) == XSD.date:
        return exact(f"{day}{rng.choice(zones)}", XSD.date)
    return exact(
        f"{day}T{rng.randint(0, 23):02}:{rng.choice((0, 30)):02}:00{rng.choice(zones)}", XSD.dateTime
    )


def _of_dates(number: int, rng: Random) -> Trial:
    """Each day of the years beside a day not far from it, and beside the ends of a range."""
    start = number % (YEARS * 366)
    kinds = rng.choice(((XSD.date,), (XSD.date,), (XSD.dateTime,), (XSD.date, XSD.dateTime)))
    zones = rng.choice((("",), ("",), ZONES[3:], ZONES))
    near = (-366, -365, -31, -28, -1, 0, 0, 1, 28, 29, 30, 31, 365)
    first, second = EX.first, EX.second
    node = NODES[0]
    data = [(node, RDF.type, EX.C0), (node, first, _day(start, rng, kinds, zones))]
    data += [(node, second, _day(start + rng.choice(near), rng, kinds, zones))]
    if rng.random() < 0.2:
        data.append((node, rng.choice((first, second)), _day(start + rng.randint(-2, 2), rng, kinds, zones)))
    if rng.random() < 0.1:
        data.append((node, rng.choice((first, second)), literal(rng)))
    shapes = Graph(bind_namespaces="none")
    for i, predicate in enumerate((SH.lessThan, SH.lessThanOrEquals, SH.equals)):
        shapes += [
            (EX[f"S{i}"], SH.targetNode, node),
            (EX[f"S{i}"], SH.path, first),
            (EX[f"S{i}"], predicate, second),
        ]
    for i, predicate in enumerate((SH.minInclusive, SH.minExclusive, SH.maxInclusive, SH.maxExclusive)):
        name = EX[f"R{i}"]
        shapes += [
            (name, SH.targetClass, EX.C0),
            (name, SH.path, second),
            (name, predicate, _day(start, rng, kinds, zones)),
        ]
    shapes += [(EX.T, SH.targetNode, node), (EX.T, SH.path, first), (EX.T, SH.datatype, XSD.date)]
    return graph_of(data), shapes


@lru_cache(maxsize=1)
def _cases() -> list[tuple[list[Triple], Graph]]:
    """The completed graphs of the examples with the shapes in force for each."""
    from reasoner.knowledge import load
    from reasoner.review import review_file

    library = load()
    found = []
    for path in sorted((ROOT / "examples").glob("*.yaml")):
        done = review_file(path, library)
        shapes = done.shapes if isinstance(done.shapes, Graph) else done.shapes.graph
        data = done.data if isinstance(done.data, Graph) else done.data.graph
        found.append((sorted(data), shapes))
    return found


def _of_cases(number: int, rng: Random) -> Trial:
    """A case of the project with some of its triples dropped, doubled with another value, or made ill-typed."""
    cases = _cases()
    triples, shapes = cases[number // 20 % len(cases)]
    told = list(triples)
    for _ in range(rng.randint(0, 6)):
        at = rng.randrange(len(told))
        s, p, o = told[at]
        change = rng.choice(("drop", "other value", "another", "ill-typed", "no type"))
        if change == "drop":
            del told[at]
        elif change == "ill-typed" and isinstance(o, Literal):
            told[at] = (s, p, exact(rng.choice((f"{o}x", f" {o}", "")), o.datatype))
        elif change == "no type":
            told = [t for t in told if t[0] != s or t[1] != RDF.type]
        else:
            like = [t[2] for t in triples if t[1] == p] + [literal(rng)] * (rng.random() < 0.3)
            other = (s, p, rng.choice(like or [o]))
            told = [*told, other] if change == "another" else [*told[:at], other, *told[at + 1 :]]
        if not told:
            break
    return graph_of(told), shapes
