"""Which documents bear on a case: those of its payer and place in force on its day, or one that was chosen."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from rdflib import URIRef

from reasoner.decision.context import InForce
from reasoner.errors import InputError, Problem
from reasoner.knowledge import Document, Group, Library, Version
from reasoner.model.case import Case
from reasoner.nearest import nearest


@dataclass(frozen=True)
class Under:
    """A document and a version that were chosen, whatever is in force for the case."""

    document: Document
    version: Version

    @classmethod
    def parse(cls, text: str, library: Library, day: date) -> Under:
        """Read DOCUMENT or DOCUMENT@DATE. Without a date: the version of the day of service, else the newest.

        Raises InputError where no such document is held, or no version of it is in force on the date.
        """
        name, at, when = text.partition("@")
        document = next((d for d in library.documents if d.name == name), None)
        if document is None:
            names = sorted(d.name for d in library.documents)
            raise InputError(
                Problem(
                    f"No document is called '{name}'.",
                    remedy="'reasoner guidelines' lists the documents that are held.",
                    nearest=nearest(name, names),
                )
            )
        if not document.versions:
            raise InputError(Problem(f"No version of {name} is held.", remedy="Choose another document."))
        if not at:
            return cls(document, document.in_force(day) or document.versions[-1])
        try:
            version = document.in_force(date.fromisoformat(when))
        except ValueError:
            raise InputError(Problem(f"'{when}' is no date.", remedy=f"Write {name}@2026-04-16.")) from None
        if version is None:
            known = ", ".join(f"{v.number} from {v.from_text}" for v in document.versions)
            raise InputError(
                Problem(
                    f"No version of {name} held here is in force on {when}.", remedy=f"Held are: {known}."
                )
            )
        return cls(document, version)

    @property
    def words(self) -> str:
        """The document and version as a report names them."""
        return f"{self.document.short}, version {self.version.number} (from {self.version.from_text})"


MOST_KEPT = 4096  # days times payers times kinds of services: a few thousand are a year of a large book


def bearing(
    case: Case,
    library: Library,
    asked: frozenset[URIRef],
    under: Under | None = None,
    on: date | None = None,
) -> tuple[InForce, ...]:
    """The documents that bear on a case, with version and files, binding ones first.

    `asked` are the classes of its services: a document that is about none of them is not read.

    With `under` the chosen one is the only binding document; documents that bind nobody are shown beside it.
    What is in force is looked up for the day `on`, which is the date of service where none is told.
    Raises InputError where no binding document is held for the payer at all.
    """
    day = on or case.date_of_service
    if under is not None:
        return _bearing(case, library, asked, day, under)
    kept: dict[object, tuple[InForce, ...]] = library.kept.setdefault(bearing, {})
    key = (case.payer, case.jurisdiction, day, asked)
    found = kept.get(key)
    if found is None:
        if len(kept) >= MOST_KEPT:
            kept.clear()
        found = kept[key] = _bearing(case, library, asked, day, None)
    return found


def _bearing(
    case: Case, library: Library, asked: frozenset[URIRef], day: date, under: Under | None
) -> tuple[InForce, ...]:
    held = [d for d in library.documents if d.governs(case.payer, case.jurisdiction)]
    if under is not None:
        held = [d for d in held if not d.binding and d.iri != under.document.iri]
    elif not any(d.binding for d in held):
        raise InputError(_no_guideline(case, library))
    found = []
    for document in (d for d in held if d.is_about(asked)):
        version = document.in_force(day)
        if version is None and not document.binding:
            continue
        found.append(_in_force(library, document, version, document.groups_in_force(day) if version else ()))
    if under is not None and under.document.is_about(asked):
        starts = max(under.version.effective_from, min(day, under.version.effective_until or day))
        found.append(InForce(under.document, under.version, under.document.groups_in_force(starts)))
    return tuple(sorted(found, key=lambda i: (not i.document.binding, i.document.name)))


def _in_force(
    library: Library, document: Document, version: Version | None, groups: tuple[Group, ...]
) -> InForce:
    """A document with a version and files: one object for each, as others keep what they make of it."""
    made: dict[object, InForce] = library.kept.setdefault(InForce, {})
    key = (document.iri, None if version is None else version.effective_from, *(id(g) for g in groups))
    found = made.get(key)
    if found is None:
        found = made[key] = InForce(document, version, groups)
    return found


@dataclass(frozen=True)
class NotHeld:
    """A request that texts of the payer are about, but none that is held for the place of the case."""

    jurisdiction: str
    held_for: tuple[str, ...]

    @property
    def words(self) -> str:
        """What is missing, in one sentence."""
        return (
            f"The text that governs this request in {self.jurisdiction} is not held; texts about it are held for: "
            f"{', '.join(self.held_for)}."
        )


def local_texts_not_held(
    case: Case, library: Library, types: Mapping[URIRef, frozenset[URIRef]]
) -> Mapping[URIRef, NotHeld]:
    """Per service what is missing: the payer has texts for single places about it, and none for the place of the case.

    A text that holds everywhere does not stand in for a local one. Raises InputError where the case names no place.
    """
    local = [
        d for d in library.documents if d.binding and case.payer in d.profile.payers and d.profile.places
    ]
    found = {}
    for service in case.services:
        classes = types.get(service.iri, frozenset())
        about = [d for d in local if classes & set(d.applies_to)]
        if about and not any(d.governs(case.payer, case.jurisdiction) for d in about):
            places = {library.vocabulary.label(j) for d in about for j in d.profile.places}
            if case.jurisdiction is None:
                raise InputError(_place_missing(case, library, sorted(places)))
            found[service.iri] = NotHeld(library.vocabulary.label(case.jurisdiction), tuple(sorted(places)))
    return found


def _place_missing(case: Case, library: Library, places: list[str]) -> Problem:
    label = library.vocabulary.label
    told = f"'{label(case.jurisdiction)}'" if case.jurisdiction else "none"
    return Problem(
        f"The case names {told} as its jurisdiction; guidelines of the payer '{label(case.payer)}' are held for: "
        f"{', '.join(places)}.",
        remedy="State the jurisdiction.",
    )


def _no_guideline(case: Case, library: Library) -> Problem:
    label = library.vocabulary.label
    theirs = [d for d in library.documents if d.binding and case.payer in d.profile.payers]
    if theirs:
        places = {label(j) for d in theirs for j in d.profile.places}
        return _place_missing(case, library, sorted(places))
    held = sorted({label(p) for d in library.documents if d.binding for p in d.profile.payers})
    return Problem(
        f"No guideline of the payer '{label(case.payer)}' is held.",
        remedy=f"Guidelines are held for: {', '.join(held)}.",
    )
