"""What a layout finds in a letter, before it becomes a determination."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Literal

from openimr.corpus.publishers.lettertext import LetterText
from openimr.domain.determinations import Header, Item, ReviewerCredentials


@dataclass(frozen=True, slots=True)
class Parts:
    """The parts of a letter; what was not found is empty. `summary` is where the case summary's words stand."""

    header: Header = field(default_factory=Header)
    reviewer: ReviewerCredentials = field(default_factory=ReviewerCredentials)
    summary: tuple[int, int] = (0, 0)
    items: Sequence[Item] = ()
    status: Literal["published", "draft", "signed"] = "published"


@dataclass(frozen=True, slots=True)
class Layout:
    """One published layout: how to know it by its words in lower case, how to read it, and which parts it never has."""

    name: str
    recognises: Callable[[str], bool]
    read: Callable[[LetterText], Parts]
    unprinted: frozenset[str] = frozenset()
