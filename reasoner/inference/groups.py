"""Facts that read one part of a case: looked up together where it was seen before, else made by their templates."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cache, partial
from typing import NamedTuple

from reasoner.inference.asked import Making
from reasoner.inference.kept import keep
from reasoner.inference.record import Focus, Record
from reasoner.inference.seen import Numbers, Seen
from reasoner.inference.slices import Item, OfDay, Part, Slice, Told, Without, bearing
from reasoner.model.facts import FactValue
from reasoner.vocabulary import FactStatus

# A status in a table is its place here.
STATUSES = tuple(FactStatus)
_CODES = {status: code for code, status in enumerate(STATUSES)}


class Decided(NamedTuple):
    """What a shape reads of a fact: the place of its status in STATUSES, or the bounds of a quantity."""

    status: int | None
    at_least: Decimal | None
    at_most: Decimal | None
    conflicting: bool


class Memo:
    """What was made of the parts that were seen, and the numbers in their keys."""

    def __init__(self, most: int) -> None:
        self.numbers = Numbers()
        self._most = most
        self._values: dict[Hashable, Decided] = {}
        self._rows: dict[Hashable, tuple[Decided, ...]] = {}

    def __len__(self) -> int:
        return len(self._values) + len(self._rows)

    def value(self, fact: One, key: Hashable, part: Callable[[], Part]) -> Decided:
        """The value of one fact over the part of a key."""
        whole = (fact.number, key)
        found = self._values.get(whole)
        if found is None:
            found = fact.over(*part())
            keep(self._values, whole, found, self._most)
        return found

    def row(self, number: int, key: Hashable, make: Callable[[], tuple[Decided, ...]]) -> tuple[Decided, ...]:
        """The values of a group of facts over the part of a key."""
        whole = (number, key)
        found = self._rows.get(whole)
        if found is None:
            found = make()
            keep(self._rows, whole, found, self._most)
        return found


@dataclass(frozen=True, slots=True)
class One:
    """One fact: its number, how it is made, and the place of its value among those of its focus."""

    number: int
    place: int
    making: Making

    def over(self, record: Record, focus: Focus) -> Decided:
        """What its template makes of a record, or of a part of one."""
        value: FactValue = self.making.template(record, self.making.declaration, focus)
        status = None if value.status is None else _CODES[value.status]
        return Decided(status, value.at_least, value.at_most, value.conflicting)


Row = list[Decided]


class OfCoded:
    """Facts that follow from one slice of what is coded."""

    def __init__(self, memo: Memo, of: Slice, facts: Sequence[One]) -> None:
        self._memo, self._slice, self._facts = memo, of, facts
        self._number = memo.numbers.of(tuple(fact.number for fact in facts))
        self._places = tuple(fact.place for fact in facts)

    def fill(self, seen: Seen, focus: Focus, row: Row) -> None:
        """Put the values of a focus into their places."""
        key = self._slice.key(seen, focus)
        found = self._memo.row(self._number, key, lambda: self._made(seen, focus, key))
        for place, value in zip(self._places, found, strict=True):
            row[place] = value

    def _made(self, seen: Seen, focus: Focus, key: Hashable) -> tuple[Decided, ...]:
        part = cache(lambda: self._slice.part(seen.record, focus))
        return tuple([self._memo.value(fact, key, part) for fact in self._facts])


class OfActs:
    """Facts about the acts of the day, or about what was done before, each by the acts that it may count."""

    def __init__(self, memo: Memo, facts: Sequence[tuple[One, OfDay | Without]]) -> None:
        self._memo, self._facts = memo, facts

    def fill(self, seen: Seen, focus: Focus, row: Row) -> None:
        """Put the values of a focus into their places."""
        record = seen.record
        for fact, of in self._facts:
            # Of what was done before dates and responses are read: hardly two cases have the same.
            if isinstance(of, Without) and (seen.possible(of.classes) or not seen.alone):
                row[fact.place] = fact.over(record, focus)
            else:
                part = partial(of.part, record, focus)
                row[fact.place] = self._memo.value(fact, of.key(seen, focus), part)


class OfChart:
    """Facts that read some statements, episodes or scores of the chart."""

    def __init__(self, memo: Memo, facts: Sequence[tuple[One, Told]]) -> None:
        self._memo, self._facts = memo, facts
        self._always = [n for n, (_, told) in enumerate(facts) if told.always]
        self._after = [(n, told.after) for n, (_, told) in enumerate(facts) if told.after is not None]
        self._silent = memo.numbers.of(tuple(fact.number for fact, told in facts if not told.always))
        self._places = tuple(fact.place for fact, told in facts if not told.always)
        self._bearing: dict[Hashable, tuple[int, ...]] = {}

    def fill(self, seen: Seen, focus: Focus, row: Row) -> None:
        """Put the values of a focus into their places."""
        for place, value in zip(self._places, self.silent(seen), strict=True):
            row[place] = value
        self.add(seen, focus, row)

    def silent(self, seen: Seen) -> tuple[Decided, ...]:
        """What holds of each fact where nothing bears on it."""
        return self._memo.row(self._silent, seen.flags, lambda: self._unsaid(seen))

    def add(self, seen: Seen, focus: Focus, row: Row) -> None:
        """Put the values of those on which something bears into their places."""
        touched: dict[int, list[int]] = {n: [] for n in self._always}
        for place, (item, about) in enumerate(seen.items):
            on = self._bearing.get(about)
            for n in self._touched(seen.record, item, about) if on is None else on:
                if n in touched:
                    touched[n].append(place)
                else:
                    touched[n] = [place]
        for n, classes in self._after:
            if seen.possible(classes):
                touched.setdefault(n, [])
        for n, places in touched.items():
            fact, told = self._facts[n]
            row[fact.place] = self._value(seen, focus, fact, told, places)

    def _value(self, seen: Seen, focus: Focus, fact: One, told: Told, places: list[int]) -> Decided:
        record = seen.record
        # Dates are read: hardly two cases have the same.
        if told.read is None or (told.after is not None and seen.possible(told.after)):
            return fact.over(record, focus)
        tokens = tuple(sorted([seen.token(told.read, place) for place in places]))
        key = (seen.flags, tokens, told.key(seen, focus) if told.focused else None)
        return self._memo.value(
            fact, key, lambda: told.part(record, focus, [seen.items[n][0] for n in places])
        )

    def _unsaid(self, seen: Seen) -> tuple[Decided, ...]:
        return tuple([f.over(*told.silent(seen.record)) for f, told in self._facts if not told.always])

    def _touched(self, record: Record, item: Item, about: Hashable) -> tuple[int, ...]:
        """Which facts an item bears on; `about` holds all of it that this follows from."""
        found = tuple(
            n
            for n, (fact, told) in enumerate(self._facts)
            if isinstance(item, told.where) and bearing(record, fact.making.declaration, item)
        )
        keep(self._bearing, about, found)
        return found
