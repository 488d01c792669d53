"""The deciding rows of a line that are not met, with what tests them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from rdflib import URIRef

from reasoner.analysis.dates.standing import Open, Standing
from reasoner.decision.context import Context
from reasoner.decision.rows import of_lines
from reasoner.knowledge import Criterion, Role, Shape
from reasoner.model.ledger import Status


@dataclass(frozen=True)
class OpenRow:
    """A deciding row that is not met: its criterion and shapes, what it is about, and its status."""

    guideline: str
    criterion: Criterion
    shapes: Mapping[Role, Shape]
    focus: URIRef
    status: Status

    @property
    def failing(self) -> Shape | None:
        """The shape that has to hold for the row to be met."""
        if self.status is Status.NEEDS_JUDGEMENT:
            return self.shapes.get(Role.RAISES) or self.shapes.get(Role.JUDGED)
        return self.shapes.get(Role.TWIN)


def open_row(context: Context, open_: Open, standing: Standing, line: URIRef) -> OpenRow | None:
    """What is open of a line, as a row; None for a document as a whole. `line` is a service that bills no line, too."""
    status = standing.statuses.get(open_)
    held = next((h for h in context.in_force if h.document.name == open_.guideline), None)
    if not open_.criterion or status is None or held is None:
        return None
    shapes = held.shapes[URIRef(open_.criterion)]
    first = shapes.get(Role.TWIN) or shapes[Role.RAISES]
    criterion = next(c for c in held.document.criteria if str(c.iri) == open_.criterion)
    service = next(
        s.iri for s in context.case.services if line == s.iri or any(line == n.iri for n in s.lines)
    )
    focus = line if of_lines(context.declarations, first) else service
    return OpenRow(open_.guideline, criterion, shapes, focus, status)
