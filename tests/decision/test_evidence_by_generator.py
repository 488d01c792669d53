"""One small case of each kind: which generator the record leads to, and what a sign says against another."""

from __future__ import annotations

from pathlib import Path

import pytest

from reasoner.review import review_file

CASE = """\
id: evidence
recordedOn: "2026-07-06"
dateOfService: "2026-07-13"
payer: medicare
jurisdiction: noridian-je
requests:
  - id: "#block"
    procedure: medial-branch-block
    levels: [L4-5]
    diagnoses: [{code}]
    lines:
      - {{id: "#line-1", code: "64493"}}
findings:
{findings}
"""


def _arguments(folder: Path, signs: str, code: str = "M47.816") -> dict[str, tuple[int, int, bool, bool]]:
    told = "\n".join(f"  - {{finding: {sign}, status: present}}" for sign in signs.split())
    path = folder / "case.yaml"
    path.write_text(CASE.format(code=code, findings=told), encoding="utf-8")
    return {
        g.generator: (len(g.evidence_for), len(g.evidence_against), g.leading, g.claimed)
        for g in review_file(path).review.generators
    }


@pytest.mark.parametrize(
    ("signs", "code", "generator"),
    [
        ("paraspinal-tenderness pain-on-extension", "M47.816", "facet-joint-pain"),
        ("concordant-dermatomal-pattern foraminal-stenosis", "M54.16", "nerve-root-pain"),
        ("neurogenic-claudication relief-by-leaning-forward", "M48.062", "spinal-stenosis-pain"),
        ("sacroiliac-provocation-tests", "M46.1", "sacroiliac-joint-pain"),
        ("centralization", "M51.360", "discogenic-pain"),
        ("modic-changes midline-low-back-pain pain-on-flexion-or-sitting", "M54.51", "vertebrogenic-pain"),
        ("trigger-point", "M79.18", "myofascial-pain"),
        ("groin-pain limited-hip-rotation altered-gait", "M16.11", "hip-joint-pain"),
        ("marrow-edema vertebral-fracture-on-imaging", "M80.08XA", "vertebral-fracture-pain"),
    ],
)
def test_signs_of_a_generator_lead_to_it_and_its_code_claims_it(
    tmp_path: Path, signs: str, code: str, generator: str
) -> None:
    found = _arguments(tmp_path, signs, code)
    assert found[generator][2:] == (True, True)
    assert found[generator][0] >= 1


@pytest.mark.parametrize(
    ("signs", "code", "generator"),
    [
        ("radicular-pain", "M47.816", "facet-joint-pain"),
        ("radicular-pain", "M46.1", "sacroiliac-joint-pain"),
        ("neurogenic-claudication", "M46.1", "sacroiliac-joint-pain"),
        ("radiculopathy", "M54.51", "vertebrogenic-pain"),
        ("motor-weakness", "M54.51", "vertebrogenic-pain"),
        ("fibromyalgia", "M79.18", "myofascial-pain"),
        ("widespread-pain", "M79.18", "myofascial-pain"),
    ],
)
def test_signs_against_what_the_code_claims(tmp_path: Path, signs: str, code: str, generator: str) -> None:
    supports, opposes, leads, claimed = _arguments(tmp_path, signs, code)[generator]
    assert (supports, opposes, leads, claimed) == (0, 1, False, True)


def test_a_sign_against_what_nobody_asks_about_is_not_told(tmp_path: Path) -> None:
    assert set(_arguments(tmp_path, "radicular-pain")) == {"facet-joint-pain", "nerve-root-pain"}
