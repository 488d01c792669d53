"""The differential fuzzer: `make fuzz`, or python tests/fuzz/run.py --trials 100000 --part 1/4.

What is done stands in build/fuzz/, one line for a block of trials, so that a run goes on where it stopped. A mismatch is
written to build/fuzz/mismatches/ as two files: copy them to tests/fuzz/regressions/ when it is mended.
"""

from __future__ import annotations

import argparse
import json
import logging
import sys
import time
import warnings
from collections import Counter
from pathlib import Path

from fuzz_trials import Outcome, run, trial
from rdflib import Graph

ROOT = Path(__file__).resolve().parents[2]
FOLDER = ROOT / "build" / "fuzz"
BLOCK = 500
DUCKDB_EVERY = 20


def main() -> int:
    """Run the trials of a part, and print what was found."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--trials", type=int, default=100_000)
    parser.add_argument("--part", default="1/1", help="which part of how many, such as 2/4")
    options = parser.parse_args()
    part, parts = (int(n) for n in options.part.split("/"))
    warnings.simplefilter("ignore")
    logging.disable(logging.CRITICAL)
    FOLDER.mkdir(parents=True, exist_ok=True)
    state = FOLDER / f"done-{part}-of-{parts}.jsonl"
    done = (
        {line["block"]: line for line in map(json.loads, state.read_text().splitlines())}
        if state.exists()
        else {}
    )
    blocks = [b for b in range((options.trials + BLOCK - 1) // BLOCK) if b % parts == part - 1]
    begun = time.monotonic()
    try:
        for count, block in enumerate(b for b in blocks if b not in done):
            found = _block(block, min(options.trials, (block + 1) * BLOCK))
            done[block] = found
            with state.open("a") as file:
                file.write(json.dumps(found) + "\n")
            if sys.stderr.isatty():
                rate = (count + 1) * BLOCK / (time.monotonic() - begun)
                print(f"\r\033[K{len(done) * BLOCK:,} trials, {rate:.0f} a second", end="", file=sys.stderr)
    except KeyboardInterrupt:
        print("\ninterrupted; the same command goes on from here", file=sys.stderr)
    total: Counter[str] = Counter()
    for line in done.values():
        total.update(line["counts"])
    print(f"trials {sum(total[k] for k in total if not k.startswith('with '))}")
    for name in sorted(total):
        print(f"  {name:32} {total[name]:8}")
    return 1 if any(name.endswith("mismatch") and total[name] for name in total) else 0


def _block(block: int, end: int) -> dict[str, object]:
    counts: Counter[str] = Counter()
    for number in range(block * BLOCK, end):
        with_duckdb = number % DUCKDB_EVERY in (0, 8) or number % (10 * DUCKDB_EVERY) == 9
        outcome = run(number, with_duckdb=with_duckdb)
        counts[f"{outcome.family}: {outcome.how}"] += 1
        counts["with duckdb"] += with_duckdb
        if outcome.how == "mismatch":
            _write(outcome)
    return {"block": block, "counts": dict(counts)}


def _write(outcome: Outcome) -> None:
    """A mismatch as two files."""
    _, data, shapes = trial(outcome.number)
    folder = FOLDER / "mismatches"
    folder.mkdir(exist_ok=True)
    for name, graph in (("data", data), ("shapes", shapes)):
        text = Graph(bind_namespaces="none")
        for triple in graph:
            text.add(triple)
        text.serialize(folder / f"{outcome.number}-{name}.nt", format="nt", encoding="utf-8")
    (folder / f"{outcome.number}.txt").write_text(outcome.told + "\n", encoding="utf-8")


if __name__ == "__main__":
    raise SystemExit(main())
