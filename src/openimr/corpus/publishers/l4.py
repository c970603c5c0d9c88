"""Layouts L4a and L4b (2014 on): how made, case summary, issues with decision and rationale.

They differ in where the reviewer's credentials stand: L4a in the sentence, L4b in a block.
"""

from __future__ import annotations

import re

from openimr.corpus.publishers.credentials import read_credentials
from openimr.corpus.publishers.header import missing_fields, read_header
from openimr.corpus.publishers.items import read_items
from openimr.corpus.publishers.lettertext import LetterText
from openimr.corpus.publishers.outline import Part, first, outline
from openimr.corpus.publishers.parts import Layout, Parts
from openimr.corpus.publishers.prose import passage
from openimr.domain.determinations import Header, Passage, ReviewerCredentials
from openimr.domain.spans import Problem

_SUMMARY_INTRO = re.compile(
    r"\s*The\s+[\w\s]{0,40}?reviewer\s+(?:has\s+)?(?:developed|prepared|provided)\s+the\s+following\s+.{0,200}?(?:records|file|review|provided)\s*:",
    re.IGNORECASE | re.DOTALL,
)
_BLOCK = re.compile(r"following\s+credentials\s*:|of\s+Licensure\s*:", re.IGNORECASE)


def read_sections(letter: LetterText, file: str) -> Parts:
    """Header, credentials, summary and items, wherever their headings stand."""
    sections = first(outline(letter))
    header, problems = _header(letter, file, sections["head"])
    reviewer = _reviewer(letter, sections)
    summary = read_summary(letter, sections.get("summary"))
    start, end = _items_range(letter, sections)
    items, lacking = read_items(letter, file, start, end)
    if not (reviewer.licensure and reviewer.specialties):
        problems.append(
            Problem(
                "credentials_missing", "The reviewer's licensure or specialty is not stated.", file, letter.page(start)
            )
        )
    if not summary.text:
        problems.append(Problem("summary_missing", "No clinical case summary was found.", file, 1))
    if not items:
        problems.append(
            Problem("items_missing", "No disputed item with a decision was found.", file, letter.page(start))
        )
    return Parts(header, reviewer, summary, items, (*problems, *lacking))


def read_summary(letter: LetterText, part: Part | None) -> Passage:
    """The case summary without its stock opening."""
    if part is None:
        return Passage()
    intro = _SUMMARY_INTRO.match(letter.text, part.start, part.end)
    return passage(letter, intro.end() if intro else part.start, part.end)


def _header(letter: LetterText, file: str, head: Part) -> tuple[Header, list[Problem]]:
    words = letter.plain(head.start, head.end)
    header = read_header(words)
    if header == Header():
        return header, [Problem("header_missing", "The document has no header table.", file, 1)]
    names = [name.replace("_", " ") for name in missing_fields(header)]
    return header, [Problem("header_field_missing", f"The header states no {name}.", file, 1) for name in names]


def _reviewer(letter: LetterText, sections: dict[str, Part] | object) -> ReviewerCredentials:
    assert isinstance(sections, dict)
    made = sections.get("made") or sections.get("qualifications")
    stop = (
        sections["summary"].heading
        if made and "summary" in sections and sections["summary"].heading > made.start
        else None
    )
    if made is None:
        head = sections["head"]
        return read_credentials(letter.text[head.start : head.end])
    return read_credentials(letter.text[made.start : stop or made.end])


def _items_range(letter: LetterText, sections: dict[str, Part] | object) -> tuple[int, int]:
    assert isinstance(sections, dict)
    decisions = sections.get("decisions") or sections.get("findings")
    end = len(letter.text)
    appeal = sections.get("appeal")
    if decisions is None:
        summary = sections.get("summary")
        return (summary.start if summary else 0), end
    if appeal and appeal.heading > decisions.start:
        end = appeal.heading
    return decisions.start, end


L4A = Layout("L4a", lambda text: "disputed items" in text and not _BLOCK.search(text), read_sections)
L4B = Layout("L4b", lambda text: _BLOCK.search(text) is not None, read_sections)
