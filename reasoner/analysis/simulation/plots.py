"""Plots of a simulation, in the colours of Okabe and Ito, which colour-blind people tell apart; each line has a mark too."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
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


def curve_plot(
    versions: Mapping[str, Sequence[tuple[Decimal, dict[str, int]]]], label: str, path: Path
) -> None:
    """Lines of determinations over the values of a threshold, a panel for each document version; SVG or PNG by the name."""
    figure, panels = plt.subplots(
        len(versions), figsize=(8, 1 + 4 * len(versions)), layout="constrained", sharex=True, squeeze=False
    )
    for axes, (version, points) in zip(panels[:, 0], versions.items(), strict=True):
        for name, colour, mark in zip(ORDER, COLOURS, MARKS, strict=True):
            counts = [told.get(name, 0) for _, told in points]
            if any(counts):
                axes.plot([float(v) for v, _ in points], counts, color=colour, marker=mark, label=name)
        axes.set(title=version, ylabel="services", ylim=(0, None))
        axes.grid(alpha=0.3)
        axes.legend()
    panels[-1, 0].set(xlabel=label)
    _save(figure, path)


def attrition_plot(versions: Mapping[str, Sequence[tuple[str, int, int, int]]], path: Path) -> None:
    """Bars of how many services each criterion refuses, and how many it alone refuses; a panel for each version."""
    heights = [1 + 0.35 * len(rows) for rows in versions.values()]
    figure, panels = plt.subplots(
        len(versions), figsize=(9, sum(heights)), layout="constrained", height_ratios=heights, squeeze=False
    )
    for axes, (version, rows) in zip(panels[:, 0], versions.items(), strict=True):
        places = range(len(rows))
        axes.barh(places, [r[1] for r in rows], color=COLOURS[3], label="refused")
        axes.barh(places, [r[2] for r in rows], color=COLOURS[2], hatch="//", label="refused by it alone")
        axes.set_yticks(list(places), [r[0] for r in rows])
        axes.invert_yaxis()
        axes.set(title=version, xlabel="services")
        axes.legend()
    _save(figure, path)


def _save(figure: Figure, path: Path) -> None:
    metadata = {"Date": None} if path.suffix == ".svg" else {"Software": None}
    figure.savefig(path, dpi=120, metadata=metadata)
    plt.close(figure)
