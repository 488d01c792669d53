"""Files of cases: tests/criteria/<document>/<group>/<criterion>.yaml, patches over a base case.

Each case states what differs from the base's statuses; every other status of every document named in the
base's `.expected.yaml` must stay as it is.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

from reasoner.errors import InputError, Place, Problem
from reasoner.intake.patches import Data, patched, read_data
from reasoner.model.ledger import Status
from reasoner.nearest import nearest

Statuses = Mapping[str, Mapping[str, str]]


@dataclass(frozen=True)
class ContentCase:
    """One case of one criterion: its document as plain values, and every status that it must have."""

    file: Path
    document: str
    group: str
    criterion: str
    name: str
    data: Mapping[str, object] = field(repr=False)
    expected: Statuses = field(repr=False)

    @property
    def title(self) -> str:
        """A name for test reports."""
        return f"{self.document}/{self.criterion}: {self.name}"


@dataclass(frozen=True)
class ContentFile:
    """One file: its cases; the statuses that no case can show, and the mutants that none can notice, with the reason."""

    path: Path
    document: str
    group: str
    criterion: str
    cases: tuple[ContentCase, ...]
    unreachable: Mapping[str, str]
    unnoticed: Mapping[str, str]


def read_files(
    root: Path, only: frozenset[str] = frozenset()
) -> tuple[tuple[ContentFile, ...], tuple[Problem, ...]]:
    """Every file under tests/criteria (of some documents only), and what is wrong with those that cannot be read."""
    files: list[ContentFile] = []
    problems: list[Problem] = []
    for path in sorted(root.glob("*/*/*.yaml")):
        if only and path.parent.parent.name not in only:
            continue
        try:
            files.append(_file(path, root))
        except InputError as error:
            problems += error.problems
    return tuple(files), tuple(problems)


_KEYS = frozenset({"base", "cases", "unreachable", "unnoticed"})
_CASE_KEYS = frozenset({"name", "extends", "change", "remove", "expect"})


def _file(path: Path, root: Path) -> ContentFile:
    place = Place(str(path))
    held = _mapping(read_data(path), place, _KEYS)
    document, group, name = path.relative_to(root).with_suffix("").parts
    cases = held.get("cases")
    if not isinstance(cases, list) or not cases:
        raise InputError(Problem("The file has no cases.", place, "Write cases: as a list."))
    made = tuple(
        _case(path, (document, group, name), _mapping(c, place, _CASE_KEYS), held.get("base")) for c in cases
    )
    doubled = sorted({c.name for c in made if sum(c.name == other.name for other in made) > 1})
    if doubled:
        raise InputError(Problem(f"Two cases are named '{doubled[0]}'.", place, "Give each its own name."))
    unreachable = _mapping(held.get("unreachable") or {}, place, frozenset(s.value for s in Status))
    unnoticed = held.get("unnoticed") or {}
    if not isinstance(unnoticed, dict):
        raise InputError(Problem("unnoticed is a mapping of a mutant to the reason.", place))
    return ContentFile(
        path,
        document,
        group,
        name,
        made,
        {k: str(v) for k, v in unreachable.items()},
        {str(k): str(v) for k, v in unnoticed.items()},
    )


def _mapping(data: Data, place: Place, keys: frozenset[str]) -> Mapping[str, Data]:
    if not isinstance(data, dict):
        raise InputError(
            Problem("Keys and values are expected here.", place, f"The keys are: {', '.join(sorted(keys))}.")
        )
    for key in data:
        if key not in keys:
            raise InputError(
                Problem(
                    f"'{key}' is not a key here.",
                    place,
                    f"The keys are: {', '.join(sorted(keys))}.",
                    nearest(key, keys),
                )
            )
    return data


def _case(path: Path, names: tuple[str, str, str], told: Mapping[str, Data], base: Data) -> ContentCase:
    name = str(told.get("name") or "")
    place = Place(f"{path} ({name or 'a case without a name'})")
    source = told.get("extends") or base
    if not name or not isinstance(source, str):
        raise InputError(Problem("A case needs a name, and a base or extends.", place))
    change, remove, expect = told.get("change") or {}, told.get("remove") or [], told.get("expect") or {}
    if not isinstance(change, dict) or not isinstance(remove, list) or not isinstance(expect, dict):
        raise InputError(Problem("change and expect are mappings, remove is a list.", place))
    data, statuses = _base(path.parent / source)
    made = patched(data, {**change, **{str(p): None for p in remove}}, place)
    assert isinstance(made, dict)
    return ContentCase(path, *names, name, made, _expected(statuses, expect, place))


def _base(path: Path) -> tuple[Data, Statuses]:
    where = path.resolve()
    return _read_base(where, where.stat().st_mtime_ns if where.is_file() else 0)


@lru_cache(maxsize=64)
def _read_base(path: Path, stamp: int) -> tuple[Data, Statuses]:
    """A base case with every status it has; cached by the time of its last change."""
    expected = path.with_name(f"{path.stem}.expected.yaml")
    statuses = read_data(expected)
    if not isinstance(statuses, dict) or not all(isinstance(v, dict) for v in statuses.values()):
        raise InputError(Problem("The file must hold document: {criterion: status}.", Place(str(expected))))
    return read_data(path), statuses


def _expected(base: Statuses, expect: Mapping[str, Data], place: Place) -> Statuses:
    """The base's statuses with those that the case says differ. A criterion may be named without its document."""
    found = {document: dict(held) for document, held in base.items()}
    for key, wanted in expect.items():
        document, _, criterion = key.rpartition("/")
        homes = [document] if document else [d for d, held in found.items() if criterion in held]
        if len(homes) != 1 or homes[0] not in found:
            raise InputError(
                Problem(f"'{key}' names no one criterion of the base.", place, "Write document/criterion.")
            )
        if wanted not in set(Status):
            close = nearest(str(wanted), [s.value for s in Status])
            raise InputError(Problem(f"'{wanted}' is no status.", place, nearest=close))
        found[homes[0]][criterion] = str(wanted)
    return found
