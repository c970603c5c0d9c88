"""Layout L4a (2014 to mid 2015): the reviewer's credentials stand in the sentence on how the determination was made."""

from __future__ import annotations

from openimr.corpus.publishers.parts import Layout
from openimr.corpus.publishers.sections import read_sections

LAYOUT = Layout(
    "L4a",
    lambda words: (
        "decisions and rationales" in words and ("licensed to practice" in words or "board certified" in words)
    ),
    read_sections,
)
