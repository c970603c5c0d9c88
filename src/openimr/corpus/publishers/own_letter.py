"""Letters that this program wrote: drafts, signed ones, and published ones printed again.

Their issues are numbered ("Issue 1 of 3"), a proposal is marked as one ("Upheld (proposed)"), and an item left
to the reviewer says "No proposal". The fixed words are those of the letter's own wording file.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any, Literal

from openimr.corpus.publishers.credentials import read_credentials
from openimr.corpus.publishers.header import read_header
from openimr.corpus.publishers.lettertext import LetterText
from openimr.corpus.publishers.parts import Layout, Parts
from openimr.corpus.publishers.prose import passage, strip
from openimr.domain.citations import GuidelineLine
from openimr.domain.determinations import Decision, Item, Passage, Proposal, ReviewerCredentials
from openimr.domain.treatments import Treatment
from openimr.rulebook.citations import read_guideline_line
from openimr.rulebook.files import read_yaml

_WORDING_FILE = "letters/ca_wc/final_determination.yaml"
_START, _END = r"(?:^|(?<=[\n\v\f]))[ ]*", r"[ ]*(?=[\n\v\f]|$)"
_ISSUE = re.compile(_START + r"Issue (?P<number>\d{1,3}) of (?P<count>\d{1,3})" + _END)
_Place = tuple[int, int]


def read(letter: LetterText) -> Parts:
    """The parts of one of our letters."""
    words = _wording()
    headings = {
        name: _heading(letter.text, words["headings"][name]) for name in ("made", "summary", "issues", "effect")
    }
    whole = len(letter.text)
    made, summary, issues, effect = (headings[name] or (whole, whole) for name in headings)
    reviewer = read_credentials(letter.text[made[1] : min(summary[0], _documents(letter.text, made[1]))])
    return Parts(
        header=read_header(letter.plain(0, made[0])),
        reviewer=_without_blanks(reviewer),
        summary=_after_lead(letter, summary[1], issues[0]),
        items=tuple(_items(letter, issues[1], effect[0])),
        status=_status(letter, made[0]),
    )


def _recognises(words: str) -> bool:
    return "issue 1 of " in words and str(_wording()["issues"]["reviewer_guideline"]).lower() in words


@cache
def _wording() -> Mapping[str, Any]:
    content: Mapping[str, Any] = read_yaml(_WORDING_FILE)
    return content


def _heading(text: str, words: str) -> _Place | None:
    """The last line that is this heading."""
    found = list(re.finditer(_START + re.escape(words) + _END, text))
    return found[-1].span() if found else None


def _documents(text: str, start: int) -> int:
    found = _heading(text, _wording()["headings"]["documents"])
    return found[0] if found and found[0] > start else len(text)


def _status(letter: LetterText, end: int) -> Literal["published", "draft", "signed"]:
    if " ".join(_wording()["banner"].split()[:4]) in letter.plain(0, end):
        return "draft"
    return "signed" if _heading(letter.text, _wording()["headings"]["signature"]) else "published"


def _without_blanks(reviewer: ReviewerCredentials) -> ReviewerCredentials:
    none = (_wording()["credentials"]["none"],)
    return ReviewerCredentials(
        () if reviewer.licensure == none else reviewer.licensure,
        () if reviewer.specialties == none else reviewer.specialties,
    )


def _after_lead(letter: LetterText, start: int, end: int) -> _Place:
    """The summary without its fixed opening; nothing where the letter says that there is none."""
    start, end = strip(letter.text, start, end)
    words = letter.plain(start, end)
    fixed = _wording()["summary"]
    if words == fixed["none"]:
        return end, end
    return (start + len(fixed["lead"]) if words.startswith(fixed["lead"]) else start), end


def _items(letter: LetterText, start: int, end: int) -> Iterator[Item]:
    places: list[_Place] = []
    for found in _ISSUE.finditer(letter.text, start, end):
        if int(found.group("number")) == len(places) + 1:
            places.append(found.span())
    stops = [place[0] for place in places[1:]] + [end]
    for (_, begin), stop in zip(places, stops, strict=True):
        yield _item(letter, begin, stop)


def _item(letter: LetterText, start: int, end: int) -> Item:
    places = _labelled(letter.text, start, end)
    head_start, head_end = strip(letter.text, start, min([place[0] for place in places.values()], default=end))
    request, said = _split(letter.plain(head_start, head_end))
    decision, proposal = _decided(said)
    rationale = _value(places, "rationale")
    return Item(
        request=request,
        treatment=Treatment(None, None, None),
        original_request=_words(letter, _value(places, "original_request")) or None,
        decision=decision,
        claims_administrator_guideline=_line(letter, _value(places, "claims_administrator_guideline")),
        reviewer_guideline=_line(letter, _value(places, "reviewer_guideline")),
        rationale=passage(letter, *rationale) if _words(letter, rationale) else Passage(),
        proposal=proposal,
        sources=letter.spans(head_start, head_end),
    )


_LABELS = ("original_request", "claims_administrator_guideline", "reviewer_guideline", "rationale")


def _labelled(text: str, start: int, end: int) -> dict[str, tuple[int, int, int]]:
    """Label to where it begins, where its words begin, and where they end; labels stand in a fixed order."""
    found: dict[str, tuple[int, int]] = {}
    position = start
    for name in _LABELS:
        label = re.compile(_START + re.escape(_wording()["issues"][name])).search(text, position, end)
        if label:
            found[name] = label.span()
            position = label.end()
    stops = [span[0] for span in list(found.values())[1:]] + [end]
    return {name: (*span, stop) for (name, span), stop in zip(found.items(), stops, strict=True)}


def _value(places: Mapping[str, tuple[int, int, int]], name: str) -> _Place:
    _, start, end = places.get(name, (0, 0, 0))
    return start, end


def _words(letter: LetterText, place: _Place) -> str:
    """The words at *place*; empty where the letter says that nothing is stated."""
    words = letter.plain(*strip(letter.text, *place))
    return "" if words == _wording()["not_stated"] else words


def _line(letter: LetterText, place: _Place) -> GuidelineLine:
    words = _words(letter, place)
    return read_guideline_line(words) if words else GuidelineLine("")


def _split(head: str) -> tuple[str, str]:
    """Request and decision word of an issue's head; the decision is what follows its last colon."""
    request, colon, said = head.rpartition(":")
    return (request.rstrip(), said.strip()) if colon else (head, "")


def _decided(said: str) -> tuple[Decision | None, Proposal | None]:
    words = _wording()["decisions"]
    names = {value.lower(): name for name, value in words.items()}
    name = names.get(said.lower(), "none")
    if name == "abstain":
        return None, Proposal("abstain", None, None, (), ())
    if name == "proposed_upheld":
        return None, Proposal("upheld", None, None, (), ())
    if name == "proposed_overturned":
        return None, Proposal("overturned", None, None, (), ())
    decisions: Mapping[str, Decision] = {
        "upheld": "upheld",
        "overturned": "overturned",
        "partially_overturned": "partially_overturned",
    }
    return decisions.get(name), None


LAYOUT = Layout("openimr", _recognises, read)
