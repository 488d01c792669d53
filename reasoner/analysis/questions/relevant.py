"""Which facts can still change the outcome: those on which an open row of an unsettled line hangs.

A line is settled where a criterion of a document that binds it is surely not met and no exception that may still be told
lifts that: nothing is worse, and what is told besides does not take it back. Else every row that is not documented can
still change it, and every judgement that a told fact spares; of their tests those that are open: in a choice of several the
branches that may still hold, of what all must hold nothing where one surely does not. What is presumed is not asked.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from rdflib import URIRef

from reasoner.analysis.dates.standing import Open, Standing
from reasoner.analysis.open_rows import OpenRow, open_row
from reasoner.decision.branches import holds
from reasoner.decision.context import Context
from reasoner.knowledge import Atom, Expression, Formula, Role
from reasoner.model.case import Service
from reasoner.model.facts import FactValue
from reasoner.model.ledger import Status
from reasoner.vocabulary import GUIDE, FactStatus

# What a request may leave open of its own kind, and the terms that say it.
SLOTS = (("occurrence", GUIDE.Occurrence), ("intent", GUIDE.Intent))
ASKED = (Status.NOT_DOCUMENTED, Status.NEEDS_JUDGEMENT, Status.NOT_MET)


@dataclass(frozen=True)
class Hanging:
    """Facts of a focus, or a slot of a request, with the open rows that hang on it.

    Several facts are a choice: one of them is enough. `alone`: the rows on which nothing else hangs.
    """

    focus: URIRef
    facts: tuple[URIRef, ...] = ()
    slot: str = ""
    rows: dict[Open, OpenRow] = field(default_factory=dict, compare=False)
    alone: set[Open] = field(default_factory=set, compare=False)


Key = tuple[URIRef, tuple[URIRef, ...], str]


def settled(context: Context, standing: Standing, line: URIRef) -> bool:
    """Whether nothing that can still be told changes what happens next with a line."""
    for open_, status in standing.statuses.items():
        if status is Status.NOT_MET:
            row = open_row(context, open_, standing, line)
            if row is None or not _lifting(context, row):
                return True
    return not any(status in ASKED for status in standing.statuses.values())


def hanging(context: Context, standings: Mapping[URIRef, Standing]) -> list[Hanging]:
    """Everything that can still change the outcome of a line, in the order of the documents and their criteria."""
    found: dict[Key, Hanging] = {}
    for line, standing in standings.items():
        if settled(context, standing, line):
            continue
        for open_ in sorted(standing.open):
            row = open_row(context, open_, standing, line)
            if row is None or row.status not in ASKED:
                continue
            keys = list(dict.fromkeys(_of_row(context, row)))
            for key in keys:
                held = found.setdefault(key, Hanging(*key))
                held.rows.setdefault(open_, row)
                if len(keys) == 1:
                    held.alone.add(open_)
    return list(found.values())


def _of_row(context: Context, row: OpenRow) -> Iterator[Key]:
    """What a row hangs on: what the request leaves open of its own kind, else the tests that are open."""
    if row.status is Status.NOT_MET:
        yield from ((row.focus, (fact,), "") for fact in _lifting(context, row))
        return
    if row.status is Status.NEEDS_JUDGEMENT:
        yield from ((row.focus, (fact,), "") for fact in _sparing(context, row))
        return
    main, twin = row.shapes.get(Role.MAIN), row.shapes.get(Role.TWIN)
    if main is None or twin is None:
        return
    service = context.services.get(row.focus)
    if isinstance(service, Service) and not context.is_a(row.focus, main.target):
        silent = [slot for slot, _ in SLOTS if getattr(service, slot) is None]
        if silent:
            yield from ((row.focus, (), slot) for slot in silent)
            return
    yield from (
        (row.focus, facts, "") for facts in _open(context, main.expression, twin.expression, row.focus)
    )


def _open(
    context: Context, main: Expression, twin: Expression, focus: URIRef
) -> Iterator[tuple[URIRef, ...]]:
    """The tests whose answer can still change whether a formula holds; a choice between findings is one question."""

    def passes(part: Expression) -> bool:
        return holds(part, lambda fact: context.value(focus, fact))

    if not passes(main) or passes(twin):
        return  # surely not, or surely
    if isinstance(main, Atom) or isinstance(twin, Atom):
        if isinstance(twin, Atom):
            yield (twin.fact,)
        return
    pairs = [(m, t) for m, t in zip(main.branches, twin.branches, strict=False) if passes(m)]
    findings = tuple(t.fact for _, t in pairs if isinstance(t, Atom) and t.end == "status")
    if twin.any_of and len(findings) == len(pairs) > 1:
        yield findings
        return
    for one, other in pairs:
        yield from _open(context, one, other, focus)


def _lifting(context: Context, row: OpenRow) -> tuple[URIRef, ...]:
    """The exceptions, not told yet, that lift a row which is not met."""
    twin = row.shapes.get(Role.TWIN)
    if twin is None:
        return ()
    untold = [
        atom.fact
        for atom in twin.atoms
        if atom.closed_exception and context.value(row.focus, atom.fact).status is FactStatus.NOT_STATED
    ]
    present = FactValue(FactStatus.PRESENT)

    def lifts(fact: URIRef) -> bool:
        return holds(twin.expression, lambda f: present if f == fact else context.value(row.focus, f))

    return tuple(dict.fromkeys(fact for fact in untold if lifts(fact)))


def _sparing(context: Context, row: OpenRow) -> tuple[URIRef, ...]:
    """The facts, not told yet, of what raises a judgement: told otherwise it is not raised."""
    shape = row.failing
    if shape is None or not isinstance(shape.expression, Atom | Formula):
        return ()
    values = {atom.fact: context.value(row.focus, atom.fact) for atom in shape.atoms}
    return tuple(fact for fact, value in values.items() if not value.known)
