"""What the breadth of the library costs: a review and a check with the facet documents alone and with all, side by side.

Run with `make bench`. Both sides have the same ontology; the smaller one holds the documents that bear on facet procedures
of the first release. Medians of several runs, taken in turns, as ratios.
"""

from __future__ import annotations

import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from reasoner.knowledge import load
from reasoner.review import review_file

ROOT = Path(__file__).resolve().parents[1]
FACET = (
    "aans-cns-2014", "aetna-cpb-0016", "asipp-facet-2020", "bmj-2025", "bps-2013", "cms-a58403", "cms-l38801",
    "coding-practice", "nice-ng59", "olivier-2023", "rapm-facet-2020",
)  # fmt: skip
OURS = ("advice", "case", "facts", "meta")
COLD, WARM = 9, 21
ONE = (
    "import gc, sys; gc.set_threshold(200_000, 20, 20)\n"
    "from pathlib import Path\nfrom reasoner.knowledge import load\nfrom reasoner.report import render\n"
    "from reasoner.review import review_file\n"
    "render(review_file(Path(sys.argv[2]), load(Path(sys.argv[1]))).review, 'text')\n"
)


def smaller(folder: Path) -> Path:
    """A root with the same ontology and the facet documents alone."""
    shutil.copytree(ROOT / "ontology", folder / "ontology")
    for name in (*FACET, *OURS):
        shutil.copytree(ROOT / "shapes" / name, folder / "shapes" / name)
    return folder


def cold(root: Path, case: Path) -> float:
    """Seconds of one review in a new process, reading the cache as a user's second run does."""
    start = time.perf_counter()
    subprocess.run(
        [sys.executable, "-c", ONE, str(root), str(case)], check=True, capture_output=True, cwd=ROOT
    )
    return time.perf_counter() - start


def warm(root: Path, case: Path) -> float:
    """Seconds of one review in this process."""
    library = load(root)
    start = time.perf_counter()
    review_file(case, library)
    return time.perf_counter() - start


def main() -> None:
    """Print the medians and ratios."""
    with tempfile.TemporaryDirectory() as folder:
        roots = {"facet alone": smaller(Path(folder)), "whole library": ROOT}
        for payer in ("aetna", "medicare"):
            case = ROOT / "examples" / f"medial-branch-block-{payer}.yaml"
            print(case.name)
            for what, run, times in (("cold", cold, COLD), ("warm", warm, WARM)):
                taken: dict[str, list[float]] = {name: [] for name in roots}
                for root in roots.values():
                    run(root, case)  # fills the cache
                for _ in range(times):
                    for name, root in roots.items():
                        taken[name].append(run(root, case))
                medians = {name: 1000 * statistics.median(held) for name, held in taken.items()}
                ratio = medians["whole library"] / medians["facet alone"]
                told = ", ".join(f"{name} {value:.0f} ms" for name, value in medians.items())
                print(f"  {what}: {told}; ratio {ratio:.3f} (medians of {times}, in turns)")
    start = time.perf_counter()
    subprocess.run([sys.executable, "-m", "reasoner.cli", "check"], check=True, capture_output=True, cwd=ROOT)
    print(f"reasoner check over everything: {time.perf_counter() - start:.0f} s")


if __name__ == "__main__":
    main()
