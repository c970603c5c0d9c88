"""Values beside their labels: how every form is read, whatever its layout; the labels are data."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

import ahocorasick_rs

from openimr.domain.documents import Box, Page
from openimr.domain.spans import Span
from openimr.pipeline.records.near_labels import near_labels
from openimr.pipeline.records.places import word_boxes
from openimr.rulebook.files import read_yaml
from openimr.text.flow import Flow
from openimr.text.terms import flatten

_TRIM = " \t\n|:_"
_QUALIFIED = re.compile(
    r"\b(?:received|receipt|print(?:ed)?|birth|injury|review|mailing|due|referral|start|end|effective|expiration|exam|visit|service"
    r"|report|appointment|loss|onset|hire|admission|discharge|surgery|procedure|revision|issue)[ ]+\Z",
    re.IGNORECASE,
)
"""Words before a bare "Date" that make it another label."""
_OTHER = ""
"""The field of labels that only end the value before them."""


@dataclass(frozen=True, slots=True)
class Value:
    """The words beside one label; `start` and `end` count in the flow's text, `label_start` is the label's."""

    field: str
    start: int
    end: int
    text: str
    sources: tuple[Span, ...]
    label_start: int
    section: str | None


@dataclass(frozen=True, slots=True)
class FormLabels:
    """The labels of one form: a pattern for labels, one for section headings, and what each means."""

    labels: LabelPattern
    headings: re.Pattern[str]
    field_of: Mapping[str, str]
    field_in_section: Mapping[tuple[str, str], str]
    section_of: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class _Mark:
    start: int
    end: int
    field: str
    section: str | None
    is_heading: bool


@cache
def form_labels(name: str) -> FormLabels:
    """The labels of `data/forms/<name>.yaml`."""
    form = read_yaml(f"forms/{name}.yaml")
    field_of: dict[str, str] = {_key(label): _OTHER for label in form.get("other_labels", ())}
    in_section: dict[tuple[str, str], str] = {}
    for field, entry in form["fields"].items():
        field_of.update({_key(label): field for label in entry["labels"]})
        for section, labels in entry.get("in_section", {}).items():
            in_section.update({(section, _key(label)): field for label in labels})
    section_of = {_key(words): name for name, headings in form["sections"].items() for words in headings}
    known = {*field_of, *(label for _, label in in_section)}
    return FormLabels(LabelPattern(known), _heading_pattern(section_of), field_of, in_section, section_of)


def read_values(flow: Flow, form: FormLabels) -> Sequence[Value]:
    """Every labelled value of the document in reading order; a label without a value is left out."""
    marks = _marks(flow.text, form, is_scan=any(page.is_scan for page in flow.pages))
    ends = [*(mark.start for mark in marks), len(flow.text)][1:]
    values: list[Value | None] = []
    row: list[_Mark] = []
    for mark, end in zip(marks, ends, strict=True):
        if mark.is_heading:
            row = []
        elif not flow.text[mark.end : end].strip(_TRIM) and "\n" not in flow.text[mark.end : end]:
            row.append(mark)
        elif row and "\n" in flow.text[mark.end : end] and not flow.text[mark.end : end].split("\n")[0].strip(_TRIM):
            values.extend(_values_below(flow, [*row, mark], end))
            row = []
        else:
            values.append(_value(flow, mark, end))
            row = []
    return [value for value in values if value is not None and value.field != _OTHER]


def first_values(values: Iterable[Value]) -> Mapping[str, Value]:
    """The first value of each field."""
    found: dict[str, Value] = {}
    for value in values:
        found.setdefault(value.field, value)
    return found


def words_pattern(terms: Iterable[str]) -> str:
    """A pattern for any of *terms*, the longest first; a blank in a term matches any blanks or line end."""
    ordered = sorted(set(terms), key=lambda term: (-len(term), term))
    return "|".join(r"\s+".join(re.escape(word).replace("'", "['’]") for word in term.split()) for term in ordered)


def trimmed(flow: Flow, start: int, end: int) -> tuple[int, int]:
    """The range without the blanks and signs at its ends."""
    text = flow.text
    while start < end and text[start] in _TRIM:
        start += 1
    while end > start and text[end - 1] in _TRIM:
        end -= 1
    return start, end


def _key(label: str) -> str:
    return " ".join(label.lower().replace("’", "'").split())


class LabelPattern:
    """The labels of a form as one expression, and where its matches may begin."""

    def __init__(self, labels: Iterable[str]) -> None:
        known = set(labels)
        self.pattern = re.compile(
            rf"(?<![\w/-])(?P<label>{words_pattern(known)})(?!\w)(?P<hint>\s*\([^()]{{0,80}}\))?"
            r"(?:(?P<sign>\s*[:|?]|(?<=\?))|\.?(?=[ ]*\n))",
            re.IGNORECASE,
        )
        firsts = sorted({label.split()[0].partition("'")[0].lower() for label in known})
        self._firsts = ahocorasick_rs.AhoCorasick(firsts)

    def beginnings(self, text: str) -> Iterable[int]:
        """Where the first word of a label stands, in order."""
        hits = self._firsts.find_matches_as_indexes(flatten(text), overlapping=True)
        return sorted({start for _, start, _ in hits})


def _heading_pattern(headings: Iterable[str]) -> re.Pattern[str]:
    words = words_pattern(headings)
    return re.compile(
        rf"^[ ]*(?:\d+[.)]\s*)?(?P<heading>{words})(?!\w)[^:|\n]{{0,90}}$" if words else r"(?!)", re.I | re.M
    )


def _marks(text: str, form: FormLabels, *, is_scan: bool) -> Sequence[_Mark]:
    found = [
        _Mark(m.start("heading"), m.end(), form.section_of[_key(m["heading"])], None, True)
        for m in form.headings.finditer(text)
    ]
    taken = {mark.start for mark in found}
    for match in _labels_in(text, form.labels):
        if match.start() in taken or _is_part_of_label(text, match):
            continue
        if match["sign"] or _fills_line(text, match):
            found.append(_Mark(match.start(), match.end(), _key(match["label"]), None, False))
    if is_scan:
        found.extend(_misspelt(text, form, found))
    found.sort(key=lambda mark: (mark.start, mark.is_heading))
    return list(_named(found, form))


def _labels_in(text: str, labels: LabelPattern) -> Iterator[re.Match[str]]:
    """Every label of *text*; the expression is tried only where the first letters of one stand."""
    reached = 0
    for start in labels.beginnings(text):
        match = labels.pattern.match(text, start) if start >= reached else None
        if match is not None:
            reached = match.end()
            yield match


def _misspelt(text: str, form: FormLabels, found: Sequence[_Mark]) -> Iterator[_Mark]:
    """Labels that OCR misspelt, where none was found as it is written."""
    known = [*form.field_of, *(label for _, label in form.field_in_section)]
    for near in near_labels(text, known):
        if not any(mark.start < near.end and near.start < mark.end for mark in found):
            yield _Mark(near.start, near.end, near.label, None, False)


def _named(marks: Iterable[_Mark], form: FormLabels) -> Iterator[_Mark]:
    section: str | None = None
    for mark in marks:
        if mark.is_heading:
            section = mark.field
            yield _Mark(mark.start, mark.end, section, section, True)
            continue
        field = form.field_in_section.get((section or "", mark.field)) or form.field_of.get(mark.field)
        if field is not None:
            yield _Mark(mark.start, mark.end, field, section, False)


def _is_part_of_label(text: str, match: re.Match[str]) -> bool:
    """Whether the label ends a longer one that the form's list does not have ("Received Date" beside "Date")."""
    if _key(match["label"]) != "date":
        return False
    return _QUALIFIED.search(text[max(0, match.start() - 16) : match.start()]) is not None


