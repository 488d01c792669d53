"""What a batch costs in a Python worker of Spark, and how fast Spark makes a book on this machine.

python benchmarks/spark.py [CASES] [MASTER]     (4,000 and local[2] by default; needs the extra `spark` and Java)
"""

from __future__ import annotations

import sys
import tempfile
import time
from pathlib import Path

from reasoner.analysis.generation import documents as generated
from reasoner.analysis.generation import read_model
from reasoner.intake.stream import items
from reasoner.knowledge import load
from reasoner.knowledge.paths import data_root
from reasoner.spark.session import start
from reasoner.spark.worker import Worker


def main() -> None:
    """Print every figure."""
    cases = int(sys.argv[1]) if len(sys.argv) > 1 else 4_000
    master = sys.argv[2] if len(sys.argv) > 2 else "local[2]"
    model = read_model(data_root() / "benchmarks" / "books" / "pain-requests.yaml")
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder) / "cases.ndjson"
        source.write_bytes(b"".join(line + b"\n" for line in generated(model, 1, 0, cases)))
        begun = time.perf_counter()
        worker = Worker(load())
        told = list(items(source))
        list(worker.decided(told[:100]))
        print(f"a new worker, with its first 100 cases: {time.perf_counter() - begun:.1f} s")
        for size in (1, 10, 100, 1_000):
            begun = time.perf_counter()
            list(worker.decided(told[-size:]))
            taken = time.perf_counter() - begun
            print(f"a batch of {size:,}: {taken:.2f} s, {taken / size * 1000:,.1f} ms a case")
        # Two tasks at least, whatever the size of the file.
        half = str(source.stat().st_size // 2 + 1)
        spark = start(master, {"spark.ui.enabled": "false", "spark.sql.files.maxPartitionBytes": half})
        from reasoner.spark.tables import book, determinations, documents

        for what in ("with new workers", "again"):
            begun = time.perf_counter()
            book(documents(spark, [str(source)])).write.parquet(f"{folder}/{what}")
            taken = time.perf_counter() - begun
            print(f"{cases:,} cases on {master}, {what}: {taken:.1f} s, {cases / taken:,.0f} cases a second")
        rows = determinations(spark.read.parquet(f"{folder}/again")).count()
        print(f"{rows:,} determinations")
        spark.stop()


if __name__ == "__main__":
    main()
