"""The law of the letter: reading a printed letter gives the determination back, from text and from PDF."""

from __future__ import annotations

import datetime as dt
from typing import Any, Literal

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests import builders as build

from openimr.corpus.publishers import pdf_pages, read_letter, text_pages
from openimr.domain.citations import Citation, GuidelineLine
from openimr.domain.determinations import (
    Decision,
    Determination,
    Item,
    Passage,
    Patient,
    ProposedDecision,
    ReviewerCredentials,
    Sentence,
)
from openimr.rulebook.citations import read_guideline_line, write_guideline_line
from openimr.services.render_letter import render_bytes

WORDS = (
    "lumbar cervical pain injection of the a and request is medication Norco 10/325 10mg #45 L4-5 L5-S1 C5-C6 and/or "
    "x-ray follow-up (2x6) 2x/week 6-8/10 12.5% 08-19-2015 08/19/2015 e.g., vs. Dr. q6h T.E.N.S. p.r.n. ≥50% naïve — – "
    "short- term; muscle: Section(s): right/left MRI 3.0 Tesla w/o contrast, [sic] 'as needed' “quoted” post-operative "
    "per 1,200 mg Valium; HOW Issue 1 Upheld Overturned: (proposed) guideline rationale Page 24 No proposal CLINICAL "
    "£5 <b> & {x} $y *z* @q _u_ \\n #let ~ ` ' .. ... -5 +2 = == // /* https://example.org/a-b/c_d?e=f&g=1"
)
"""Words that letters hold, and signs that a typesetter or a browser might take for commands.

Not among them: three hyphens in a row, of which PDF readers give back one.
"""

words = st.sampled_from(WORDS.split())
dates = st.dates(dt.date(1990, 1, 1), dt.date(2029, 12, 31))
maybe_dates = st.none() | dates


def phrases(most: int) -> st.SearchStrategy[str]:
    """Words in a row; none ends in half a word, which on paper would go on with the next paragraph."""
    return st.lists(words, min_size=1, max_size=most).map(" ".join).filter(lambda text: not text.endswith("short-"))


sentences = phrases(40).map(lambda text: f"The record states {text} here.")
passages = st.lists(sentences, min_size=1, max_size=12).map(
    lambda texts: Passage(" ".join(texts), tuple(Sentence(text, (build.a_span(),)) for text in texts))
)
headers = st.builds(
    build.a_header,
    case_number=st.none() | st.from_regex(r"CM(1[3-9]|2[0-9])-[0-9]{7}", fullmatch=True),
    date_assigned=maybe_dates,
    dates_of_injury=st.lists(dates, max_size=4, unique=True).map(tuple),
    decision_date=maybe_dates,
    ur_denial_date=maybe_dates,
    application_received=maybe_dates,
    priority=st.sampled_from([None, "standard", "expedited"]),
)
states = st.lists(st.sampled_from(["California", "New York", "Texas", "North Carolina"]), max_size=4, unique=True)
specialties = st.lists(
    st.sampled_from(["Physical Medicine & Rehabilitation", "Pain Management", "Family Practice", "Orthopedic Surgery"]),
    max_size=3,
    unique=True,
)
reviewers = st.builds(ReviewerCredentials, states.map(tuple), specialties.map(tuple))
citations = st.sampled_from(
    [
        Citation("MTUS", "Chronic Pain Medical Treatment Guidelines", "2009", "Benzodiazepines", (24,), ""),
        Citation("MTUS", "Low Back Complaints", "2004", "Special Studies", (), ""),
        Citation("ODG", "Neck and Upper Back", "2016", "Magnetic resonance imaging (MRI)", (), ""),
        Citation("ACOEM", "Low Back Disorders", "2016", None, (12, 13), ""),
    ]
)
lines = st.just(GuidelineLine("")) | st.lists(citations, min_size=1, max_size=2, unique=True).map(
    lambda cited: read_guideline_line(write_guideline_line(cited, "reviewer"))
)
sexes: st.SearchStrategy[Literal["male", "female"]] = st.sampled_from(["male", "female"])
proposed: st.SearchStrategy[ProposedDecision] = st.sampled_from(("upheld", "overturned", "abstain"))
proposals = st.none() | proposed.map(build.a_proposal)
decided: st.SearchStrategy[Decision] = st.sampled_from(("upheld", "overturned", "partially_overturned"))


@st.composite
def items(draw: st.DrawFn) -> Item:
    decision = draw(st.none() | decided)
    return build.an_item(
        draw(phrases(25)),
        decision=decision,
        original_request=draw(st.none() | phrases(12)),
        claims_administrator_guideline=draw(lines),
        reviewer_guideline=draw(lines),
        rationale=draw(passages),
        proposal=None if decision else draw(proposals),
    )


@st.composite
def determinations(draw: st.DrawFn) -> Determination:
    age, sex = draw(st.integers(16, 95)), draw(sexes)
    opening = f"The injured worker is a {age}-year-old {sex} who sustained an industrial injury."
    rest = draw(passages)
    summary = Passage(f"{opening} {rest.text}", (Sentence(opening), *rest.sentences))
    documents = tuple(build.a_document(f"d{n}") for n in range(1, draw(st.integers(1, 30)) + 1))
    return build.a_determination(
        *draw(st.lists(items(), min_size=1, max_size=5)),
        status=draw(st.sampled_from(["published", "draft", "signed"])),
        header=draw(headers),
        reviewer=draw(reviewers),
        patient=Patient(age, sex),
        summary=summary,
        documents=documents,
    )


def outline(determination: Determination) -> dict[str, Any]:
    """All that a letter tells, in a form that shows what differs."""
    return {
        "status": determination.status,
        "header": determination.header,
        "reviewer": determination.reviewer,
        "patient": determination.patient,
        "summary": determination.summary.text,
        "items": [
            {
                "request": item.request,
                "original": item.original_request,
                "decision": item.decision,
                "proposal": None if item.decision or not item.proposal else item.proposal.decision,
                "claims_administrator": item.claims_administrator_guideline,
                "reviewer": item.reviewer_guideline,
                "rationale": item.rationale.text,
            }
            for item in determination.items
        ],
    }


@given(determinations())
@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_reading_the_text_letter_gives_the_determination_back(determination: Determination) -> None:
    pages = text_pages(render_bytes(determination, "txt").decode())
    assert outline(read_letter("letter.txt", "0" * 64, pages)) == outline(determination)


@given(determinations())
@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_reading_the_pdf_letter_gives_the_determination_back(determination: Determination) -> None:
    pages = pdf_pages("letter.pdf", render_bytes(determination, "pdf"))
    assert isinstance(pages, tuple)
    assert outline(read_letter("letter.pdf", "0" * 64, pages)) == outline(determination)


@given(determinations())
@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_every_span_of_a_read_letter_is_exactly_its_words(determination: Determination) -> None:
    pages = text_pages(render_bytes(determination, "txt").decode())
    read = read_letter("letter.txt", "0" * 64, pages)
    text = {page.number: page.text for page in pages}
    spans = [span for item in read.items for sentence in item.rationale.sentences for span in sentence.sources]
    assert spans
    assert all(text[span.page][span.start : span.end] == span.quote for span in spans)
