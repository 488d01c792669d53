"""What a generated book exercises: per deciding criterion how many cases have each status, and how fast cases are made.

python benchmarks/generator.py [CASES] [SEED]
"""

from __future__ import annotations

import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

from reasoner.analysis.generation import documents, read_model
from reasoner.book.ingest import add
from reasoner.book.views import database, view_name
from reasoner.knowledge import load
from reasoner.knowledge.paths import data_root

MODEL = data_root() / "benchmarks" / "books" / "pain-requests.yaml"


def main() -> None:
    """Print every figure."""
    cases, seed = (
        (int(n) for n in (*sys.argv[1:], "2000", "1")[:2]) if len(sys.argv) < 3 else map(int, sys.argv[1:3])
    )
    model = read_model(MODEL)
    begun = time.process_time()
    lines = list(documents(model, seed, 0, cases))
    print(
        f"{cases / (time.process_time() - begun):,.0f} cases a second, {sum(map(len, lines)) / cases:,.0f} bytes a case"
    )
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder) / "cases.ndjson"
        source.write_bytes(b"\n".join(lines) + b"\n")
        book = add(Path(folder) / "book", [source], load())
        told = book.manifest
        print(
            f"{told.total('cases')} cases, {told.total('rejected')} rejected, {told.total('by_reference')} by reference"
        )
        with database(book) as connection:
            for row in connection.execute(
                "SELECT determination, count(*) FROM determinations WHERE binding GROUP BY ALL ORDER BY 2 DESC"
            ).fetchall():
                print(f"  {row[0] or 'none':24} {row[1]}")
            print("criteria that no case makes met, or not met, of documents that decide:")
            for version in book.versions("criteria"):
                _coverage(connection, version)


def _coverage(connection: object, version: str) -> None:
    document = next(d for d in load().documents if d.name == version.rsplit("@", 1)[0])
    if not document.binding:
        return
    view = view_name("criteria", version)
    columns = [r[0] for r in connection.execute(f"DESCRIBE {view}").fetchall()][3:]  # type: ignore[attr-defined]
    deciding = {
        str(c.iri).rsplit(f"/{document.name}/", 1)[-1] for c in document.criteria if c.effect == "decides"
    }
    for column in columns:
        if column not in deciding:
            continue
        query = f'SELECT "{column}", count(*) FROM {view} WHERE "{column}" IS NOT NULL GROUP BY 1'
        found: Counter[str] = Counter(dict(connection.execute(query).fetchall()))  # type: ignore[attr-defined]
        missing = [s for s in ("met", "not-met") if not found[s]]
        if missing and (found["met"] or found["not-met"] or found["not-documented"]):
            shown = ", ".join(f"{k} {v}" for k, v in sorted(found.items()))
            print(f"  {document.name}/{column}: never {' nor '.join(missing)} ({shown})")


if __name__ == "__main__":
    main()
