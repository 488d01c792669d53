"""The handbook: every criterion of every document stands on its page, every link leads somewhere, equal bytes each time."""

from __future__ import annotations

import posixpath
import re
from pathlib import Path

import pytest

from reasoner.analysis.handbook import handbook, write_handbook
from reasoner.analysis.handbook.wording import plain
from reasoner.knowledge import Library
from reasoner.vocabulary import GUIDE


@pytest.fixture(scope="module")
def pages(library: Library) -> dict[str, str]:
    return handbook(library)


def test_every_document_has_a_page_and_every_page_a_title(library: Library, pages: dict[str, str]) -> None:
    assert {f"guidelines/{d.name}.md" for d in library.documents} <= set(pages)
    assert [name for name, text in pages.items() if not re.match(r"# \S", text)] == []


def test_every_criterion_and_recommendation_and_listed_row_stands_on_its_page(
    library: Library, pages: dict[str, str]
) -> None:
    for document in library.documents:
        text = pages[f"guidelines/{document.name}.md"]
        missing = [
            c.name
            for c in document.criteria
            if GUIDE.Note not in c.types and f"### {plain(c.label)}" not in text
        ]
        assert missing == [], document.name
        assert [r.clauses for r in document.listed if plain(r.reason) not in text] == []


def test_every_link_leads_to_a_page(pages: dict[str, str]) -> None:
    broken = []
    for name, text in pages.items():
        for target in re.findall(r"(?<!\\)\]\(([^)]+)\)", text):
            if posixpath.normpath(posixpath.join(posixpath.dirname(name), target)) not in pages:
                broken.append((name, target))
    assert broken == []


def test_a_comparison_shows_the_bounds_of_two_payers_side_by_side(pages: dict[str, str]) -> None:
    table = pages["compare/facet-injection.md"]
    row = next(line for line in table.splitlines() if line.startswith("| levels in the session |"))
    assert "≤ 3" in row
    assert "≤ 2" in row


def test_a_comparison_has_one_row_for_a_fact_that_documents_name_differently(pages: dict[str, str]) -> None:
    table = pages["compare/trigger-point-injection.md"]
    rows = [line for line in table.splitlines() if line.startswith("| sets of trigger point injections")]
    assert len(rows) == 1
    assert "≤ 3 (window 12 months)" in rows[0]
    assert "≤ 4 (no window)" in rows[0]


def test_unconfirmed_wording_is_marked(pages: dict[str, str]) -> None:
    assert "**UNCONFIRMED**" in pages["guidelines/aetna-cpb-0016.md"]


def test_what_a_source_says_is_no_markup() -> None:
    assert plain("a [link](x) <b>*bold*</b> | `code`\n# no title") == (
        r"a \[link\](x) \<b\>\*bold\*\</b\> \| \`code\` \# no title"
    )


def test_the_same_knowledge_gives_the_same_bytes(
    library: Library, pages: dict[str, str], tmp_path: Path
) -> None:
    assert write_handbook(library, tmp_path) == len(pages)
    assert {n: (tmp_path / n).read_text(encoding="utf-8") for n in pages} == pages
