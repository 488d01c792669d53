"""`reasoner compile` shows each stage, in several dialects, and refuses what it does not know."""

from __future__ import annotations

from pathlib import Path

import pytest
import sqlglot

from reasoner.cli import main

SHAPE = """
@prefix ex: <https://example.org/> . @prefix sh: <http://www.w3.org/ns/shacl#> .
ex:adult a sh:NodeShape ; sh:targetClass ex:Person ; sh:property ex:age .
ex:age sh:path ( ex:file ex:age ) ; sh:minInclusive 18 ; sh:severity sh:Warning .
"""


@pytest.fixture
def shape(tmp_path: Path) -> str:
    path = tmp_path / "shape.ttl"
    path.write_text(SHAPE, encoding="utf-8")
    return str(path)


def test_the_plan_says_focus_path_and_test(shape: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["compile", shape]) == 0
    assert capsys.readouterr().out == (
        "check <https://example.org/age> sh:MinInclusive sh:Warning\n"
        "  focus instances <https://example.org/Person>\n"
        "  each <https://example.org/file>/<https://example.org/age> failing\n"
        '    >= "18"^^xsd:integer\n'
    )


def test_the_tree_says_what_the_shape_says(shape: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["compile", shape, "--stage", "tree"]) == 0
    out = capsys.readouterr().out
    assert "shape <https://example.org/adult>\n  target instances <https://example.org/Person>\n" in out
    assert "  sh:Property (<https://example.org/age>)\n" in out


@pytest.mark.parametrize("dialect", ["duckdb", "spark", "snowflake", "postgres"])
def test_the_query_is_sql_of_its_dialect(
    shape: str, dialect: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["compile", shape, "--stage", "sql", "--dialect", dialect]) == 0
    out = capsys.readouterr().out
    assert "-- check 0: <https://example.org/age> sh:MinInclusive" in out
    assert sqlglot.parse_one(out, read=dialect).find(sqlglot.exp.With) is not None


def test_a_criterion_is_a_predicate_of_columns(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["compile", "aetna-cpb-0016/prior-block-relief", "--stage", "columns"]) == 0
    assert "prior_block_relief_most >= 80.0" in capsys.readouterr().out


def test_a_name_that_nothing_bears_gets_the_nearest(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["compile", "aetna-cpb-0016/prior-block-relieve"]) == 2
    assert "Did you mean 'aetna-cpb-0016/prior-block-relief'?" in capsys.readouterr().err


def test_a_file_that_is_not_there_is_said(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["compile", "nowhere.ttl"]) == 2
    assert "no file nowhere.ttl" in capsys.readouterr().err
