"""The same case and knowledge give the same bytes, whatever the hash seed, locale, time zone or folder."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
CASE = ROOT / "examples" / "medial-branch-block-medicare.yaml"


def run(arguments: list[str], cwd: Path, **environment: str) -> bytes:
    command = [sys.executable, "-m", "reasoner.cli", *arguments]
    done = subprocess.run(
        command, cwd=cwd, env={**os.environ, **environment}, capture_output=True, check=True
    )
    return done.stdout


@pytest.mark.parametrize("form", ["text", "markdown", "html", "json", "turtle"])
def test_a_report_is_the_same_bytes_in_two_worlds(form: str, tmp_path: Path) -> None:
    arguments = ["review", str(CASE), "--format", form]
    here = run(arguments, ROOT, PYTHONHASHSEED="1", TZ="UTC", LC_ALL="C.UTF-8")
    there = run(arguments, tmp_path, PYTHONHASHSEED="77", TZ="Asia/Tokyo", LC_ALL="C")
    assert here == there
    assert len(here) > 2000


@pytest.mark.parametrize("command", ["infer", "validate"])
def test_a_graph_is_the_same_bytes_in_two_worlds(command: str, tmp_path: Path) -> None:
    here = run([command, str(CASE)], ROOT, PYTHONHASHSEED="1")
    there = run([command, str(CASE)], tmp_path, PYTHONHASHSEED="77", TZ="Asia/Tokyo")
    assert here == there


@pytest.mark.parametrize(
    "name", ["facet-arthrosis-osteopenia-medicare", "repeat-facet-sacroiliac-trigger-caudal"]
)
def test_remedies_are_the_same_bytes_in_two_worlds(name: str, tmp_path: Path) -> None:
    case = str(ROOT / "examples" / f"{name}.yaml")
    here = run(["remedies", case, "--format", "json"], ROOT, PYTHONHASHSEED="1")
    there = run(["remedies", case, "--format", "json"], tmp_path, PYTHONHASHSEED="78", TZ="Asia/Tokyo")
    assert here == there
    assert len(here) > 2000
