"""What utilization review found on each item: labelled blocks, table rows or plain sentences."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache

from openimr.domain.cases import UrFinding
from openimr.pipeline.records.labels import trimmed, words_pattern
from openimr.pipeline.records.lists import split_list
from openimr.pipeline.records.outcomes import CLOSING, OUTCOME_WORDS, granted_part, read_outcome
from openimr.pipeline.records.prose import read_prose
from openimr.rulebook.files import read_yaml
from openimr.text.flow import Flow

_LIST_MARK = re.compile(r"\(?\d{1,2}[.)]\s|[-•*]\s")


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
    return _rows(flow) or read_prose(flow, 0, len(flow.text))


def _labelled(flow: Flow) -> tuple[UrFinding, ...]:
    found: list[UrFinding] = []
    for block in _blocks(_parts(flow)):
        listed = _listed(flow, block)
        if listed:
            found.extend(listed)
            continue
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
        closing = CLOSING.search(flow.text, mark.end(), end)
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


def _listed(flow: Flow, block: Sequence[_Part]) -> tuple[UrFinding, ...]:
    """Findings of a block whose items, or whose outcomes, are a list; guideline and reason are theirs together."""
    by_role = {part.role: part for part in reversed(block)}
    item, outcome = by_role.get("item"), by_role.get("outcome")
    if outcome is None:
        return ()
    guideline, reason = by_role.get("guideline"), by_role.get("reason")
    found = read_prose(flow, outcome.value, outcome.end) if _LIST_MARK.match(flow.text, outcome.value) else ()
    if not found and item is not None and _LIST_MARK.match(flow.text, item.value):
        words = _line(flow, outcome)
        decided = read_outcome(words)
        entries = split_list(flow, item.value, item.end) if decided else ()
        found = tuple(
            UrFinding(" ".join(flow.text[a:b].split()), decided or "denied", sources=flow.spans(a, b))
            for a, b in entries
        )
    return tuple(
        replace(
            finding,
            guideline=_line(flow, guideline) if guideline else finding.guideline,
            guideline_sources=flow.spans(guideline.value, guideline.end) if guideline else finding.guideline_sources,
            reason=_line(flow, reason) if reason else finding.reason,
        )
        for finding in found
    )


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
        authorized=_granted(flow, words, by_role.get("authorized")) if decided == "modified" else None,
        guideline=_line(flow, guideline) or None if guideline else None,
        reason=_line(flow, reason) or None if reason else None,
        sources=tuple(span for part in (item, outcome) for span in flow.spans(part.value, part.end)),
        guideline_sources=flow.spans(guideline.value, guideline.end) if guideline else (),
    )


def _line(flow: Flow, part: _Part) -> str:
    return " ".join(flow.text[part.value : part.end].split())


def _granted(flow: Flow, words: str, part: _Part | None) -> str | None:
    return (_line(flow, part) or None) if part is not None else granted_part(words)


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
        if outcome is None or text[start:end].endswith(":"):
            continue
        before = [cell for cell in cells[:index] if re.search(r"[A-Za-z]{3}", text[cell[0] : cell[1]])]
        if not before:
            continue
        decided = read_outcome(text[start:end])
        item = max(before, key=lambda cell: cell[1] - cell[0])
        if decided is not None:
            after = [" ".join(text[a:b].split()) for a, b in cells[index + 1 :] if b > a]
            granted = granted_part("; ".join([text[start:end], *after])) if decided == "modified" else None
            return UrFinding(
                text[item[0] : item[1]],
                decided,
                granted,
                None,
                after[-1] if after else None,
                (*flow.spans(*item), *flow.spans(start, end)),
            )
    return None
