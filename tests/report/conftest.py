from __future__ import annotations

import shutil

import pytest


@pytest.fixture(scope="session")
def browser() -> str:
    """A headless browser; without one the length of printed reports is not measured, and that is said."""
    found = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if found is None:
        pytest.skip("No Chromium on this machine: the length of the printed summary was NOT measured")
    return found
