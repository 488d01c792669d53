"""What can still change the outcome of a case, as questions: what every asker shows."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from reasoner.model.ledger import Disposition
from reasoner.model.remedies import Asked


class Answers(StrEnum):
    """What a question takes for an answer."""

    STATUS = "status"  # yes or no
    CHOICE = "choice"  # one of its choices
    SEVERAL = "several"  # some of its choices, with commas between, or none
    FORM = "form"  # one entry or more of a few parts: what was done, when, with what result


class Takes(StrEnum):
    """What one part of a form takes."""

    TERM = "term"  # one of its choices
    DAY = "day"  # a day, a month or a year
    WHEN = "when"  # the same, or a length of time
    LENGTH = "length"  # a length of time
    NUMBER = "number"
    PERCENT = "percent"  # a number or a range
    PLACE = "place"  # levels, nerves and a side, or "same": as requested


@dataclass(frozen=True, slots=True)
class Part:
    """One part of a form. `choices` are words with what they mean; where it is not `needed` it may be left empty."""

    text: str
    takes: Takes
    needed: bool = True
    choices: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Question:
    """One thing to find out. `name` is the fact, or the key of the request, with the focus it is about.

    `text` asks for it as the first criterion does that hangs on it, `fact` is what is to be known, with its `definition`.
    `choices` are words with what they mean. `means` says how it is had, `shown` whether a document shows it. `settles`: one
    of its answers alone settles a line. A form has `parts`; `several` entries of them can be given, and `whole` is what it
    says that there is nothing else; empty: that cannot be said.
    """

    name: str
    focus: str
    takes: Answers
    text: str
    fact: str
    definition: str
    means: str
    shown: bool
    asked: tuple[Asked, ...]
    choices: tuple[tuple[str, str], ...] = ()
    settles: bool = False
    parts: tuple[Part, ...] = ()
    several: bool = False
    whole: str = ""


@dataclass(frozen=True, slots=True)
class Outcome:
    """Where a line stands, and whether anything that could still be told changes that; `why` says so in a sentence."""

    line: str
    codes: tuple[str, ...]
    label: str
    disposition: Disposition
    settled: bool
    why: str
