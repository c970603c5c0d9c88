"""Layout L4a (2014 to mid 2015): the reviewer's credentials stand in the sentence on how the determination was made."""

from __future__ import annotations

import re

from openimr.corpus.publishers.parts import Layout
from openimr.corpus.publishers.sections import read_sections

_SENTENCE = re.compile(r"licensed\s+to\s+practice|board[\s-]+certified", re.IGNORECASE)
_HEADING = re.compile(r"ISSUES?\s*,\s*DECISIONS?\s*,?\s*(?:AND|&)\s+RATIONALES?", re.IGNORECASE)

LAYOUT = Layout(
    "L4a", lambda text: _HEADING.search(text) is not None and _SENTENCE.search(text) is not None, read_sections
)
