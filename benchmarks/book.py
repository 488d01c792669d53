"""How fast a book is made, and asked again under a changed criterion.

python benchmarks/book.py [CASES]     (10,000 by default)
"""

from __future__ import annotations

import resource
import sys
import tempfile
import time
from decimal import Decimal
from pathlib import Path

import duckdb
import pyarrow as pa

from reasoner.analysis.generation import BookModel, documents, read_model
from reasoner.analysis.simulation.changes import named
from reasoner.analysis.simulation.run import curve, sheets
from reasoner.book.chunk import Deriver
from reasoner.book.ingest import add
from reasoner.book.ledger_query import determinations_query
from reasoner.book.results import Decider
from reasoner.book.source import Numbered
from reasoner.intake.stream import Item
from reasoner.knowledge import Library, load
from reasoner.knowledge.paths import data_root


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
                f"deciding {4_000 * times:,} cases from facts in memory: {taken:.1f} s, {4_000 * times / taken:,.0f}/s"
            )


def main() -> None:
    """Print every figure."""
    cases = int(sys.argv[1]) if len(sys.argv) > 1 else 10_000
    library = load()
    model = read_model(data_root() / "benchmarks" / "books" / "pain-requests.yaml")
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder) / "cases.ndjson"
        begun = time.perf_counter()
        with source.open("wb") as out:
            for line in documents(model, 1, 0, cases):
                out.write(line + b"\n")
        rate, size = cases / (time.perf_counter() - begun), source.stat().st_size / cases
        print(f"generated {cases:,} cases, {size:,.0f} bytes each: {rate:,.0f} a second")
        begun = time.perf_counter()
        book = add(Path(folder) / "book", [source], library, workers=2, chunk=2_500)
        taken = time.perf_counter() - begun
        told = book.manifest
        print(
            f"from NDJSON to determinations, two workers: {taken:.1f} s, {cases / taken:,.0f} cases a second"
        )
        print(f"  {told.total('rejected')} rejected, {told.total('by_reference')} decided by the reference")
        at = named(library, "aetna-cpb-0016/positive-diagnostic-blocks")
        with sheets(book, library, at.document) as (sheet,):
            begun = time.perf_counter()
            points = curve(sheet, at, None, [Decimal(n) for n in range(5)])
            taken = (time.perf_counter() - begun) / 5
            held = sum(points[0][1].values())
            print(
                f"one threshold under one document, from the book: {taken * 1000:.0f} ms for {held:,} services"
            )
    deciding(library, model)
    own = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    children = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    print(f"most memory: {own:,.0f} MB here, {children:,.0f} MB in the largest worker")


if __name__ == "__main__":
    main()
