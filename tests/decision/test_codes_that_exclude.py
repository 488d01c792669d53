"""Diagnosis codes that exclude each other are told as a contradiction of the request, and decide nothing."""

from __future__ import annotations

from pathlib import Path

import pytest

from reasoner.review import review_file

ROOT = Path(__file__).resolve().parents[2]


def _contradictions(folder: Path, codes: str) -> list[str]:
    text = (ROOT / "examples" / "first-block-medicare.yaml").read_text(encoding="utf-8")
    path = folder / "case.yaml"
    path.write_text(text.replace("diagnoses: [M47.816]", f"diagnoses: [{codes}]"), encoding="utf-8")
    return [c.text for c in review_file(path).review.contradictions if "exclude each other" in c.text]


@pytest.mark.parametrize(
    ("codes", "told"),
    [
        ("M54.16, M47.26", ["M47.26 and M54.16", "note of M54.1 names M47.2"]),
        ("M51.16, M54.16", ["M51.16 and M54.16", "note of M51.1 names M54.16", "note of M54.1 names M51.1"]),
        ("M54.12, M50.121", ["M50.121 and M54.12", "note of M54.1 names M50.1"]),
        ("M54.31, M51.371", ["M51.371 and M54.31", "note of M54.3 names M51.371"]),
        ("M54.41, M51.362", ["M51.362 and M54.41", "note of M54.4 names M51.362"]),
        ("M54.50, M51.360", ["M51.360 and M54.50", "note of M54.5 names M51.360"]),
        ("M54.59, M51.26", ["M51.26 and M54.59", "note of M54.5 names M51.2"]),
        ("M79.18, M79.7", ["M79.18 and M79.7", "note of M79.1 names M79.7"]),
        (
            "M80.08XA, M48.56XA",
            ["M48.56XA and M80.08XA", "note of M48.5 names M80", "note of M80 names M48.5"],
        ),
        ("M48.54XA, M84.58XA", ["M48.54XA and M84.58XA", "note of M48.5 names M84.58"]),
    ],
)
def test_two_codes_that_exclude_each_other(tmp_path: Path, codes: str, told: list[str]) -> None:
    (text,) = _contradictions(tmp_path, codes)
    for part in told:
        assert part in text


@pytest.mark.parametrize("codes", ["M47.816", "M47.816, M54.16", "M47.816, M47.896", "M51.17, M48.061"])
def test_codes_that_may_stand_together(tmp_path: Path, codes: str) -> None:
    """M47.81- has no note of this kind; a charted radiculopathy against it is a rule of ours, told apart."""
    assert _contradictions(tmp_path, codes) == []
