"""What utilization review found on each item: labelled blocks, table rows or plain sentences."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from openimr.domain.cases import UrFinding
from openimr.pipeline.records.labels import trimmed, words_pattern
from openimr.pipeline.records.outcomes import OUTCOME_WORDS, read_outcome
from openimr.rulebook.files import read_yaml
from openimr.text.flow import Flow

_END = re.compile(
    r"^[ ]*(?:Records?\s+(?:considered|reviewed)|Documents?\s+reviewed|Physician\s+reviewer|Reviewed\s+by"
    r"|Reviewer|The\s+employee\s+may|You\s+may\s+dispute|If\s+you\s+disagree"
    r"|Sincerely|cc\b|Enclosure|Available\s+for|This\s+(?:decision|determination)\s+(?:is|was)|Appeal\s+rights"
    r"|Dispute\s+resolution|The\s+injured\s+worker\s+may|IMPORTANT)",
    re.IGNORECASE | re.MULTILINE,
)
_SENTENCE = re.compile(
    rf"(?:(?:the|this|your|a)\s+)?(?P<kind>(?:prospective\s+|retrospective\s+|concurrent\s+)?request(?:s"
    rf"|ed)?(?:\s+(?:treatment|service))?\s+(?:for|of)\s+)(?P<item>[^\n](?:[^.\n]|\.(?=\d|\S)|\n(?!\n))*?)[\s,]+"
    rf"(?:is|are|was|were|has\s+been|have\s+been|be)\s+(?:therefore\s+|being\s+|hereby\s+|deemed\s+"
    rf"|considered\s+|recommended\s+(?:for\s+)?)*(?P<outcome>{OUTCOME_WORDS})(?P<rest>[^\n]*?(?=\.\s|\.?$|\n\n))",
    re.IGNORECASE | re.MULTILINE,
)
_GRANTED = re.compile(
    r"^\s*(?:[-–:,;]|to|for|as)\s*(?:to\s+|allow\s+|certify\s+|approve\s+)*(?P<part>\S.*)$", re.IGNORECASE | re.DOTALL
)


_PLAIN_SENTENCE = re.compile(r"(?:[^.\n]|\.(?=\w)|\n(?!\n))+\.?")
_CITES = re.compile(
    r"(?P<lead>(?:(?:the|this|our)\s+)?(?:(?:decision|determination|denial|modification|guidelines?"
    r"|criteria)\b[\w\s/()]{0,60}?"
    r"(?:is|was|are|were|upon|on|used|include|includes)(?:\s+(?:based\s+on|upon|on|the|is|are|was|were))*\s*:?\s+)?)"
    r"(?=[^.]{0,40}?\b(?:MTUS|ACOEM|ODG|Official\s+Disability|guidelines?|FDA|CA\s+MTUS|evidence-based))",
)


@dataclass(frozen=True, slots=True)
class _Part:
    role: str
    start: int
    value: int
    end: int


@cache
def _part_pattern() -> tuple[re.Pattern[str], Mapping[str, str]]:
    labels = read_yaml("forms/ur_decision.yaml")["item_labels"]
    role_of = {" ".join(label.lower().split()): role for role, words in labels.items() for label in words}
    number = r"(?:\s*(?:#|No\.?|Number)?\s*\d{1,2})?"
    pattern = rf"^[ ]*(?:\d{{1,2}}[.)]\s*)?(?P<label>{words_pattern(role_of)}){number}\s*[:|–-][ ]*"
    return re.compile(pattern, re.IGNORECASE | re.MULTILINE), role_of


def read_findings(flow: Flow) -> tuple[UrFinding, ...]:
    """The findings in the order of the letter; empty where the letter decides nothing that can be read."""
    labelled = _labelled(flow)
    if labelled:
        return labelled
    rows = _rows(flow)
    return rows or _sentences(flow)


def _labelled(flow: Flow) -> tuple[UrFinding, ...]:
    found: list[UrFinding] = []
    for block in _blocks(_parts(flow)):
        finding = _finding(flow, block)
        if finding is not None:
            found.append(finding)
    return tuple(found)


def _parts(flow: Flow) -> Sequence[_Part]:
    pattern, role_of = _part_pattern()
    marks = list(pattern.finditer(flow.text))
    parts: list[_Part] = []
    for index, mark in enumerate(marks):
        end = marks[index + 1].start() if index + 1 < len(marks) else len(flow.text)
        closing = _END.search(flow.text, mark.end(), end)
        start, stop = trimmed(flow, mark.end(), closing.start() if closing else end)
        parts.append(_Part(role_of[" ".join(mark["label"].lower().split())], mark.start(), start, stop))
    return parts


def _blocks(parts: Iterable[_Part]) -> Sequence[Sequence[_Part]]:
    """Parts of one item each: a new item label, or a second outcome, begins the next."""
    blocks: list[list[_Part]] = []
    for part in parts:
        roles = {earlier.role for earlier in blocks[-1]} if blocks else set()
        if part.role == "item" or not blocks or (part.role == "outcome" and "outcome" in roles):
            blocks.append([])
        blocks[-1].append(part)
    return blocks


def _finding(flow: Flow, block: Sequence[_Part]) -> UrFinding | None:
    by_role = {part.role: part for part in reversed(block)}
    item, outcome = by_role.get("item"), by_role.get("outcome")
    if item is None or outcome is None:
        return None
    words = _line(flow, outcome)
    decided = read_outcome(words)
    if decided is None:
        return None
    guideline, reason = by_role.get("guideline"), by_role.get("reason")
    return UrFinding(
        item=_line(flow, item),
        outcome=decided,
        authorized=_authorized(flow, words, by_role.get("authorized")) if decided == "modified" else None,
        guideline=_line(flow, guideline) or None if guideline else None,
        reason=_line(flow, reason) or None if reason else None,
        sources=tuple(span for part in (item, outcome) for span in flow.spans(part.value, part.end)),
        guideline_sources=flow.spans(guideline.value, guideline.end) if guideline else (),
    )


def _line(flow: Flow, part: _Part) -> str:
    return " ".join(flow.text[part.value : part.end].split())


def _authorized(flow: Flow, words: str, part: _Part | None) -> str | None:
    """The part that was granted, in the letter's words."""
    if part is not None:
        return _line(flow, part) or None
    match = re.search(r"modif\w*|partial\w*(?:\s+\w+)?", words, re.IGNORECASE)
    granted = _GRANTED.match(words[match.end() :]) if match else None
    return granted["part"].strip(" .") if granted else None


