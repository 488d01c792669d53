"""How long margins take: the nearest changes of every line, and with the other documents and versions; warm, in one process.

Run with `make bench`. Medians of several runs, on every example.
"""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable
from pathlib import Path

from reasoner.analysis.across import compare
from reasoner.analysis.margins import margins
from reasoner.intake import read_case
from reasoner.knowledge import load
from reasoner.review import review_case
from reasoner.validation import engine

ROOT = Path(__file__).resolve().parents[1]
TIMES = 7


def median_ms(run: Callable[[], object]) -> float:
    """Median of several runs in milliseconds, after one that warms up."""
    run()
    taken = []
    for _ in range(TIMES):
        start = time.perf_counter()
        run()
        taken.append(time.perf_counter() - start)
    return 1000 * statistics.median(taken)


def main() -> None:
    """Print every figure."""
    library = load()
    print(f"{'milliseconds, median of ' + str(TIMES):48} {'changes':>8} {'compare':>8} {'all':>8}")
    for path in sorted((ROOT / "examples").glob("*.yaml")):
        read = read_case(path, library.vocabulary)
        reviewed = review_case(read, library, engine())
        changes = median_ms(lambda read=read, told=reviewed: margins(read, library, told, texts=False))
        across = median_ms(lambda read=read: compare(read, library))
        whole = median_ms(lambda read=read, told=reviewed: margins(read, library, told))
        print(f"{path.stem:48} {changes:8.1f} {across:8.1f} {whole:8.1f}")


if __name__ == "__main__":
    main()
