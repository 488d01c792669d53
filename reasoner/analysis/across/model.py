"""A case under several documents as one value: what each asks of each fact, and what it says of the request."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from reasoner.model.ledger import Citation, ContentStatus, Determination, KnowledgeIdentity, Row, Status


@dataclass(frozen=True, slots=True)
class Compared:
    """One document of a comparison. `binds` says in words whom; `governs`: this case is one that it binds or advises on.

    `in_force`: the version is in force on the date of service; else it is the one that was chosen, or the newest.
    """

    name: str
    short: str
    title: str
    version: str
    effective_from: str
    binding: bool
    binds: str
    governs: bool
    in_force: bool


@dataclass(frozen=True, slots=True)
class Entry:
    """What one criterion asks of the facts of a matrix row, and how the case stands to it.

    `asked` and `recorded` are in words; `recorded` is empty where the criterion tests no fact or asks nothing of this
    request. `beside` says how tests of facts in other rows join in: "or", "and", or empty where there are none.
    """

    row: Row
    asked: str
    recorded: str
    beside: str = ""

    @property
    def status(self) -> Status:
        """The status of the whole criterion."""
        return self.row.status

    @property
    def applies(self) -> bool:
        """Whether the criterion asks anything of this request."""
        return self.row.status is not Status.NOT_APPLICABLE


Cell = tuple[Entry, ...]
"""What a document asks of the facts of a row; empty: it has no criterion that reads them."""


@dataclass(frozen=True, slots=True)
class FactRow:
    """One fact, or several that the same criteria read, with a cell for each document in their order.

    `names` are the facts by name, where documents call one fact differently all of its names; empty for a recommendation
    that tests no fact. `lines` names the billed lines that the row is about; empty: it is about the service.
    """

    label: str
    names: tuple[str, ...]
    lines: tuple[str, ...]
    cells: tuple[Cell, ...]

    @property
    def asking(self) -> int:
        """How many documents ask something of this request here."""
        return sum(any(entry.applies for entry in cell) for cell in self.cells)


class Why(StrEnum):
    """Why a document says something else of a fact than another that it is decisive for."""

    NOT_ASKED = "not-asked"
    ADVISES = "advises-only"
    THRESHOLD = "different-threshold"
    READING = "same-threshold-different-reading"


@dataclass(frozen=True, slots=True)
class Side:
    """Documents (by their place among the columns) that treat a fact alike. `why` is None on the deciding side."""

    documents: tuple[int, ...]
    why: Why | None
    asked: str
    status: Status | None
    recorded: str = ""
    reading: str = ""
    citations: tuple[Citation, ...] = ()


@dataclass(frozen=True, slots=True)
class Reason:
    """One fact that makes the difference: the documents that it decides for, and how the others treat it.

    Without a fact: a clause that is listed, not encoded, and would decide.
    """

    label: str
    lines: tuple[str, ...]
    decides: tuple[Side, ...]
    others: tuple[Side, ...]


@dataclass(frozen=True, slots=True)
class Difference:
    """Documents that say the same of a request, those that say something better of it, and what makes the difference."""

    determination: Determination
    documents: tuple[int, ...]
    better: tuple[int, ...]
    reasons: tuple[Reason, ...]


@dataclass(frozen=True, slots=True)
class Answers:
    """What the documents say of some lines of which they say the same; None: it advises, or says nothing of them.

    `unencoded` are for each document the clauses that would decide and are only listed.
    """

    lines: tuple[str, ...]
    determinations: tuple[Determination | None, ...]
    unencoded: tuple[tuple[str, ...], ...]
    differences: tuple[Difference, ...]


@dataclass(frozen=True, slots=True)
class Matrix:
    """One service under the documents that say something of it. `silent` are those about it without a row for it."""

    service: str
    label: str
    documents: tuple[Compared, ...]
    rows: tuple[FactRow, ...]
    answers: tuple[Answers, ...]
    silent: tuple[Compared, ...]


@dataclass(frozen=True, slots=True)
class Comparison:
    """One case under every document that could apply to its services."""

    case: str
    case_sha256: str
    date_of_service: date
    payer: str
    jurisdiction: str
    request: str
    knowledge: KnowledgeIdentity
    content: ContentStatus
    services: tuple[Matrix, ...]
