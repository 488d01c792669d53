"""Documents in, rows out: what a worker does with a chunk of a book. Nothing of one case touches another."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

import pyarrow as pa
from rdflib import URIRef

from reasoner.book.conditions import AS_TOLD, Conditions
from reasoner.book.facts import NO_VALUES, NOTHING, Derived, Facts
from reasoner.book.layout import Layout, Layouts
from reasoner.book.source import Numbered
from reasoner.decision.determination import decided_with
from reasoner.decision.words import fragment
from reasoner.errors import InputError, ReasonerError
from reasoner.inference.batch import STATUSES, Values
from reasoner.inference.kept import keep
from reasoner.intake import read_values
from reasoner.knowledge import Library
from reasoner.model.case import Case, Service
from reasoner.validation.sql.columns import STATUS_CODES

# The small number of a column for each place in STATUSES.
CODES = tuple(STATUS_CODES[status.iri] for status in STATUSES)
_LIMIT = Decimal(10) ** 12
_STEP = Decimal("0.000001")

CASES = pa.schema(
    [
        ("seq", pa.int64()), ("sha256", pa.binary(32)), ("case", pa.string()), ("date_of_service", pa.date32()),
        ("recorded_on", pa.date32()), ("payer", pa.string()), ("jurisdiction", pa.string()), ("services", pa.int16()),
        ("by_reference", pa.bool_()), ("source", pa.string()), ("position", pa.int64()), ("row", pa.int64()),
        ("format", pa.string()), ("graph", pa.string()), ("raw", pa.binary()),
    ]
)  # fmt: skip
REJECTED = pa.schema(
    [
        ("seq", pa.int64()), ("sha256", pa.binary(32)), ("source", pa.string()), ("position", pa.int64()),
        ("row", pa.int64()), ("format", pa.string()), ("graph", pa.string()), ("error", pa.string()), ("raw", pa.binary()),
    ]
)  # fmt: skip
LINES = pa.schema(
    [
        ("seq", pa.int64()), ("service", pa.int16()), ("line", pa.int16()), ("service_name", pa.string()),
        ("line_name", pa.string()), ("code", pa.string()), ("procedure", pa.string()), ("kind", pa.int64()),
        ("decided_with", pa.int16()),
    ]
)  # fmt: skip
BEARING = pa.schema(
    [
        ("seq", pa.int64()), ("service", pa.int16()), ("document", pa.string()), ("version", pa.string()),
        ("binding", pa.bool_()),
    ]
)  # fmt: skip
KINDS = pa.schema([("kind", pa.int64()), ("classes", pa.list_(pa.string()))])
# Of each fact of a layout: its place in a row of values (-1: none), and which of its columns there are.
Reading = tuple[tuple[int, bool, bool], ...]
MOST_READINGS = 8192
MOST_KEPT = 65_536  # bytes of a rejected document


class Rows:
    """Rows of a schema, kept until they are made a table."""

    def __init__(self, schema: pa.Schema) -> None:
        self.schema = schema
        self._rows: list[Sequence[object]] = []

    def __len__(self) -> int:
        return len(self._rows)

    def add(self, *values: object) -> None:
        """Add one row."""
        self._rows.append(values)

    def table(self) -> pa.Table:
        """All rows, in the order in which they came."""
        columns = list(zip(*self._rows, strict=True)) or [()] * len(self.schema)
        arrays = [pa.array(c, f.type) for c, f in zip(columns, self.schema, strict=True)]
        return pa.Table.from_arrays(arrays, schema=self.schema)


@dataclass
class Chunk:
    """The rows of a chunk: tables by name (cases, rejected, lines, bearing, kinds), facts by layout."""

    cases: Rows = field(default_factory=lambda: Rows(CASES))
    rejected: Rows = field(default_factory=lambda: Rows(REJECTED))
    lines: Rows = field(default_factory=lambda: Rows(LINES))
    bearing: Rows = field(default_factory=lambda: Rows(BEARING))
    kinds: dict[int, frozenset[URIRef]] = field(default_factory=dict)
    of_services: dict[str, tuple[Layout, Rows]] = field(default_factory=dict)
    of_lines: dict[str, tuple[Layout, Rows]] = field(default_factory=dict)
    by_reference: list[tuple[int, Case]] = field(default_factory=list)

    def kind_table(self) -> pa.Table:
        """Every kind of service and line that occurs, sorted."""
        rows = Rows(KINDS)
        for kind in sorted(self.kinds):
            rows.add(kind, sorted(self.kinds[kind]))
        return rows.table()


class Deriver:
    """Reads and derives the cases of chunks under one library. Raises InputError where a word of the conditions is none."""

    def __init__(self, library: Library, conditions: Conditions = AS_TOLD) -> None:
        self.library = library
        self.layouts = Layouts(library)
        self._applied = conditions.applied(library)
        self._facts = Facts(library, self._applied.on)
        self._kinds: dict[frozenset[URIRef], int] = {}
        # Where the facts of a layout stand in rows of values: by the places that these share, which are held beside.
        self._reading: dict[tuple[str, bool, int], tuple[object, Reading]] = {}

    def chunk(self, items: Iterable[Numbered]) -> Chunk:
        """The rows of some documents. A document that cannot be read or decided is a row of `rejected`."""
        found = Chunk()
        for item in items:
            try:
                derived = self._facts.of(self._case(item))
            except ReasonerError as error:
                told = "\n".join(str(problem) for problem in error.problems)
                held = item.item
                found.rejected.add(
                    item.seq, item.sha256, held.source, held.position, held.row, held.format, held.name, told,
                    held.raw[:MOST_KEPT],
                )  # fmt: skip
                continue
            self._add(found, item, derived)
        return found

    def _case(self, item: Numbered) -> Case:
        if item.error:
            raise InputError(item.error)
        return self._applied.case(read_values(item.item, self.library.vocabulary))

    def kind(self, classes: frozenset[URIRef]) -> int:
        """A number for a set of classes: the same in every chunk and process, so it is a hash of their names."""
        found = self._kinds.get(classes)
        if found is None:
            digest = hashlib.sha256("\n".join(sorted(classes)).encode()).digest()
            found = self._kinds[classes] = int.from_bytes(digest[:8], "big", signed=True)
        return found

    def _add(self, chunk: Chunk, item: Numbered, derived: Derived) -> None:
        case, vocabulary = derived.case, self.library.vocabulary
        exact = self._add_facts(chunk, item.seq, derived)
        if not exact:
            chunk.by_reference.append((item.seq, case))
        chunk.cases.add(
            item.seq, item.sha256, case.identifier, case.date_of_service, case.recorded_on, vocabulary.label(case.payer),
            None if case.jurisdiction is None else vocabulary.label(case.jurisdiction), len(case.services), not exact,
            item.item.source, item.item.position, item.item.row, item.item.format, item.item.name, item.item.raw,
        )  # fmt: skip
        for s, service in enumerate(case.services):
            self._add_lines(chunk, item.seq, s, service, derived)
            classes = derived.classes(service.iri)
            for held in derived.bearing.in_force:
                if held.document.is_about(classes):
                    version = "" if held.version is None else held.version.effective_from.isoformat()
                    chunk.bearing.add(item.seq, s, held.document.name, version, held.document.binding)
            if s in derived.bearing.not_held:
                chunk.bearing.add(item.seq, s, "", "", True)

    def _add_lines(self, chunk: Chunk, seq: int, s: int, service: Service, derived: Derived) -> None:
        """The billed lines; a service without one is reviewed as a line of its own name."""
        label = "" if service.procedure is None else self.library.vocabulary.label(service.procedure)
        name = fragment(service.iri)
        if not service.lines:
            kind = self._kind_of(chunk, derived, service.iri)
            chunk.lines.add(seq, s, 0, name, name, None, label, kind, 0)
            return
        places = decided_with([derived.included(line.iri) for line in service.lines])
        for n, line in enumerate(service.lines):
            code = str(line.code).rsplit("/", 1)[-1]
            kind = self._kind_of(chunk, derived, line.iri)
            chunk.lines.add(seq, s, n, name, fragment(line.iri), code, label, kind, places[n])

    def _kind_of(self, chunk: Chunk, derived: Derived, focus: URIRef) -> int:
        classes = derived.classes(focus)
        kind = self.kind(classes)
        chunk.kinds[kind] = classes
        return kind

    def _add_facts(self, chunk: Chunk, seq: int, derived: Derived) -> bool:
        """Add a row for each service and line of each document; false, and nothing added, where a number does not fit."""
        rows: list[tuple[Rows, list[object]]] = []
        fits = True
        for held in derived.bearing.in_force:
            if held.version is None:
                continue
            layout = self.layouts.of(held.document, held.version)
            for s, service in enumerate(derived.case.services):
                if not held.document.is_about(derived.classes(service.iri)):
                    continue
                row: list[object] = [seq, s, self._kind_of(chunk, derived, service.iri)]
                fits = self._fill(row, layout, derived.values.get(service.iri), lines=False) and fits
                rows.append((_rows(chunk.of_services, layout, lines=False), row))
                if layout.of_lines:
                    for n, line in enumerate(service.lines):
                        row = [seq, s, n, self._kind_of(chunk, derived, line.iri)]
                        fits = self._fill(row, layout, derived.values.get(line.iri), lines=True) and fits
                        rows.append((_rows(chunk.of_lines, layout, lines=True), row))
        if fits:
            for into, row in rows:
                into.add(*row)
        return fits

    def _fill(self, row: list[object], layout: Layout, values: Values | None, *, lines: bool) -> bool:
        """Add the values of the facts of a layout to a row; false where a number fits in no column."""
        if values is None:
            values = NO_VALUES
        fits = True
        for place, status, number in self._read(layout, values.places, lines=lines):
            value = NOTHING if place < 0 else values.row[place]
            told, low, high, conflicting = value
            if status:
                row.append(None if told is None else CODES[told])
            if number:
                fits = fits and (low is None or _fits(low)) and (high is None or _fits(high))
                row += (low, high)
            row.append(conflicting)
        return fits

    def _read(self, layout: Layout, places: Mapping[URIRef, int], *, lines: bool) -> Reading:
        key = (layout.name, lines, id(places))
        found = self._reading.get(key)
        if found is None:
            columns = layout.of_lines if lines else layout.of_services
            made = tuple((places.get(c.fact, -1), c.status, c.number) for c in columns)
            found = (places, made)
            keep(self._reading, key, found, MOST_READINGS)
        return found[1]


def _rows(held: dict[str, tuple[Layout, Rows]], layout: Layout, *, lines: bool) -> Rows:
    found = held.get(layout.name)
    if found is None:
        found = held[layout.name] = (layout, Rows(layout.schema(lines=lines)))
    return found[1]


def _fits(value: Decimal) -> bool:
    exponent = value.as_tuple().exponent
    if isinstance(exponent, int) and exponent >= -6 and value.adjusted() < 12:
        return True
    return abs(value) < _LIMIT and value == value.quantize(_STEP)