def _rows(flow: Flow) -> tuple[UrFinding, ...]:
    """Table rows "1 | Norco 10/325 #60 | Non-certified | reason"."""
    found: list[UrFinding] = []
    for line in re.finditer(r"^[^\n]*\|[^\n]*$", flow.text, re.MULTILINE):
        cells = [(m.start(), m.end()) for m in re.finditer(r"[^|\n]+", flow.text[line.start() : line.end()])]
        finding = _row(flow, [trimmed(flow, line.start() + a, line.start() + b) for a, b in cells])
        if finding is not None:
            found.append(finding)
    return tuple(found)


def _row(flow: Flow, cells: Sequence[tuple[int, int]]) -> UrFinding | None:
    text = flow.text
    for index, (start, end) in enumerate(cells):
        outcome = re.match(OUTCOME_WORDS, text[start:end], re.IGNORECASE)
        before = [cell for cell in cells[:index] if re.search(r"[A-Za-z]{3}", text[cell[0] : cell[1]])]
        if outcome is None or not before or text[start:end].endswith(":"):
            continue
        decided = read_outcome(text[start:end])
        item = max(before, key=lambda cell: cell[1] - cell[0])
        if decided is not None:
            words = text[start:end]
            granted = _authorized(flow, words, None) if decided == "modified" else None
            after = [" ".join(text[a:b].split()) for a, b in cells[index + 1 :] if b > a]
            return UrFinding(
                text[item[0] : item[1]],
                decided,
                granted,
                None,
                after[-1] if after else None,
                (*flow.spans(*item), *flow.spans(start, end)),
            )
    return None


def _sentences(flow: Flow) -> tuple[UrFinding, ...]:
    """Sentences: "The request for Norco 10/325 #60 is modified to #30"; what follows, up to the next, is why."""
    found: dict[str, UrFinding] = {}
    matches = list(_SENTENCE.finditer(flow.text))
    for match, following in zip(matches, [*matches[1:], None], strict=True):
        decided = read_outcome(match["outcome"])
        if decided is None:
            continue
        item = " ".join(match["item"].split())
        words = " ".join((match["outcome"] + match["rest"]).split())
        guideline, reason = _grounds(flow, match.end(), following.start() if following else len(flow.text))
        finding = UrFinding(
            item=item,
            outcome=decided,
            authorized=_authorized(flow, words, None) if decided == "modified" else None,
            guideline=_words(flow, guideline),
            reason=_words(flow, reason),
            sources=flow.spans(match.start("item"), match.end()),
            guideline_sources=flow.spans(*guideline) if guideline else (),
        )
        found.setdefault(item.lower(), finding)
    return tuple(found.values())


def _grounds(flow: Flow, start: int, end: int) -> tuple[tuple[int, int] | None, tuple[int, int] | None]:
    """Where the sentence that names a guideline stands, and where the first other sentence stands."""
    closing = _END.search(flow.text, start, end)
    end = closing.start() if closing else end
    guideline: tuple[int, int] | None = None
    reason: tuple[int, int] | None = None
    for sentence in _PLAIN_SENTENCE.finditer(flow.text, start, end):
        place = trimmed(flow, *sentence.span())
        if len(re.sub(r"\W", "", flow.text[place[0] : place[1]])) < 4:
            continue
        cited = _CITES.search(flow.text, *place)
        if cited is not None and guideline is None:
            guideline = trimmed(flow, cited.end("lead"), place[1] - (flow.text[place[1] - 1] == "."))
        elif reason is None:
            reason = place
    return guideline, reason


def _words(flow: Flow, place: tuple[int, int] | None) -> str | None:
    return " ".join(flow.text[place[0] : place[1]].split()) if place else None
