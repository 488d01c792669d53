"""The status of one criterion for one focus, from which of its shapes failed (SEMANTICS, in one paragraph)."""

from __future__ import annotations

from collections.abc import Mapping

from rdflib import URIRef

from reasoner.decision.context import Context
from reasoner.errors import EngineError
from reasoner.knowledge import Role, Shape
from reasoner.model.ledger import Status


def status(context: Context, shapes: Mapping[Role, Shape], focus: URIRef) -> Status:
    """main fails: not met; twin fails on a fact in conflict: contradictory; twin fails: not documented;
    judged fails: needs judgement; twin does not select the focus: not applicable; else met.
    """

    def fails(role: Role) -> bool:
        shape = shapes.get(role)
        return shape is not None and (focus, shape.iri) in context.failed

    if Role.RAISES in shapes:
        return Status.NEEDS_JUDGEMENT if fails(Role.RAISES) else Status.NOT_APPLICABLE
    twin = shapes[Role.TWIN]
    if not context.is_a(focus, twin.target):
        return Status.NOT_APPLICABLE
    if fails(Role.MAIN):
        if not fails(Role.TWIN):
            raise EngineError(f"{twin.criterion} is surely not met and surely met at once on {focus}.")
        return Status.NOT_MET
    if fails(Role.TWIN):
        conflicting = any(context.value(focus, atom.fact).conflicting for atom in twin.atoms)
        return Status.CONTRADICTORY if conflicting else Status.NOT_DOCUMENTED
    return Status.NEEDS_JUDGEMENT if fails(Role.JUDGED) else Status.MET
