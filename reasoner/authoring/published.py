"""Published decisions as cases: what the library says of each, beside what was decided.

A folder holds `cases/<id>.yaml` (the facts of a decision), `gaps/<id>.yaml` (facts that the decision's own text says were
missing, as a patch) and `outcomes.yaml` (who decided, what, and under which document it is run here).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from reasoner.authoring.trees import by_trees, worse
from reasoner.decision.context import Context, InForce
from reasoner.decision.determination import WORST_FIRST, ledger
from reasoner.decision.prepared import prepare
from reasoner.errors import InputError, Place, Problem
from reasoner.inference import ClassRules
from reasoner.intake import ReadCase, read_case_data
from reasoner.intake.patches import Data, patched, read_data
from reasoner.knowledge import Document, Library
from reasoner.model.ledger import Determination, Status

OUTCOMES = ("approved", "denied", "partly", "pended")
GROUPS = ("human", "ai")
KINDS = ("our-error", "missing-fact", "other-guideline", "decision-wrong")


@dataclass(frozen=True, slots=True)
class Reason:
    """A decisive reason that a decision gives, and the criterion here that asks the same; none where it is not encoded."""

    about: str
    told: str
    ours: str = ""
    not_encoded: str = ""


@dataclass(frozen=True, slots=True)
class Decision:
    """What is known of one published decision besides its facts."""

    name: str
    by: str
    outcome: str
    under: tuple[str, ...]
    named: bool
    doubtful: bool
    lines: Mapping[str, str]
    reasons: tuple[Reason, ...]
    note: str = ""
    note_kind: str = ""
    data: Data = field(default=None, repr=False)
    gaps: Mapping[str, Data] = field(default_factory=dict, repr=False)


@dataclass(frozen=True, slots=True)
class Found:
    """What one document says of one decision: of the whole request, of each line, and of each criterion."""

    determination: Determination | None
    by_code: Mapping[str, Determination | None]
    statuses: Mapping[str, Status]


def read_decisions(folder: Path) -> tuple[Decision, ...]:
    """Every decision of a folder, sorted by name. Raises InputError where a file is missing or says what it may not."""
    told = read_data(folder / "outcomes.yaml")
    place = Place(str(folder / "outcomes.yaml"))
    if not isinstance(told, dict):
        raise InputError(Problem("The file maps each decision to what is known of it.", place))
    return tuple(_decision(folder, name, held, place) for name, held in sorted(told.items()))


def _decision(folder: Path, name: str, held: Data, place: Place) -> Decision:
    if not isinstance(held, dict):
        raise InputError(Problem(f"{name}: keys and values are expected.", place))
    by, outcome = str(held.get("by")), str(held.get("outcome"))
    kind = str(held.get("noteKind") or "")
    for what, value, known in (
        ("by", by, GROUPS),
        ("outcome", outcome, OUTCOMES),
        ("noteKind", kind, ("", *KINDS)),
    ):
        if value not in known:
            raise InputError(
                Problem(
                    f"{name}: '{value}' is no {what}.", place, f"Known: {', '.join(k for k in known if k)}."
                )
            )
    gaps = folder / "gaps" / f"{name}.yaml"
    patch = read_data(gaps) if gaps.is_file() else {}
    change = patch.get("change") if isinstance(patch, dict) else {}
    under = held.get("under")
    return Decision(
        name=name,
        by=by,
        outcome=outcome,
        under=tuple(str(u) for u in under) if isinstance(under, list) else (str(under),),
        named=_yes(held.get("named")),
        doubtful=_yes(held.get("doubtful")),
        lines=_texts(held.get("lines")),
        reasons=tuple(_reason(r) for r in _list(held.get("reasons"))),
        note=str(held.get("note") or ""),
        note_kind=kind,
        data=read_data(folder / "cases" / f"{name}.yaml"),
        gaps=change if isinstance(change, dict) else {},
    )


def _yes(data: Data) -> bool:
    return str(data).lower() == "true"


def _list(data: Data) -> list[Data]:
    return data if isinstance(data, list) else []


def _texts(data: Data) -> Mapping[str, str]:
    return {str(k): str(v) for k, v in data.items()} if isinstance(data, dict) else {}


def _reason(data: Data) -> Reason:
    held = _texts(data)
    return Reason(
        held.get("about", ""), held.get("told", ""), held.get("ours", ""), held.get("notEncoded", "")
    )


def read(decision: Decision, library: Library, *, gaps: bool) -> ReadCase:
    """The case of a decision, with or without the facts that its own text says were missing."""
    data = (
        patched(decision.data, decision.gaps, Place(decision.name))
        if gaps and decision.gaps
        else decision.data
    )
    if not isinstance(data, dict):
        raise InputError(Problem(f"{decision.name}: the case is no mapping.", Place(decision.name)))
    return read_case_data(data, decision.name, library.vocabulary)


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
    for service in context.case.services:
        if not any(context.is_a(service.iri, cls) for cls in held.document.applies_to):
            continue
        for line in service.lines or (None,):
            found = ledger(context, held, service.iri, line.iri if line else service.iri)
            every.append(found.determination)
            if line:
                by_code[str(line.code).rsplit("/", 1)[-1]] = found.determination
            for row in found.criteria:
                name = f"{held.document.name}/{row.criterion}"
                if worse(row.status, statuses.get(name)):
                    statuses[name] = row.status
    return Found(worst(every), by_code, statuses)


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
        unknown = [name for name in decision.under if name not in documents]
        if unknown:
            raise InputError(
                Problem(f"{decision.name}: no document is called '{unknown[0]}'.", Place("outcomes.yaml"))
            )
        own = [documents[name] for name in decision.under]
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


def _joined(found: Iterable[Found | None]) -> Found | None:
    held = [f for f in found if f is not None]
    if not held:
        return None
    return Found(
        worst(f.determination for f in held),
        {code: d for f in held for code, d in f.by_code.items()},
        {name: s for f in held for name, s in f.statuses.items()},
    )
