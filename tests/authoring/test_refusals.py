"""One mistake at a time in a good document, and exactly what the check says of it."""

from __future__ import annotations

from collections.abc import Callable

import pytest

HEAD, GROUP = "guideline.ttl", "block/2026-01-01.ttl"
RELIEF, INTERVAL, DEVICE = "good/block/relief-before", "good/block/interval-kept", "good/block/device-absent"
MAIN = "<block/relief-before/2026-01-01> a sh:PropertyShape ;"
TWIN = "guide:twinOf <block/relief-before/2026-01-01> ;"
MAIN_TEST = "guide:atMost ) ; sh:minInclusive 80.0 ;"
TWIN_TEST = "guide:atLeast ) ; sh:minCount 1 ; sh:minInclusive 80.0 ;"
DEVICE_MAIN = "sh:in ( guide:Absent guide:NotStated guide:Conflicting ) ;\n    sh:message \"The patient"
SOURCE_A = "guide:section \"One\" ; guide:clause \"INV-a\" ;"

Change = tuple[str, str, str]

CASES: dict[str, tuple[tuple[Change, ...], list[str]]] = {}


def test_the_good_document_is_good(broken: Callable[..., list[str]]) -> None:
    assert broken() == []


@pytest.mark.parametrize("name", sorted(CASES))
def test_a_mistake_is_named(name: str, broken: Callable[..., list[str]]) -> None:
    changes, expected = CASES[name]
    assert broken(*changes) == expected
