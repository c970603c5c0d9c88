"""What utilization review found, where the letter says it in sentences, lines or lists."""

from __future__ import annotations

import re
from collections.abc import Iterable

from openimr.domain.cases import UrFinding
from openimr.pipeline.records.labels import trimmed
from openimr.pipeline.records.lists import split_list
from openimr.pipeline.records.outcomes import CLOSING, OUTCOME_WORDS, granted_part, read_outcome
from openimr.text.flow import Flow

_VERB = (
    r"(?:is|are|was|were|has\s+been|have\s+been|be)\s+"
    r"(?:therefore\s+|being\s+|hereby\s+|deemed\s+|considered\s+|recommended\s+(?:for\s+)?)*"
)
_REQUEST = (
    r"(?:(?:the|this|your|a)\s+)?(?:(?:prospective|retrospective|concurrent)\s+)?request(?:s|ed)?"
    r"(?:\s+(?:treatment|service))?\s+(?:for|of)\s+(?:(?:a|an|the)\s+)?"
)
_SENTENCE = re.compile(
    rf"(?:{_REQUEST}|^[ ]*\(?\d{{1,2}}[.)][ ]*)(?P<item>[^\n](?:[^.\n]|\.(?=\S)|\n(?!\n)){{0,400}}?)[\s,]+"
    rf"{_VERB}(?P<outcome>{OUTCOME_WORDS})(?P<rest>(?:[^\n.]|\.(?=\S)|\n(?!\n))*)",
    re.IGNORECASE | re.MULTILINE,
)
_LINE = re.compile(
    rf"^[ ]*(?:\(?\d{{1,2}}[.)][ ]*|[-•*][ ]+)?(?P<item>[^\n:|]{{0,80}}?[A-Za-z]{{3}}[^\n:"
    rf"|]{{0,250}}?)\s*(?:\s[-–]+|:|="
    rf"|\.{{3,}})\s*"
    rf"(?P<outcome>{OUTCOME_WORDS})\b(?P<rest>[^\n]*)$",
    re.IGNORECASE | re.MULTILINE,
)
_LEAD = re.compile(
    rf"^[ ]*(?:\(?\d{{1,2}}[.)][ ]*|[-•*][ ]+)?(?:recommend\w*\s+)?(?P<outcome>{OUTCOME_WORDS})\s*(?:of|for|:|-|–)\s*"
    r"(?P<item>[^\n:]{0,80}?[A-Za-z]{2}[^\n:]{0,250}?)(?P<rest>(?:\s+to\s+[^\n:]+)?)$",
    re.IGNORECASE | re.MULTILINE,
)
_ACTIVE = re.compile(
    rf"\b(?P<outcome>(?:non-?)?certify|deny|denied|denying|modify|modified|modifying|approved?|approving"
    rf"|authorized?)\s+"
    rf"(?:{_REQUEST}|the\s+requested\s+)(?P<item>(?:[^.\n]|\.(?=\S)|\n(?!\n)){{0,400}}?)"
    r"(?P<rest>(?:\s+to\s+(?:[^.\n]|\.(?=\S)|\n(?!\n))*)?)(?=\.\s|\.?$|\n\n)",
    re.IGNORECASE | re.MULTILINE,
)
_NECESSITY = re.compile(
    r"medical\s+necessity\s+(?:for|of)\s+(?:the\s+)?(?:requested\s+|request\s+for\s+)?(?P<item>(?:[^.\n]"
    r"|\.(?=\S)|\n(?!\n))*?)\s+"
    r"(?:is|has|was|have)\s+(?P<outcome>not\s+(?:been\s+)?(?:established|supported|documented"
    r"|demonstrated))(?P<rest>)",
    re.IGNORECASE,
)
_LIST_HEAD = re.compile(
    rf"^[^\n]{{0,200}}?\b(?P<outcome>{OUTCOME_WORDS})[^\n:]{{0,200}}:[ ]*\n+(?=[ ]*(?:\(?\d{{1,2}}[.)]|[-•*]))",
    re.IGNORECASE | re.MULTILINE,
)
_NO_ITEM = re.compile(
    r"^(?:(?:UR|final|our|review|overall)\s+)*(?:determination|decision|outcome|recommendation|status|finding"
    r"|conclusion|result)\b"
    r"|^re\b|\bguideline|\bfollowing\b",
    re.IGNORECASE,
)
_PLAIN_SENTENCE = re.compile(r"(?:[^.\n]|\.(?=\w)|\n(?!\n))+\.?")
_CITES = re.compile(
    r"(?!\s*No\b)(?P<lead>(?i:(?:(?:the|this|our|my)\s+)?"
    r"(?:decision|determination|denial|modification|guidelines?|criteria|reference)\b"
    r"[\w\s/()]{0,60}?\b(?:is|was|are|were|upon|on|used|cited|include|includes)\b"
    r"(?:\s+(?:based|upon|on|the|is|are|was|were|following))*\s*:?\s+)?)"
    r"(?=[^.]{0,60}?\b(?:MTUS|ACOEM|ODG|Official\s+Disability|Guidelines|FDA))",
)


