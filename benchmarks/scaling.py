"""How validation grows: with documents that do not apply and that do, with cases, and what the compilation of all costs.

python benchmarks/scaling.py [--cases 10 100 1000] [--only documents|cases|compile]
"""

from __future__ import annotations

import argparse
import gc
import statistics
import subprocess
import sys
import time
from collections.abc import Callable

from cases import cases

from reasoner.knowledge import load
from reasoner.knowledge.triples import Triples
from reasoner.validation import Completed, InForceShapes, engine
from reasoner.validation.compiled import compiled

RUNS = 41
COMPILE = """
import time
from reasoner.knowledge import load
from reasoner.validation.closures.engine import runners
from reasoner.validation.compiled import compiled, criterion_test
from reasoner.validation.sql.query import query
files = [g.triples for d in load().documents for g in d.groups]
named = [(g.triples, s.iri) for d in load().documents for g in d.groups for s in g.shapes]
told = [time.process_time()]
plans = [compiled(f) for f in files]; told.append(time.process_time())
for p in plans: runners(p)
told.append(time.process_time())
for p in plans: query(p.plan)
told.append(time.process_time())
for f, s in named: criterion_test(f, s)
told.append(time.process_time())
print(len(files), sum(len(p.plan.checks) for p in plans), len(named), *(b - a for a, b in zip(told, told[1:])))
"""


def median_ms(run: Callable[[], object], times: int = RUNS) -> float:
    """Median of several runs in milliseconds of this process."""
    run()
    gc.collect()
    taken = []
    for _ in range(times):
        start = time.process_time()
        run()
        taken.append(time.process_time() - start)
    return 1000 * statistics.median(taken)


def by_documents() -> None:
    """The closures on one case while documents that bear on others, or on it, are added to the library."""
    name, case, shapes = next(c for c in cases(30) if c[0] == "medial-branch-block-aetna.yaml")
    runner = engine()
    every = [g.triples for d in load().documents for g in d.groups]

    def cost(parts: InForceShapes) -> float:
        return median_ms(lambda: runner.findings(Completed(case.case, case.inferred), parts))

    print(f"{name}: {len(shapes.parts)} files in force of {len(every)} in the library")
    alone = cost(shapes)
    for times in (1, 2, 4, 8):  # the others are read, compiled and held in memory; the case does not run them
        held = [Triples(list(t)) for _ in range(times) for t in every]
        for triples in held:
            compiled(triples)
        told = cost(shapes)
        print(f"  {times} x as many that do not apply: {told:.3f} ms a case ({told / alone:.2f} x)")
    for times in (1, 2, 4, 8):
        parts = InForceShapes(tuple(Triples(list(t)) for _ in range(times) for t in shapes.parts))
        told, checks = cost(parts), len(compiled(parts).plan.checks)
        print(
            f"  {times} x as many that apply: {told:.3f} ms a case, {checks} checks, {1000 * told / checks:.2f} us each"
        )


def by_cases(numbers: list[int]) -> None:
    """DuckDB and the closures over batches of cases under the same shapes, side by side."""
    from reasoner.validation.sql import DuckDb

    _, _, shapes = next(c for c in cases(30) if c[0] == "medial-branch-block-aetna.yaml")
    few = [case for _, case, _ in cases(min(max(numbers), 200))]
    graphs = [few[i % len(few)].graph for i in range(max(numbers))]
    duck, closures = DuckDb(), engine()
    for number in numbers:
        batch = graphs[:number]
        taken = []
        for run in (
            lambda batch=batch: duck.results(batch, shapes),
            lambda batch=batch: [closures.findings(each, shapes) for each in batch],
        ):
            run()
            start = time.perf_counter()
            run()
            taken.append(time.perf_counter() - start)
        told = ", ".join(
            f"{n} {number / t:,.0f} cases/s" for n, t in zip(("duckdb", "closures"), taken, strict=True)
        )
        print(f"  {number} cases as graphs: {told}; closures {taken[0] / taken[1]:.1f} x duckdb", flush=True)


def compile_time() -> None:
    """The whole library from tree to plan to closures, to queries and to criteria, cold, in processes of their own."""
    runs = []
    for _ in range(5):
        told = subprocess.run([sys.executable, "-c", COMPILE], check=True, capture_output=True, text=True)
        runs.append([float(part) for part in told.stdout.split()])
    files, checks, named, *seconds = (statistics.median(part) for part in zip(*runs, strict=True))
    print(
        f"the whole library: {files:.0f} files, {checks:.0f} checks, {named:.0f} shapes (median of 5, cold)"
    )
    for what, each in zip(
        ("tree and plan", "closures", "queries", "tests of criteria"), seconds, strict=True
    ):
        print(f"  {what:20} {each:.2f} s")
    print(f"  {'together':20} {sum(seconds):.2f} s")


def main() -> None:
    """Print every figure."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cases", type=int, nargs="+", default=[10, 100, 1000])
    parser.add_argument("--only", choices=("documents", "cases", "compile"))
    told = parser.parse_args()
    if told.only in (None, "documents"):
        by_documents()
    if told.only in (None, "cases"):
        by_cases(told.cases)
    if told.only in (None, "compile"):
        compile_time()


if __name__ == "__main__":
    main()
