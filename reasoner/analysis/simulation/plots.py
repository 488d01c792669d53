"""Plots of a simulation, in the colours of Okabe and Ito, which colour-blind people tell apart; each line has a mark too."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path

import matplotlib as mpl

mpl.use("Agg")
mpl.rcParams["svg.hashsalt"] = "guideline-reasoner"  # the same bytes every time
from matplotlib import pyplot as plt  # noqa: E402
from matplotlib.figure import Figure  # noqa: E402

from reasoner.analysis.simulation.run import ORDER  # noqa: E402

COLOURS = ("#009E73", "#D55E00", "#E69F00", "#0072B2", "#CC79A7", "#000000")
MARKS = ("o", "s", "^", "D", "v", "x")


def curve_plot(title: str, label: str, points: Sequence[tuple[Decimal, dict[str, int]]], path: Path) -> None:
    """Lines of determinations over the values of a threshold, as SVG or PNG by the name of the file."""
    figure, axes = plt.subplots(figsize=(8, 5), layout="constrained")
    for name, colour, mark in zip(ORDER, COLOURS, MARKS, strict=True):
        counts = [told.get(name, 0) for _, told in points]
        if any(counts):
            axes.plot([float(v) for v, _ in points], counts, color=colour, marker=mark, label=name)
    axes.set(title=title, xlabel=label, ylabel="services", ylim=(0, None))
    axes.grid(alpha=0.3)
    axes.legend()
    _save(figure, path)


def attrition_plot(title: str, rows: Sequence[tuple[str, int, int, int]], path: Path) -> None:
    """Bars of how many services each criterion refuses, and how many it alone refuses."""
    figure, axes = plt.subplots(figsize=(9, 1 + 0.35 * len(rows)), layout="constrained")
    places = range(len(rows))
    axes.barh(places, [r[1] for r in rows], color=COLOURS[3], label="refused")
    axes.barh(places, [r[2] for r in rows], color=COLOURS[2], hatch="//", label="refused by it alone")
    axes.set_yticks(list(places), [r[0] for r in rows])
    axes.invert_yaxis()
    axes.set(title=title, xlabel="services")
    axes.legend()
    _save(figure, path)


def _save(figure: Figure, path: Path) -> None:
    metadata = {"Date": None} if path.suffix == ".svg" else {"Software": None}
    figure.savefig(path, dpi=120, metadata=metadata)
    plt.close(figure)
