"""One document varied by the rules of a model. What the document says of days moves with its day of service."""

from __future__ import annotations

import copy
import random
import re
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from reasoner.analysis.generation.model import Choice, Document, Rule

_DAY = re.compile(r"\d{4}-\d\d-\d\d")
_MONTH = re.compile(r"\d{4}-\d\d")
_FROM_SERVICE = re.compile(r"day([+-]\d{1,4})")
# Days of the case itself: what the record tells lies on or before the day on which it was read.
_OF_THE_CASE = ("dateOfService", "recordedOn", "received", "decided")


def pick(rng: random.Random, choice: Choice) -> Any:
    """One of the values, by its weight."""
    return rng.choices(choice.values, choice.weights)[0]


def moved(base: Document, days: int) -> Document:
    """A document with every day moved by a number of days, and every month with its middle."""
    found: Document = _moved(base, timedelta(days=days))
    return found


def _moved(node: Any, by: timedelta) -> Any:
    if isinstance(node, dict):
        return {key: _moved(value, by) for key, value in node.items()}
    if isinstance(node, list):
        return [_moved(value, by) for value in node if value is not None]
    if not isinstance(node, str):
        return node
    if _DAY.fullmatch(node):
        return (date.fromisoformat(node) + by).isoformat()
    if _MONTH.fullmatch(node):
        return (date.fromisoformat(f"{node}-15") + by).isoformat()[:7]
    return node


def vary(document: Document, rules: tuple[Rule, ...], rng: random.Random) -> None:
    """Apply the rules in their order, then mend what they left behind: names of what is gone, days out of order."""
    for rule in rules:
        if rule.add is not None:
            _add(document, rule, rule.add, rng)
            continue
        for holder, key in list(_places(document, rule.path)):
            entry = holder[key]
            fits = all(_told(holder, entry, name) == value for name, value in rule.where.items())
            if entry is not None and fits and rng.random() < rule.often:
                _apply(rule, holder, key, rng)
    _mend(document)


def _told(holder: Any, entry: Any, name: str) -> Any:
    """The value of a key of the entry, or, where the entry is a single value, of the mapping that holds it."""
    if isinstance(entry, dict):
        return entry.get(name)
    return holder.get(name) if isinstance(holder, dict) else None


def _places(node: Any, path: tuple[str, ...]) -> Iterator[tuple[Any, Any]]:
    """The holder and key of each place of a path; entries of a list from its end, so that it may get shorter."""
    step, rest = path[0], path[1:]
    if step == "*":
        keys: Any = range(len(node) - 1, -1, -1) if isinstance(node, list) else ()
    else:
        keys = (step,) if isinstance(node, dict) and step in node else ()
    for key in keys:
        if rest:
            yield from _places(node[key], rest)
        else:
            yield node, key


def _apply(rule: Rule, holder: Any, key: Any, rng: random.Random) -> None:
    if rule.drop:
        if isinstance(holder, list):
            holder[key] = None  # the places of the rule stay where they are; emptied below
        else:
            del holder[key]
    elif rule.choose is not None:
        holder[key] = copy.deepcopy(pick(rng, rule.choose))
    elif rule.shift is not None and isinstance(holder[key], str) and _DAY.fullmatch(holder[key]):
        holder[key] = (date.fromisoformat(holder[key]) + timedelta(days=rng.randint(*rule.shift))).isoformat()
    elif rule.repeat is not None and isinstance(holder, list) and isinstance(holder[key], dict):
        for n in range(1, rng.randint(*rule.repeat)):
            again = _moved(holder[key], timedelta(days=-rng.randint(20, 200) * n))
            if "id" in again:
                again["id"] = f"{again['id']}-{n}"
            holder.append(again)


def _add(document: Document, rule: Rule, choice: Choice, rng: random.Random) -> None:
    """Add an entry to the list at a path; a list that is not there begins with it."""
    holders = [document] if len(rule.path) == 1 else [h[k] for h, k in _places(document, rule.path[:-1])]
    for holder in holders:
        if isinstance(holder, dict) and rng.random() < rule.often:
            day = date.fromisoformat(document["dateOfService"])
            holder.setdefault(rule.path[-1], []).append(_dated(pick(rng, choice), day))


def _dated(node: Any, day: date) -> Any:
    """A copy in which `day-90` is the day ninety days before the day of service."""
    if isinstance(node, dict):
        return {key: _dated(value, day) for key, value in node.items()}
    if isinstance(node, list):
        return [_dated(value, day) for value in node]
    match = _FROM_SERVICE.fullmatch(node)
    return node if match is None else (day + timedelta(days=int(match[1]))).isoformat()


def _mend(document: Document) -> None:
    """Leave out what was emptied, references to what is gone, and days that the record cannot have."""
    last = document["recordedOn"]
    names = {node["id"] for node in _mappings(_emptied(document)) if "id" in node}
    for node in _mappings(document):
        for key, value in list(node.items()):
            if isinstance(value, str) and value.startswith("#") and key != "id" and value not in names:
                del node[key]
            elif isinstance(value, list) and value and all(isinstance(v, str) for v in value):
                kept = [v for v in value if not v.startswith("#") or v in names]
                node[key] = list(dict.fromkeys(kept))
            if isinstance(value, str) and key not in _OF_THE_CASE:
                if _DAY.fullmatch(value) and value > last:
                    node[key] = last
                elif _MONTH.fullmatch(value) and value > last[:7]:
                    node[key] = last[:7]
        if (
            isinstance(node.get("start"), str)
            and isinstance(node.get("end"), str)
            and node["end"] < node["start"]
        ):
            node["end"] = node["start"]
        _order_days(node)
    for node in _mappings(_emptied(document)):
        if node.get("from") == {}:
            del node["from"]
    _emptied(document)


def _order_days(node: dict[str, Any]) -> None:
    """What was measured after an act lies on its day or later."""
    day = node.get("date")
    if isinstance(day, str):
        for child in (
            c for value in node.values() if isinstance(value, list) for c in value if isinstance(c, dict)
        ):
            if isinstance(child.get("date"), str) and child["date"] < day:
                child["date"] = day


def _emptied(node: Any) -> Any:
    """Take away what was dropped from lists, and keys whose list is empty."""
    if isinstance(node, dict):
        for key, value in list(node.items()):
            if isinstance(value, dict | list):
                _emptied(value)
            if value == [] and key != "requests":
                del node[key]
    elif isinstance(node, list):
        node[:] = [each for each in node if each is not None]
        for each in node:
            _emptied(each)
    return node


def _mappings(node: Any) -> Iterator[dict[str, Any]]:
    if isinstance(node, dict):
        yield node
        for value in list(node.values()):
            yield from _mappings(value)
    elif isinstance(node, list):
        for value in node:
            yield from _mappings(value)
