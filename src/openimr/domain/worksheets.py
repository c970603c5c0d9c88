"""The MTUS methodology worksheet (8 CCR 9792.25.1): recommendations that compete, and the studies behind them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Question = Literal["treatment_benefits", "diagnostic_test", "prognosis", "treatment_harms"]


@dataclass(frozen=True, slots=True)
class Study:
    """One study that supports a recommendation, cited as 8 CCR 9792.21.1(d)(3) asks.

    `level` is one of the scale's for the question, None: not placed yet. `is_applicable`: its patients, settings,
    interventions and outcomes are like this worker's; None: not judged yet. `applicability` and `bias` explain.
    """

    authors: str
    title: str
    journal: str = ""
    volume: str = ""
    year: int | None = None
    pages: str = ""
    level: str | None = None
    is_applicable: bool | None = None
    applicability: str = ""
    bias: str = ""


@dataclass(frozen=True, slots=True)
class Recommendation:
    """One of the recommendations at variance. `searched` says where studies were looked for, if none was found."""

    id: str
    says: str
    source: str
    rank: Literal["mtus", "acoem_odg", "other"]
    studies: tuple[Study, ...] = ()
    searched: str = ""


@dataclass(frozen=True, slots=True)
class Worksheet:
    """What a reviewer fills in for one item, counted from 1, whose recommendations compete.

    `follows` is the id of the recommendation that governs, None: not chosen yet; `why` explains the choice. `scale` is
    the hierarchy of evidence in force on the day of the determination, None: that day is not known yet.
    """

    item: int
    question: Question
    competing: tuple[Recommendation, ...]
    follows: str | None = None
    why: str = ""
    scale: str | None = None
