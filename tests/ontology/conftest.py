from __future__ import annotations

from pathlib import Path

import pytest
from hermit import ontology
from rdflib import Graph


@pytest.fixture(scope="session")
def folder(root: Path) -> Path:
    return root / "ontology"


@pytest.fixture(scope="session")
def graph(folder: Path) -> Graph:
    return ontology(folder)
