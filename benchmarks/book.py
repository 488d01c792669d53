"""How fast a book is made from documents and from graphs, and asked again; pySHACL and a bare parser beside it.

python benchmarks/book.py [CASES]     (10,000 by default)

Of pySHACL only the validation is timed, one completed graph a case, in one process; the book reads, derives, decides and
writes, in two. So is the bare parser, pyoxigraph, which does nothing but read the quads.
"""

from __future__ import annotations

import resource
import statistics
import sys
import tempfile
import time
from decimal import Decimal
from itertools import islice
from pathlib import Path

import duckdb
import pyarrow as pa
import pyoxigraph as ox

from reasoner.analysis.generation import BookModel, documents, read_model
from reasoner.analysis.simulation.changes import named
from reasoner.analysis.simulation.run import curve, sheets
from reasoner.book.chunk import Deriver
from reasoner.book.ingest import add
from reasoner.book.ledger_query import determinations_query
from reasoner.book.results import Decider
from reasoner.book.source import Numbered
from reasoner.book.store import Book
from reasoner.decision.prepared import prepare
from reasoner.inference import class_rules
from reasoner.intake import nquads, read_item, read_values
from reasoner.intake.stream import Item, items
from reasoner.knowledge import Library, load
from reasoner.knowledge.paths import data_root
from reasoner.validation import Completed, engine, shapes_in_force

WORKERS, CHUNK, PYSHACL = 2, 2_500, 60


def deciding(library: Library, model: BookModel) -> None:
    """Determinations of all documents that decide, from facts in memory; the facts of 4,000 cases, again and again."""
    deriver, decider = Deriver(library), Decider(library)
    lines = (Item(raw, "ndjson", "generated", 0, 0, n) for n, raw in enumerate(documents(model, 5, 0, 4_000)))
    chunk = deriver.chunk(Numbered(n, item) for n, item in enumerate(lines))
    kinds = sorted(chunk.kinds.items())
    with duckdb.connect(config={"threads": "2"}) as connection:
        for times in (1, 25, 250):
            taken = 0.0
            for layout, rows in chunk.of_services.values():
                if layout.document.binding:
                    connection.register("facts", pa.concat_tables([rows.table()] * times))
                    connection.register("scope", decider.scope(layout, kinds))
                    query = f"SELECT count(determination) FROM ({determinations_query(decider.plan(layout))}) AS d"
                    begun = time.perf_counter()
                    connection.execute(query).fetchall()
                    taken += time.perf_counter() - begun
            print(
                f"  {4_000 * times:>9,} cases: {taken:6.1f} s, {4_000 * times / taken:>9,.0f} cases a second"
            )


def made(path: Path, source: Path, library: Library, cases: int) -> Book:
    """A book of a file, with what it took."""
    begun = time.perf_counter()
    book = add(path, [source], library, workers=WORKERS, chunk=CHUNK)
    taken, told = time.perf_counter() - begun, book.manifest
    print(f"from {source.suffix[1:]:7} {taken:7.1f} s {cases / taken:>10,.0f} cases a second", end="")
    print(f"   ({told.total('rejected')} rejected, {told.total('by_reference')} decided one by one)")
    return book


def reading(source: Path, library: Library, most: int) -> None:
    """What the first half of it costs: a case from its document, in one process."""
    held = list(islice(items(source), most))
    begun = time.perf_counter()
    for item in held:
        read_values(item, library.vocabulary)
    each = (time.perf_counter() - begun) / len(held)
    print(f"  reading one case of {source.suffix[1:]}: {each * 1e6:,.0f} µs")


def bare_parser(source: Path, cases: int) -> None:
    """The same quads, parsed and thrown away."""
    begun = time.perf_counter()
    with source.open("rb") as file:
        quads = sum(1 for _ in ox.parse(file, format=ox.RdfFormat.N_QUADS))
    taken = time.perf_counter() - begun
    print(f"pyoxigraph parses the {quads:,} quads in {taken:.1f} s, {cases / taken:,.0f} cases a second")


def pyshacl(source: Path, library: Library) -> None:
    """Validation alone of completed graphs, after a first one."""
    runner, rules, times = engine("pyshacl"), class_rules(library.vocabulary), []
    for item in islice(items(source), PYSHACL + 1):
        prepared = prepare(read_item(item, library.vocabulary).case, library, rules)
        shapes = shapes_in_force((g for i in prepared.in_force for g in i.groups), library.case_shapes)
        graph = Completed(prepared.case, prepared.inferred).graph
        begun = time.perf_counter()
        runner.findings(graph, shapes)
        times.append(time.perf_counter() - begun)
    each = statistics.mean(times[1:])
    print(f"pySHACL, validation alone, {PYSHACL} of these cases: {1 / each:,.1f} cases a second")


def main() -> None:
    """Print every figure."""
    cases = int(sys.argv[1]) if len(sys.argv) > 1 else 10_000
    library = load()
    model = read_model(data_root() / "benchmarks" / "books" / "pain-requests.yaml")
    with tempfile.TemporaryDirectory() as told:
        folder = Path(told)
        lines, graphs = folder / "cases.ndjson", folder / "cases.nq"
        begun = time.perf_counter()
        with lines.open("wb") as out:
            for line in documents(model, 1, 0, cases):
                out.write(line + b"\n")
        print(f"{cases:,} cases invented, {cases / (time.perf_counter() - begun):,.0f} a second")
        with graphs.open("wb") as out:
            for item in items(lines):
                out.write(nquads(read_item(item, library.vocabulary).case))
        for path in (lines, graphs):
            print(f"  {path.suffix[1:]}: {path.stat().st_size / cases:,.0f} bytes a case")
        print(f"{WORKERS} workers, from documents to determinations in Parquet:")
        book = made(folder / "of-lines", lines, library, cases)
        made(folder / "of-graphs", graphs, library, cases)
        for path in (lines, graphs):
            reading(path, library, 2_000)
        bare_parser(graphs, cases)
        pyshacl(lines, library)
        at = named(library, "aetna-cpb-0016/positive-diagnostic-blocks")
        with sheets(book, library, at.document) as (sheet,):
            begun = time.perf_counter()
            points = curve(sheet, at, None, [Decimal(n) for n in range(5)])
            taken = (time.perf_counter() - begun) / 5
            held = sum(points[0][1].values())
            print(
                f"one threshold of one document, from the book: {taken * 1000:.0f} ms for {held:,} services"
            )
    print("determinations of all documents that bind, from facts in memory:")
    deciding(library, model)
    own = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    children = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    print(f"most memory: {own:,.0f} MB here, {children:,.0f} MB in the largest worker")


if __name__ == "__main__":
    main()
