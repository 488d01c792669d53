"""Which documents could apply to a case, and the case reviewed under each of them."""

from __future__ import annotations

from dataclasses import dataclass

from reasoner.analysis.across.model import Compared
from reasoner.analysis.handbook.wording import bound_to
from reasoner.decision.bearing import Under
from reasoner.decision.context import Context, InForce
from reasoner.decision.needed import classes_asked
from reasoner.errors import InputError, Problem
from reasoner.inference import class_rules, classify
from reasoner.intake import ReadCase
from reasoner.knowledge import Library
from reasoner.model.case import Case
from reasoner.model.ledger import GuidelineLedger
from reasoner.review import Reviewed, review_case
from reasoner.validation import engine


@dataclass(frozen=True)
class Column:
    """One document with the review of the case under it."""

    compared: Compared
    held: InForce
    reviewed: Reviewed

    @property
    def context(self) -> Context:
        """What the review was decided from."""
        return self.reviewed.context

    def ledgers(self, service: str) -> dict[str, GuidelineLedger]:
        """What the document says of each line of a service, by line; nothing where it is about another service."""
        name = self.held.document.name
        return {
            line.line: ledger
            for line in self.reviewed.review.lines
            if line.service == service
            for ledger in line.guidelines
            if ledger.guideline == name
        }


def columns(read: ReadCase, library: Library, documents: tuple[str, ...] = ()) -> tuple[Column, ...]:
    """The documents about a service of the case, or those named, each with the review under it.

    Documents that bind the case and are in force come first, then others that bind somebody, then those that advise.
    Raises InputError where a named document is not held or is about none of the services, or none is left.
    """
    case = read.case
    rules = class_rules(library.vocabulary)
    asked = classes_asked(classify(case, rules))
    about = [d.name for d in library.documents if d.versions and d.is_about(asked)]
    names = list(dict.fromkeys(documents)) or about
    chosen = [Under.parse(name, library, case.date_of_service) for name in names]
    for under in chosen:
        if not under.document.is_about(asked):
            raise InputError(
                Problem(
                    f"{under.document.name} is about none of the services of the case.",
                    remedy="Without --document every document about them is compared.",
                )
            )
    if not chosen:
        raise InputError(
            Problem(
                "No document that is held is about a service of the case.",
                remedy="'reasoner guidelines' lists the documents that are held.",
            )
        )
    runner = engine()
    found = []
    for name, under in zip(names, chosen, strict=True):
        reviewed = review_case(read, library, runner, name)
        held = next(i for i in reviewed.context.in_force if i.document.iri == under.document.iri)
        found.append(Column(_compared(library, case, under), held, reviewed))
    found.sort(key=lambda column: _order(column.compared))
    return tuple({(c.compared.name, c.compared.effective_from): c for c in found}.values())


def _order(document: Compared) -> tuple[bool, bool, str, str]:
    applies = document.governs and document.in_force
    return not document.binding, not applies, document.short, document.effective_from


def _compared(library: Library, case: Case, under: Under) -> Compared:
    document, version = under.document, under.version
    return Compared(
        name=document.name,
        short=document.short,
        title=document.title,
        version=version.number,
        effective_from=version.from_text,
        binding=document.binding,
        binds=bound_to(library, document),
        governs=document.governs(case.payer, case.jurisdiction),
        in_force=version.covers(case.date_of_service),
    )
