"""What is marked on a page."""

from __future__ import annotations

from dataclasses import dataclass

from openimr.domain.pictures import Rectangle


@dataclass(frozen=True, slots=True)
class Mark:
    """One piece of evidence: the tag printed beside it, its characters on the page, and where they stand on paper."""

    tag: str
    start: int
    end: int
    areas: tuple[Rectangle, ...] = ()
    is_decisive: bool = False


AMBER = (1.0, 0.85, 0.35)
BLUE = (0.66, 0.86, 1.0)
"""How much of red, green and blue a mark lets through: ink stays ink, as under a marker pen."""

DARK_AMBER = (122, 59, 0)
DARK_BLUE = (18, 63, 115)
