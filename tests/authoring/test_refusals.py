"""One mistake at a time in a good document, and exactly what the check says of it (mistakes.yaml)."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml

MISTAKES: dict[str, Any] = yaml.safe_load(
    Path(__file__).with_name("mistakes.yaml").read_text(encoding="utf-8")
)


def test_the_good_document_is_good(broken: Callable[..., list[str]]) -> None:
    assert broken() == []


@pytest.mark.parametrize("name", MISTAKES)
def test_a_mistake_is_named(name: str, broken: Callable[..., list[str]]) -> None:
    mistake = MISTAKES[name]
    assert broken(*((c["file"], c["from"], c["to"]) for c in mistake["change"])) == mistake["says"]
