"""Validation alone, engine beside engine: the same completed cases, the same shapes in force, one case at a time, warm.

python benchmarks/engines.py [--cases N] [--rounds N] [--json FILE]

Engines take turns case by case, so that a busy machine is busy for all; each runs a case several times in a row, the first
time uncounted. A figure is the sum over cases of the median of the runs; Python collects its garbage between them.
DuckDB is for many cases at once: scaling.py has it. Memory is the most that a process of its own held, with this engine
alone. Every result is compared with the reference by (focus, shape, component); an engine that is absent is named.
"""

from __future__ import annotations

import argparse
import gc
import json
import re
import statistics
import subprocess
import sys
import time
from collections import defaultdict
from pathlib import Path
from typing import Any

from cases import cases
from peers import ALL, Keys, Peer, present, text_of


def measured(peers: list[Peer], number: int, rounds: int) -> dict[str, dict[str, Any]]:
    """The figures of every engine, by name."""
    gc.disable()
    figures: dict[str, dict[str, Any]] = {p.name: defaultdict(float, by_case={}) for p in peers}
    kept: dict[tuple[str, int], Any] = {}
    for name, case, shapes in cases(number):
        text = text_of(case)
        found: dict[str, Keys | None] = {}
        taken: dict[str, list[tuple[float, float]]] = {p.name: [] for p in peers}
        for peer in peers:
            told = figures[peer.name]
            key = (peer.name, id(shapes))
            if key not in kept:
                start = time.perf_counter()
                kept[key] = (peer.prepare(shapes), shapes)  # the shapes are held, so that the id stays theirs
                told["prepare_ms"] += 1000 * (time.perf_counter() - start)
            for turn in range(rounds + 1):
                start = time.perf_counter()
                data = peer.hand(kept[key][0], case, text)
                handed = time.perf_counter()
                report = peer.run(kept[key][0], data)
                end = time.perf_counter()
                if turn:
                    taken[peer.name].append((handed - start, end - handed))
                else:
                    found[peer.name] = peer.keys(report)
        gc.collect()
        reference = found["pyshacl"]
        assert reference is not None
        for peer in peers:
            told = figures[peer.name]
            hand, run = (1000 * statistics.median(part) for part in zip(*taken[peer.name], strict=True))
            told["hand_ms"] += hand
            told["run_ms"] += run
            told["by_case"][name] = hand + run
            told["cases"] += 1
            told["results"] += reference.total()
            keys = found[peer.name]
            if keys is None:
                told["differ"] = None
            else:
                told["differ"] += ((keys - reference) + (reference - keys)).total()
    for told in figures.values():
        told["sets_of_shapes"] = len({shape for _, shape in kept})
    return figures


def memory(name: str, number: int) -> float:
    """The most megabytes that a process with one engine held; with the name `none`, of one with the cases alone."""
    command = [sys.executable, __file__, "--memory", name, "--cases", str(number)]
    told = subprocess.run(command, check=True, capture_output=True, text=True)
    return float(told.stdout.split()[-1])


def hold(name: str, number: int) -> None:
    """Run one engine over the cases and print the most megabytes that were held."""
    peer = next((make() for make in ALL if make.name == name), None)  # type: ignore[attr-defined]
    kept: dict[int, Any] = {}
    for _, case, shapes in cases(number):
        text = text_of(case)
        if peer:
            if id(shapes) not in kept:
                kept[id(shapes)] = (peer.prepare(shapes), shapes)
            held = kept[id(shapes)][0]
            peer.run(held, peer.hand(held, case, text))
    # Not getrusage: that starts from what the parent held.
    print(int(re.findall(r"VmHWM:\s+(\d+)", Path("/proc/self/status").read_text())[0]) / 1024)


def show(figures: dict[str, dict[str, Any]]) -> None:
    """Print the table."""
    whole = {n: t["hand_ms"] + t["run_ms"] for n, t in figures.items()}
    any_one = next(iter(figures.values()))
    print(
        f"{any_one['cases']:.0f} cases, {any_one['sets_of_shapes']} sets of shapes, "
        f"{any_one['results']:.0f} results of the reference"
    )
    print(
        f"{'engine':22}{'ms/case':>10}{'hand-over':>10}{'alone':>10}{'cases/s':>10}{'x pyshacl':>10}{'closures x':>11}"
        f"{'prepare':>9}  results that differ"
    )
    for name, told in figures.items():
        n, ms = told["cases"], whole[name]
        differ = "not told" if told["differ"] is None else f"{told['differ']:.0f}"
        print(
            f"{name:22}{ms / n:10.3f}{told['hand_ms'] / n:10.3f}{told['run_ms'] / n:10.3f}{1000 * n / ms:10.0f}"
            f"{whole['pyshacl'] / ms:10.1f}{ms / whole['closures']:11.1f}"
            f"{told['prepare_ms'] / told['sets_of_shapes']:9.1f}  {differ}"
        )
    ours, theirs = figures["closures"]["by_case"], figures["pyshacl"]["by_case"]
    ratios = sorted((theirs[case] / ours[case], case) for case in ours)
    print(
        f"closures to pyshacl, case by case: least {ratios[0][0]:.0f} ({ratios[0][1]}), "
        f"median {ratios[len(ratios) // 2][0]:.0f}, most {ratios[-1][0]:.0f} ({ratios[-1][1]})",
        flush=True,
    )


def main() -> None:
    """Measure, print, and write figures where that is asked."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cases", type=int, default=123)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--json", type=Path)
    parser.add_argument("--memory")
    told = parser.parse_args()
    if told.memory:
        hold(told.memory, told.cases)
        return
    figures = measured(present(), told.cases, told.rounds)
    show(figures)
    number = min(told.cases, 10)
    print(
        f"MB held by a process that runs {number} cases: {memory('none', number):.0f} without an engine",
        flush=True,
    )
    for name, each in figures.items():
        each["megabytes"] = memory(name, number)
        print(f"  {name:22}{each['megabytes']:6.0f}", flush=True)
    if told.json:
        told.json.write_text(json.dumps(figures, indent=1, sort_keys=True) + "\n")


if __name__ == "__main__":
    main()
