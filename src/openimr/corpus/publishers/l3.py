"""Layout L3 (late 2013 to early 2014): documents reviewed before the summary, decisions in sentences.

Built from the documented headings and the wording of the time; no whole letter was at hand.
"""

from __future__ import annotations

from openimr.corpus.publishers.items import SENTENCED
from openimr.corpus.publishers.parts import Layout
from openimr.corpus.publishers.sections import read_sections

_HEADINGS = ("imr decision(s) and rationale(s)", "imr decision and rationale", "imr decisions and rationales")

LAYOUT = Layout(
    "L3",
    lambda words: "documents reviewed" in words and any(heading in words for heading in _HEADINGS),
    lambda letter: read_sections(letter, SENTENCED),
    frozenset({"date_assigned"}),
)
