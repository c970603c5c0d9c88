"""Layout L4b (2015 on): the reviewer's credentials stand in a block of their own, with licensure and specialty."""

from __future__ import annotations

import re

from openimr.corpus.publishers.parts import Layout
from openimr.corpus.publishers.sections import read_sections

_BLOCK = re.compile(r"(?:following\s+credentials|State(?:s|\(s\))?\s+of\s+Licensure)\s*:", re.IGNORECASE)

LAYOUT = Layout("L4b", lambda text: _BLOCK.search(text) is not None, read_sections)
