"""Layout L2 (2013): a notice with numbered findings, then the rationale of each.

Built from the documented headings and the wording of the time; no whole letter was at hand.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from openimr.corpus.publishers.header import read_header
from openimr.corpus.publishers.items import SENTENCED, read_items
from openimr.corpus.publishers.lettertext import LetterText
from openimr.corpus.publishers.outline import Part, Sections, all_parts, outline
from openimr.corpus.publishers.parts import Layout, Parts
from openimr.corpus.publishers.prose import strip
from openimr.corpus.publishers.sections import items_end, read_reviewer, summary_range
from openimr.domain.citations import GuidelineLine
from openimr.domain.determinations import Header, Item
from openimr.domain.treatments import Treatment
from openimr.text.dates import read_date

_TITLE = "notice of independent medical review determination"
_FINDING = re.compile(
    r"(?:has\s+)?determined\s+(?:that\s+)?the\s+(?:(?P<time>retrospective|prospective)\s+)?requests?\s+for\s+(?P<request>.+?)\s+(?:is|are|was|were)\s+"
    r"(?P<denied>not\s+)?medically\s+necessary(?:\s+and\s+appropriate)?",
    re.IGNORECASE | re.DOTALL,
)
_DETERMINED = re.compile(r"\bdetermined\s+(?:that\s+)?the\s+(?:\w+\s+)?requests?\b")
_REGARDING = re.compile(r"(?<=[\n\v\f])\s*\(?\d{1,2}[.)]\s*Regarding\s+the\s+(?:\w+\s+){0,2}requests?\b", re.IGNORECASE)
_STORY = (
    (
        "application_received",
        re.compile(r"application\s+for\s+Independent\s+Medical\s+Review\s+was\s+(?:filed|received)\s+on", re.I),
    ),
    ("ur_denial_date", re.compile(r"Utilization\s+Review\s+(?:Denial|decision)\s+dated", re.I)),
    (
        "date_assigned",
        re.compile(
            r"Notice\s+of\s+Assignment\s+and\s+Request\s+for\s+Information\s+was\s+provided\s.{0,60}?\son", re.I | re.S
        ),
    ),
)


def read_notice(letter: LetterText) -> Parts:
    """The findings give request and decision; the numbered sections after the documents give the rest."""
    parts = all_parts(letter)
    sections = outline(parts)
    return Parts(
        _header(letter, sections),
        read_reviewer(letter, sections),
        summary_range(letter, sections.get("summary")),
        _items(letter, sections, parts),
    )


def _header(letter: LetterText, sections: Sections) -> Header:
    """The header of the notice; dates that it lacks stand in the first sentences of the decision."""
    head = sections["head"]
    header = read_header(letter.text[head.start : head.end])
    for field, words in _STORY:
        found = words.search(letter.text)
        if found and getattr(header, field) is None:
            header = replace(header, **{field: read_date(letter.plain(found.end(), found.end() + 30))})  # type: ignore[arg-type]
    return header


def _items(letter: LetterText, sections: Sections, parts: Sequence[Part]) -> tuple[Item, ...]:
    findings = _findings(letter, sections)
    first = _REGARDING.search(letter.text)
    end = items_end(letter, parts, first.start() if first else 0)
    reasons = read_items(letter, first.start(), end, SENTENCED) if first else ()
    if len(reasons) != len(findings):
        return findings or reasons
    return tuple(
        replace(reason, request=finding.request, decision=finding.decision, sources=finding.sources)
        for finding, reason in zip(findings, reasons, strict=True)
    )


def _findings(letter: LetterText, sections: Sections) -> tuple[Item, ...]:
    """Each finding once: the notice prints them twice."""
    part = sections.get("findings") or sections["head"]
    found = list(_FINDING.finditer(letter.text, part.start, part.end))
    if not found:
        found = list(_FINDING.finditer(letter.text, 0, sections["head"].end))
    items = []
    for match in found:
        first = match.start("time") if match.group("time") else match.start("request")
        start, end = strip(letter.text, first, match.end())
        items.append(
            Item(
                request=letter.plain(first, match.end("request")),
                treatment=Treatment(None, None, None),
                decision="upheld" if match.group("denied") else "overturned",
                claims_administrator_guideline=GuidelineLine(""),
                sources=letter.spans(start, end),
            )
        )
    return tuple(items)


LAYOUT = Layout(
    "L2", lambda words: _TITLE in words and _DETERMINED.search(words) is not None, read_notice, frozenset({"priority"})
)
