"""The ledger of a document version over a table of facts, as one query.

    facts(seq, service, kind, …)           one row for each requested service: a column for each end of each fact
    lines(seq, service, line, kind, …)     one row for each billed line, where criteria are about lines
    scope(kind, about, unencoded, t…, b…)  one row for each kind of service or line (`ledger_plan.scope_flags`)

Statuses and determinations are small numbers (`ledger_plan.CODE`); NULL is no row and no determination.
"""

from __future__ import annotations

from collections.abc import Sequence

from reasoner.book.ledger_plan import CODE, LedgerPlan, determination_sql
from reasoner.decision.determination import NEXT, WORST_FIRST
from reasoner.model.ledger import Determination, Disposition, Status


def service_statuses(plan: LedgerPlan, prefix: str = "c") -> str:
    """The statuses of the criteria about services: columns `c0` and so on, in the order of the plan."""
    return (
        ", ".join(f"{line.sql} AS {prefix}{i}" for i, line in enumerate(plan.of_services))
        or "NULL AS nothing"
    )


def line_statuses(plan: LedgerPlan, prefix: str = "l") -> str:
    """The statuses of the coding criteria: columns `l0` and so on."""
    return (
        ", ".join(f"{line.sql} AS {prefix}{i}" for i, line in enumerate(plan.of_lines)) or "NULL AS nothing"
    )


def services_query(plan: LedgerPlan) -> str:
    """seq, service, unencoded and the statuses of every service that the document is about."""
    return (
        f"SELECT f.seq, f.service, s.unencoded, {service_statuses(plan)} "
        "FROM facts AS f JOIN scope AS s ON s.kind = f.kind WHERE s.about"
    )


def lines_query(plan: LedgerPlan) -> str:
    """seq, service, line and the statuses of every billed line of such a service."""
    return (
        f"SELECT f.seq, f.service, f.line, {line_statuses(plan)} "
        "FROM lines AS f JOIN scope AS s ON s.kind = f.kind"
    )


def deciding(plan: LedgerPlan) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The columns of the criteria that decide: of services, and of lines."""
    return (
        tuple(f"c{i}" for i, line in enumerate(plan.of_services) if line.decides),
        tuple(f"l{i}" for i, line in enumerate(plan.of_lines) if line.decides),
    )


def determinations_query(plan: LedgerPlan, services: str = "", lines: str = "") -> str:
    """seq, service, line and the determination. `line` is NULL where none of the document's coding criteria decides:
    the determination is then that of every line of the service.

    `services` and `lines` name tables of what the two queries gave; without them the queries stand within this one.
    """
    of_services, of_lines = deciding(plan)
    services = services or f"({services_query(plan)})"
    worst = determination_sql([*of_services, *of_lines], "unencoded")
    if not of_lines:
        return f"SELECT seq, service, CAST(NULL AS INTEGER) AS line, {worst} AS determination FROM {services} AS d"
    lines = lines or f"({lines_query(plan)})"
    return (
        f"SELECT d.seq, d.service, w.line, {worst} AS determination FROM {services} AS d "
        f"LEFT JOIN {lines} AS w ON w.seq = d.seq AND w.service = d.service"
    )


def next_query(billed: str, determined: str) -> str:
    """seq, service, line and the number of what happens next with every billed line (`decision.determination.disposition`).

    `billed` has the columns of a book's lines, `determined` is a table of seq, service, line and determination (a number) of
    the documents that bind; a `line` that is NULL stands for every line of the service. What a line includes is decided with
    the line that it serves.
    """
    ranks = " ".join(f"WHEN {CODE[d]} THEN {rank}" for rank, d in enumerate(WORST_FIRST))
    whens = " ".join(f"WHEN {rank} THEN {CODE[NEXT[d]]}" for rank, d in enumerate(WORST_FIRST))
    worst = (
        f"CASE MIN(CASE d.determination {ranks} END) {whens} ELSE {CODE[Disposition.REFER_TO_PHYSICIAN]} END"
    )
    return (
        f"SELECT l.seq, l.service, l.line, {worst} AS disposition FROM {billed} AS l LEFT JOIN {determined} AS d "
        "ON d.seq = l.seq AND d.service = l.service AND (d.line IS NULL OR d.line = l.decided_with) "
        "GROUP BY l.seq, l.service, l.line"
    )


Named = Sequence[Status] | Sequence[Determination] | Sequence[Disposition]


def name_sql(sql: str, names: Named) -> str:
    """The name behind a small number; NULL where there is none."""
    return f"CASE {sql} " + " ".join(f"WHEN {CODE[n]} THEN '{n.value}'" for n in names) + " END"


def code_sql(sql: str, names: Named) -> str:
    """The small number of a name; NULL where there is none."""
    return f"CASE {sql} " + " ".join(f"WHEN '{n.value}' THEN {CODE[n]}" for n in names) + " END"
