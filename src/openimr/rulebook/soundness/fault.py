"""One thing wrong with a guideline file."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong (`code`), where (a guideline, edition or criterion id), and how to mend it, in one sentence."""

    code: str
    where: str
    message: str
