"""The manifest of a book: what it is, what it was made from, which parts count."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, replace
from pathlib import Path

from reasoner.book.conditions import AS_TOLD, Conditions
from reasoner.errors import BookError, Problem

FORMAT = 1


@dataclass(frozen=True, slots=True)
class Source:
    """A stream that was read: how far, and what it looked like, so that a changed one is not taken for the same."""

    path: str
    size: int
    head: str
    position: int = 0
    row: int = 1
    done: bool = False


@dataclass(frozen=True, slots=True)
class Part:
    """The counts of one part. cases + rejected + duplicates = items."""

    name: str
    items: int
    cases: int
    rejected: int
    duplicates: int
    by_reference: int


@dataclass(frozen=True, slots=True)
class Origin:
    """The book that a book was made of: its folder and the hash of its knowledge. `whole`: every part of it was taken."""

    path: str
    knowledge: str
    whole: bool = False


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a book is: under which knowledge and conditions it was made, from which sources, in which parts.

    `root` is the folder of the knowledge where it is not the one that comes with the program. `following` is the number
    that the next document gets.
    """

    knowledge: str
    library: str
    sources: tuple[Source, ...] = ()
    parts: tuple[Part, ...] = ()
    following: int = 0
    format: int = FORMAT
    root: str = ""
    conditions: Conditions = AS_TOLD
    origin: Origin | None = None

    def total(self, count: str) -> int:
        """The sum of a count over all parts."""
        return sum(getattr(part, count) for part in self.parts)

    def text(self) -> str:
        """The manifest as it is written down."""
        return json.dumps(asdict(self), indent=1, sort_keys=True) + "\n"


def read_manifest(path: Path) -> Manifest:
    """The manifest of the book in a folder. Raises BookError where there is none, or one that this program cannot read."""
    try:
        told = json.loads((path / "book.json").read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise BookError(
            Problem(f"There is no book at {path}.", remedy="'reasoner book add' makes one.")
        ) from None
    except (OSError, ValueError) as error:
        raise BookError(Problem(f"The manifest of {path} cannot be read: {error}.")) from None
    if not isinstance(told, dict) or told.get("format") != FORMAT:
        form = told.get("format") if isinstance(told, dict) else None
        raise BookError(
            Problem(
                f"The book {path} has the format {form}; this program reads the format {FORMAT}.",
                remedy="Read it with the version that made it, or make it anew from its sources.",
            )
        )
    try:
        sources = tuple(Source(**s) for s in told.pop("sources"))
        parts = tuple(Part(**p) for p in told.pop("parts"))
        conditions = Conditions(**told.pop("conditions", {}))
        of = told.pop("origin", None)
        origin = None if of is None else Origin(**of)
        return Manifest(**told, sources=sources, parts=parts, conditions=conditions, origin=origin)
    except (TypeError, KeyError) as error:
        raise BookError(Problem(f"The manifest of {path} is damaged: {error}.")) from None


def with_part(manifest: Manifest, part: Part, source: Source | None, following: int) -> Manifest:
    """A manifest that names one part more, and how far its source is read; None where it comes from another book."""
    parts = (*manifest.parts, part)
    if source is None:
        return replace(manifest, parts=parts, following=following)
    sources = tuple(source if s.path == source.path else s for s in manifest.sources)
    if source.path not in {s.path for s in sources}:
        sources = (*sources, source)
    return replace(manifest, parts=parts, sources=sources, following=following)
