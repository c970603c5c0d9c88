"""What a layout finds in a letter, before it becomes a determination."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from openimr.corpus.publishers.lettertext import LetterText
from openimr.domain.determinations import Header, Item, Passage, ReviewerCredentials
from openimr.domain.spans import Problem


@dataclass(frozen=True, slots=True)
class Parts:
    """The parts of a letter; what was not found is empty, and `problems` tells of it."""

    header: Header = field(default_factory=Header)
    reviewer: ReviewerCredentials = field(default_factory=ReviewerCredentials)
    summary: Passage = field(default_factory=Passage)
    items: Sequence[Item] = ()
    problems: Sequence[Problem] = ()


@dataclass(frozen=True, slots=True)
class Layout:
    """One published layout: how to know it, and how to read it."""

    name: str
    recognises: Callable[[str], bool]
    read: Callable[[LetterText, str], Parts]
