"""The status of one criterion for one focus, from which of its shapes failed (SEMANTICS, in one paragraph)."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from rdflib import URIRef

from reasoner.decision.context import Context
from reasoner.errors import EngineError
from reasoner.knowledge import Role, Shape
from reasoner.model.ledger import Status


def status(context: Context, shapes: Mapping[Role, Shape], focus: URIRef) -> Status:
    """The status of the criterion that some shapes test, from what an engine found. Raises EngineError as `judge`."""

    def fails(role: Role) -> bool:
        shape = shapes.get(role)
        return shape is not None and (focus, shape.iri) in context.failed

    return judge(
        shapes,
        selects=lambda target: context.is_a(focus, target),
        fails=fails,
        conflicting=lambda fact: context.value(focus, fact).conflicting,
    )


def judge(
    shapes: Mapping[Role, Shape],
    *,
    selects: Callable[[URIRef], bool],
    fails: Callable[[Role], bool],
    conflicting: Callable[[URIRef], bool],
) -> Status:
    """main fails: not met; twin fails on a fact in conflict: contradictory; twin fails: not documented;
    judged fails: needs judgement; twin does not select the focus: not applicable; else met.

    Raises EngineError where main fails and twin does not: the criterion would be surely not met and surely met.
    """
    if Role.RAISES in shapes:
        return Status.NEEDS_JUDGEMENT if fails(Role.RAISES) else Status.NOT_APPLICABLE
    twin = shapes[Role.TWIN]
    if not selects(twin.target):
        return Status.NOT_APPLICABLE
    if fails(Role.MAIN):
        if not fails(Role.TWIN):
            raise EngineError(f"{twin.criterion} is surely not met and surely met at once.")
        return Status.NOT_MET
    if fails(Role.TWIN):
        return Status.CONTRADICTORY if any(conflicting(a.fact) for a in twin.atoms) else Status.NOT_DOCUMENTED
    return Status.NEEDS_JUDGEMENT if fails(Role.JUDGED) else Status.MET
