"""`reasoner audit`: decisions with the same facts and another outcome are found, and no others; no figure is made up."""

from __future__ import annotations

from pathlib import Path

import pytest

from reasoner.authoring.audit import Audit, Replayed, audit, pairs, read_all
from reasoner.authoring.audit_report import audit_report, kappa_words
from reasoner.authoring.concordance import figures
from reasoner.authoring.published import Decision
from reasoner.authoring.replay import FactRead, Found
from reasoner.cli import main
from reasoner.errors import InputError
from reasoner.inference import class_rules
from reasoner.knowledge import Library
from reasoner.model.ledger import Determination

ROOT = Path(__file__).resolve().parents[2]
CASE = (ROOT / "examples" / "trigger-points-medicare.yaml").read_text(encoding="utf-8")
YES, NO = Determination.MEETS, Determination.DOES_NOT_MEET


def folder(path: Path, decisions: dict[str, tuple[str, str]], changed: dict[str, tuple[str, str]]) -> Path:
    """Decisions of one example, each with its outcome and reviewer; `changed` replaces a text of a case."""
    (path / "cases").mkdir(parents=True)
    told = []
    for name, (outcome, reviewer) in decisions.items():
        text = CASE.replace("id: trigger-points-medicare", f"id: {name}")
        assert f"id: {name}" in text
        if name in changed:
            assert changed[name][0] in text
            text = text.replace(*changed[name])
        (path / "cases" / f"{name}.yaml").write_text(text, encoding="utf-8")
        told.append(
            f"{name}: {{by: human, reviewer: {reviewer}, outcome: {outcome}, under: [cms-l39713], named: true}}"
        )
    (path / "outcomes.yaml").write_text("\n".join(told) + "\n", encoding="utf-8")
    return path


def audited(library: Library, *folders: Path) -> Audit:
    return audit(read_all(folders), library, class_rules(library.vocabulary), lambda _: None)


def named(found: Audit) -> list[tuple[str, str]]:
    return [(p.one.decision.name, p.other.decision.name) for p in found.same_facts]


def test_the_same_facts_with_another_outcome_are_a_pair(library: Library, tmp_path: Path) -> None:
    told = {"one": ("approved", "ann"), "two": ("denied", "ben"), "three": ("approved", "ben")}
    found = audited(library, folder(tmp_path / "d", told, {}))
    assert named(found) == [("one", "two"), ("three", "two")]
    assert found.same_statuses == ()
    assert "one (approved by ann) and two (denied by ben)" in audit_report(found)


def test_what_no_criterion_reads_makes_no_difference(library: Library, tmp_path: Path) -> None:
    """Where a finding stands in the record, in which words, and when the request was received."""
    told = {"one": ("approved", "ann"), "two": ("denied", "ben"), "three": ("denied", "ben")}
    other = {
        "two": ('page: 2, words: "active trigger point"', 'page: 7, words: "a trigger point"'),
        "three": ('received: "2026-11-30"', 'received: "2026-12-01"'),
    }
    assert named(audited(library, folder(tmp_path / "d", told, other))) == [("one", "three"), ("one", "two")]


def test_another_relevant_fact_is_no_pair_but_told_where_every_status_stays(
    library: Library, tmp_path: Path
) -> None:
    """Three signs of the three listed are on record; two are enough."""
    told = {"one": ("approved", "ann"), "two": ("denied", "ben")}
    sign = next(line for line in CASE.splitlines() if "finding: referred-muscle-pain" in line)
    found = audited(library, folder(tmp_path / "d", told, {"two": (sign, "")}))
    assert found.same_facts == ()
    (pair,) = found.same_statuses
    assert [(f.criterion, f.value) for facts in pair.differ for f in facts] == [
        ("cms-l39713/trigger-point-signs", "3"),
        ("cms-l39713/trigger-point-signs", "2 to 3"),
    ]


def test_a_fact_that_changes_a_status_is_no_pair_at_all(library: Library, tmp_path: Path) -> None:
    told = {"one": ("approved", "ann"), "two": ("denied", "ben")}
    found = audited(library, folder(tmp_path / "d", told, {"two": ("outcome: failed", "outcome: helped")}))
    assert (found.same_facts, found.same_statuses) == ((), ())


def test_two_versions_of_a_document_are_not_held_against_each_other(library: Library) -> None:
    decisions = [
        Decision(n, "human", o, ("a",), True, False, {}, ())
        for n, o in (("one", "approved"), ("two", "denied"))
    ]
    facts = ((FactRead("a/b", "c", "c", "yes"),),)
    told = {
        "one": Found(YES, {}, {}, facts, ("a@2025-01-01",)),
        "two": Found(YES, {}, {}, facts, ("a@2026-01-01",)),
    }
    assert pairs([Replayed(d, told[d.name]) for d in decisions]) == ()
    same = [Replayed(d, told["one"]) for d in decisions]
    assert [(p.one.decision.name, p.other.decision.name) for p in pairs(same)] == [("one", "two")]


