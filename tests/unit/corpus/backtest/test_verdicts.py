from __future__ import annotations

import pytest

from openimr.corpus.backtest.verdicts import Left, without_outcome, without_verdicts


@pytest.mark.parametrize(
    "sentence",
    [
        "Therefore, the requested surgery was not medically necessary.",
        "The request for an MRI is medically necessary.",
        "The MRI is not considered to be medically necessary and appropriate.",
        "The medical necessity of this request has not been established.",
        "The denial is upheld.",
        "The claims examiner's decision should be overturned.",
        "Upheld.",
    ],
)
def test_a_verdict_is_left_out(sentence: str) -> None:
    summary, left = without_verdicts(f"He has back pain. {sentence} He takes Norco.")
    assert "He has back pain." in summary
    assert "He takes Norco." in summary
    assert sentence not in summary
    assert left == Left(0, 1)


@pytest.mark.parametrize(
    "sentence",
    [
        "On 11-18-2016 Utilization Review non-certified the request for an MRI.",
        "The claims administrator failed to approve a request for a shoulder MRI.",
        "The request for tramadol was previously denied due to lack of functional improvement.",
        "The UR dated 12-5-16 modified the request.",
        "On 11-3-16, utilization review determined the MRI was not medically necessary.",
    ],
)
def test_a_verdict_of_utilization_review_is_no_evidence_either(sentence: str) -> None:
    summary, left = without_verdicts(f"She has neck pain. {sentence}")
    assert summary.strip() == "She has neck pain."
    assert left == Left(1, 0)


@pytest.mark.parametrize(
    "sentence",
    [
        "She denied numbness and tingling.",
        "The patient previously denied numbness.",
        "He returned to modified work and was approved for six visits of therapy.",
        "The E/A ratio is reversed.",
        "Straight leg raising was positive.",
        "On review of systems he denied fever.",
    ],
)
def test_clinical_sentences_stay(sentence: str) -> None:
    assert without_verdicts(sentence) == (sentence, Left())


@pytest.mark.parametrize(
    ("heading", "request_words"),
    [
        ("MRI of the lumbar spine: Upheld", "MRI of the lumbar spine"),
        ("Norco 10/325mg #60 is not medically necessary and appropriate.", "Norco 10/325mg #60"),
        ("TENS unit - Partially Overturned", "TENS unit"),
        ("Norco 10/325mg #60", "Norco 10/325mg #60"),
        ("Upheld", "Upheld"),
    ],
)
def test_an_outcome_left_at_the_end_of_a_request_is_no_part_of_it(heading: str, request_words: str) -> None:
    assert without_outcome(heading) == request_words
