"""From a case to what is decided on: the documents about it, the facts that they read, and what is not held."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from rdflib import URIRef

from reasoner.decision.bearing import Under, bearing, local_texts_not_held
from reasoner.decision.context import Context, InForce
from reasoner.decision.needed import Needs, classes_asked, needs
from reasoner.decision.scope import Scope
from reasoner.inference import ClassRules, Inferred, classify, derive
from reasoner.knowledge import Library
from reasoner.model.case import Case
from reasoner.validation import Finding


@dataclass(frozen=True)
class Prepared:
    """Everything that an engine and the decision need of a case, before any shape has run."""

    library: Library
    case: Case
    rules: ClassRules
    in_force: tuple[InForce, ...]
    needs: Needs
    inferred: Inferred
    scope: Scope
    chosen: str
    not_held: Mapping[URIRef, str]
    on: date | None = None

    def context(self, findings: tuple[Finding, ...], places: Mapping[URIRef, int] | None = None) -> Context:
        """What the decision reads, with what an engine found."""
        return Context(
            self.library,
            self.case,
            self.in_force,
            self.needs,
            self.inferred,
            findings,
            places or {},
            self.rules,
            self.chosen,
            self.not_held,
            self.scope,
            on=self.on,
        )


def prepare(
    case: Case,
    library: Library,
    rules: ClassRules,
    under: str = "",
    *,
    alone: bool = False,
    on: date | None = None,
) -> Prepared:
    """Classify a case, find the documents about it and derive the facts that they read.

    `under` chooses a document (`bearing`); with `alone` no other is held beside it. `on` is the day whose texts are read in
    place of those of the date of service; facts keep the days of the case. Raises InputError where no document of the payer
    is held, the place is needed and not told, or the chosen document is not held.
    """
    chosen = Under.parse(under, library, on or case.date_of_service) if under else None
    classified = classify(case, rules)
    scope = Scope.of(classified)
    held = bearing(case, library, classes_asked(classified), chosen, on)
    if chosen and alone:
        held = tuple(i for i in held if i.document.iri == chosen.document.iri)
    held = scope.narrowed(held)
    missing = {} if chosen else local_texts_not_held(case, library, classified.types)
    asked = needs(library, held)
    inferred = derive(classified, asked.ordered, asked.wanted)
    return Prepared(
        library,
        case,
        rules,
        held,
        asked,
        inferred,
        scope,
        chosen.words if chosen else f"the texts in force on {on.isoformat()}" if on else "",
        {service: told.words for service, told in missing.items()},
        on,
    )
