"""One text under several identities, by three invented documents: one holds it, one has it whole, one differs."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from reasoner.authoring.check import run
from reasoner.decision.citations import citation
from reasoner.errors import KnowledgeError
from reasoner.knowledge import Document, Library, load
from reasoner.knowledge.folders import read_document
from reasoner.knowledge.paths import data_root

FOLDER = Path(__file__).parent / "shared-text"
QUAY, PIER, WHARF = (read_document(FOLDER / f"{name}-policy") for name in ("quay", "pier", "wharf"))


def criteria(document: Document) -> list[str]:
    return [str(c.iri).partition("/shapes/")[2] for c in document.criteria]


def limits(document: Document, day: str) -> dict[str, str]:
    """The number of each main shape in force on a day, by criterion."""
    shapes = [
        s for g in document.groups_in_force(date.fromisoformat(day)) for s in g.shapes if s.role == "main"
    ]
    return {str(s.criterion).rsplit("/", 1)[-1]: str(s.atoms[0].tests[0][1][0]) for s in shapes}


def test_the_same_text_has_every_criterion_under_its_own_name() -> None:
    assert criteria(PIER) == ["pier-policy/block/relief-before", "pier-policy/block/levels-per-session"]
    assert limits(PIER, "2024-06-01") == {"relief-before": "80.0", "levels-per-session": "2.0"}
    assert PIER.in_force(date(2024, 5, 31)) is None


def test_a_document_that_differs_replaces_one_criterion_and_leaves_one_out() -> None:
    assert criteria(WHARF) == ["wharf-policy/block/relief-before"]
    assert limits(WHARF, "2025-03-01") == {"relief-before": "50.0"}
    assert limits(QUAY, "2025-03-01") == {"relief-before": "80.0", "levels-per-session": "2.0"}


def test_rows_that_are_only_listed_are_taken_over() -> None:
    assert [row.clauses for row in PIER.listed] == [("QUA-c",)]
    assert [row.clauses for row in WHARF.listed] == [("QUA-c",)]
    assert [row.clauses for row in PIER.own.listed] == []


def test_a_citation_names_the_document_itself_and_its_version(library: Library) -> None:
    held = load(None, (FOLDER / "quay-policy", FOLDER / "pier-policy"))
    document = held.document(PIER.iri)
    assert document is not None
    group = next(g for g in document.groups_in_force(date(2025, 1, 1)))
    shape = next(s for s in group.shapes if s.role == "main")
    found = citation(held, group.triples, shape.citations[0])
    assert (found.title, found.version, found.clauses[0][:3]) == ("Pier policy", "12", "QUA")


def test_check_counts_the_rows_of_each_where_they_are_encoded() -> None:
    extra = tuple(FOLDER / f"{name}-policy" for name in ("quay", "pier", "wharf"))
    names = frozenset(f"{name}-policy" for name in ("quay", "pier", "wharf"))
    report = run(load(data_root(), extra), None, lambda _: None, only=names)
    assert [str(p) for p in report.problems] == []
    covered = {c.document: (c.rows, c.encoded, c.missing) for c in report.coverage}
    assert covered["quay-policy"] == (3, 2, ())
    assert covered["pier-policy"] == (0, 0, ())
    assert covered["wharf-policy"] == (1, 1, ())


def test_a_text_that_is_not_held_is_refused(tmp_path: Path) -> None:
    folder = tmp_path / "pier-policy"
    folder.mkdir()
    (folder / "guideline.ttl").write_text((FOLDER / "pier-policy" / "guideline.ttl").read_text())
    with pytest.raises(KnowledgeError, match="which is not held"):
        read_document(folder)
