"""How a fact is said in a letter: plain professional English from its value, its own words where the value is thin."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from openimr.domain.facts import Fact
from openimr.rulebook.files import read_yaml

_SIDES = (
    (re.compile(r"\bR(?=\s+[A-Za-z])"), "right"),
    (re.compile(r"\bL(?=\s+[A-Za-z])"), "left"),
    (re.compile(r"\b[Bb]ilat\b\.?"), "bilateral"),
)
_SPINE = ("cervical spine", "thoracic spine", "lumbar spine", "spine")


def say_fact(fact: Fact, *, with_place: bool = True) -> str:
    """A noun phrase for *fact*, without a final stop, lower case unless a name; "no ..." for an absent one.

    Without *with_place* the body part is left out, for a list under a heading that names it.
    """
    if not with_place:
        kept = {key: said for key, said in fact.value.items() if key not in ("body_part", "body_parts")}
        fact = Fact(fact.id, fact.kind, fact.text, fact.status, kept)
    phrase = _SAYERS.get(fact.kind, _say_concept)(fact)
    if fact.status == "absent" and not phrase.startswith("no "):
        return f"no {_without_article(phrase)}"
    return f"possible {phrase}" if fact.status == "possible" else phrase


def say_date(day: Any) -> str:
    """A date as letters print it, MM/DD/YYYY."""
    return str(day.strftime("%m/%d/%Y"))


def join_words(words: Sequence[str]) -> str:
    """ "a", "a and b", "a, b, and c"; with semicolons where a part has commas of its own."""
    if len(words) < 3:
        return " and ".join(words)
    mark = ";" if any("," in word for word in words) else ","
    return f"{mark} ".join(words[:-1]) + f"{mark} and {words[-1]}"


def place_of(value: Mapping[str, Any], prefix: str = "") -> str:
    """ "the right knee", "both lower extremities", "the lumbar spine at L5-S1"; empty if no place is stated."""
    side, levels = value.get("laterality"), value.get("levels") or ()
    parts = list(value.get("body_parts") or ([value["body_part"]] if value.get("body_part") else []))
    named = join_words([_sided(part, side) for part in parts])
    at = f"at {join_words(list(levels))}" if levels else ""
    if named and prefix:
        named = f"{prefix}{named}"
    return " ".join(piece for piece in (named, at) if piece)


def _sided(part: str, side: str | None) -> str:
    if side == "bilateral" and part not in _SPINE:
        return f"both {_plural(part)}"
    if side in ("left", "right"):
        return f"the {side} {part}" if part not in _SPINE else f"the {part} on the {side}"
    return f"the {part}"


def _plural(part: str) -> str:
    if part.endswith("foot"):
        return part[:-4] + "feet"
    return part[:-1] + "ies" if part.endswith("ity") else part + "s"


def _side_words(value: Mapping[str, Any]) -> str:
    side = value.get("laterality")
    if side == "bilateral":
        return " bilaterally"
    return f" on the {side}" if side else ""


def _without_article(phrase: str) -> str:
    for article in ("a ", "an ", "the "):
        if phrase.startswith(article):
            return phrase[len(article) :]
    return phrase


def _words(concept: str) -> str:
    return concept.replace("_", " ")


def _rows(kind: str) -> Mapping[str, Any]:
    rows: Mapping[str, Any] = read_yaml("lexicons/wording.yaml").get(kind) or {}
    return rows


def _say_concept(fact: Fact) -> str:
    concept = str(fact.value["concept"])
    named = str(_rows(fact.kind).get(concept) or _words(concept))
    place = place_of(fact.value, "of ")
    return f"{named} {place}".rstrip()


def _say_finding(fact: Fact) -> str:
    value = fact.value
    rows = _rows("finding").get(value["concept"]) or {}
    pattern = f"{value['pattern']} " if value.get("pattern") else ""
    slots = {
        "side": _side_words(value),
        "of": f" {place_of(value, 'of ')}".rstrip(),
        "in": f" {place_of(value, 'in ')}".rstrip(),
        "pattern": pattern,
    }
    template = rows.get(value.get("result")) or rows.get("default")
    if template:
        return str(template.format(**slots))
    result = f"{_words(value['result'])} " if value.get("result") else ""
    return f"{result}{_words(value['concept'])}{slots['of']}"


def _say_symptom(fact: Fact) -> str:
    value = fact.value
    named = str(_rows("symptom").get(value["concept"]) or _words(value["concept"]))
    where = place_in_prose(value)
    if value.get("radiates_to"):
        regions = read_yaml("lexicons/wording.yaml")["regions"]
        part = str(value["radiates_to"])
        to = _sided(regions.get(part, part), value.get("radiates_laterality"))
        return f"pain{where and f' in {where}'} radiating to {to}"
    return f"{named} in {where}" if where else named


def place_in_prose(value: Mapping[str, Any]) -> str:
    """ "the neck", "both legs", "the right knee": regions as people call them; empty if none is stated."""
    regions = read_yaml("lexicons/wording.yaml")["regions"]
    side = value.get("laterality")
    parts = list(value.get("body_parts") or ([value["body_part"]] if value.get("body_part") else []))
    return join_words([_sided(regions.get(part, part), None if part in _SPINE else side) for part in parts])


def _say_medication(fact: Fact) -> str:
    value = fact.value
    parts = [str(value.get("name") or value["concept"])]
    if value.get("strength"):
        parts.append(str(value["strength"]))
    if value.get("quantity") is not None:
        parts.append(f"#{value['quantity']:g}")
    return " ".join(parts)


def _say_diagnosis(fact: Fact) -> str:
    name = " ".join(str(fact.value.get("name") or _words(fact.value["concept"])).split())
    for short, long in _SIDES:
        name = short.sub(long, name)
    return name if name[:2].isupper() or any(c.isdigit() for c in name[:3]) else name[:1].lower() + name[1:]


def _say_pain_score(fact: Fact) -> str:
    value = fact.value
    low, high = value.get("low"), value.get("high")
    score = f"{low:g}" if low == high else f"{low:g} to {high:g}"
    when = ""
    if value.get("with_medication") is not None:
        when = " with medication" if value["with_medication"] else " without medication"
    condition = value.get("condition")
    if condition in ("with_activity", "at_rest"):
        when += f" {_words(condition)}"
    return f"{score}/10{when}"


def _say_imaging(fact: Fact) -> str:
    named = _say_concept(fact)
    severity = fact.value.get("severity")
    return f"{severity} {named}" if severity else named


def _say_therapy(fact: Fact) -> str:
    value = fact.value
    named = str(_rows("therapy").get(value["concept"]) or _words(value["concept"]))
    visits = value.get("visits")
    return f"{named} ({visits:g} visits)" if visits else named


_SAYERS: Mapping[str, Callable[[Fact], str]] = {
    "finding": _say_finding,
    "symptom": _say_symptom,
    "medication": _say_medication,
    "diagnosis": _say_diagnosis,
    "pain_score": _say_pain_score,
    "imaging": _say_imaging,
    "therapy": _say_therapy,
}
