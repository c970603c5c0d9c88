"""The guideline files are sound: the checks of `openimr guidelines lint`, one test a file."""

from __future__ import annotations

import pytest

from openimr.domain.guidelines import Guideline
from openimr.pipeline.criteria.measures import MEASURES
from openimr.rulebook.guidelines import all_guidelines
from openimr.rulebook.soundness import check_guideline


@pytest.mark.parametrize("of", all_guidelines(), ids=lambda of: of.id)
def test_guideline_file_is_sound(of: Guideline) -> None:
    assert check_guideline(of, measures=MEASURES) == ()
