"""What a check found in a determination, told to the person who is about to sign it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Severity = Literal["error", "warning", "note"]


@dataclass(frozen=True, slots=True)
class Finding:
    """One finding. An error forbids signing, a warning asks for a look, a note only tells.

    `place` says where ("item 2, rationale, sentence 3"); `message` holds no patient text beyond the request. `ground`
    is the rule on which an appeal could rest it, None where it is no ground of appeal.
    """

    code: str
    severity: Severity
    place: str
    message: str
    advice: str
    ground: str | None = None
