"""An invented document without a mistake, and a way to break it in one place."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from reasoner.authoring.check import run
from reasoner.errors import KnowledgeError
from reasoner.knowledge import Library
from reasoner.knowledge.folders import read_document

GOOD = Path(__file__).parent / "good"
HEAD, GROUP = "guideline.ttl", "block/2026-01-01.ttl"

Check = Callable[..., list[str]]


def check_folder(library: Library, folder: Path, cases: Path | None = None) -> list[str]:
    """Every problem of one document alone, as 'file:line what [nearest]'."""
    try:
        alone = replace(library, documents=(read_document(folder),))
        problems = run(alone, cases, lambda _: None).problems
    except KnowledgeError as error:
        problems = error.problems
    shown = []
    for problem in problems:
        # The advice and the warnings cite documents that this library does not hold.
        if problem.place and Path(problem.place.file).is_relative_to(library.root / "shapes"):
            continue
        file = Path(problem.place.file).name if problem.place else ""
        shown.append(f"{file}: {problem.what}" + (f" [{problem.nearest}]" if problem.nearest else ""))
    return shown


@pytest.fixture
def broken(library: Library, tmp_path: Path) -> Check:
    """Checks a copy of the good document after replacements: broken((file, old, new), …)."""

    def check(*changes: tuple[str, str, str]) -> list[str]:
        folder = tmp_path / "good"
        shutil.copytree(GOOD, folder)
        for file, old, new in changes:
            path = folder / file
            text = path.read_text(encoding="utf-8")
            assert text.count(old) == 1, f"'{old}' stands {text.count(old)} times in {file}"
            path.write_text(text.replace(old, new), encoding="utf-8")
        return check_folder(library, folder)

    return check
