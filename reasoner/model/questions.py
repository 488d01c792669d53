"""What can still change the outcome of a case, as questions: what every asker shows."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from reasoner.model.ledger import Disposition
from reasoner.model.remedies import Asked


class Answers(StrEnum):
    """What a question takes for an answer."""

    STATUS = "status"  # yes or no
    NUMBER = "number"  # in the unit of the question
    CHOICE = "choice"  # one of its choices
    SEVERAL = "several"  # some of its choices, with commas between, or none


@dataclass(frozen=True, slots=True)
class Question:
    """One thing to find out. `name` is the fact, or the key of the request, with the focus it is about.

    `text` asks for it as the first criterion does that hangs on it, `fact` is what is to be known, with its `definition`.
    `since`: a number that is a time up to the date of service may be told as the day on which it began. `choices` are words
    with what they mean. `means` says how it is had, `shown` whether a document shows it. `settles`: one of its answers alone
    settles a line.
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
    unit: str = ""
    since: bool = False
    choices: tuple[tuple[str, str], ...] = ()
    settles: bool = False


@dataclass(frozen=True, slots=True)
class Outcome:
    """Where a line stands, and whether anything that could still be told changes that; `why` says so in a sentence."""

    line: str
    codes: tuple[str, ...]
    label: str
    disposition: Disposition
    settled: bool
    why: str
