"""A payer's texts for single places do not stand in for the one of the place of the case."""

from __future__ import annotations

from pathlib import Path

import pytest

from reasoner.model.ledger import Determination, Disposition
from reasoner.review import review_file

EXAMPLES = Path(__file__).parents[2] / "examples"


@pytest.mark.parametrize("example", ["facet-three-levels-medicare", "spinal-cord-stimulator-trial-medicare"])
def test_a_place_whose_text_is_not_held_goes_to_a_physician_and_says_so(tmp_path, example):
    told = (EXAMPLES / f"{example}.yaml").read_text(encoding="utf-8")
    assert "jurisdiction: noridian-je" in told
    path = tmp_path / "elsewhere.yaml"
    path.write_text(told.replace("jurisdiction: noridian-je", "jurisdiction: novitas-jh"), encoding="utf-8")
    for line in review_file(path).review.lines:
        missing = [g for g in line.guidelines if g.guideline == "local-text-not-held"]
        assert [g.determination for g in missing] == [Determination.NO_GUIDELINE_IN_FORCE]
        assert line.disposition is Disposition.REFER_TO_PHYSICIAN
