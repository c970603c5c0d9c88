"""What bears on a question without settling it: a person has to weigh it."""

from __future__ import annotations

import datetime as dt

from openimr.domain.guidelines import Evaluation, Question
from openimr.domain.treatments import Treatment
from openimr.pipeline.criteria import Record, evaluate, reopened
from openimr.pipeline.facts.extract import extract_text
from openimr.pipeline.treatments import normalise
from openimr.rulebook.guideline_files import guideline_from

SAYS = {
    "met": ["It is shown: {quotes}.", "It is shown."],
    "not_met": ["It is not so."],
    "unknown": ["It is not shown."],
}
CARE = {"fact": "therapy", "concept": ["physical_therapy"], "status": ["present", "historical"]}


def guideline(weigh: object | None) -> object:
    criterion: dict[str, object] = {
        "role": "required",
        "rows": ["X.01"],
        "source": "A text.",
        "ask": "Did care fail?",
        "met": {**CARE, "where": {"response": ["no_benefit"]}},
        "needs": "A report of the care.",
        "phrases": SAYS,
    }
    if weigh is not None:
        criterion["weigh"] = weigh
    edition = {
        "to": None,
        "source": {"authority": "MTUS", "guideline": "A guideline", "section": "A section"},
        "recommendation": "Recommended with conditions",
        "asks": "The guideline asks for care that failed.",
        "criteria": {"care_failed": criterion},
        "logic": {"all": ["care_failed"]},
    }
    return {
        "id": "mtus.x.y",
        "topic": "tens",
        "programme": "ca.wc",
        "rank": "mtus",
        "title": "A title",
        "description": "A description.",
        "editions": {"2009-07-18": edition},
    }


def judged(summary: str, weigh: object | None = CARE) -> Evaluation:
    facts = extract_text(summary)
    edition = guideline_from(guideline(weigh), "x.yaml").editions[0]  # type: ignore[arg-type]
    evaluation = evaluate(edition, Question(Treatment("tens", None, None), facts, dt.date(2016, 1, 1)))
    return reopened(evaluation, evaluation.findings)


def test_partial_evidence_leaves_the_decision_open() -> None:
    result = judged("Treatment has included physical therapy.")
    assert result.is_open
    assert [(finding.result, finding.silence, finding.closed_as) for finding in result.findings] == [
        ("unknown", "mentioned", None)
    ]


def test_partial_evidence_is_quoted_with_what_has_to_be_weighed() -> None:
    why = judged("Treatment has included physical therapy.").findings[0].why
    assert why.startswith("It is not shown.")
    assert "weighed by a person" in why
    assert "physical therapy" in why


def test_silence_stays_closed_without_partial_evidence() -> None:
    result = judged("Pain of the low back is reported.")
    assert not result.is_open
    assert not result.is_favourable


def test_what_is_shown_is_not_weighed() -> None:
    result = judged("He had physical therapy without any benefit.")
    assert not result.is_open
    assert result.is_favourable


def test_without_a_rule_for_weighing_nothing_is_open() -> None:
    assert not judged("Treatment has included physical therapy.", weigh=None).is_open


def test_range_of_visits_that_straddles_the_limit_is_open_and_one_beyond_it_is_not() -> None:
    from openimr.pipeline.criteria.measures.visits import cumulative_visits

    def total(request: str, *, fewest: bool) -> tuple[float | None, float | None]:
        question = Question(normalise(request), (), dt.date(2016, 1, 1))
        reading = cumulative_visits(Record(()), question, {"concept": "acupuncture", "fewest": fewest})
        return reading.low, reading.high

    assert total("Acupuncture 1 to 2 times per week for 4 weeks", fewest=False) == (4, 8)
    assert total("Acupuncture 1 to 2 times per week for 4 weeks", fewest=True) == (4, 4)
    assert total("Acupuncture 2 times per week for 4 weeks", fewest=True) == (None, None)


def test_visits_already_granted_count_with_the_remainder() -> None:
    from openimr.pipeline.criteria.measures.visits import cumulative_visits

    question = Question(normalise("Chiropractic, 2 sessions"), (), dt.date(2016, 1, 1), granted=6)
    reading = cumulative_visits(Record(()), question, {"concept": "chiropractic"})
    assert (reading.low, reading.high) == (8, 8)
