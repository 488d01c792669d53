"""What runs in a Python worker of Spark: batches of documents in, one row for each document out.

No module of Spark is needed here. The knowledge is read once in each worker process, from the package that is installed
there, and held against that of the program that asks: two versions never decide one book.
"""

from __future__ import annotations

import gzip
import io
import zlib
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from pathlib import PurePosixPath
from typing import Any, TypeVar

import pyarrow as pa

from reasoner.book.chunk import Chunk, Deriver, Rows
from reasoner.book.layout import Layout
from reasoner.book.results import Decider, Results
from reasoner.book.source import Numbered
from reasoner.errors import KnowledgeError, Problem
from reasoner.intake.stream import FORMATS, Item, items_of
from reasoner.knowledge import Library, load

Batches = Iterator[pa.RecordBatch]
APART = "The quads of this graph stand apart in the file, and half of a case is not decided. Sort the file by graph."
Row = dict[str, Any]
T = TypeVar("T")

DOCUMENTS = pa.schema(
    [
        ("sha256", pa.binary()), ("source", pa.string()), ("position", pa.int64()), ("row", pa.int64()),
        ("format", pa.string()), ("graph", pa.string()), ("problem", pa.string()), ("raw", pa.binary()),
    ]
)  # fmt: skip
_GUIDELINE = pa.struct(
    [
        ("document", pa.string()), ("version", pa.string()), ("binding", pa.bool_()), ("determination", pa.string()),
        ("statuses", pa.map_(pa.string(), pa.string())),
    ]
)  # fmt: skip
_LINE = pa.struct(
    [
        ("service", pa.int16()), ("line", pa.int16()), ("service_name", pa.string()), ("line_name", pa.string()),
        ("code", pa.string()), ("procedure", pa.string()), ("disposition", pa.string()),
        ("guidelines", pa.list_(_GUIDELINE)),
    ]
)  # fmt: skip
BOOK = pa.schema(
    [
        ("sha256", pa.binary()), ("source", pa.string()), ("position", pa.int64()), ("row", pa.int64()),
        ("format", pa.string()), ("graph", pa.string()), ("error", pa.string()), ("case", pa.string()),
        ("date_of_service", pa.date32()), ("recorded_on", pa.date32()), ("payer", pa.string()),
        ("jurisdiction", pa.string()), ("by_reference", pa.bool_()), ("lines", pa.list_(_LINE)), ("raw", pa.binary()),
    ]
)  # fmt: skip
_OF_CASES = ("case", "date_of_service", "recorded_on", "payer", "jurisdiction", "by_reference")


class Worker:
    """Decides documents under one library."""

    def __init__(self, library: Library) -> None:
        self._deriver = Deriver(library)
        self._decider = Decider(library)

    def decided(self, items: list[Item]) -> Batches:
        """A row of `BOOK` for each document, in their order. A document that cannot be decided has an `error` alone."""

        def failed(item: Item, error: Exception) -> Row:
            # The text of the error may quote the case, and whoever reads logs is not to see that.
            told = f"The document cannot be decided: {type(error).__name__}. This is a fault of guideline-reasoner."
            return _row(item, told)

        for rows in _sparing(items, self._rows, lambda item, error: [failed(item, error)]):
            yield pa.RecordBatch.from_pylist(rows, schema=BOOK)

    def facts(self, items: list[Item], version: str) -> Batches:
        """What the documents say of the facts that a document version reads of services: a row for each service.

        A document that cannot be read has none. Raises KnowledgeError where the library holds no such version.
        """
        layout = self._deriver.layouts.named(version)
        for tables in _sparing(items, lambda part: [self._facts(part, layout)], lambda item, error: []):
            for table in tables:
                yield from table.to_batches()

    def _facts(self, items: list[Item], layout: Layout) -> pa.Table:
        chunk = self._deriver.chunk(Numbered(n, item) for n, item in enumerate(items))
        _, rows = chunk.of_services.get(layout.name, (layout, Rows(layout.schema(lines=False))))
        table = rows.table()
        keys = pa.array([items[seq].sha256 for seq in table["seq"].to_pylist()], pa.binary())
        found = pa.table([keys, *table.columns[1:]], names=["sha256", *table.column_names[1:]])
        return found.cast(facts_schema(layout))

    def _rows(self, items: list[Item]) -> list[Row]:
        chunk = self._deriver.chunk(Numbered(n, item) for n, item in enumerate(items))
        results = self._decider.results(chunk)
        rows = [_row(item) for item in items]
        for told in chunk.cases.table().select(["seq", *_OF_CASES]).to_pylist():
            rows[told.pop("seq")].update(told, lines=[])
        for told in chunk.rejected.table().select(["seq", "error"]).to_pylist():
            rows[told["seq"]]["error"] = told["error"]
        for seq, line in _lines(chunk, results):
            rows[seq]["lines"].append(line)
        return rows


def _sparing(
    items: list[Item], make: Callable[[list[Item]], list[T]], failed: Callable[[Item, Exception], list[T]]
) -> Iterator[list[T]]:
    """What is made of some documents; of one on which the program fails, what `failed` says. The others do not suffer."""
    try:
        found = make(items)
    except (KnowledgeError, MemoryError, OSError):
        raise  # no document's fault: the knowledge's, or the machine's, and then Spark tries again elsewhere
    except Exception as error:
        if half := len(items) // 2:  # look for the one that fails
            yield from _sparing(items[:half], make, failed)
            yield from _sparing(items[half:], make, failed)
        else:
            yield failed(items[0], error)
        return
    yield found


