"""On which dates of service the lines of a case are eligible, as one value: what every rendering of it shows.

All days are inclusive. Texts are final sentences or labels in English.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from reasoner.model.ledger import Citation, ContentStatus, Disposition, KnowledgeIdentity


@dataclass(frozen=True, slots=True)
class Constraint:
    """What keeps a line from being eligible on `day`: a criterion, or (no criterion) a document or the case as a whole.

    `status` is that of the criterion on that day, `figure` what is asked and what is recorded then, `version` the version
    of the document in force on that day (empty: none), `other_version` the one on the eligible side of the boundary.
    """

    day: date
    guideline: str
    short: str
    criterion: str
    label: str
    status: str
    message: str
    figure: str = ""
    version: str = ""
    other_version: str = ""
    citations: tuple[Citation, ...] = ()

    @property
    def name(self) -> str:
        """The criterion as document/criterion; a document as itself."""
        return f"{self.guideline}/{self.criterion}" if self.criterion else self.guideline


@dataclass(frozen=True, slots=True)
class Stretch:
    """Days in a row on which nothing is open, and what is on the day before and on the day after.

    No constraint on a side: the stretch reaches the first or the last day that was looked at.
    """

    first: date
    last: date
    before: tuple[Constraint, ...] = ()
    after: tuple[Constraint, ...] = ()


@dataclass(frozen=True, slots=True)
class Refused:
    """Days in a row on which the case could not be read as it is, and the reason."""

    first: date
    last: date
    reason: str


@dataclass(frozen=True, slots=True)
class Timed:
    """A criterion that is open on some days and not on others. `met`: first and last day of each stretch without it."""

    guideline: str
    short: str
    criterion: str
    label: str
    met: tuple[tuple[date, date], ...]


@dataclass(frozen=True, slots=True)
class LineDates:
    """One requested line. `disposition`: what happens next with it on the requested date of service.

    `eligible` are the days on which every deciding criterion is met. `always` is what is open on every day, so that no
    date changes it, and `apart` the days on which nothing else is open (none where `always` is empty, or holds a document
    as a whole). `timed` is what a date changes.
    """

    line: str
    service: str
    codes: tuple[str, ...]
    label: str
    serves: str
    documents: tuple[str, ...]
    disposition: Disposition
    eligible: tuple[Stretch, ...]
    always: tuple[Constraint, ...]
    apart: tuple[Stretch, ...]
    timed: tuple[Timed, ...]


@dataclass(frozen=True, slots=True)
class Timeline:
    """The lines of a case over the days from `first` to `last`, all that is recorded staying as it is."""

    case: str
    case_sha256: str
    recorded_on: date
    date_of_service: date
    first: date
    last: date
    lines: tuple[LineDates, ...]
    refused: tuple[Refused, ...]
    notes: tuple[str, ...]
    knowledge: KnowledgeIdentity
    content: ContentStatus
