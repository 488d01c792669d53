"""One case of a file that may hold many: read an item, or find the one that a user names."""

from __future__ import annotations

import json
import re
from pathlib import Path

from reasoner.errors import InputError, Place, Problem
from reasoner.intake.stream import Item, format_of, items
from reasoner.vocabulary import CASE

STREAMS = (".nq", ".ndjson", ".jsonl", ".jsonld", ".gz")


def split(path: Path) -> tuple[Path, str]:
    """A file and the case that is chosen in it: FILE#CASE. A file that is called so is meant itself."""
    if path.exists() or "#" not in path.name:
        return path, ""
    name, _, chosen = path.name.rpartition("#")
    return path.with_name(name), chosen


def find(path: Path, chosen: str) -> Item:
    """The one item of a file, or the one that is chosen by its identifier or its place, counted from 1.

    Raises InputError where a file holds none, or several and none is chosen.
    """
    refuse_apart(path)
    count, only = 0, None
    for item in items(path):
        count += 1
        only = item
        if chosen and (chosen == str(count) or _is_called(item, chosen)):
            return item
    place = Place(str(path))
    if chosen:
        what = f"No case of the file is called '{chosen}'; it holds {count}."
        raise InputError(Problem(what, place, "Name one by its identifier or its place, such as FILE#3."))
    if only is None:
        raise InputError(Problem("The file is empty.", place, "Write a case document into it."))
    if count > 1:
        remedy = f"Choose one by its identifier or place: '{path}#1'. 'reasoner book add' takes all of them."
        raise InputError(Problem(f"The file holds {count} cases.", place, remedy))
    return only


def refuse_apart(path: Path) -> None:
    """Raise InputError where the quads of a graph stand in two places of a file: half of a case is not decided."""
    if format_of(path) != "nquads":
        return
    found = _apart(path)
    if found is not None:
        name, first, again = found
        what = f"The quads of the graph <{name}> stand apart: they begin at line {first} and again at line {again}."
        remedy = (
            "Sort the file by graph. A case is decided on its whole record, so nothing of the file was taken."
        )
        raise InputError(Problem(what, Place(str(path), again), remedy))


def _apart(path: Path) -> tuple[str, int, int] | None:
    """The first graph whose quads stand in two places, and the rows of both; None where the quads of each stand together.

    A case is decided on its whole record: half of one must never be taken for it. Takes eight bytes a graph; the items are
    gone through again where a graph seems to come back.
    """
    import numpy as np  # only files of graphs need it, and an import is not free

    hashes = np.sort(np.fromiter((hash(item.name) for item in items(path) if item.name), dtype=np.int64))
    twice = {int(h) for h in hashes[1:][hashes[1:] == hashes[:-1]]}
    first: dict[str, int] = {}
    for item in items(path) if twice else ():
        if item.name and hash(item.name) in twice and first.setdefault(item.name, item.row) != item.row:
            return item.name, first[item.name], item.row
    return None


def _is_called(item: Item, name: str) -> bool:
    if item.format == "nquads":
        return item.name == str(CASE[name])
    if item.format == "yaml":
        line = rb"(?m)^id: *[\"']?%b[\"']? *(#.*)?$" % re.escape(name.encode())
        return re.search(line, item.raw) is not None
    if item.format != "ndjson" or name.encode() not in item.raw:
        return False
    try:
        found = json.loads(item.raw)
    except ValueError:
        return False
    return isinstance(found, dict) and found.get("id") == name
