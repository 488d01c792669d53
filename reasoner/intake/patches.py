"""Cases as patches: a base document, and what a case changes in it. `findings/0/status: absent`, `scores/1: null`."""

from __future__ import annotations

from collections.abc import Mapping
from copy import deepcopy
from decimal import Decimal, InvalidOperation
from pathlib import Path

from reasoner.errors import InputError, Place, Problem
from reasoner.intake.tree import Mapping as MappingTree
from reasoner.intake.tree import Scalar, Sequence, Tree
from reasoner.intake.yaml_reader import decode, read_yaml

Data = object


def read_data(path: Path) -> Data:
    """The plain values of a YAML file, read as cases are read. Raises InputError where it is broken."""
    try:
        raw = path.read_bytes()
    except OSError as error:
        raise InputError(Problem(f"The file cannot be read: {error.strerror}.", Place(str(path)))) from None
    return _plain(read_yaml(decode(raw, str(path)), str(path)))


def _plain(tree: Tree) -> Data:
    if isinstance(tree, MappingTree):
        return {key: _plain(value) for key, (_, value) in tree.entries.items()}
    if isinstance(tree, Sequence):
        return [_plain(item) for item in tree.items]
    return _scalar(tree)


def _scalar(scalar: Scalar) -> Data:
    if scalar.kind == "null":
        return None
    if scalar.kind == "boolean":
        return scalar.text.lower() == "true"
    if scalar.kind == "number":
        try:
            return Decimal(scalar.text)
        except InvalidOperation:
            return scalar.text
    return scalar.text


def patched(base: Data, change: Mapping[str, Data], place: Place) -> Data:
    """A copy of `base` with the changes. Null takes away; one past the end of a list, or `-`, appends.

    Indices count the base: what is taken away goes last, from the end. Raises InputError for a path that
    leads nowhere.
    """
    tree = deepcopy(base)
    taken = [_steps(path) for path, value in change.items() if value is None]
    for path, value in change.items():
        if value is not None:
            _set(tree, _steps(path), deepcopy(value), place)
    for steps in sorted(taken, key=_late, reverse=True):
        _take(tree, steps, place)
    return tree


def _steps(path: str) -> tuple[str, ...]:
    return tuple(path.strip("/").split("/"))


def _late(steps: tuple[str, ...]) -> tuple[tuple[int, str], ...]:
    """Sorts indices as numbers, so that the last is taken away first."""
    return tuple((int(s), "") if s.isdigit() else (-1, s) for s in steps)


def _lost(steps: tuple[str, ...], place: Place) -> InputError:
    return InputError(
        Problem(f"The path {'/'.join(steps)} leads nowhere in the base.", place, "Mend the path.")
    )


def _parent(tree: Data, steps: tuple[str, ...], place: Place) -> Data:
    for count, step in enumerate(steps[:-1], 1):
        if isinstance(tree, list) and step.isdigit() and int(step) < len(tree):
            tree = tree[int(step)]
        elif isinstance(tree, dict) and step in tree:
            tree = tree[step]
        else:
            raise _lost(steps[:count], place)
    return tree


def _set(tree: Data, steps: tuple[str, ...], value: Data, place: Place) -> None:
    parent, last = _parent(tree, steps, place), steps[-1]
    if isinstance(parent, dict):
        parent[last] = value
    elif isinstance(parent, list) and (last == "-" or last == str(len(parent))):
        parent.append(value)
    elif isinstance(parent, list) and last.isdigit() and int(last) < len(parent):
        parent[int(last)] = value
    else:
        raise _lost(steps, place)


def _take(tree: Data, steps: tuple[str, ...], place: Place) -> None:
    parent, last = _parent(tree, steps, place), steps[-1]
    if isinstance(parent, dict) and last in parent:
        del parent[last]
    elif isinstance(parent, list) and last.isdigit() and int(last) < len(parent):
        del parent[int(last)]
    else:
        raise _lost(steps, place)