def test_reviewers_and_guidelines_have_their_figures(library: Library, tmp_path: Path) -> None:
    told = {"one": ("approved", "ann"), "two": ("denied", "ben"), "three": ("approved", "ben")}
    found = audited(library, folder(tmp_path / "d", told, {}))
    assert {n: (count, f.counted, f.agreement) for n, (count, f) in found.by_reviewer.items()} == {
        "ann": (1, 1, 1),
        "ben": (2, 2, 0.5),
    }
    assert list(found.by_guideline) == ["cms-l39713"]
    assert found.overall.counted == 3


@pytest.mark.parametrize(
    ("cells", "told"),
    [
        ([("approved", YES)] * 20 + [("approved", NO)] * 5 + [("denied", YES)] * 10 + [("denied", NO)] * 15, "0.40"),
        ([("approved", YES)] * 45 + [("approved", NO)] * 15 + [("denied", YES)] * 25 + [("denied", NO)] * 15, "0.13"),
        ([("approved", YES)] * 25 + [("approved", NO)] * 35 + [("denied", YES)] * 5 + [("denied", NO)] * 35, "0.26"),
        ([("approved", YES), ("denied", NO)], "1.00"),
        ([("approved", NO), ("denied", YES)], "-1.00"),
        ([("denied", NO)] * 3, "none: all counted decisions and determinations are of one kind"),
        ([("pended", NO), ("denied", None)], "none: nothing is counted"),
    ],
)  # fmt: skip
def test_kappa_of_tables_with_known_values(cells: list[tuple[str, Determination]], told: str) -> None:
    """The first three are the worked examples of Wikipedia's article on Cohen's kappa."""
    assert kappa_words(figures(cells)) == told


def test_several_folders_are_one_audit(library: Library, tmp_path: Path) -> None:
    one = folder(tmp_path / "a", {"one": ("approved", "ann")}, {})
    two = folder(tmp_path / "b", {"two": ("denied", "ben")}, {})
    assert named(audited(library, one, two)) == [("one", "two")]
    with pytest.raises(InputError, match="A decision 'one' is in"):
        read_all([one, one])


def test_the_published_decisions(library: Library) -> None:
    found = audited(library, ROOT / "tests" / "decisions")
    assert named(found) == [("droracle-547985", "droracle-566242")]
    assert [(p.one.decision.name, p.other.decision.name) for p in found.same_statuses] == [
        ("droracle-547985", "droracle-645975"),
        ("droracle-591677", "droracle-611392"),
    ]
    assert {n: count for n, (count, _) in found.by_reviewer.items()} == {"ai": 38, "human": 14}
    assert audit_report(found) == audit_report(audited(library, ROOT / "tests" / "decisions"))


def test_the_command(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    told = {"one": ("approved", "ann"), "two": ("denied", "ben")}
    path = folder(tmp_path / "d", told, {})
    out = tmp_path / "out.txt"
    assert main(["audit", str(path), "-o", str(out)]) == 0
    assert main(["audit", str(path)]) == 0
    assert capsys.readouterr().out == out.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("cms-l39713", "cms-l3971", "Did you mean 'cms-l39713'"),
        ("outcome: approved", "outcome: granted", "'granted' is no outcome"),
        ("one: {", "- one: {", "maps each decision"),
    ],
)
def test_bad_outcomes_are_refused(
    old: str, new: str, told: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = folder(tmp_path / "d", {"one": ("approved", "ann")}, {})
    outcomes = path / "outcomes.yaml"
    outcomes.write_text(outcomes.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")
    assert main(["audit", str(path)]) == 2
    assert told in capsys.readouterr().err


def test_a_folder_or_a_case_that_is_not_there(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["audit", str(tmp_path / "none")]) == 2
    path = folder(tmp_path / "d", {"one": ("approved", "ann")}, {})
    (path / "cases" / "one.yaml").unlink()
    assert main(["audit", str(path)]) == 2
    assert "one.yaml" in capsys.readouterr().err


def test_the_guide_shows_what_the_command_prints(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(ROOT)
    guide = (ROOT / "docs" / "guides" / "audit.md").read_text(encoding="utf-8")
    shown = guide.split("$ reasoner audit tests/decisions\n")[1].split("…\n")[0]
    assert main(["audit", "tests/decisions"]) == 0
    assert shown in capsys.readouterr().out
