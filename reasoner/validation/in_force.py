"""Which shapes run: those of the groups in force, and those that look at the case itself."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

from reasoner.knowledge import Group
from reasoner.knowledge.triples import Triples
from reasoner.validation.shapes import InForceShapes


def shapes_in_force(groups: Iterable[Group], case_shapes: Triples) -> InForceShapes:
    """The files in force and the shapes over cases; nothing else runs.

    Cases of one payer and year share them, so the last ones are kept.
    """
    return _joined((*(group.triples for group in groups), case_shapes))


@lru_cache(maxsize=256)
def _joined(parts: tuple[Triples, ...]) -> InForceShapes:
    return InForceShapes(parts)
