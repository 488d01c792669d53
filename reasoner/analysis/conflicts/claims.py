"""What `reasoner conflicts` can say: the kinds of claims, and a claim as a value that no format is part of."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from reasoner.model.case import Case
from reasoner.model.ledger import Citation, ContentStatus


class Kind(StrEnum):
    """The kinds of claims, the most serious first."""

    UNSATISFIABLE = "unsatisfiable"
    ADVICE = "advice"
    THRESHOLD = "threshold"
    VERSION = "version"
    GAP = "gap"
    REDUNDANT = "redundant"
    NEVER_MET = "never-met"


@dataclass(frozen=True, slots=True)
class Side:
    """One criterion or recommendation as one or several documents of one text have it.

    `documents` are their names, `shorts` what reports call them; `asks` is what is asked or said, in words. `decides`: a
    determination rests on it.
    """

    documents: tuple[str, ...]
    shorts: tuple[str, ...]
    criteria: tuple[str, ...]
    label: str
    asks: str
    decides: bool
    citations: tuple[Citation, ...]


@dataclass(frozen=True, slots=True)
class Shown:
    """What the ordinary review says of a witness: the status of a criterion under a document, or its determination."""

    under: str
    criterion: str
    found: str


@dataclass(frozen=True, slots=True)
class Witness:
    """A case that shows a claim, and what the ordinary review says of it. `name` is that of its file.

    `requested` is what it asks for; `facts` are those that it was made for, with their values.
    """

    meaning: str
    requested: str
    facts: tuple[str, ...]
    shown: tuple[Shown, ...]
    case: Case = field(repr=False, compare=False)
    name: str = ""


@dataclass(frozen=True, slots=True)
class Claim:
    """One thing that was found.

    `says` are sentences; `proof` is what holds for every case, empty where nothing was proved; `undecided` says what could
    not be decided and why. `together`: the documents can bear on one case; so for a claim about one document.
    """

    kind: Kind
    title: str
    sides: tuple[Side, ...]
    says: tuple[str, ...] = ()
    proof: str = ""
    witnesses: tuple[Witness, ...] = ()
    undecided: tuple[str, ...] = ()
    together: bool = True

    @property
    def decided(self) -> bool:
        """Whether the claim stands: it is proved, or a case shows it."""
        return bool(self.proof or self.witnesses)

    @property
    def documents(self) -> frozenset[str]:
        """The names of every document that the claim is about."""
        return frozenset(name for side in self.sides for name in side.documents)


@dataclass(frozen=True, slots=True)
class Conflicts:
    """Everything that was found in a library on a day, in order. `documents` are those asked for; empty: all."""

    on: date
    documents: tuple[str, ...]
    held: int
    claims: tuple[Claim, ...]
    content: ContentStatus

    def of(self, kind: Kind) -> tuple[Claim, ...]:
        """The claims of a kind, in order."""
        return tuple(claim for claim in self.claims if claim.kind is kind)
