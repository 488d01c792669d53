"""How far lines are from another outcome, as values: the facts that would have to be others, and other texts.

Numbers are exact decimals in the unit of their fact. Texts are labels or final sentences in English.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from reasoner.model.ledger import (
    Citation,
    ContentStatus,
    Determination,
    Disposition,
    KnowledgeIdentity,
    Status,
)
from reasoner.model.margins import Margin


class Basis(StrEnum):
    """What a fact rests on before it is changed."""

    NOTHING = "not-stated"
    PRESUMED = "presumed"
    CONFLICT = "conflicting"
    ONE = "one-entry"
    SEVERAL = "several-entries"
    COMPLETE = "no-entry"  # that nothing else happened, where the record is complete


@dataclass(frozen=True, slots=True)
class Touched:
    """A criterion that a change of facts opens, closes, or keeps closed.

    `document` is the short name of its document, `facts` are the changed ones that it reads, `asked` are its limits on them.
    """

    guideline: str
    document: str
    criterion: str
    label: str
    before: Status
    after: Status
    facts: tuple[str, ...] = ()
    asked: str = ""
    citations: tuple[Citation, ...] = ()

    @property
    def name(self) -> str:
        """The criterion as document/criterion."""
        return f"{self.guideline}/{self.criterion}"


@dataclass(frozen=True, slots=True)
class FactChange:
    """One fact that would have to be another. `before` and `after` are its values in words; `upward`: the number rises.

    `distance` is how far the number moves in its unit, 0 where nothing that is recorded speaks against the new value, None
    for a fact that is no number. `size` is what the change counts: for a number the distance as a share of the threshold
    next to its new value; for a status 0 where it only becomes known and 1 where it turns.
    """

    fact: str
    label: str
    unit: str
    before: str
    after: str
    basis: Basis
    size: Decimal
    distance: Decimal | None = None
    upward: bool = True


@dataclass(frozen=True, slots=True)
class Turn:
    """Facts that are others, all of them together, and what the line is then: found by deciding again."""

    changes: tuple[FactChange, ...]
    touched: tuple[Touched, ...]
    determination: Determination
    disposition: Disposition

    @property
    def size(self) -> Decimal:
        """The sizes of its changes added up."""
        return sum((change.size for change in self.changes), Decimal(0))


@dataclass(frozen=True, slots=True)
class PlacedMargin:
    """A margin with the criterion that it belongs to. `status` is that of the whole criterion, which may ask for more."""

    guideline: str
    document: str
    authority: str
    criterion: str
    label: str
    status: Status
    decides: bool
    margin: Margin
    citations: tuple[Citation, ...] = ()


@dataclass(frozen=True, slots=True)
class LineMargins:
    """One requested line.

    `determination` is the worst of the documents that bind it. `turns` of an eligible line are the smallest changes that
    spoil it, nearest first, each of one fact where one is enough; of another line the nearest change after which its
    determination is a better one. `eligible` is the smallest change after which a line that is not eligible is; None where
    no change of facts makes it so, and `fixed` says why. `exact` is false where the search was given up at its limit: a
    smaller change may exist.
    """

    line: str
    service: str
    codes: tuple[str, ...]
    label: str
    serves: str
    disposition: Disposition
    determination: Determination | None
    documents: tuple[str, ...]
    turns: tuple[Turn, ...] = ()
    eligible: Turn | None = None
    fixed: tuple[str, ...] = ()
    exact: bool = True
    margins: tuple[PlacedMargin, ...] = ()


@dataclass(frozen=True, slots=True)
class Because:
    """A fact that makes the difference: what each of two texts asks of it; empty where it is not asked."""

    label: str
    criterion: str
    here: str
    there: str
    recorded: str
    citations: tuple[Citation, ...] = ()


@dataclass(frozen=True, slots=True)
class OtherText:
    """Another document, or another version of one in force (`same`), that says something else of some lines."""

    guideline: str
    document: str
    version: str
    effective_from: str
    binds: str
    same: bool
    lines: tuple[str, ...]
    here: Determination
    there: Determination
    against: str
    because: tuple[Because, ...]


@dataclass(frozen=True, slots=True)
class Margins:
    """The lines of a case with their margins, the nearest changes, and the texts that say something else of them."""

    case: str
    case_sha256: str
    recorded_on: date
    date_of_service: date
    payer: str
    request: str
    knowledge: KnowledgeIdentity
    content: ContentStatus
    lines: tuple[LineMargins, ...]
    others: tuple[OtherText, ...]
