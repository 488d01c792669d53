"""The shapes in force read as trees over one case: the same findings as an engine's, without starting one.

`check_agreement` proves that both fail the same shapes; the tests of the project run the engine.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from rdflib import SH

from reasoner.decision.branches import holds
from reasoner.decision.context import Context
from reasoner.decision.prepared import Prepared
from reasoner.model.ledger import Status
from reasoner.validation import Finding

WORST_FIRST = (
    Status.NOT_MET, Status.CONTRADICTORY, Status.NOT_DOCUMENTED, Status.NEEDS_JUDGEMENT, Status.MET, Status.NOT_APPLICABLE,
)  # fmt: skip


def by_trees(prepared: Prepared) -> Context:
    """What the decision reads of a prepared case, with the findings of its trees."""
    return prepared.context(tuple(_findings(prepared.context(()))))


def _findings(context: Context) -> Iterator[Finding]:
    services = context.case.services
    shapes = [s for i in context.in_force for roles in i.shapes.values() for s in roles.values()]
    for focus in (*(s.iri for s in services), *(line.iri for s in services for line in s.lines)):
        told = partial(context.value, focus)
        for shape in shapes:
            if context.is_a(focus, shape.target) and not holds(shape.expression, told):
                yield Finding(focus, shape.iri, SH.Violation, SH.PropertyShape, shape.message)


def worse(one: Status, other: Status | None) -> bool:
    """Whether a status is worse than another, or the first that is found."""
    return other is None or WORST_FIRST.index(one) < WORST_FIRST.index(other)
