"""How long one review takes: warm in one process, cold as a command, and the bare imports beside it.

Run with `make bench`. Medians of several runs, on the example case; every stage apart.
"""

from __future__ import annotations

import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from reasoner.decision import decide
from reasoner.decision.prepared import Prepared, prepare
from reasoner.inference import class_rules
from reasoner.intake import read_case
from reasoner.knowledge import load
from reasoner.report import render
from reasoner.review import review_file
from reasoner.validation import Completed, engine, shapes_in_force

ROOT = Path(__file__).resolve().parents[1]
CASES = [ROOT / "examples" / f"medial-branch-block-{payer}.yaml" for payer in ("aetna", "medicare")]
WARM, COLD = 21, 7


def median_ms(run: Callable[[], object], times: int) -> float:
    """Median of several runs in milliseconds."""
    taken = []
    for _ in range(times):
        start = time.perf_counter()
        run()
        taken.append(time.perf_counter() - start)
    return 1000 * statistics.median(taken)


def stages(case: Path) -> dict[str, float]:
    """Milliseconds of each stage of one warm review."""
    library, runner = load(), engine()
    read = read_case(case, library.vocabulary)
    rules = class_rules(library.vocabulary)

    def inference() -> Prepared:
        return prepare(read.case, library, rules)

    prepared = inference()
    inferred, held = prepared.inferred, prepared.in_force
    shapes = shapes_in_force((g for i in held for g in i.groups), library.case_shapes)
    reviewed = review_file(case)
    return {
        "intake": median_ms(lambda: read_case(case, library.vocabulary), WARM),
        "inference": median_ms(inference, WARM),
        "validation (closures)": median_ms(
            lambda: runner.findings(Completed(read.case, inferred), shapes), WARM
        ),
        "decision": median_ms(
            lambda: decide(replace(reviewed.context, service_rows={}, shown={}), runner.name), WARM
        ),
        "report (text)": median_ms(lambda: render(reviewed.review, "text"), WARM),
        "whole review": median_ms(lambda: review_file(case), WARM),
    }


def main() -> None:
    """Print every figure."""
    for case in CASES:
        print(case.name)
        for stage, taken in stages(case).items():
            print(f"  {stage:22} {taken:8.1f} ms warm, median of {WARM}")
        command = [sys.executable, "-m", "reasoner.cli", "review", str(case)]
        taken = median_ms(
            lambda command=command: subprocess.run(command, check=True, capture_output=True), COLD
        )
        print(f"  {'reasoner review, cold':22} {taken:8.1f} ms, median of {COLD}")
    bare = [sys.executable, "-c", "import rdflib, pyshacl"]
    taken = median_ms(lambda: subprocess.run(bare, check=True), COLD)
    print(f"bare imports of rdflib and pyshacl {taken:.1f} ms, median of {COLD}")


if __name__ == "__main__":
    main()
