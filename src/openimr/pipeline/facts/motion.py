"""Range of motion in degrees: "flexion 90, extension 30 degrees", "C/S: flex 25, L rot 30", "ROM 0-90"."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from openimr.rulebook.files import read_yaml

Degrees = dict[str, int | list[int]]

_NAMES = {
    "flex": "flexion",
    "ff": "flexion",
    "forward flexion": "flexion",
    "ext": "extension",
    "er": "external rotation",
    "ext rot": "external rotation",
    "ir": "internal rotation",
    "int rot": "internal rotation",
    "abd": "abduction",
    "add": "adduction",
    "rot": "rotation",
    "sb": "lateral bending",
    "side bending": "lateral bending",
    "side bend": "lateral bending",
    "lateral flexion": "lateral bending",
    "lateral tilt": "lateral bending",
    "plantarflexion": "plantar flexion",
}
_MOVE = re.compile(
    r"(?<![\w/])(?:(?P<side>left|right|[LR])\.?\s+(?:and\s+(?:left|right)\s+)?)?"
    r"(?P<move>forward flexion|plantar ?flexion|dorsiflexion|lateral flexion|lateral bending|lateral tilt"
    r"|side bend(?:ing)?|ext rot|int rot"
    r"|external rotation|internal rotation|flexion|extension|abduction|adduction|rotation|supination|pronation"
    r"|flex|ext|abd|add|rot|SB|FF|ER|IR)"
    r"(?:[\s:=]|\b(?:was|is|to|of|at|lacks|approximately|about|noted|measured|limited|painful|being|[LR]|left"
    r"|right)\b|\()*"
    r"(?P<low>-?\d{1,3})(?:\s?(?:°|degrees?|deg\.?))?(?:\s?(?:-|–|to)\s?(?P<high>\d{1,3}))?"
    r"(?![\d.]*\d|\s?(?:/|%|mg|visits?|weeks?|x\b|times|out of|years?|months?|days?|lbs?|pounds?|st\b|nd\b|rd\b"
    r"|th\b|minus|plus|\+))"
    r"(?P<unit>\s?(?:°|degrees?|deg\b))?",
    re.IGNORECASE,
)
_ARC = re.compile(
    r"[\s,:]*(?:[\w ]{0,24}?,?\s+)?(?P<low>-?\d{1,2})\s?(?:°|degrees)?\s?(?:-|–"
    r"|to)\s?(?P<high>\d{2,3})(?![\d/%]|\.\d|\s?[-–]\s?\d|\s?(?:mg|weeks|visits))"
)
"""Two numbers and a third are a date ("limited range of motion, on 11-15-16")."""


@dataclass(frozen=True, slots=True)
class Motion:
    """Degrees stated together at `start` to `end`: movement to number, or to [low, high] of a range."""

    start: int
    end: int
    degrees: Degrees


def find_motions(text: str, start: int, end: int) -> Iterator[tuple[int, int, str, int | list[int]]]:
    """Each movement between *start* and *end* with its degrees: start, end, movement, number or range."""
    for match in _MOVE.finditer(text, start, end):
        words = match.group("move")
        if (
            words.isalpha()
            and len(words) <= 3
            and words[0].islower()
            and not match.group("unit")
            and words not in ("ext", "rot", "abd", "add")
        ):
            continue
        name = _NAMES.get(words.lower(), words.lower())
        low, high = int(match.group("low")), match.group("high")
        if abs(low) > 200:
            continue
        side = (match.group("side") or "").lower()
        if side:
            name = f"{'left' if side.startswith('l') else 'right'} {name}"
        yield match.start(), match.end(), name, [low, int(high)] if high else low


def arc_after(text: str, position: int, end: int) -> Motion | None:
    """The arc that follows the words "range of motion" ("ROM minimally decreased, 0-90")."""
    match = _ARC.match(text, position, min(end, position + 40))
    if match is None:
        return None
    return Motion(match.start("low"), match.end(), {"arc": [int(match.group("low")), int(match.group("high"))]})


def is_limited(degrees: Mapping[str, Any], body_part: str | None) -> bool | None:
    """Whether any movement falls short of full motion of *body_part*; None where the guides give no figure."""
    content = read_yaml("lexicons/exam.yaml")
    full = content["full_motion"].get(body_part) if body_part else None
    if full is None:
        return None
    known = [(_reached(value), full[name]) for move, value in degrees.items() if (name := _plain(move)) in full]
    if not known:
        return None
    return any(reached < content["limited_below"] * usual for reached, usual in known)


def _plain(move: str) -> str:
    if move == "arc":
        return "flexion"
    return move.removeprefix("left ").removeprefix("right ")


def _reached(value: int | list[int]) -> int:
    return value[-1] if isinstance(value, list) else value
