"""Every error a user can meet: what went wrong, where, what to do, and the nearest known term."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Place:
    """Where in a file something stands. Lines and columns count from 1; 0 means not known."""

    file: str
    line: int = 0
    column: int = 0

    def __str__(self) -> str:
        if not self.line:
            return self.file
        return f"{self.file}:{self.line}" + (f":{self.column}" if self.column else "")


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong with an input: plain words, the place, the remedy, the nearest term."""

    what: str
    place: Place | None = None
    remedy: str = ""
    nearest: str = ""

    def __str__(self) -> str:
        parts = [f"{self.place}: {self.what}" if self.place else self.what]
        if self.nearest:
            parts.append(f"Did you mean '{self.nearest}'?")
        if self.remedy:
            parts.append(self.remedy)
        return " ".join(parts)


class ReasonerError(Exception):
    """The base of every error this package raises on purpose. Holds one or more problems."""

    def __init__(self, *problems: Problem | str) -> None:
        self.problems = tuple(p if isinstance(p, Problem) else Problem(p) for p in problems)
        super().__init__("\n".join(str(p) for p in self.problems))


class InputError(ReasonerError):
    """A case or a command cannot be read or understood. Nothing was decided."""


class KnowledgeError(ReasonerError):
    """The ontology or a guideline file is wrong: for its author, not for the user of a case."""


class EngineError(ReasonerError):
    """A validation engine broke a promise of its interface. Always a bug, never an answer."""


class BookError(ReasonerError):
    """A book of cases cannot be opened, read or written. What it held before, it still holds."""