def _fills_line(text: str, match: re.Match[str]) -> bool:
    """Whether a label without a sign stands alone; one bare word alone may be the end of a wrapped value."""
    before = text[max(0, match.start() - 3) : match.start()].rstrip(" ")
    is_alone = not before or before.endswith(("\n", "|"))
    return is_alone and bool(match["hint"] or len(match["label"].split()) > 1)


def _values_below(flow: Flow, labels: Sequence[_Mark], end: int) -> Iterator[Value]:
    """Values that stand in a row below a row of labels: by cell marks, else each under its label."""
    start, stop = trimmed(flow, labels[-1].end, end)
    cells = flow.text[start:stop].split("\n")[0].split(" | ")
    if len(cells) == len(labels):
        for label, cell in zip(labels, cells, strict=True):
            if cell.strip():
                at = flow.text.index(cell, start)
                yield _found(label, at, at + len(cell), cell.strip(), flow.spans(at, at + len(cell)))
                start = at + len(cell)
        return
    page, raw = _on_page(flow, start, stop)
    lefts = [_left(flow, label) for label in labels]
    for number, label in enumerate(labels):
        inside = [box for box in raw if _column_at(lefts, box.left) == number]
        if inside:
            words = " ".join(page.text[box.start : box.end] for box in inside)
            spans = tuple(Span(flow.document, page.number, b.start, b.end, page.text[b.start : b.end]) for b in inside)
            yield _found(label, start, stop, words, spans)


def _found(label: _Mark, start: int, end: int, words: str, sources: tuple[Span, ...]) -> Value:
    return Value(label.field, start, end, " ".join(words.split()), sources, label.start, label.section)


def _on_page(flow: Flow, start: int, end: int) -> tuple[Page, Sequence[Box]]:
    """The page where the range begins, and the range's words there."""
    spans = flow.spans(start, end)
    page = next(page for page in flow.pages if page.number == (spans[0].page if spans else flow.page_number(start)))
    inside = spans[:1]
    return page, [box for box in word_boxes(page) for span in inside if span.start <= box.start and box.end <= span.end]


def _left(flow: Flow, label: _Mark) -> float:
    _, boxes = _on_page(flow, label.start, label.end)
    return boxes[0].left if boxes else 0.0


def _column_at(lefts: Sequence[float], left: float) -> int:
    return max((number for number, edge in enumerate(lefts) if edge <= left + 4), default=0)


def _value(flow: Flow, mark: _Mark, end: int) -> Value | None:
    start, end = trimmed(flow, mark.end, end)
    blank = flow.text.find("\n\n", start, end)
    if blank > 0:
        start, end = trimmed(flow, start, blank)
    if start >= end:
        return None
    text = " ".join(flow.text[start:end].split())
    return Value(mark.field, start, end, text, flow.spans(start, end), mark.start, mark.section)