def facts_schema(layout: Layout) -> pa.Schema:
    """The facts of a document version as a table of Spark, which keys cases by their hash and knows no unsigned numbers."""
    fields = [
        pa.field(f.name, pa.int16() if f.type == pa.uint8() else f.type) for f in layout.schema(lines=False)
    ]
    return pa.schema([pa.field("sha256", pa.binary()), *fields[1:]])


def _row(item: Item, error: str | None = None) -> Row:
    found: Row = dict.fromkeys(BOOK.names)
    found.update(sha256=item.sha256, source=item.source, format=item.format, error=error, raw=item.raw)
    # A line that Spark cut out of a file does not know where it stood: 0 is how an Item says so.
    found.update(position=item.position if item.row else None, row=item.row or None, graph=item.name or None)
    return found


def _lines(chunk: Chunk, results: Results) -> Iterator[tuple[int, Row]]:
    """The billed lines with the guidelines that bear on them, in the order of the book."""
    statuses: dict[tuple[object, ...], dict[str, str]] = {}
    for layout, table in results.criteria.items():
        for row in table.to_pylist():
            key = (layout, row.pop("seq"), row.pop("service"), row.pop("line"))
            statuses[key] = {name: status for name, status in row.items() if status is not None}
    by_line: dict[tuple[int, int, int], Row] = {}
    for line in chunk.lines.table().to_pylist():
        seq = line.pop("seq")
        del line["kind"], line["decided_with"]
        by_line[seq, line["service"], line["line"]] = {**line, "disposition": None, "guidelines": []}
    for told in results.determinations.to_pylist():
        seq, service, number = (told.pop(name) for name in ("seq", "service", "line"))
        line = by_line[seq, service, number]
        line["disposition"] = told.pop("disposition")
        if told["document"] is not None:
            layout = f"{told['document']}@{told['version']}"
            own = (
                statuses.get((layout, seq, service, None), {}),
                statuses.get((layout, seq, service, number), {}),
            )
            line["guidelines"].append({**told, "statuses": sorted((own[0] | own[1]).items())})
    for (seq, _, _), line in by_line.items():
        yield seq, line


_held: dict[str, Worker] = {}


def worker(knowledge: str) -> Worker:
    """The worker of this process. Raises KnowledgeError where another knowledge is installed here than `knowledge`."""
    if knowledge not in _held:
        library = load()
        if library.sha256 != knowledge:
            raise KnowledgeError(
                Problem(
                    f"This worker holds the knowledge {library.sha256[:16]} (guideline-reasoner {library.version}); "
                    f"the program that asks holds {knowledge[:16]}.",
                    remedy="Install the same version of guideline-reasoner on every node, and start the workers anew.",
                )
            )
        _held[knowledge] = Worker(library)
    return _held[knowledge]


def deciding(knowledge: str) -> Callable[[Batches], Batches]:
    """A function for `mapInArrow`: batches of `DOCUMENTS` in, batches of `BOOK` out."""

    def decide(batches: Batches) -> Batches:
        for batch in batches:
            yield from worker(knowledge).decided([_item(row) for row in batch.to_pylist()])

    return decide


def deriving(knowledge: str, version: str) -> Callable[[Batches], Batches]:
    """A function for `mapInArrow`: batches of `DOCUMENTS` in, batches of `facts_schema` out."""

    def derive(batches: Batches) -> Batches:
        for batch in batches:
            yield from worker(knowledge).facts([_item(row) for row in batch.to_pylist()], version)

    return derive


def _item(row: Row) -> Item:
    position = row["position"] or 0
    raw, form, source = bytes(row["raw"] or b""), row["format"], row["source"] or ""
    name, problem = row["graph"] or "", row["problem"] or ""
    return Item(raw, form, source, position, position, row["row"] or 0, name=name, problem=problem)


def splitting(batches: Batches) -> Batches:
    """A function for `mapInArrow`: whole files (path, content) in, batches of `DOCUMENTS` out."""
    for batch in batches:
        for row in batch.to_pylist():
            held = [_document(item) for item in split(row["path"], bytes(row["content"]))]
            yield pa.RecordBatch.from_pylist(held, schema=DOCUMENTS)


def split(path: str, content: bytes) -> Iterable[Item]:
    """The documents of a whole file by its name; one that is not packed as its name says is one document with a problem."""
    suffixes = [s.lower() for s in PurePosixPath(path).suffixes]
    if packed := suffixes[-1:] == [".gz"]:
        suffixes.pop()
    form = FORMATS[suffixes[-1]]

    def read() -> Iterator[Item]:
        held = io.BytesIO(content)
        # Unpacked line by line: a file that is small when packed may be larger than memory.
        file: Any = gzip.GzipFile(fileobj=held) if packed else held
        return items_of(file, form, path)

    try:
        runs = Counter(item.name for item in read()) if form == "nquads" else Counter[str]()
        for item in read():
            yield replace(item, problem=APART) if item.name and runs[item.name] > 1 else item
    except (gzip.BadGzipFile, zlib.error, EOFError):
        yield replace(
            Item(b"", form, path, 0, 0, 1), problem="The file is not packed as gzip packs. Pack it again."
        )


def _document(item: Item) -> Row:
    return {
        "sha256": item.sha256, "source": item.source, "position": item.position, "row": item.row,
        "format": item.format, "graph": item.name or None, "problem": item.problem or None, "raw": item.raw,
    }  # fmt: skip
