"""What intake yields: the case, what a reader should know, and where each node stands in the file."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from rdflib import URIRef

from reasoner.errors import Place, Problem
from reasoner.model.case import Case


@dataclass(frozen=True, slots=True)
class ReadCase:
    """A case that was understood in full. `places`: node of the case graph → where the file tells it."""

    case: Case
    warnings: tuple[Problem, ...]
    places: Mapping[URIRef, Place]
