"""Layout L4b (2015 on): the reviewer's credentials stand in a block of their own, with licensure and specialty."""

from __future__ import annotations

from openimr.corpus.publishers.parts import Layout
from openimr.corpus.publishers.sections import read_sections

LAYOUT = Layout("L4b", lambda words: "following credentials:" in words or "of licensure:" in words, read_sections)
