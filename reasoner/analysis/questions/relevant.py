"""Which facts can still change the outcome: those on which an open row of an unsettled line hangs.

A line is settled where a criterion of a document that binds it is surely not met and neither an exception nor more
treatment that may still be told lifts that: nothing is worse, and what is told besides does not take it back. Else
every row that is not documented can still change it, and every judgement that a told fact spares; of their tests
those that are open: in a choice of several the branches that may still hold, of what all must hold nothing where one
surely does not. What is presumed is not asked.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from rdflib import URIRef

from reasoner.analysis.dates.standing import Open, Standing
from reasoner.analysis.open_rows import OpenRow, open_row
from reasoner.analysis.questions.forms import PLAIN, form_of
from reasoner.analysis.remedies.goals import goals
from reasoner.decision.branches import holds
from reasoner.decision.context import Context
from reasoner.decision.words import fragment
from reasoner.knowledge import Atom, Expression, Formula, Role, Shape
from reasoner.model.case import Service
from reasoner.model.facts import FactValue
from reasoner.model.ledger import Status
from reasoner.vocabulary import GUIDE, FactStatus

# What a request may leave open of its own kind, and the terms that say it.
SLOTS = (("occurrence", GUIDE.Occurrence), ("intent", GUIDE.Intent))
OPEN_ENDED = ("EpisodeDuration", "EpisodeOutcome")
"""Templates that take what is told as all there was."""
_ENOUGH = Decimal(1_000_000)
ASKED = (Status.NOT_DOCUMENTED, Status.NEEDS_JUDGEMENT, Status.NOT_MET)


@dataclass(frozen=True)
class Hanging:
    """Facts of a focus, or a slot of a request, with the open rows that hang on it.

    Several facts are a choice: one of them is enough. `alone`: the rows on which nothing else hangs; `excepted`: those
    that it lifts as an exception.
    """

    focus: URIRef
    facts: tuple[URIRef, ...] = ()
    slot: str = ""
    rows: dict[Open, OpenRow] = field(default_factory=dict, compare=False)
    alone: set[Open] = field(default_factory=set, compare=False)
    excepted: set[Open] = field(default_factory=set, compare=False)


Key = tuple[URIRef, tuple[URIRef, ...], str]


Passed = Collection[tuple[str, str]]
"""Names of facts and focuses that are not asked again."""


def settled(context: Context, standing: Standing, line: URIRef, passed: Passed = ()) -> bool:
    """Whether nothing that can still be told changes what happens next with a line."""
    for open_, status in standing.statuses.items():
        if status is Status.NOT_MET:
            row = open_row(context, open_, standing, line)
            if row is None or not any(
                _asked(f, row, passed) for f in (*_lifting(context, row), *_growing(context, row))
            ):
                return True
    return not any(status in ASKED for status in standing.statuses.values())


def _asked(fact: URIRef, row: OpenRow, passed: Passed) -> bool:
    return (str(fact).rpartition("#")[2], fragment(row.focus)) not in passed


def hanging(context: Context, standings: Mapping[URIRef, Standing], passed: Passed = ()) -> list[Hanging]:
    """Everything that can still change the outcome of a line, in the order of the documents and their criteria."""
    found: dict[Key, Hanging] = {}
    for line, standing in standings.items():
        if settled(context, standing, line, passed):
            continue
        for open_ in sorted(standing.open):
            row = open_row(context, open_, standing, line)
            if row is None or row.status not in ASKED:
                continue
            lifting = [(row.focus, (fact,), "") for fact in _lifting(context, row)]
            keys = list(dict.fromkeys(_of_row(context, row)))
            growing = [(row.focus, (fact,), "") for fact in _growing(context, row)]
            for key in dict.fromkeys((*keys, *growing, *lifting)):
                held = found.setdefault(key, Hanging(*key))
                held.rows.setdefault(open_, row)
                if len(keys) == 1:
                    held.alone.add(open_)
                if key not in keys and key not in growing:
                    held.excepted.add(open_)
    return list(found.values())


def _of_row(context: Context, row: OpenRow) -> Iterator[Key]:
    """What a row hangs on: what the request leaves open of its own kind, else the tests that are open."""
    if row.status is Status.NOT_MET:
        return  # only an exception lifts it
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
    findings = tuple(t.fact for _, t in pairs if isinstance(t, Atom) and _wants_presence(t))
    # What is asked for in parts, a treatment with its days or a procedure, is a question of its own.
    if (
        twin.any_of
        and len(findings) == len(pairs) > 1
        and not any(_in_parts(context, f, focus) for f in findings)
    ):
        yield findings
        return
    for one, other in pairs:
        yield from _open(context, one, other, focus)


def _in_parts(context: Context, fact: URIRef, focus: URIRef) -> bool:
    declaration = context.declarations.get(fact)
    plain = declaration is not None and declaration.template in PLAIN
    return not plain and form_of(context, fact, focus) is not None


def _wants_presence(atom: Atom) -> bool:
    """Whether a test is passed by a finding that is present, and by nothing else that is told."""
    return [goal.status for goal in goals(atom)] == [FactStatus.PRESENT]


def _lifting(context: Context, row: OpenRow) -> tuple[URIRef, ...]:
    """The exceptions, not told yet, that lift a row."""
    twin = row.shapes.get(Role.TWIN)
    if twin is None:
        return ()
    untold = [
        atom.fact
        for atom in twin.atoms
        if atom.closed_exception and context.value(row.focus, atom.fact).status is FactStatus.NOT_STATED
    ]
    present = FactValue(FactStatus.PRESENT)
    return tuple(dict.fromkeys(fact for fact in untold if _lifts(context, row, twin, {fact: present})))


def _growing(context: Context, row: OpenRow) -> tuple[URIRef, ...]:
    """The facts of treatment that lift a row which is not met where more of it is told.

    What is told of treatment is taken as all there was, though it is not told to be; so it can still be told otherwise.
    """
    twin = row.shapes.get(Role.TWIN)
    if twin is None or row.status is not Status.NOT_MET:
        return ()
    more = {
        fact: FactValue(FactStatus.PRESENT) if atom.end == "status" else FactValue(at_least=_ENOUGH)
        for atom in twin.atoms
        if (declaration := context.declarations.get(fact := atom.fact)) is not None
        and declaration.template in OPEN_ENDED
        and (form := form_of(context, fact, row.focus)) is not None
        and not form.kinds <= context.case.complete_for
    }
    return tuple(more) if more and _lifts(context, row, twin, more) else ()


def _lifts(context: Context, row: OpenRow, twin: Shape, told: Mapping[URIRef, FactValue]) -> bool:
    """Whether a criterion is met with other values of some facts."""
    return holds(twin.expression, lambda f: told[f] if f in told else context.value(row.focus, f))


def _sparing(context: Context, row: OpenRow) -> tuple[URIRef, ...]:
    """The facts, not told yet, of what raises a judgement: told otherwise it is not raised."""
    shape = row.failing
    if shape is None or not isinstance(shape.expression, Atom | Formula):
        return ()
    values = {atom.fact: context.value(row.focus, atom.fact) for atom in shape.atoms}
    return tuple(fact for fact, value in values.items() if not value.known)
