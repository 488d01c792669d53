"""Cases that stand in files as patches over a base, as whole documents."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from functools import lru_cache
from pathlib import Path
from typing import Any

from reasoner.errors import InputError, Place, Problem
from reasoner.intake.patches import patched, read_data


def patched_documents(folder: Path) -> tuple[dict[str, Any], ...]:
    """Every case of every file of a folder, in the order of the names. Raises InputError where one cannot be read."""
    found = tuple(each for path in sorted(folder.glob("*/*/*.yaml")) for each in _of_file(path))
    if not found:
        raise InputError(Problem("The folder holds no cases.", Place(str(folder))))
    return found


def _of_file(path: Path) -> Iterator[dict[str, Any]]:
    held = read_data(path)
    cases = held.get("cases") if isinstance(held, dict) else None
    if not isinstance(held, dict) or not isinstance(cases, list):
        raise InputError(Problem("The file has no list 'cases'.", Place(str(path))))
    read = lru_cache(maxsize=8)(read_data)
    for case in cases:
        base = read((path.parent / str(case.get("extends") or held.get("base"))).resolve())
        removed = {str(gone): None for gone in case.get("remove") or ()}
        yield _texts(patched(base, {**(case.get("change") or {}), **removed}, Place(str(path))))


def _texts(data: Any) -> Any:
    """The same values as JSON holds them: a number as the text that was written."""
    if isinstance(data, dict):
        return {key: _texts(value) for key, value in data.items()}
    if isinstance(data, list):
        return [_texts(value) for value in data]
    return format(data, "f") if isinstance(data, Decimal) else data
