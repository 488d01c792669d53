"""Decisions made elsewhere, run again from their facts: what documents of the library say of each."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from reasoner.authoring.published import Decision, read
from reasoner.authoring.trees import by_trees, worse
from reasoner.decision.context import Context, InForce
from reasoner.decision.determination import WORST_FIRST, ledger
from reasoner.decision.prepared import prepare
from reasoner.errors import InputError, Place, Problem
from reasoner.inference import ClassRules
from reasoner.intake import ReadCase
from reasoner.knowledge import Document, Library
from reasoner.model.ledger import Determination, Status
from reasoner.nearest import nearest


@dataclass(frozen=True, slots=True, order=True)
class FactRead:
    """A fact that a criterion (document/criterion) asked of a request reads, and what the record says of it in words."""

    criterion: str
    fact: str
    label: str
    value: str


@dataclass(frozen=True, slots=True)
class Found:
    """What one document says of one decision: of the whole request, of each line, and of each criterion.

    `facts` holds for each service what the criteria that are asked of it read, sorted; `versions` the documents that
    were read, as DOCUMENT@DATE.
    """

    determination: Determination | None
    by_code: Mapping[str, Determination | None]
    statuses: Mapping[str, Status]
    facts: tuple[tuple[FactRead, ...], ...] = ()
    versions: tuple[str, ...] = ()


def run_under(case: ReadCase, document: Document, library: Library, rules: ClassRules) -> Found | None:
    """What a document says of a case in the version of its day, else its newest; None where it is about no request."""
    prepared = prepare(case.case, library, rules, document.name, alone=True)
    if not prepared.in_force:
        return None
    return _found(by_trees(prepared), prepared.in_force[0])


def _found(context: Context, held: InForce) -> Found:
    by_code: dict[str, Determination | None] = {}
    statuses: dict[str, Status] = {}
    every: list[Determination | None] = []
    facts: list[tuple[FactRead, ...]] = []
    for service in context.case.services:
        if not any(context.is_a(service.iri, cls) for cls in held.document.applies_to):
            continue
        read: set[FactRead] = set()
        for line in service.lines or (None,):
            found = ledger(context, held, service.iri, line.iri if line else service.iri)
            every.append(found.determination)
            if line:
                by_code[str(line.code).rsplit("/", 1)[-1]] = found.determination
            for row in found.criteria:
                name = f"{held.document.name}/{row.criterion}"
                if worse(row.status, statuses.get(name)):
                    statuses[name] = row.status
                if row.status is not Status.NOT_APPLICABLE:
                    read |= {FactRead(name, f.name, f.label, f.value) for f in row.facts}
        facts.append(tuple(sorted(read)))
    version = f"{held.document.name}@{held.version.from_text}" if held.version else held.document.name
    return Found(worst(every), by_code, statuses, tuple(sorted(facts)), (version,))


def worst(found: Iterable[Determination | None]) -> Determination | None:
    """The determination that decides what happens with a request of several lines or under several documents."""
    told = [d for d in found if d is not None]
    return next((d for d in WORST_FIRST if d in told), None)


@dataclass(frozen=True, slots=True)
class Result:
    """One decision under its own documents, with and without the missing facts, and under every other document."""

    decision: Decision
    without: Found | None
    with_gaps: Found | None
    others: Mapping[str, Determination | None]


def run_decisions(
    decisions: Iterable[Decision], library: Library, rules: ClassRules, progress: Callable[[str], None]
) -> tuple[Result, ...]:
    """Run every decision under its own documents, and without its missing facts under all others."""
    documents = {d.name: d for d in library.documents}
    results = []
    for decision in decisions:
        progress(decision.name)
        own = _own(decision, documents)
        bare, full = read(decision, library, gaps=False), read(decision, library, gaps=True)
        others = {}
        for name, document in sorted(documents.items()):
            if document.binding and name not in decision.under and document.versions:
                found = run_under(bare, document, library, rules)
                if found is not None:
                    others[name] = found.determination
        results.append(
            Result(
                decision,
                _joined(run_under(bare, d, library, rules) for d in own),
                _joined(run_under(full, d, library, rules) for d in own),
                others,
            )
        )
    return tuple(results)


def _own(decision: Decision, documents: Mapping[str, Document]) -> list[Document]:
    unknown = [name for name in decision.under if name not in documents]
    if unknown:
        raise InputError(
            Problem(
                f"{decision.name}: no document is called '{unknown[0]}'.",
                Place("outcomes.yaml"),
                nearest=nearest(unknown[0], documents),
            )
        )
    return [documents[name] for name in decision.under]


def replay(decision: Decision, library: Library, rules: ClassRules) -> Found | None:
    """What its own documents say of a decision from the facts that it tells; None where they are about no request."""
    own = _own(decision, {d.name: d for d in library.documents})
    case = read(decision, library, gaps=False)
    return _joined(run_under(case, document, library, rules) for document in own)


def _joined(found: Iterable[Found | None]) -> Found | None:
    held = [f for f in found if f is not None]
    if not held:
        return None
    return Found(
        worst(f.determination for f in held),
        {code: d for f in held for code, d in f.by_code.items()},
        {name: s for f in held for name, s in f.statuses.items()},
        tuple(sorted(facts for f in held for facts in f.facts)),
        tuple(sorted(v for f in held for v in f.versions)),
    )
