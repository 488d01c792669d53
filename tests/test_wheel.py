"""The wheel carries the knowledge and works outside a checkout."""

from __future__ import annotations

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
CASE = ROOT / "examples" / "first-block-aetna.yaml"


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The unpacked wheel: what an installation puts on the path."""
    folder = tmp_path_factory.mktemp("wheel")
    command = [
        sys.executable,
        "-m",
        "pip",
        "wheel",
        "--quiet",
        "--no-deps",
        "--no-build-isolation",
        "-w",
        str(folder),
        str(ROOT),
    ]
    subprocess.run(command, check=True, capture_output=True)
    (wheel,) = folder.glob("guideline_reasoner-*.whl")
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(folder / "site")
    return folder / "site"


def run(installed: Path, cwd: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "PYTHONPATH": str(installed), "PYTHONSAFEPATH": "1"}
    command = [sys.executable, "-m", "reasoner.cli", *arguments]
    return subprocess.run(command, cwd=cwd, env=environment, capture_output=True, text=True, check=False)


def test_the_same_review_from_the_wheel_and_from_the_checkout(installed: Path, tmp_path: Path) -> None:
    there = run(installed, tmp_path, "review", str(CASE), "--format", "json")
    here = run(ROOT, ROOT, "review", str(CASE), "--format", "json")
    assert there.returncode == here.returncode == 0, there.stderr
    assert there.stdout == here.stdout


def test_the_package_that_ran_was_the_one_of_the_wheel(installed: Path, tmp_path: Path) -> None:
    code = "import reasoner, reasoner.knowledge.paths as p; print(reasoner.__file__); print(p.data_root())"
    environment = {**os.environ, "PYTHONPATH": str(installed), "PYTHONSAFEPATH": "1"}
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=tmp_path,
        env=environment,
        capture_output=True,
        text=True,
        check=True,
    )
    assert all(line.startswith(str(installed)) for line in done.stdout.split())


def test_queries_check_and_explain_work_from_the_wheel(installed: Path, tmp_path: Path) -> None:
    assert run(installed, tmp_path, "query", "what-failed", str(CASE)).returncode == 0
    assert run(installed, tmp_path, "explain", "radiculopathy").returncode == 0
    check = run(installed, tmp_path, "check", "--only", "aetna-cpb-0697")
    assert check.returncode == 0, check.stdout + check.stderr
    assert "cases" in check.stdout
