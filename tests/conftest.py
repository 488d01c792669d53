from __future__ import annotations

import os
from pathlib import Path

import pytest

from reasoner.knowledge import Library, load

ROOT = Path(__file__).resolve().parents[1]


@pytest.fixture(scope="session")
def library() -> Library:
    return load()


@pytest.fixture(scope="session")
def root() -> Path:
    return ROOT


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of third-party suites and tables; tests over it skip, loudly, where it is absent."""
    folder = Path(os.environ.get("REASONER_SHARED", ROOT.parent / "shared"))
    if not folder.is_dir():
        pytest.skip(
            f"REASONER_SHARED is not set and {folder} does not exist: tests over shared material do not run"
        )
    return folder
