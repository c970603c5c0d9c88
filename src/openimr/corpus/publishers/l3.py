"""Layout L3 (late 2013 to early 2014): documents reviewed before the summary, decisions in sentences.

Built from the documented headings and the wording of the time; no whole letter was at hand.
"""

from __future__ import annotations

import re

from openimr.corpus.publishers.items import SENTENCED
from openimr.corpus.publishers.parts import Layout
from openimr.corpus.publishers.sections import read_sections

_DOCUMENTS = re.compile(r"(?:^|[\n\v\f])\s*DOCUMENTS REVIEWED\s*[:.]?\s*[\n\v\f]", re.IGNORECASE)
_DECISIONS = re.compile(r"IMR\s+DECISIONS?(?:\(S\))?\s+AND\s+RATIONALES?(?:\(S\))?", re.IGNORECASE)

LAYOUT = Layout(
    "L3",
    lambda text: _DECISIONS.search(text) is not None and _DOCUMENTS.search(text) is not None,
    lambda letter: read_sections(letter, SENTENCED),
)
