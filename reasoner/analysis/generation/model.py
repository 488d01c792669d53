"""The model of a book: kinds of requests with their shares, and rules by which a document is varied.

A rule names places of a document by a path with `*` for any entry of a list, says how often it acts, and does one thing:

    drop      the entry or key is left out
    choose    the value is replaced by one of several, with weights
    shift     a day is moved by a number of days between two bounds
    repeat    the entry stands several times, each with a name of its own and earlier by a number of days
    add       one of several entries is added to the list, which begins with it where there is none; `day-90` in it
              is the day ninety days before the day of service
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Any

import yaml

from reasoner.analysis.generation.patches import patched_documents
from reasoner.errors import InputError, Place, Problem
from reasoner.nearest import nearest

Document = dict[str, Any]
DOING = ("drop", "choose", "shift", "repeat", "add")


@dataclass(frozen=True, slots=True)
class Choice:
    """Values with their weights, in the order of the model."""

    values: tuple[Any, ...]
    weights: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule. `often` is the chance that it acts at a place; `where` are keys that the entry there must have."""

    path: tuple[str, ...]
    often: float
    where: Mapping[str, str]
    drop: bool = False
    choose: Choice | None = None
    shift: tuple[int, int] | None = None
    repeat: tuple[int, int] | None = None
    add: Choice | None = None


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of request: its documents, and who decides on it (keys that are set in the document)."""

    name: str
    bases: tuple[Document, ...]
    settings: Choice


@dataclass(frozen=True)
class BookModel:
    """Everything that a book follows from.

    Each `every`th document is one of `whole`, in their order; as it stands the first time, and in later rounds with the
    next of `turns` that begins as it does (a payer with another place) on the last day, so that each document of a
    family is reached.
    """

    first: date
    last: date
    kinds: tuple[Kind, ...]
    shares: tuple[float, ...]
    rules: tuple[Rule, ...]
    folder: Path | None = None
    every: int = 0
    turns: tuple[Mapping[str, str], ...] = ()

    @cached_property
    def whole(self) -> tuple[Document, ...]:
        """Documents that are taken as they stand. Raises InputError where one cannot be read."""
        return () if self.folder is None else patched_documents(self.folder)


def read_model(path: Path) -> BookModel:
    """The model of a file. Bases are read relative to it. Raises InputError where the model is wrong."""
    told = _Node(_load(path), str(path), "the model")
    told.only("about", "sources", "days", "kinds", "rules", "whole")
    days = told.node("days")
    days.only("from", "to", "source")
    first, last = days.day("from"), days.day("to")
    if last < first:
        raise days.wrong("ends before it begins")
    kinds = told.nodes("kinds")
    shares = tuple(kind.weight("share") for kind in kinds)
    if not kinds or sum(shares) <= 0:
        raise told.wrong("has no kind with a share above 0")
    read = tuple(_kind(kind, path.parent) for kind in kinds)
    rules = tuple(_rule(rule) for rule in told.nodes("rules"))
    return BookModel(first, last, read, shares, rules, *_whole(told, path.parent))


def _whole(told: _Node, folder: Path) -> tuple[Path | None, int, tuple[Mapping[str, str], ...]]:
    if "whole" not in told.told:
        return None, 0, ()
    node = told.node("whole")
    node.only("folder", "every", "turns", "source")
    every = node.weight("every")
    if every < 1 or every != int(every):
        raise node.wrong("has an 'every' that is no whole number above 0")
    turns = tuple(turn.told for turn in node.nodes("turns")) if "turns" in node.told else ()
    return folder / node.text("folder"), int(every), turns


def _load(path: Path) -> Any:
    try:
        return yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.BaseLoader)
    except OSError as error:
        raise InputError(Problem(f"The file cannot be read: {error.strerror}.", Place(str(path)))) from None
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise InputError(
            Problem(f"The file is no YAML: {str(error).splitlines()[0]}.", Place(str(path)))
        ) from None


def _kind(told: _Node, folder: Path) -> Kind:
    told.only("name", "share", "bases", "settings", "source")
    bases = tuple(_load(folder / name) for name in told.texts("bases"))
    if not bases or not all(isinstance(base, dict) for base in bases):
        raise told.wrong("needs bases that are case documents")
    settings = told.nodes("settings")
    values = [{k: v for k, v in s.told.items() if k not in ("weight", "source")} for s in settings]
    weights = [s.weight("weight") for s in settings]
    if not values or sum(weights) <= 0:
        raise told.wrong("has no setting with a weight above 0")
    return Kind(told.text("name"), bases, Choice(tuple(values), tuple(weights)))


def _rule(told: _Node) -> Rule:
    told.only("path", "often", "where", "source", *DOING)
    doing = [name for name in DOING if name in told.told]
    if len(doing) != 1:
        raise told.wrong(f"does {len(doing)} of: {', '.join(DOING)}; it does one")
    where = told.told.get("where", {})
    if not isinstance(where, dict):
        raise told.wrong("has a 'where' that is no mapping")
    often = told.weight("often")
    if often > 1:
        raise told.wrong("acts more often than always")
    return Rule(
        path=tuple(told.text("path").split("/")),
        often=often,
        where=where,
        drop="drop" in doing,
        choose=_choice(told, "choose") if "choose" in doing else None,
        add=_choice(told, "add") if "add" in doing else None,
        shift=told.bounds("shift") if "shift" in doing else None,
        repeat=told.bounds("repeat") if "repeat" in doing else None,
    )


def _choice(told: _Node, key: str) -> Choice:
    """A mapping of values to weights, or a list of entries with `weight` and `value`."""
    found = told.told[key]
    if isinstance(found, dict):
        pairs = [(value, told.number(weight)) for value, weight in found.items()]
    else:
        pairs = [(node.told.get("value"), node.weight("weight")) for node in told.nodes(key)]
    if not pairs or sum(weight for _, weight in pairs) <= 0:
        raise told.wrong("chooses among values without a weight above 0")
    return Choice(tuple(value for value, _ in pairs), tuple(weight for _, weight in pairs))


@dataclass(frozen=True, slots=True)
class _Node:
    """A mapping of the model with the words for its place."""

    told: Any
    file: str
    name: str

    def __post_init__(self) -> None:
        if not isinstance(self.told, dict):
            raise self.wrong("is no mapping")

    def wrong(self, why: str, near: str = "") -> InputError:
        return InputError(
            Problem(f"{self.name[:1].upper()}{self.name[1:]} {why}.", Place(self.file), nearest=near)
        )

    def only(self, *keys: str) -> None:
        for key in self.told:
            if key not in keys:
                raise self.wrong(f"has the unknown key '{key}'", nearest(key, keys))

    def node(self, key: str) -> _Node:
        return _Node(self.told.get(key), self.file, f"'{key}' of {self.name}")

    def nodes(self, key: str) -> list[_Node]:
        found = self.told.get(key)
        if not isinstance(found, list):
            raise self.wrong(f"has no list '{key}'")
        return [_Node(each, self.file, f"entry {n} of '{key}'") for n, each in enumerate(found, 1)]

    def text(self, key: str) -> str:
        found = self.told.get(key)
        if not isinstance(found, str) or not found:
            raise self.wrong(f"has no '{key}'")
        return found

    def texts(self, key: str) -> list[str]:
        found = self.told.get(key)
        if not isinstance(found, list) or not all(isinstance(f, str) for f in found):
            raise self.wrong(f"has no list of texts '{key}'")
        return found

    def number(self, told: Any) -> float:
        try:
            number = float(told)
        except (TypeError, ValueError):
            raise self.wrong(f"has '{told}' where a number is needed") from None
        if not 0 <= number < 1e9:
            raise self.wrong(f"has the weight {told}; weights are 0 or more")
        return number

    def weight(self, key: str) -> float:
        return self.number(self.text(key))

    def day(self, key: str) -> date:
        try:
            return date.fromisoformat(self.text(key))
        except ValueError:
            raise self.wrong(f"has '{self.text(key)}' where a day is needed") from None

    def bounds(self, key: str) -> tuple[int, int]:
        try:
            low, high = (int(n) for n in self.told[key])
        except (TypeError, ValueError):
            raise self.wrong(f"has no two whole numbers under '{key}'") from None
        if high < low:
            raise self.wrong(f"has bounds under '{key}' that are the wrong way round")
        return low, high
