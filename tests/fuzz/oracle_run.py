"""Trials in numbered blocks, in parts that can be stopped and taken up again.

    python tests/fuzz/oracle_run.py --trials 100000 --part 1/10 --engines pyshacl,closures,duckdb

The first engine is the reference; where it is pySHACL, a difference that one of its listed errors explains is counted and
not reported (tests/fuzz/oracle_mended.py). DuckDB and TopBraid run on every --sample-th trial.
Progress is in build/fuzz/*.jsonl;
each mismatch is made small and written to build/fuzz/mismatches/, ready to be moved to tests/fuzz/regressions/.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
import warnings
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from zlib import crc32

from oracle_compare import answer, differ, runner, smallest
from oracle_topbraid import absent, unlike
from oracle_trials import ROOT, family, trial
from rdflib import Graph

FOLDER = ROOT / "build" / "fuzz"
BLOCK = 500
SLOW = ("duckdb", "topbraid")


@dataclass
class Outcome:
    """What came of some trials."""

    start: int
    trials: Counter[str] = field(default_factory=Counter)
    with_results: int = 0
    ran: Counter[str] = field(default_factory=Counter)
    known: Counter[str] = field(default_factory=Counter)
    mismatches: list[dict[str, object]] = field(default_factory=list)

    def add(self, other: Outcome) -> None:
        self.trials += other.trials
        self.with_results += other.with_results
        self.ran += other.ran
        self.known += other.known
        self.mismatches += other.mismatches


def run_trial(number: int, engines: Sequence[str], outcome: Outcome) -> None:
    """One trial on some engines, the first of which is the reference."""
    data, shapes = trial(number)
    outcome.trials[family(number)] += 1
    reference, *others = engines
    told = {reference: answer(reference, data, shapes)}
    outcome.with_results += "focusNode" in told[reference]
    for name in others:
        told[name] = answer(name, data, shapes)
    outcome.ran.update(list(told))
    for name in others:
        pair = [reference, name]
        if not differ({n: told[n] for n in pair}):
            continue
        if reference == "pyshacl":
            pair = ["mended", name]
            told["mended"] = answer("mended", data, shapes)
            if not differ({n: told[n] for n in pair}):
                outcome.known.update(f"pyshacl: {why}" for why in runner("mended").met)
                continue
        why = unlike(data, shapes, told["topbraid"]) if "topbraid" in pair else ""
        if why:
            outcome.known[f"topbraid: {why}"] += 1
            continue
        outcome.mismatches.append(_kept(number, pair, data, shapes))


def _kept(number: int, pair: list[str], data: Graph, shapes: Graph) -> dict[str, object]:
    """Make a mismatch small and write it down."""
    data, shapes = smallest(pair, data, shapes)
    folder = FOLDER / "mismatches"
    folder.mkdir(parents=True, exist_ok=True)
    name = f"{number:07}-{'-'.join(pair)}"
    told = {
        n: answer(n, data, shapes)
        for n in dict.fromkeys([*pair, "pyshacl", *([] if absent() else ["topbraid"])])
    }
    (folder / f"{name}.data.nt").write_text(data.serialize(format="nt"), encoding="utf-8")
    (folder / f"{name}.shapes.nt").write_text(shapes.serialize(format="nt"), encoding="utf-8")
    (folder / f"{name}.txt").write_text("\n".join(f"== {n}\n{a}" for n, a in told.items()), encoding="utf-8")
    return {"trial": number, "engines": pair, "file": name}


def run(numbers: range, engines: Sequence[str], sample: int) -> Outcome:
    """A block of trials."""
    outcome = Outcome(numbers.start)
    for number in numbers:
        # A hash, because families are told by the number itself.
        sampled = crc32(str(number).encode()) % sample == 0
        run_trial(number, [e for e in engines if sampled or e not in SLOW], outcome)
    return outcome


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--trials", type=int, default=100_000, help="how many in all parts together")
    parser.add_argument("--part", default="1/1", help="I/N: the I-th of N equal parts")
    parser.add_argument("--engines", default="pyshacl,closures,duckdb")
    parser.add_argument(
        "--sample", type=int, default=20, help="DuckDB and TopBraid take part in every so many"
    )
    told = parser.parse_args(arguments)
    warnings.simplefilter("ignore")
    engines = told.engines.split(",")
    if "topbraid" in engines and (why := absent()):
        print(why, file=sys.stderr)
        return 2
    part, parts = (int(n) for n in told.part.split("/"))
    blocks = range((part - 1) * told.trials // parts // BLOCK, -(-part * told.trials // parts // BLOCK))
    FOLDER.mkdir(parents=True, exist_ok=True)
    state = FOLDER / f"{'-'.join(engines)}-{told.sample}-part-{part}-of-{parts}.jsonl"
    total, done = Outcome(0), set()
    for line in state.read_text(encoding="utf-8").splitlines() if state.exists() else ():
        held = json.loads(line)
        done.add(held["start"])
        total.add(Outcome(**{k: Counter(v) if isinstance(v, dict) else v for k, v in held.items()}))
    began = time.monotonic()
    with state.open("a", encoding="utf-8") as out:
        for block in blocks:
            start = block * BLOCK
            if start in done:
                continue
            found = run(range(start, min(start + BLOCK, told.trials)), engines, told.sample)
            out.write(json.dumps(vars(found)) + "\n")
            out.flush()
            total.add(found)
    print(summary(total, time.monotonic() - began))
    return 1 if total.mismatches else 0


def summary(total: Outcome, seconds: float) -> str:
    lines = [
        f"{sum(total.trials.values())} trials ({', '.join(f'{n} {k}' for k, n in sorted(total.trials.items()))}), "
        f"{total.with_results} of them with results; {seconds:.0f} s in this run",
        "ran: " + ", ".join(f"{k} {n}" for k, n in sorted(total.ran.items())),
        *(f"known: {k}: {n}" for k, n in sorted(total.known.items())),
        f"mismatches: {len(total.mismatches)}",
        *(f"  {m['file']}" for m in total.mismatches),
    ]
    return "\n".join(lines)


if __name__ == "__main__":
    sys.exit(main())
