"""M51.36 was a code until 2024-09-30 and is a header since; its leaves are valid from the next day."""

from __future__ import annotations

import pytest
from small_case import CASE


@pytest.mark.parametrize(
    ("code", "day", "wrong"),
    [
        ("M51.36", "2024-09-30", ""),
        ("M51.36", "2024-10-01", "M51.36 is a header"),
        ("M51.360", "2024-09-30", "M51.360 was not valid yet"),
        ("M51.360", "2024-10-01", ""),
        ("M51.37", "2024-09-30", ""),
        ("M51.372", "2024-10-01", ""),
    ],
)
def test_a_code_is_judged_on_the_date_of_service(read, refuse, code: str, day: str, wrong: str) -> None:
    text = CASE.replace("2026-06-10", "2024-09-01").replace("2026-06-15", day).replace("M47.816", code)
    if wrong:
        assert any(wrong in problem.what for problem in refuse(text))
    else:
        assert read(text).case.services[0].diagnoses
