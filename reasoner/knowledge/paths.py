"""Where the knowledge lies: in the checkout, or inside the installed package."""

from __future__ import annotations

from pathlib import Path

PACKAGE = Path(__file__).resolve().parents[1]


def data_root() -> Path:
    """The folder that holds `ontology/`, `shapes/` and `queries/`."""
    shipped = PACKAGE / "data"
    return shipped if shipped.is_dir() else PACKAGE.parent
