"""What an author sees: problems by file with their remedies, the coverage as an aligned table, a verdict."""

from __future__ import annotations

from pathlib import Path

from reasoner.authoring.check import cases_of, main
from reasoner.authoring.mutation import Mutation
from reasoner.authoring.report import render
from reasoner.authoring.result import CheckReport, Coverage
from reasoner.errors import Place, Problem

REPORT = CheckReport(
    problems=(
        Problem(
            "guide:kynd is not a known term.",
            Place("/somewhere/shapes/x/guideline.ttl", 4),
            "Spell it.",
            "guide:kind",
        ),
        Problem(
            "The row A-2 is neither encoded nor listed.",
            Place("/somewhere/shapes/x/guideline.ttl"),
            "List it.",
        ),
    ),
    notes=("The fact fact:a is declared and no shape reads it.",),
    coverage=(
        Coverage("x", 12, 8, (("NoCondition", 1), ("OtherPhase", 2)), ("A-2",)),
        Coverage("longer-name", 3, 3, (), ()),
    ),
    counted=("2 criteria in 2 documents",),
)

TEXT = """\
shapes/x/guideline.ttl
  line 4: guide:kynd is not a known term.
      Did you mean 'guide:kind'? Spell it.
  The row A-2 is neither encoded nor listed.
      List it.

Coverage of the sources  rows  encoded  listed  missing  listed as
x                          12        8       3        1  no condition 1, other phase 2
longer-name                 3        3       0        0

Notes
  The fact fact:a is declared and no shape reads it.

2 problems (2 criteria in 2 documents).
"""


def test_a_report_in_full() -> None:
    assert render(REPORT, Path("/somewhere")) == TEXT


def test_a_clean_report_says_so() -> None:
    assert render(CheckReport(counted=("1 criterion",))) == "Nothing is wrong (1 criterion).\n"


def test_a_folder_without_knowledge_is_an_error_and_no_traceback(tmp_path: Path) -> None:
    assert main(tmp_path) == 1


def test_cases_lie_beside_a_checkout_or_in_the_package(tmp_path: Path) -> None:
    assert cases_of(tmp_path) is None
    (tmp_path / "criteria").mkdir()
    assert cases_of(tmp_path) == tmp_path / "criteria"
    (tmp_path / "tests" / "criteria").mkdir(parents=True)
    assert cases_of(tmp_path) == tmp_path / "tests" / "criteria"


def test_the_library_passes_and_every_row_of_every_source_is_accounted_for(root: Path) -> None:
    from reasoner.authoring.check import run
    from reasoner.knowledge import load

    report = run(load(root), None, lambda _: None)
    assert [str(p) for p in report.problems] == []
    assert {c.document: c.missing for c in report.coverage if c.missing} == {}
    assert sum(c.rows for c in report.coverage) > 200


def test_mutants_are_told_as_killed_of_all_with_excuses_and_survivors_apart() -> None:
    found = Mutation("x", 200, (("a: main: never fails", "a reason"),), ("b: twin: 42 to 43",))
    text = render(CheckReport(counted=("2 cases",), mutations=(found,)))
    assert "198 / 200 (99.0 %, 1 excused)" in text
    assert "  excused: a: main: never fails: a reason" in text
    assert "  NOT NOTICED: b: twin: 42 to 43" in text
    assert text.endswith("1 mutant that no case notices (2 cases).\n")
