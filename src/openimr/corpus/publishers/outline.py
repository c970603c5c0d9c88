"""The sections of a letter, found by their headings."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from openimr.corpus.publishers.lettertext import LetterText

_HEADING = re.compile(
    r"""[\n\v\f][ ]*(?=(?-i:[HhTtMmEeRrDdCcSsIiYyAa]))(?:
        (?P<made>how\s+the\s+(?:imr\s+)?(?:final\s+)?determination\s+was\s+made)
      | (?P<qualifications>(?:the\s+)?medical\s+(?:reviewer\s+qualifications
                |qualifications\s+of\s+the\s+(?:expert|physician|medical)\s+reviewer)
            |(?:expert\s+)?reviewer\s+(?:qualifications|credentials))
      | (?P<documents>documents\s+reviewed(?:\s+for\s+determination)?)
      | (?P<summary>(?:expert\s+reviewer\s+)?(?:clinical\s+)?case\s+summary
            |clinical\s+summary|summary\s+of\s+(?:the\s+)?case)
      | (?P<findings>independent\s+medical\s+review\s+decisions?(?:\(s\))?\s+and\s+rationales?(?:\(s\))?)
      | (?P<decisions>(?:imr\s+)?(?:issues?(?:\(s\))?\s*,\s*)?
            decisions?(?:\(s\))?\s*,?\s*(?:and|&)\s+rationales?(?:\(s\))?)
      | (?P<issue>issues?(?:\(s\))?\s+(?:at|in)\s+dispute)
      | (?P<relied>medical\s+treatment\s+guideline\(?s?\)?\s+relied\s+upon\s+by\s+(?:the\s+)?professional
            \s+reviewer(?:\s+and\s+why)?)
      | (?P<rationale>rationale\s+for\s+why\s+the\s+requested\s+treatment\s*/\s*service
            \s+(?:is|was|is\s*/\s*was)\s+(?P<verdict>\(?not\)?\s+)?medically\s+necessary)
      | (?P<appeal>effect\s+of\s+the\s+(?:decision|determination)|disclaimer\b
                (?!\s*:?\s*(?:the|this)\s+(?:following\s+)?(?:(?:clinical|case)\s+)*summary)
            |your\s+right\s+to\s+appeal|appeal\s+(?:rights|process)|sincerely\s*,|cc\s*:)
    )[ ]*[:.]?[ ]*(?:(?=[\n\v\f]|$|[^\n\v\f]{0,3}[\n\v\f])|(?<=disclaimer:)|(?<=disclaimer:[ ]))""",
    re.IGNORECASE | re.VERBOSE,
)

_MADE = re.compile(r"\s*how\s+the\s+(?:imr\s+)?(?:final\s+)?determination\s+was\s+made\b", re.IGNORECASE)
_INLINE = re.compile(
    r"""\s(?:(?P<made>HOW\ THE\ IMR\ FINAL\ DETERMINATION\ WAS\ MADE)
      | (?P<documents>DOCUMENTS\ REVIEWED)
      | (?P<summary>CLINICAL\ CASE\ SUMMARY)
      | (?P<decisions>IMR\ (?:ISSUES?,\ )?DECISIONS?(?:\(S\))?,?\ AND\ RATIONALES?(?:\(S\))?))""",
    re.VERBOSE,
)
"""The capitals of the headings, for a text whose lines were lost."""


@dataclass(frozen=True, slots=True)
class Part:
    """One section: its kind, where its heading begins, and where its words begin and end."""

    kind: str
    heading: int
    start: int
    end: int


Sections = Mapping[str, Part]
"""Kind to the first section of that kind; `head`, the words above the first heading, is always there."""


def outline(parts: Sequence[Part]) -> Sections:
    """The first section of each kind."""
    kinds: dict[str, Part] = {}
    for part in parts:
        kinds.setdefault(part.kind, part)
    return kinds


def begins_inside(letter: LetterText) -> bool:
    """Whether the text begins with the section on how the determination was made: an excerpt without a header."""
    return _MADE.match(letter.text) is not None


def all_parts(letter: LetterText) -> tuple[Part, ...]:
    """The sections in order; the words above the first heading come first, as `head`."""
    text = letter.text
    matches = list(_HEADING.finditer("\n" + text)) or list(_INLINE.finditer("\n" + text))
    found = [(match.lastgroup or "", match.start(), match.end() - 1) for match in matches]
    head = Part("head", 0, 0, found[0][1] if found else len(text))
    stops = [*(start for _, start, _ in found[1:]), len(text)]
    return (
        head,
        *(
            Part("rationale" if kind == "verdict" else kind, heading, start, stop)
            for (kind, heading, start), stop in zip(found, stops, strict=False)
        ),
    )
