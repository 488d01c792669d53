"""What would make the lines of a case eligible, as one value: what every rendering of it shows.

A remedy is a set of changes. No change alters what the record states: each adds something to it, lets time pass, or asks
for another service. Texts are final sentences or labels in English; all days are inclusive.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from reasoner.model.additions import NOTHING, Addition
from reasoner.model.ledger import Citation, ContentStatus, Disposition, KnowledgeIdentity


class Kind(StrEnum):
    """What a change is."""

    DOCUMENT = "document"  # something is added to what is known: it is attached, said, or made
    TIME = "time"
    TREATMENT = "treatment"
    SERVICE = "service"  # another service is asked for


@dataclass(frozen=True, slots=True)
class Asked:
    """A criterion that a change is about."""

    guideline: str
    short: str
    criterion: str
    label: str
    citations: tuple[Citation, ...] = ()

    @property
    def name(self) -> str:
        """The criterion as document/criterion."""
        return f"{self.guideline}/{self.criterion}"


@dataclass(frozen=True, slots=True)
class Change:
    """One thing to do. `means` says how it is had, `effort` is the place of that in the order of effort, least first.

    `text` says what to do; `only_if` what it must show to help, empty where nothing depends on what it shows. `day` is the
    first date of service with which it helps, where it needs a later one. `asked` are the criteria that it answers.
    `addition` is what it adds to the case (`model.additions.added`), as simple as it can be.
    """

    kind: Kind
    means: str
    effort: int
    text: str
    only_if: tuple[str, ...] = ()
    day: date | None = None
    asked: tuple[Asked, ...] = ()
    addition: Addition = field(default=NOTHING, repr=False)


@dataclass(frozen=True, slots=True)
class Remedy:
    """A minimal set of changes after all of which the line is eligible, from the least effort to the greatest.

    `first` and `last` bound the dates of service with which it is eligible then, around the earliest one from the requested
    day on; None: nothing that is known bounds it within the days looked at. `ends` says what is open on the day after.
    """

    changes: tuple[Change, ...]
    first: date | None = None
    last: date | None = None
    ends: tuple[str, ...] = ()

    @property
    def addition(self) -> Addition:
        """What all of its changes add to the case."""
        joined = NOTHING
        for change in self.changes:
            joined = joined.plus(change.addition)
        return joined


@dataclass(frozen=True, slots=True)
class Hopeless:
    """What no change can cure, and why: first of all."""

    asked: Asked
    status: str
    message: str
    why: str


@dataclass(frozen=True, slots=True)
class LineRemedies:
    """One requested line. Nothing is lacking: no hopeless row and no remedy.

    `remedies` are the cheapest, each tried by reviewing the case with it. `number` is how many minimal sets there are in
    all; `exact` is false where more were found than were tried, so that some of the others may not help. Where something is
    hopeless there is no remedy; `apart` is the cheapest set after which nothing else is open.
    """

    line: str
    service: str
    codes: tuple[str, ...]
    label: str
    disposition: Disposition
    hopeless: tuple[Hopeless, ...] = ()
    remedies: tuple[Remedy, ...] = ()
    number: int = 0
    exact: bool = True
    apart: Remedy | None = None

    @property
    def eligible(self) -> bool:
        """Whether nothing is lacking."""
        return self.disposition is Disposition.APPROVE_ELIGIBLE


@dataclass(frozen=True, slots=True)
class Remedies:
    """The lines of a case with what would make them eligible. `efforts`: the means in their order, the least first."""

    case: str
    case_sha256: str
    recorded_on: date
    date_of_service: date
    payer: str
    lines: tuple[LineRemedies, ...]
    efforts: tuple[tuple[str, ...], ...]
    knowledge: KnowledgeIdentity
    content: ContentStatus
