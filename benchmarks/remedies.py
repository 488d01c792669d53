"""How long remedies and dates take: each example, warm, under every document that binds it; the example case first.

Run with `make bench`. Medians of several runs in one process; the review of the case is not counted, as both start from it.
"""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable
from pathlib import Path

from reasoner.analysis.dates import timeline
from reasoner.analysis.remedies import remedies
from reasoner.intake import read_case
from reasoner.knowledge import load
from reasoner.review import review_case
from reasoner.validation import engine

EXAMPLES = Path(__file__).resolve().parents[1] / "examples"
FIRST = ("medial-branch-block-aetna", "medial-branch-block-medicare")
TIMES = 5


def seconds(run: Callable[[], object]) -> float:
    """Median of several runs."""
    taken = []
    for _ in range(TIMES):
        start = time.perf_counter()
        run()
        taken.append(time.perf_counter() - start)
    return statistics.median(taken)


def main() -> None:
    """Print a row for each example."""
    library = load()
    names = sorted(p.stem for p in EXAMPLES.glob("*.yaml"))
    print(f"{'case':45} {'remedies s':>10} {'dates s':>8} {'sets':>6}")
    for name in (*FIRST, *(n for n in names if n not in FIRST)):
        read = read_case(EXAMPLES / f"{name}.yaml", library.vocabulary)
        reviewed = review_case(read, library, engine())
        told = remedies(read, library, reviewed)
        sets = max(line.number for line in told.lines)
        of_remedies = seconds(lambda read=read, reviewed=reviewed: remedies(read, library, reviewed))  # type: ignore[misc]
        of_dates = seconds(lambda read=read: timeline(read, library))  # type: ignore[misc]
        print(f"{name:45} {of_remedies:10.2f} {of_dates:8.2f} {sets:6}")


if __name__ == "__main__":
    main()
