"""The labels above the parts of an item, and how each family of layouts words them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from openimr.corpus.publishers.decisions import decision_at_end, verdict_at_end
from openimr.domain.determinations import Decision

_NAMED = r"""(?P<ca>\b(?:The\s+)?Claims?\s+Administrator(?:'s|’s)?\s+guidelines?(?:\(s\))?\s*:)
      | (?P<reviewer>\b(?:MAXIMUS(?:\s+Federal(?:\s+Services)?)?(?:,\s+Inc\.)?
            |(?:The\s+)?(?:IMR|IMRO|Independent\s+Medical\s+Review)
            (?:\s+(?:Expert|Physician|Medical|Professional))?(?:\s+Reviewer(?:'s|’s)?)?
            |(?:The\s+)?(?:Expert|Physician|Medical|Professional)\s+Reviewer(?:'s|’s)?|Reviewer(?:'s|’s)?)
            \s+guidelines?(?:\(s\))?\s*:)
      | (?P<rationale>\b(?:(?:The\s+)?(?:(?:Expert|Physician|Medical)\s+)?(?:Reviewer(?:'s|’s)\s+)?Decision\s+rationale
            |Rationale\s+for\s+the\s+decision)\s*:)
      | (?P<other>(?<=[\n\v\f])[A-Z][\w.&'/-]*(?:[ ][A-Z][\w.&'/-]*){0,4}[ ]guideline(?:s|\(s\))?\s*:)"""
_SENTENCES = r"""
      | (?P<ca_sentence>(?<=[\n\v\f])[ ]*(?=(?:The\s+)?Claims?\s+Administrator\s+(?:based|did|cited|relied|used|has)\b))
      | (?P<reviewer_sentence>(?<=[\n\v\f])[ ]*(?=(?:The\s+)?(?:Physician|Expert|Professional|Medical|IMR)\s+Reviewer\s+
            (?:based|found|relied|did|cited|used|determined|stated)\b))
      | (?P<reviewer_inline>(?<=\.[\s])(?=(?:The\s+)?(?:Physician|Expert|Professional|Medical|IMR)\s+Reviewer\s+
            (?:based|found|relied|did|cited|used|determined|stated)\b))
      | (?P<section>(?<=[\n\v\f])[ ]*(?:Section\(?s?\)?|Medical\s+Treatment\s+Guideline(?:s|\(s\))?)
            [\w\s]{0,80}?Relied\s+Upon\s+by
            [^:\n\v\f]{0,80}(?:\n(?!\s*The\b)[^:\n\v\f]{0,40})?:?)"""

_PUBLISHER = re.compile(r"\b(?:MTUS|ODG|ACOEM|CA|California|Official|FDA|NICE|CDC|AMA)\b", re.IGNORECASE)
_LAST_WORD = re.compile(r"[GgRrDd](?:uideline|UIDELINE|ationale|ATIONALE|ecision\s*:|ECISION\s*:)")
"""It begins with a set of letters, which a search skips to."""
_LONGEST_LABEL = 70
_RANK = {"section": 0, "ca": 1, "reviewer": 2, "rationale": 3}


@dataclass(frozen=True, slots=True)
class Label:
    """A label: `ca`, `reviewer`, `rationale`, or `section` (a heading over the two lines); its words start at `end`."""

    kind: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class ItemStyle:
    """How a layout words its items: the labels, and the decision that ends a heading (with where it begins)."""

    labels: re.Pattern[str]
    decision: Callable[[str], tuple[Decision, int] | None]


LABELLED = ItemStyle(re.compile(_NAMED, re.VERBOSE | re.IGNORECASE), decision_at_end)
"""Since 2014: "X: Upheld", then lines that begin with a label and a colon."""

SENTENCED = ItemStyle(re.compile(_NAMED + _SENTENCES, re.VERBOSE | re.IGNORECASE), verdict_at_end)
"""Before: "X is not medically necessary.", then "The Claims Administrator based its decision on ..."."""


def find_labels(text: str, start: int, end: int, style: ItemStyle) -> list[Label]:
    """The labels between *start* and *end*; an unknown organization counts after the administrator."""
    found: list[Label] = []
    for match in _matches(text, start, end, style):
        kind = (match.lastgroup or "other").removesuffix("_sentence")
        if kind == "other":
            if not found or found[-1].kind != "ca" or _PUBLISHER.search(match.group()):
                continue
            kind = "reviewer"
        elif not _stands(text, match, found):
            continue
        found.append(Label(kind.removesuffix("_inline"), match.start(), match.end()))
    return found


def _stands(text: str, match: re.Match[str], found: Sequence[Label]) -> bool:
    """Whether a label in words stands for itself. Inside a line it follows the administrator's only; after a
    rationale a heading must stand before it, else the rationale itself speaks of the administrator."""
    name = match.lastgroup or ""
    if name == "reviewer_inline":
        return bool(found) and found[-1].kind == "ca"
    if name.endswith("_sentence") and found and found[-1].kind == "rationale":
        before = text[found[-1].end : match.start()].rstrip()
        return before.endswith(":") or verdict_at_end(before) is not None
    return True


def _matches(text: str, start: int, end: int, style: ItemStyle) -> Iterator[re.Match[str]]:
    """The labels' matches. Looking only round the words that every label ends with is ten times as fast."""
    if style is not LABELLED:
        yield from style.labels.finditer(text, start, end)
        return
    reached = start
    for word in _LAST_WORD.finditer(text, start, end):
        if ":" not in text[word.end() - 1 : word.end() + 6]:
            continue
        match = style.labels.search(text, max(word.start() - _LONGEST_LABEL, reached), min(word.end() + 6, end))
        if match:
            yield match
            reached = match.end()


def by_item(text: str, labels: Sequence[Label], style: ItemStyle) -> list[tuple[Label, ...]]:
    """Labels of one item each: a label that cannot follow the last one begins the next item."""
    groups: list[list[Label]] = []
    for label in labels:
        if groups and (_RANK[label.kind] > _RANK[groups[-1][-1].kind] or _is_exchanged(text, groups[-1], label, style)):
            groups[-1].append(label)
        else:
            groups.append([label])
    return [tuple(group) for group in groups]


def _is_exchanged(text: str, group: Sequence[Label], label: Label, style: ItemStyle) -> bool:
    """Whether the administrator's line follows the reviewer's in one item: no heading stands between them."""
    kinds = {each.kind for each in group}
    if label.kind != "ca" or kinds & {"ca", "rationale"}:
        return False
    return style.decision(text[group[-1].end : label.start]) is None
