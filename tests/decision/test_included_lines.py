"""With which line of its service each line is decided."""

from __future__ import annotations

import pytest

from reasoner.decision.determination import decided_with


@pytest.mark.parametrize(
    ("included", "places"),
    [
        ([], ()),
        ([False, False], (0, 1)),
        ([True, False, True, False], (1, 1, 1, 3)),
        ([False, True], (0, 0)),
        ([True, True], (0, 1)),
    ],
)
def test_a_part_of_another_line_is_decided_with_the_first_that_is_none(
    included: list[bool], places: tuple[int, ...]
) -> None:
    assert decided_with(included) == places
