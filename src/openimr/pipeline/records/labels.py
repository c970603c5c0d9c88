"""Values beside their labels: how every form is read, whatever its layout; the labels are data."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from openimr.domain.spans import Span
from openimr.rulebook.files import read_yaml
from openimr.text.flow import Flow

_TRIM = " \t\n|:_"
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

    labels: re.Pattern[str]
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
    return FormLabels(_label_pattern(known), _heading_pattern(section_of), field_of, in_section, section_of)


def read_values(flow: Flow, form: FormLabels) -> Sequence[Value]:
    """Every labelled value of the document in reading order; a label without a value is left out."""
    marks = _marks(flow.text, form)
    ends = [*(mark.start for mark in marks), len(flow.text)][1:]
    values = (_value(flow, mark, end) for mark, end in zip(marks, ends, strict=True) if not mark.is_heading)
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


def _label_pattern(labels: Iterable[str]) -> re.Pattern[str]:
    return re.compile(
        rf"(?<![\w/-])(?P<label>{words_pattern(labels)})(?!\w)(?P<hint>\s*\([^()]{{0,80}}\))?"
        r"(?:(?P<sign>\s*[:|?]|(?<=\?))|\.?(?=[ ]*\n))",
        re.IGNORECASE,
    )


def _heading_pattern(headings: Iterable[str]) -> re.Pattern[str]:
    words = words_pattern(headings)
    return re.compile(
        rf"^[ ]*(?:\d+[.)]\s*)?(?P<heading>{words})(?!\w)[^:|\n]{{0,90}}$" if words else r"(?!)", re.I | re.M
    )


def _marks(text: str, form: FormLabels) -> Sequence[_Mark]:
    found = [
        _Mark(m.start("heading"), m.end(), form.section_of[_key(m["heading"])], None, True)
        for m in form.headings.finditer(text)
    ]
    taken = {mark.start for mark in found}
    for match in form.labels.finditer(text):
        if match.start() not in taken and (match["sign"] or _fills_line(text, match)):
            found.append(_Mark(match.start(), match.end(), _key(match["label"]), None, False))
    found.sort(key=lambda mark: (mark.start, mark.is_heading))
    return list(_named(found, form))


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


def _fills_line(text: str, match: re.Match[str]) -> bool:
    """Whether a label without a sign stands alone; one bare word alone may be the end of a wrapped value."""
    before = text[max(0, match.start() - 3) : match.start()].rstrip(" ")
    is_alone = not before or before.endswith(("\n", "|"))
    return is_alone and bool(match["hint"] or len(match["label"].split()) > 1)


def _value(flow: Flow, mark: _Mark, end: int) -> Value | None:
    start, end = trimmed(flow, mark.end, end)
    blank = flow.text.find("\n\n", start, end)
    if blank > 0:
        start, end = trimmed(flow, start, blank)
    if start >= end:
        return None
    text = " ".join(flow.text[start:end].split())
    return Value(mark.field, start, end, text, flow.spans(start, end), mark.start, mark.section)
