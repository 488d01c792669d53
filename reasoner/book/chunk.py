"""Documents in, rows out: what a worker does with a chunk of a book. Nothing of one case touches another."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from decimal import Decimal

import pyarrow as pa
from rdflib import URIRef

from reasoner.book.layout import Layout, Layouts
from reasoner.book.source import Item, read_item
from reasoner.decision.prepared import Prepared, prepare
from reasoner.decision.words import fragment
from reasoner.errors import ReasonerError
from reasoner.inference import ClassRules, class_rules
from reasoner.knowledge import Document, FactDeclaration, Library
from reasoner.model.case import Case, Service
from reasoner.model.facts import FactValue
from reasoner.validation.sql.columns import STATUS_CODES
from reasoner.vocabulary import FactStatus

_CODES = {status: STATUS_CODES[status.iri] for status in FactStatus}
_LIMIT = Decimal(10) ** 12
_STEP = Decimal("0.000001")

CASES = pa.schema(
    [
        ("seq", pa.int64()), ("sha256", pa.binary(32)), ("case", pa.string()), ("date_of_service", pa.date32()),
        ("recorded_on", pa.date32()), ("payer", pa.string()), ("jurisdiction", pa.string()), ("services", pa.int16()),
        ("by_reference", pa.bool_()), ("source", pa.string()), ("position", pa.int64()), ("row", pa.int64()),
        ("format", pa.string()), ("document", pa.binary()),
    ]
)  # fmt: skip
REJECTED = pa.schema(
    [
        ("seq", pa.int64()), ("sha256", pa.binary(32)), ("source", pa.string()), ("position", pa.int64()),
        ("row", pa.int64()), ("format", pa.string()), ("error", pa.string()), ("document", pa.binary()),
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
MOST_KEPT = 65_536  # bytes of a rejected document


@dataclass
class Rows:
    """Columns that grow row by row."""

    schema: pa.Schema
    columns: list[list[object]] = field(init=False)

    def __post_init__(self) -> None:
        self.columns = [[] for _ in self.schema]

    def add(self, *values: object) -> None:
        """Add one row."""
        for column, value in zip(self.columns, values, strict=True):
            column.append(value)

    def table(self) -> pa.Table:
        """All rows, in the order in which they came."""
        arrays = [pa.array(c, f.type) for c, f in zip(self.columns, self.schema, strict=True)]
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
    by_reference: list[tuple[int, Prepared]] = field(default_factory=list)

    def kind_table(self) -> pa.Table:
        """Every kind of service and line that occurs, sorted."""
        rows = Rows(KINDS)
        for kind in sorted(self.kinds):
            rows.add(kind, sorted(self.kinds[kind]))
        return rows.table()


class Deriver:
    """Reads and derives the cases of chunks under one library."""

    def __init__(self, library: Library) -> None:
        self.library = library
        self.rules: ClassRules = class_rules(library.vocabulary)
        self.layouts = Layouts(library)
        self._kinds: dict[frozenset[URIRef], int] = {}

    def chunk(self, items: Iterable[Item]) -> Chunk:
        """The rows of some documents. A document that cannot be read or decided is a row of `rejected`."""
        found = Chunk()
        for item in items:
            try:
                case = read_item(item, self.library.vocabulary).case
                prepared = prepare(case, self.library, self.rules)
            except ReasonerError as error:
                told = "\n".join(str(problem) for problem in error.problems)
                found.rejected.add(
                    item.seq,
                    item.sha256,
                    item.source,
                    item.position,
                    item.row,
                    item.format,
                    told,
                    item.raw[:MOST_KEPT],
                )
                continue
            self._add(found, item, case, prepared)
        return found

    def kind(self, classes: frozenset[URIRef]) -> int:
        """A number for a set of classes: the same in every chunk and process, so it is a hash of their names."""
        found = self._kinds.get(classes)
        if found is None:
            digest = hashlib.sha256("\n".join(sorted(classes)).encode()).digest()
            found = self._kinds[classes] = int.from_bytes(digest[:8], "big", signed=True)
        return found

    def _add(self, chunk: Chunk, item: Item, case: Case, prepared: Prepared) -> None:
        exact = self._add_facts(chunk, item.seq, case, prepared)
        if not exact:
            chunk.by_reference.append((item.seq, prepared))
        vocabulary = self.library.vocabulary
        chunk.cases.add(
            item.seq, item.sha256, case.identifier, case.date_of_service, case.recorded_on, vocabulary.label(case.payer),
            None if case.jurisdiction is None else vocabulary.label(case.jurisdiction), len(case.services), not exact,
            item.source, item.position, item.row, item.format, item.raw,
        )  # fmt: skip
        for s, service in enumerate(case.services):
            self._add_lines(chunk, item.seq, s, service, prepared)
            for held in prepared.in_force:
                document = held.document
                if _about(document, prepared, service.iri):
                    version = "" if held.version is None else held.version.effective_from.isoformat()
                    chunk.bearing.add(item.seq, s, document.name, version, document.binding)
            if service.iri in prepared.not_held:
                chunk.bearing.add(item.seq, s, "", "", True)

    def _add_lines(self, chunk: Chunk, seq: int, s: int, service: Service, prepared: Prepared) -> None:
        """The billed lines; a service without one is reviewed as a line of its own name."""
        label = "" if service.procedure is None else self.library.vocabulary.label(service.procedure)
        name = fragment(service.iri)
        if not service.lines:
            kind = self._kind_of(chunk, prepared, service.iri)
            chunk.lines.add(seq, s, 0, name, name, None, label, kind, 0)
            return
        included = [_included(prepared, line.iri) for line in service.lines]
        serving = included.index(False) if False in included else None
        for n, line in enumerate(service.lines):
            code = str(line.code).rsplit("/", 1)[-1]
            with_ = serving if included[n] and serving is not None else n
            chunk.lines.add(
                seq,
                s,
                n,
                name,
                fragment(line.iri),
                code,
                label,
                self._kind_of(chunk, prepared, line.iri),
                with_,
            )

    def _kind_of(self, chunk: Chunk, prepared: Prepared, focus: URIRef) -> int:
        classes = prepared.inferred.types.get(focus, frozenset())
        kind = self.kind(classes)
        chunk.kinds[kind] = classes
        return kind

    def _add_facts(self, chunk: Chunk, seq: int, case: Case, prepared: Prepared) -> bool:
        """Add a row for each service and line of each document; false, and nothing added, where a number does not fit."""
        rows: list[tuple[Rows, list[object]]] = []
        values = {(fact.focus, fact.name): fact.value for fact in prepared.inferred.facts}
        for held in prepared.in_force:
            if held.version is None:
                continue
            layout = self.layouts.of(held.document, held.version)
            for s, service in enumerate(case.services):
                if not _about(held.document, prepared, service.iri):
                    continue
                kind = self._kind_of(chunk, prepared, service.iri)
                told = list(_row(layout, values, service.iri, lines=False))
                rows.append((_rows(chunk.of_services, layout, lines=False), [seq, s, kind, *told]))
                if layout.of_lines:
                    for n, line in enumerate(service.lines):
                        kind = self._kind_of(chunk, prepared, line.iri)
                        told = list(_row(layout, values, line.iri, lines=True))
                        rows.append((_rows(chunk.of_lines, layout, lines=True), [seq, s, n, kind, *told]))
        if any(not _fits(value) for _, row in rows for value in row):
            return False
        for into, row in rows:
            into.add(*row)
        return True


def _rows(held: dict[str, tuple[Layout, Rows]], layout: Layout, *, lines: bool) -> Rows:
    found = held.get(layout.name)
    if found is None:
        found = held[layout.name] = (layout, Rows(layout.schema(lines=lines)))
    return found[1]


_NOTHING = FactValue()


def _row(
    layout: Layout, values: dict[tuple[URIRef, URIRef], FactValue], focus: URIRef, *, lines: bool
) -> Iterator[object]:
    for column in layout.of_lines if lines else layout.of_services:
        value = values.get((focus, column.fact), _NOTHING)
        if column.status:
            yield None if value.status is None else _CODES[value.status]
        if column.number:
            yield value.at_least
            yield value.at_most
        yield value.conflicting


def _fits(value: object) -> bool:
    return not isinstance(value, Decimal) or (abs(value) < _LIMIT and value == value.quantize(_STEP))


def _about(document: Document, prepared: Prepared, service: URIRef) -> bool:
    """Whether a document is about a service."""
    classes = prepared.inferred.types.get(service, frozenset())
    return not document.applies_to or any(c in classes for c in document.applies_to)


def _included(prepared: Prepared, line: URIRef) -> bool:
    """Whether a line bills something that is part of the procedure it was used for."""
    declared: Iterable[FactDeclaration] = prepared.declared.values()
    names = [d.name for d in declared if d.template == "IncludedInSession"]
    facts = {(f.focus, f.name): f.value.status for f in prepared.inferred.facts}
    return any(facts.get((line, name)) is FactStatus.PRESENT for name in names)
