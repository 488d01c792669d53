"""The handbook: a page for each guideline and a comparison for each procedure, as Markdown, all from the knowledge."""

from __future__ import annotations

from pathlib import Path

from reasoner.analysis.handbook.comparison import compared, comparison_page
from reasoner.analysis.handbook.guideline_page import guideline_page
from reasoner.analysis.handbook.indexes import comparisons_index, guidelines_index
from reasoner.knowledge import Library


def handbook(library: Library) -> dict[str, str]:
    """Every page by its path (`guidelines/<document>.md`, `compare/<procedure>.md`). Equal knowledge gives equal pages."""
    documents = sorted(library.documents, key=lambda d: d.name)
    procedures = compared(library)
    pages = {f"guidelines/{d.name}.md": guideline_page(library, d, procedures) for d in documents}
    pages |= {f"compare/{p.name}.md": comparison_page(library, p) for p in procedures}
    pages["guidelines/index.md"] = guidelines_index(library)
    pages["compare/index.md"] = comparisons_index(library, procedures)
    return dict(sorted(pages.items()))


def write_handbook(library: Library, folder: Path) -> int:
    """Write every page below a folder; the number of pages."""
    pages = handbook(library)
    for name, text in pages.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return len(pages)


__all__ = ["handbook", "write_handbook"]