def read_prose(flow: Flow, start: int, end: int) -> tuple[UrFinding, ...]:
    """The findings of `text[start:end]` in reading order, from the first way of writing that the letter uses."""
    return (
        _stated(flow, _SENTENCE.finditer(flow.text, start, end), end)
        or _lists(flow, start, end)
        or _stated(flow, _ACTIVE.finditer(flow.text, start, end), end)
        or _stated(flow, _NECESSITY.finditer(flow.text, start, end), end)
        or _stated(flow, _LINE.finditer(flow.text, start, end), end)
        or _stated(flow, _LEAD.finditer(flow.text, start, end), end)
    )


def _stated(flow: Flow, matches: Iterable[re.Match[str]], end: int) -> tuple[UrFinding, ...]:
    """Statements such as "The request for Norco #60 is modified to #30"; what follows, up to the next, is why."""
    found: dict[str, UrFinding] = {}
    kept = [match for match in matches if not _NO_ITEM.search(match["item"].strip())]
    for match, following in zip(kept, [*kept, None][1:], strict=True):
        decided = read_outcome(match["outcome"])
        if decided is None:
            continue
        item = " ".join(match["item"].split()).strip(" ,-").removesuffix(".")
        words = " ".join((match["outcome"] + match["rest"]).split())
        guideline, reason = _grounds(flow, match.end(), following.start() if following else end)
        finding = UrFinding(
            item=item,
            outcome=decided,
            authorized=granted_part(words) if decided == "modified" else None,
            guideline=_words(flow, guideline),
            reason=_words(flow, reason),
            sources=flow.spans(*match.span("item")) + flow.spans(match.start("outcome"), match.end("outcome")),
            guideline_sources=flow.spans(*guideline) if guideline else (),
        )
        found.setdefault(item.lower(), finding)
    return tuple(found.values())


def _grounds(flow: Flow, start: int, end: int) -> tuple[tuple[int, int] | None, tuple[int, int] | None]:
    """Where the sentence that names a guideline stands, and where the first other sentence stands."""
    closing = CLOSING.search(flow.text, start, end)
    end = closing.start() if closing else end
    guideline: tuple[int, int] | None = None
    reason: tuple[int, int] | None = None
    first: tuple[int, int] | None = None
    for sentence in _PLAIN_SENTENCE.finditer(flow.text, start, end):
        place = trimmed(flow, *sentence.span())
        if len(re.sub(r"\W", "", flow.text[place[0] : place[1]])) < 4:
            continue
        first = first or place
        cited = _CITES.search(flow.text, *place)
        if cited is not None and guideline is None:
            guideline = trimmed(flow, cited.end("lead"), place[1] - (flow.text[place[1] - 1] == "."))
        elif reason is None:
            reason = place
    return guideline, reason or first


def _lists(flow: Flow, start: int, end: int) -> tuple[UrFinding, ...]:
    """Lists under an outcome: "The following treatment is DENIED:" and entries."""
    found: list[UrFinding] = []
    for head in _LIST_HEAD.finditer(flow.text, start, end):
        decided = read_outcome(head["outcome"])
        blank = re.compile(r"\n\s*\n|\Z").search(flow.text, head.end() + 1)
        if decided is None or blank is None:
            continue
        for left, right in split_list(flow, head.end(), blank.start()):
            item = " ".join(flow.text[left:right].split())
            sources = (*flow.spans(left, right), *flow.spans(*head.span("outcome")))
            found.append(UrFinding(item, decided, sources=sources))
    return tuple(found)


def _words(flow: Flow, place: tuple[int, int] | None) -> str | None:
    return " ".join(flow.text[place[0] : place[1]].split()) if place else None
