"""What the layouts since late 2013 have in common: a header table, three headed sections, labelled items."""

from __future__ import annotations

import re
from collections.abc import Sequence

from openimr.corpus.publishers.credentials import read_credentials
from openimr.corpus.publishers.header import read_header
from openimr.corpus.publishers.items import LABELLED, ItemStyle, read_items
from openimr.corpus.publishers.lettertext import LetterText
from openimr.corpus.publishers.outline import Part, Sections, all_parts, outline
from openimr.corpus.publishers.parts import Parts
from openimr.corpus.publishers.prose import strip
from openimr.domain.determinations import ReviewerCredentials

_SUMMARY_INTRO = re.compile(
    r"\s*The\s+[\w\s]{0,40}?reviewer\s+(?:has\s+)?(?:developed|prepared|provided)\s+the\s+following\s+.{0,200}?"
    r"(?:records|file|review|provided)\s*:",
    re.IGNORECASE | re.DOTALL,
)


def read_sections(letter: LetterText, style: ItemStyle = LABELLED) -> Parts:
    """Header, credentials, summary and items, wherever their headings stand."""
    parts = all_parts(letter)
    sections = outline(parts)
    head = sections["head"]
    return Parts(
        read_header(letter.text[head.start : head.end]),
        read_reviewer(letter, sections),
        summary_range(letter, sections.get("summary")),
        read_items(letter, *items_range(letter, sections, parts), style),
    )


def read_reviewer(letter: LetterText, sections: Sections) -> ReviewerCredentials:
    """Credentials from the section on how the determination was made, or from all that stands before the summary."""
    made = sections.get("qualifications") or sections.get("made")
    if made is not None:
        return read_credentials(letter.text[made.start : made.end])
    summary = sections.get("summary")
    return read_credentials(letter.text[: summary.heading if summary else sections["head"].end])


def summary_range(letter: LetterText, part: Part | None) -> tuple[int, int]:
    """The case summary's words without its stock opening."""
    if part is None:
        return 0, 0
    intro = _SUMMARY_INTRO.match(letter.text, part.start, part.end)
    return strip(letter.text, intro.end() if intro else part.start, part.end)


def items_range(letter: LetterText, sections: Sections, parts: Sequence[Part]) -> tuple[int, int]:
    """Where the items stand: under their heading, else after the summary's, up to the notice of appeal."""
    decisions = sections.get("decisions") or sections.get("findings") or sections.get("summary")
    start = decisions.start if decisions else 0
    return start, items_end(letter, parts, start)


def items_end(letter: LetterText, parts: Sequence[Part], start: int) -> int:
    """Where the notice of appeal after *start* begins; a covering letter before the sections has one of its own."""
    return next((part.heading for part in parts if part.kind == "appeal" and part.heading > start), len(letter.text))
