"""The words of a timeline: names of kinds and concepts, and what a value says in a few words."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Mapping
from typing import Any

from openimr.rulebook.files import read_yaml

WORDING_FILE = "timelines/timeline.yaml"

_CONTROL = re.compile(
    r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\ufffe\uffff\ud800-\udfff]"
)
"""Signs that print nothing and can hide or turn words."""

_SIDES = {"left": "left", "right": "right", "bilateral": "both sides"}


def wording() -> Mapping[str, Any]:
    """The fixed words of the timeline."""
    content: Mapping[str, Any] = read_yaml(WORDING_FILE)
    return content


def plain(words: str | None) -> str:
    """The words on one line: blanks and line ends become one blank, invisible signs go."""
    return " ".join(_CONTROL.sub("", words or "").split())


def name_concept(concept: str) -> str:
    """A concept as a person says it ("straight_leg_raise" is "Straight leg raise")."""
    said = wording()["names"].get(concept) or concept.replace("_", " ")
    return str(said[:1].upper() + said[1:])


def name_document_kind(kind: str) -> str:
    """The kind of a document as a person says it."""
    said = wording()["documents"].get(kind) or kind.replace("_", " ")
    return str(said[:1].upper() + said[1:])


def say_day(day: dt.date | None) -> str:
    """A date as American readers write it, MM/DD/YYYY; empty for none."""
    return f"{day.month:02d}/{day.day:02d}/{day.year:04d}" if day else ""


def say_site(body_parts: tuple[str, ...], laterality: str | None, levels: tuple[str, ...]) -> str:
    """ "left knee", "lumbar spine L5-S1"; empty where nothing is said."""
    side = _SIDES.get(laterality or "", "")
    return " ".join(word for word in (side, ", ".join(body_parts), ", ".join(levels)) if word)


def say_value(kind: str, value: Mapping[str, Any]) -> tuple[str, ...]:
    """What a fact's value says beyond its concept and site, as short pieces."""
    return tuple(dict.fromkeys(_pieces(kind, value)))


def _pieces(kind: str, value: Mapping[str, Any]) -> Iterator[str]:
    if kind == "pain_score":
        yield _score(value)
        return
    if kind == "imaging" and value.get("modality") in wording()["modalities"]:
        yield wording()["modalities"][value["modality"]]
    for key, form in _FORMS:
        said = value.get(key)
        if said is None or isinstance(said, bool | Mapping):
            continue
        yield form.format(_number(said)).replace("_", " ")


def _score(value: Mapping[str, Any]) -> str:
    low, high = _number(value.get("low", "?")), _number(value.get("high", "?"))
    said = f"{low}/10" if low == high else f"{low}–{high}/10"
    condition = f" {value['condition']}".replace("_", " ") if value.get("condition") else ""
    drugs = {True: " with medication", False: " without medication"}.get(value.get("with_medication", ""), "")
    return f"{said}{condition}{drugs}"


def _number(value: Any) -> str:
    if isinstance(value, float):
        return f"{value:g}"
    if isinstance(value, list | tuple):
        return ", ".join(_number(each) for each in value)
    return plain(str(value))


_FORMS = (
    ("result", "{}"),
    ("severity", "{}"),
    ("change", "{}"),
    ("strength", "{}"),
    ("quantity", "#{}"),
    ("sig", "{}"),
    ("refills", "{} refills"),
    ("action", "{}"),
    ("since", "since {}"),
    ("code", "{}"),
    ("grade", "{}"),
    ("degrees", "{}°"),
    ("pattern", "{}"),
    ("size_mm", "{} mm"),
    ("radiates_to", "to the {}"),
    ("visits", "{} visits"),
    ("authorized", "of {} authorized"),
    ("course", "{}"),
    ("relief_percent", "{} % relief"),
    ("relief_weeks", "for {} weeks"),
    ("response", "response: {}"),
    ("found", "{}"),
    ("restrictions", "{}"),
    ("measure", "{}"),
    ("of", "{}"),
)
"""Keys of values in the order they are said."""
