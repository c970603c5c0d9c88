"""Sound drafts of the shipped cases, one error planted in each: the check names it at its place, and nothing else."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from openimr.domain.citations import GuidelineLine
from openimr.domain.determinations import Determination, Item, Passage, ReviewerCredentials, Sentence
from openimr.domain.documents import SourceFile
from openimr.domain.spans import Span
from openimr.services.check_draft import check
from openimr.services.determine_case import Draft, draft_case

CASES = Path(__file__).parents[4] / "examples" / "cases"
REGISTRY = CASES.parent / "reviewers.yaml"
SPINE, NECK, SHOULDER = "lumbar-epidural", "acupuncture-and-mri", "physical-therapy"

Change = Callable[[Determination], Determination]


@cache
def _draft(case: str) -> Draft:
    return draft_case(CASES / case, registry=REGISTRY)


def _record(draft: Draft) -> dict[str, SourceFile]:
    return dict(draft.record)


def _found(draft: Draft, determination: Determination) -> set[tuple[str, str]]:
    findings = check(determination, case_files=_record(draft))
    return {(finding.code, finding.place) for finding in findings}


@dataclass(frozen=True)
class Planted:
    """An error: how it is planted, the code that it must get, and where."""

    case: str
    change: Change
    code: str
    place: str


def _with_item(determination: Determination, number: int, **changes: Any) -> Determination:
    items = list(determination.items)
    items[number - 1] = replace(items[number - 1], **changes)
    return replace(determination, items=tuple(items))


def _passage(sentences: tuple[Sentence, ...]) -> Passage:
    return Passage(" ".join(sentence.text for sentence in sentences), sentences)


def _place(item: Item, words: str) -> int:
    return next(n for n, sentence in enumerate(item.rationale.sentences) if words in sentence.text)


def _reworded(case: str, number: int, old: str, new: str, code: str, at: str = "") -> Planted:
    """The sentence of the rationale that holds *at* (or *old*), with other words."""
    item = _draft(case).determination.items[number - 1]
    place = _place(item, at or old)

    def change(determination: Determination) -> Determination:
        sentences = list(determination.items[number - 1].rationale.sentences)
        sentences[place] = replace(sentences[place], text=sentences[place].text.replace(old, new))
        return _with_item(determination, number, rationale=_passage(tuple(sentences)))

    return Planted(case, change, code, f"item {number}, rationale, sentence {place + 1}")


def _added(case: str, number: int, text: str, code: str, **parts: Any) -> Planted:
    """A sentence more at the head of the rationale; it rests on the request unless *parts* says otherwise."""

    def change(determination: Determination) -> Determination:
        item = determination.items[number - 1]
        sentence = Sentence(text, **{"sources": item.sources, **parts})
        return _with_item(determination, number, rationale=_passage((sentence, *item.rationale.sentences)))

    return Planted(case, change, code, f"item {number}, rationale, sentence 1")


def _summary(old: str, new: str, code: str) -> Planted:
    """The sentence of the summary that holds *old*, with other words."""
    sentences = _draft(SPINE).determination.summary.sentences
    place = next(n for n, sentence in enumerate(sentences) if old in sentence.text)
    reworded = replace(sentences[place], text=sentences[place].text.replace(old, new))
    summary = _passage((*sentences[:place], reworded, *sentences[place + 1 :]))
    return Planted(SPINE, lambda it: replace(it, summary=summary), code, f"summary, sentence {place + 1}")


def _sentence_with(number: int, words: str) -> str:
    item = _draft(SPINE).determination.items[number - 1]
    return f"item {number}, rationale, sentence {1 + _place(item, words)}"


def _header(code: str, place: str, **changes: Any) -> Planted:
    return Planted(SPINE, lambda it: replace(it, header=replace(it.header, **changes)), code, place)


def _whole(code: str, place: str, **changes: Any) -> Planted:
    return Planted(SPINE, lambda it: replace(it, **changes), code, place)


def _item_with(code: str, place: str, number: int = 1, **changes: Any) -> Planted:
    return Planted(SPINE, lambda it: _with_item(it, number, **changes), code, place)


def _moved(code: str, **changes: Any) -> Planted:
    """The first source of the finding on the examination, changed."""

    def change(determination: Determination) -> Determination:
        sentences = list(determination.items[0].rationale.sentences)
        place = _place(determination.items[0], "examination documents")
        sources = list(sentences[place].sources)
        sources[0] = replace(sources[0], **changes)
        sentences[place] = replace(sentences[place], sources=tuple(sources))
        return _with_item(determination, 1, rationale=_passage(tuple(sentences)))

    place = _place(_draft(SPINE).determination.items[0], "examination documents")
    return Planted(SPINE, change, code, f"item 1, rationale, sentence {place + 1}")


def _proposal(code: str, place: str, **changes: Any) -> Planted:
    def change(determination: Determination) -> Determination:
        proposal = determination.items[0].proposal
        assert proposal is not None
        return _with_item(determination, 1, proposal=replace(proposal, **changes))

    return Planted(SPINE, change, code, place)


LINE = GuidelineLine("")
PLANTED = {
    "other side of the request": lambda: _reworded(SPINE, 1, "left L5-S1, under", "right L5-S1, under", "side_differs"),
    "other level of the request": lambda: _reworded(SPINE, 1, "left L5-S1, under", "left L4-5, under", "level_differs"),
    "other dose of the request": lambda: _reworded(SPINE, 2, "10/325mg #90 is", "5/325mg #90 is", "dose_differs"),
    "other quantity of the request": lambda: _reworded(
        SPINE, 2, "10/325mg #90 is", "10/325mg #60 is", "quantity_differs"
    ),
    "other drug of the request": lambda: _reworded(
        SPINE, 2, "for Norco 10/325mg", "for Percocet 10/325mg", "drug_differs"
    ),
    "drug that no source names": lambda: _added(SPINE, 2, "Treatment has included gabapentin.", "drug_differs"),
    "dose that the source does not give": lambda: _added(
        SPINE, 2, "The record lists Norco 7.5/325 mg three times a day.", "dose_differs"
    ),
    "requested procedure on the other side": lambda: _added(
        SPINE, 1, "The requested right lumbar injection is not a first choice.", "side_differs", criteria=()
    ),
    "requested shoulder on the other side": lambda: _reworded(
        SHOULDER, 1, "right shoulder is", "left shoulder is", "side_differs"
    ),
    "level between which no source stands": lambda: _reworded(
        SPINE, 1, "left L5-S1, under", "left L3-4, under", "level_differs"
    ),
    "summary on the other side": lambda: _summary("left ankle", "right ankle", "side_differs"),
    "summary at another level": lambda: _summary("sensation at S1", "sensation at L4", "level_differs"),
    "summary with another dose": lambda: _summary("Naproxen 550 mg", "Naproxen 500 mg", "dose_differs"),
    "summary with another drug": lambda: _summary("Naproxen 550 mg", "Ibuprofen 800 mg", "drug_differs"),
    "quotation with another word": lambda: _reworded(
        SPINE, 1, '"Sensation decreased"', '"Sensation absent"', "quotation_differs"
    ),
    "quotation made up": lambda: _added(SPINE, 1, 'The note says "patient is much better".', "quotation_differs"),
    "quotation with another number": lambda: _reworded(
        SPINE, 2, "q8h prn #90, since", "q8h prn #80, since", "quotation_differs"
    ),
    "quotation that adds a word": lambda: _reworded(
        SPINE, 1, "no lasting relief", "no lasting or real relief", "quotation_differs"
    ),
    "span with an altered word": lambda: _moved("quote_differs", quote="Sensation reduced"),
    "span moved to another page": lambda: _moved("page_unknown", page=9),
    "span moved along the page": lambda: _moved("quote_differs", start=0, end=19),
    "span of an unlisted document": lambda: _moved("document_unknown", document="d99"),
    "empty span": lambda: _moved("quote_differs", quote="", start=3, end=3),
    "edition out of force": lambda: _proposal("guideline_not_in_force", "item 1, proposal", edition="2017-12-01"),
    "edition that never was": lambda: _proposal("guideline_not_in_force", "item 1, proposal", edition="1999-01-01"),
    "guideline that is not held": lambda: _proposal("guideline_unknown", "item 1, proposal", guideline="mtus.nowhere"),
    "UR decision before the edition began": lambda: _header(
        "guideline_not_in_force", "item 1, proposal", ur_denial_date=dt.date(2009, 1, 5)
    ),
    "undecided item of a signed letter": lambda: _whole("item_undecided", "item 2, decision", status="signed"),
    "item without a proposal": lambda: _item_with("item_undecided", "item 2, decision", 2, proposal=None),
    "no case number": lambda: _header("header_field_missing", "header, case number", case_number=None),
    "no date of injury": lambda: _header("header_field_missing", "header, date of injury", dates_of_injury=()),
    "no priority": lambda: _header("header_field_missing", "header, priority", priority=None),
    "no application date": lambda: _header(
        "header_field_missing", "header, date on which the application was received", application_received=None
    ),
    "no credentials": lambda: _whole("credentials_missing", "reviewer", reviewer=ReviewerCredentials()),
    "no specialty": lambda: _whole("credentials_missing", "reviewer", reviewer=ReviewerCredentials(("California",))),
    "no documents": lambda: _whole("documents_missing", "documents", documents=()),
    "no summary": lambda: _whole("summary_missing", "summary", summary=Passage()),
    "no items": lambda: _whole("items_missing", "items", items=()),
    "no rationale": lambda: _item_with("rationale_missing", "item 1, rationale", rationale=Passage()),
    "no guideline line": lambda: _item_with("guideline_missing", "item 1, reviewer guideline", reviewer_guideline=LINE),
    "sentence without a source": lambda: _added(SPINE, 1, "This is well known.", "sentence_without_source", sources=()),
    "sentence on a criterion not judged": lambda: _added(
        SPINE, 1, "The guideline asks for a trial.", "criterion_unknown", criteria=("mtus.nowhere/trial",)
    ),
    "words outside the sentences": lambda: Planted(
        SPINE,
        lambda it: _with_item(
            it, 1, rationale=replace(it.items[0].rationale, text=it.items[0].rationale.text + " And more.")
        ),
        "text_without_source",
        "item 1, rationale",
    ),
    "favourable item concluded against": lambda: _reworded(
        SPINE, 1, "is therefore medically necessary", "is therefore not medically necessary", "conclusion_contradicts"
    ),
    "unfavourable item concluded for": lambda: _reworded(
        SPINE, 2, "is not medically necessary", "is medically necessary", "conclusion_contradicts"
    ),
    "necessity called established": lambda: _reworded(
        SPINE,
        2,
        "the request for Norco 10/325mg #90 is not medically necessary",
        "medical necessity has been established",
        "conclusion_contradicts",
    ),
    "decision against the reasons": lambda: Planted(
        SPINE,
        lambda it: _with_item(it, 1, decision="upheld"),
        "conclusion_contradicts",
        _sentence_with(1, "is therefore medically necessary"),
    ),
    "request with another quantity": lambda: _item_with(
        "request_differs", "item 2, request", 2, request="Norco 10/325mg #120"
    ),
    "request with another side": lambda: _item_with(
        "request_differs",
        "item 1, request",
        request="Lumbar epidural steroid injection, right L5-S1, under fluoroscopic guidance",
    ),
    "therapy called undocumented": lambda: _added(
        SPINE, 1, "There is no documentation of physical therapy.", "silence_contradicted"
    ),
    "leg raise called undocumented": lambda: _added(
        SPINE, 1, "A positive straight leg raise is not documented.", "silence_contradicted"
    ),
    "home exercise called undocumented": lambda: _added(
        SPINE, 1, "The records do not mention a home exercise program.", "silence_contradicted"
    ),
}


@pytest.mark.parametrize("case", [SPINE, NECK, SHOULDER])
def test_a_draft_as_it_is_raises_no_alarm(case: str) -> None:
    draft = _draft(case)
    assert {code for code, _ in _found(draft, draft.determination)} <= {
        "unsigned",
        "no_proposal",
        "rests_on_unconfirmed",
    }


@pytest.mark.parametrize("name", PLANTED)
def test_a_planted_error_is_named_at_its_place(name: str) -> None:
    planted = PLANTED[name]()
    draft = _draft(planted.case)
    assert (planted.code, planted.place) in _found(draft, planted.change(draft.determination))


BROUGHT_ALONG: dict[str, set[str]] = {
    "span moved to another page": {"quote_differs"},
    "span of an unlisted document": {"document_missing"},
    "undecided item of a signed letter": {"header_field_missing"},
    "no documents": {"document_unknown"},
    "request with another quantity": {"quantity_differs"},
    "request with another side": {"side_differs"},
    "item without a proposal": {"absence_uncertified"},
    "summary on the other side": {"result_differs"},
    "therapy called undocumented": {"absence_contradicted", "absence_uncertified"},
    "leg raise called undocumented": {"absence_contradicted", "absence_uncertified"},
    "home exercise called undocumented": {"absence_contradicted", "absence_uncertified"},
}
"""What a planted error rightly brings along."""


@pytest.mark.parametrize("name", PLANTED)
def test_a_planted_error_raises_no_other_alarm(name: str) -> None:
    planted = PLANTED[name]()
    draft = _draft(planted.case)
    new = _found(draft, planted.change(draft.determination)) - _found(draft, draft.determination)
    assert {code for code, _ in new} <= {planted.code} | BROUGHT_ALONG.get(name, set())


def test_a_span_reads_as_the_page_does() -> None:
    draft = _draft(SPINE)
    record = _record(draft)
    span: Span = draft.determination.items[0].sources[0]
    page = next(page for page in record[span.document].pages if page.number == span.page)
    assert page.text[span.start : span.end] == span.quote
