"""Lists on forms: numbered, lettered, bulleted or bare lines, items wrapping over lines and pages."""

from __future__ import annotations

import re
from collections.abc import Sequence

from openimr.text.flow import Flow

_MARKER = re.compile(
    r"^[ ]*(?:\(?(?:\d{1,2}|[A-Za-z])[.)](?=\s)|\d{1,2},(?=\s[A-Z])|#\d{1,2}[.:)](?=\s)|\d{1,2}(?=\s\|)|[-•*●▪◦–](?=\s)"
    r"|(?:Item|Request)\s*#?\s*\d{1,2}\s*[:.)-])[ |]*",
    re.M,
)
_RUNNING_LINE = re.compile(
    r"^[^\n]*\bpage\s+\d+(?:\s+of\s+\d+)?[ ]*$|^[ ]*\(?(?:continued|cont'd|see next page"
    r"|continued on next page)[^\n]*$",
    re.I | re.M,
)
_GOES_ON = re.compile(r"(?:[,;(/&+-]|\b(?:and|or|of|for|to|the|with|by|x))$", re.IGNORECASE)

_TREATMENT = re.compile(r"\s*(?!(?:Take|Apply|Use|For|With|Dispense|One|Two|Sig)\b)[A-Z][^;]*[A-Za-z]{2}")


def split_list(flow: Flow, start: int, end: int) -> Sequence[tuple[int, int]]:
    """Start and end of each entry of the list that stands between *start* and *end* of the flow."""
    text = flow.text
    marks = list(_MARKER.finditer(text, start, end))
    if marks:
        ends = [mark.start() for mark in marks[1:]] + [end]
        spans = [(mark.end(), stop) for mark, stop in zip(marks, ends, strict=True)]
    else:
        spans = [part for line in _lines(text, start, end) for part in _split_at_semicolons(text, *line)]
    return [span for span in (_without_running_lines(text, *span) for span in spans) if span[0] < span[1]]


def _lines(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """Bare lines; a line that begins small, or follows one that cannot end there, goes on."""
    spans: list[tuple[int, int]] = []
    for match in re.compile(r"[^\n]+").finditer(text, start, end):
        line = match.group().strip()
        if not line or _RUNNING_LINE.match(line):
            continue
        if spans and (line[0].islower() or _GOES_ON.search(text[spans[-1][0] : spans[-1][1]].rstrip())):
            spans[-1] = (spans[-1][0], match.end())
        else:
            spans.append((match.start(), match.end()))
    return spans


def _split_at_semicolons(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """A line of several treatments; a semicolon before directions for use ("; 1 tab bid") parts nothing."""
    parts = [match.span() for match in re.compile(r"[^;]+").finditer(text, start, end)]
    are_treatments = all(_TREATMENT.match(text, a, b) for a, b in parts)
    return parts if are_treatments else [(start, end)]


def _without_running_lines(text: str, start: int, end: int) -> tuple[int, int]:
    """The entry without blanks at its ends and without a page's running line after it."""
    running = _RUNNING_LINE.search(text, start, end)
    if running is not None and running.start() > start and not text[running.end() : end].strip():
        end = running.start()
    while start < end and text[start] in " \n|":
        start += 1
    while end > start and text[end - 1] in " \n|_":
        end -= 1
    return start, end
