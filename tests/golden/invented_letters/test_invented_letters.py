"""Case summaries that no letter contains, decided before the program had read them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml

from openimr.corpus.backtest.prior import PriorCase, PriorItem
from openimr.domain.determinations import Proposal
from openimr.services.backtest import judge_prior

LETTERS = yaml.safe_load((Path(__file__).parent / "letters.yaml").read_text(encoding="utf-8"))


def proposal_on(letter: Mapping[str, Any]) -> Proposal:
    case = PriorCase(
        None,
        letter["summary"],
        (PriorItem(letter["request"]),),
        ur_denial_date=letter["denied"],
        application_received=letter["denied"] + dt.timedelta(days=14),
        dates_of_injury=(letter["injured"],),
    )
    [item] = judge_prior(case)[0]
    assert item.proposal is not None
    return item.proposal


@pytest.mark.parametrize("letter", LETTERS, ids=lambda letter: letter["name"])
def test_proposal_is_a_careful_reviewers_decision_for_the_same_reasons(letter: Mapping[str, Any]) -> None:
    proposal = proposal_on(letter)
    assert proposal.decision == letter["decision"]
    assert [each.id.split("/")[-1] for each in proposal.criteria if each.is_decisive] == letter["decides"]
