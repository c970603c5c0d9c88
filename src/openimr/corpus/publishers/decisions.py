"""The words for a decision. Outcomes refer to the denial: upheld means that it stands."""

from __future__ import annotations

import re

from openimr.domain.determinations import Decision

WORDS = (
    r"(?:(?:partial(?:ly)?|modified)[\s-]+)?(?:upheld|uphold|overturned|overturn|reversed|affirmed|modified)"
    r"(?:[\s,]+in[\s-]+part)?(?:\s*[/,&]\s*(?:upheld|overturned|modified)(?:[\s,]+in[\s-]+part)?)?"
)
"""A regular expression for a decision, to be read without regard to case."""

_AT_END = re.compile(
    r"(?:\bis\s*)?[:;–—-]?[\s*]*(?P<decision>" + WORDS + r")(?:[\s:]*(?P=decision))*[\s.*\"'”)\]]*$", re.IGNORECASE
)
_AT_ALL = re.compile(r"[Uu]p[Hh]|UPH|[Oo]ver[Tt]|OVERT|[Rr]eversed|[Aa]ffirmed|[Mm]odif|REVERS|AFFIRM|MODIF")
_LONGEST = 80
"""The most characters that a decision takes at a heading's end, printed twice and with signs around it."""

LINE_END = re.compile(
    r"[:–—][\s*]*(?P<decision>" + WORDS + r")(?:[\s:]*(?P=decision))*[ .*\"'”)\]]*(?=[\n\v\f]|$)", re.IGNORECASE
)
"""A decision after a colon or dash at the end of a line."""


def decision_at_end(words: str) -> tuple[Decision, int] | None:
    """The decision that ends *words*, and where the words before it end."""
    if not _AT_ALL.search(words, max(len(words) - _LONGEST, 0)):
        return None
    found = _AT_END.search(words, max(len(words) - _LONGEST, 0))
    if found is None:
        return None
    return read_decision(found.group("decision")), found.start()


def read_decision(word: str) -> Decision:
    """What a decision word means; a modified or partial decision is partially overturned."""
    plain = word.lower()
    if "part" in plain or "modif" in plain or ("uph" in plain and "overt" in plain):
        return "partially_overturned"
    return "upheld" if plain.startswith(("uph", "affirm")) else "overturned"


_VERDICT = re.compile(
    r"\s+(?:is|are|was|were)\s+(?P<denied>not\s+)?medically\s+necessary(?:\s+and\s+appropriate)?[\s.:]*$", re.IGNORECASE
)


def verdict_at_end(words: str) -> tuple[Decision, int] | None:
    """The decision of a heading that is a sentence: "X is not medically necessary and appropriate."."""
    found = _VERDICT.search(words, max(len(words) - _LONGEST, 0))
    if found is None:
        return decision_at_end(words)
    return ("upheld" if found.group("denied") else "overturned"), found.start()
