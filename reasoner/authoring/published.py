"""Decisions made elsewhere, as cases: what is known of each, and the facts that it was made from.

A folder holds `cases/<id>.yaml` (the facts of a decision), `gaps/<id>.yaml` (facts that the decision's own text says were
missing, as a patch) and `outcomes.yaml` (who decided, what, and under which document it is run here).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from reasoner.errors import InputError, Place, Problem
from reasoner.intake import ReadCase, read_case_data
from reasoner.intake.patches import Data, patched, read_data
from reasoner.knowledge import Library

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
    reviewer: str = ""  # who decided, where more is told than human or machine
    data: Data = field(default=None, repr=False)
    gaps: Mapping[str, Data] = field(default_factory=dict, repr=False)


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
        reviewer=str(held.get("reviewer") or by),
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
