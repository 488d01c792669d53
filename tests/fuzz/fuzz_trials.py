"""Trials by number: the same number is the same trial for ever. A trial is a graph, shapes, and how the engines compare."""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import InvalidOperation
from functools import lru_cache
from pathlib import Path

import rdflib
from fuzz_oracles import Mended, Report, canonical
from fuzz_shapes import Shapes, shapes
from fuzz_terms import EX, graph, literal, typed
from pyshacl.errors import ReportableRuntimeError
from rdflib import RDF, SH, Graph, Literal

from reasoner.decision.prepared import prepare
from reasoner.inference import class_rules
from reasoner.intake import read_case
from reasoner.knowledge import load
from reasoner.validation import Completed, engine, shapes_in_force

ROOT = Path(__file__).resolve().parents[2]
FIRST_DAY = date(2019, 1, 1)
DAYS = 8 * 365 + 3


@dataclass(frozen=True)
class Outcome:
    """How a trial went: `same`, `error of pyshacl` (it is wrong by the recommendation), or `mismatch`."""

    number: int
    family: str
    how: str
    told: str = ""


def trial(number: int) -> tuple[str, Graph, Graph]:
    """The family, data and shapes of a trial: random ones, days of several years, mutated cases of the project."""
    rdflib.NORMALIZE_LITERALS = False
    rng = random.Random(f"trial {number}")
    kind = number % 10
    if kind == 8:
        return ("days", *_days(rng, number // 10))
    if kind == 9:
        return ("cases", *_case(rng))
    made = shapes(rng)
    return "random", graph(rng), made


def _days(rng: random.Random, number: int) -> tuple[Graph, Graph]:
    """Every day of eight years in turn, against days and moments around it and constants of the shapes."""
    day = FIRST_DAY + timedelta(days=number % DAYS)
    dates_alone = rng.random() < 0.7
    zone = "" if dates_alone else rng.choice(["", "", "", "Z", "+01:00", "-05:00"])
    found = Graph(bind_namespaces="none")
    near = [day + timedelta(days=d) for d in (-366, -31, -1, 0, 1, 28, 31, 365)]
    for i, other in enumerate(rng.sample(near, 4)):
        clock = rng.choice(["00:00:00", "12:30:00", "23:59:59.999"])
        moment = bool(i % 2) and not dates_alone
        text = other.isoformat() + (f"T{clock}" if moment else "") + rng.choice(["", zone])
        found.add((EX.n0, EX[f"p{i % 2}"], typed(text, "dateTime" if moment else "date")))
    found.add((EX.n0, EX.p0, typed(day.isoformat() + zone, "date")))
    found.add((EX.n0, RDF.type, EX.C0))
    made = Shapes(rng)
    for name in ("lessThan", "lessThanOrEquals", "minInclusive", "maxExclusive"):
        me = EX[f"s-{name}"]
        made.add(me, RDF.type, SH.PropertyShape)
        made.add(me, SH.message, Literal(name))
        made.add(me, SH.targetClass, EX.C0)
        made.add(me, SH.path, EX.p0)
        made.add(
            me, SH[name], EX.p1 if name.startswith("less") else typed(rng.choice(near).isoformat(), "date")
        )
    return found, made.graph


@lru_cache(maxsize=1)
def _cases() -> list[tuple[list[tuple[rdflib.term.Node, ...]], Graph]]:
    """The completed graph of each example, and its shapes."""
    library = load()
    rules = class_rules(library.vocabulary)
    found = []
    for path in sorted((ROOT / "examples").glob("*.yaml")):
        case = read_case(path, library.vocabulary).case
        prepared = prepare(case, library, rules)
        if len(prepared.in_force) > 8:
            continue  # pySHACL takes long over these; tests/validation holds them
        held = shapes_in_force((g for i in prepared.in_force for g in i.groups), library.case_shapes)
        found.append((sorted(Completed(case, prepared.inferred).graph), held.graph))
    return found


def _case(rng: random.Random) -> tuple[Graph, Graph]:
    """A case of the project with triples dropped, doubled and changed."""
    triples, made = rng.choice(_cases())
    found = Graph(bind_namespaces="none")
    nodes = [o for _, _, o in triples]
    for s, p, o in triples:
        chance = rng.random()
        if chance < 0.05:
            continue
        found.add((s, p, o))
        if chance > 0.97:
            found.add((s, p, rng.choice(nodes) if rng.random() < 0.5 else literal(rng)))
    return found, made


def run(number: int, *, with_duckdb: bool) -> Outcome:
    """Run a trial on the engines."""
    family, data, made = trial(number)
    ours = canonical(engine("closures").report(data, made))
    if with_duckdb:
        other = canonical(engine("duckdb").report(data, made))
        if other != ours:
            return Outcome(number, family, "mismatch", f"duckdb: {difference(ours, other)}")
    try:
        theirs = canonical(engine("pyshacl").report(data, made))
    except (ReportableRuntimeError, InvalidOperation, TypeError):
        theirs = None
    if theirs == ours:
        return Outcome(number, family, "same")
    mended = canonical(Mended().report(data, made))
    if mended == ours:
        return Outcome(number, family, "error of pyshacl", "" if theirs is None else difference(ours, theirs))
    return Outcome(number, family, "mismatch", f"pyshacl: {difference(ours, mended)}")


def difference(ours: Report, theirs: Report) -> str:
    """What one report has and the other has not, in short."""
    more, less = list((ours - theirs).elements()), list((theirs - ours).elements())
    return f"{len(more)} more, {len(less)} less; first: {(more or less)[0]}"
