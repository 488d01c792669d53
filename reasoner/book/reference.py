"""The same rows from the review of one case: for cases that no column can hold, and to prove the plans against."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from rdflib import URIRef

from reasoner.book.layout import Layout, layout
from reasoner.book.ledger_plan import LedgerPlan
from reasoner.decision import decide
from reasoner.decision.prepared import Prepared
from reasoner.decision.review import NOT_HELD
from reasoner.model.ledger import GuidelineLedger, LineReview, Review
from reasoner.validation import Completed, engine, shapes_in_force


@dataclass
class Reference:
    """Rows of determinations, and of statuses by layout."""

    determinations: list[dict[str, object]] = field(default_factory=list)
    criteria: list[tuple[Layout, list[dict[str, object]]]] = field(default_factory=list)


def reference(seq: int, prepared: Prepared, plan_of: Callable[[Layout], LedgerPlan]) -> Reference:
    """The rows of a case, from its review by the closures."""
    shapes = shapes_in_force((g for i in prepared.in_force for g in i.groups), prepared.library.case_shapes)
    runner = engine()
    findings = runner.findings(Completed(prepared.case, prepared.inferred), shapes)
    return rows_of(seq, prepared, decide(prepared.context(findings), runner.name), plan_of)


def rows_of(
    seq: int, prepared: Prepared, review: Review, plan_of: Callable[[Layout], LedgerPlan]
) -> Reference:
    """The rows of a review that was made."""
    found = Reference()
    places = _places(prepared, review)
    for line in review.lines:
        service, number = places[line.service, line.line]
        if not line.guidelines:  # no document is about it: what happens next is told all the same
            found.determinations.append(
                {
                    **dict.fromkeys(("document", "version", "binding", "determination")),
                    "seq": seq,
                    "service": service,
                    "line": number,
                    "disposition": line.disposition.value,
                }
            )
        for ledger in line.guidelines:
            held = ledger.guideline != NOT_HELD
            found.determinations.append(
                {
                    "seq": seq,
                    "service": service,
                    "line": number,
                    "document": ledger.guideline if held else "",
                    "version": _first_day(prepared, ledger),
                    "binding": ledger.authority == "binding",
                    "determination": None if ledger.determination is None else ledger.determination.value,
                    "disposition": line.disposition.value,
                }
            )
    for held_version in prepared.in_force:
        if held_version.version is not None:
            own = layout(prepared.library, held_version.document, held_version.version)
            rows = list(_statuses(seq, review, places, own, plan_of(own)))
            if rows:
                found.criteria.append((own, rows))
    return found


def _places(prepared: Prepared, review: Review) -> dict[tuple[str, str], tuple[int, int]]:
    """The numbers of service and line behind the names of a review."""
    numbers: dict[str, int] = {}
    found: dict[tuple[str, str], tuple[int, int]] = {}
    count: dict[str, int] = {}
    for line in review.lines:
        service = numbers.setdefault(line.service, len(numbers))
        found[line.service, line.line] = (service, count.get(line.service, 0))
        count[line.service] = count.get(line.service, 0) + 1
    return found


def _first_day(prepared: Prepared, ledger: GuidelineLedger) -> str:
    for held in prepared.in_force:
        if held.document.name == ledger.guideline and held.version is not None:
            return held.version.effective_from.isoformat()
    return ""


def _statuses(
    seq: int, review: Review, places: dict[tuple[str, str], tuple[int, int]], own: Layout, plan: LedgerPlan
) -> list[dict[str, object]]:
    of_services = {line.criterion.iri: line.name for line in plan.of_services}
    of_lines = {line.criterion.iri: line.name for line in plan.of_lines}
    rows: list[dict[str, object]] = []
    seen: set[int] = set()
    for line in review.lines:
        service, number = places[line.service, line.line]
        for ledger in (g for g in line.guidelines if g.guideline == own.document.name):
            if service not in seen:
                seen.add(service)
                rows.append({"seq": seq, "service": service, "line": None, **_named(ledger, of_services)})
            if of_lines and _billed(line):
                rows.append({"seq": seq, "service": service, "line": number, **_named(ledger, of_lines)})
    return sorted(rows, key=lambda row: (row["service"], row["line"] is not None, row["line"] or 0))


def _billed(line: LineReview) -> bool:
    return line.line != line.service


def _named(ledger: GuidelineLedger, names: Mapping[URIRef, str]) -> dict[str, object]:
    told = {row.iri: row.status.value for row in ledger.criteria}
    return {name: told.get(str(iri)) for iri, name in names.items()}
