# ruff: noqa: E501 -- tables of forms, one kind a line
"""The labelled set: documents filled from templates with invented identifiers, and where each of them stands."""

from __future__ import annotations

import random
import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from openimr.text.dates import MONTH_NAMES

FOLDER = Path(__file__).parent
PARTS = ("visible", "held_out", "fresh", "blind_a", "blind_b", "blind_c")
_SLOT = re.compile(r"\{(?P<slot>[a-z]+\d?)(?:\.(?P<form>\w+))?\}|\[\[(?P<stays>[^\]]+)\]\]")
_PARTICLES = ("de", "del", "van", "von", "der", "den", "la", "los")
_BODIES = {"employer": "emp", "clinic": "clin1", "insurer": "ins"}
"""The slots of the organizations that every part has; a part's further kinds stand in slots of their own name."""
_KINDS = {"pt": "employee", "dr": "physician", "per": "person", "emp": "employer", "clin": "clinic", "ins": "insurer"}
_STREETS = (
    "Alder Creek Road",
    "W. Harbor Blvd.",
    "Camino del Sol",
    "Mission Avenue",
    "S. Figtree Lane",
    "El Paseo Drive",
    "9th Street",
    "Old Mill Court",
)
_UNITS = ("", ", Suite 210", ", Apt. 4B", " #12", ", Ste 300-A")
_CITIES = (
    "Fresno",
    "San Bernardino",
    "Oxnard",
    "Modesto",
    "Chula Vista",
    "Long Beach",
    "Salinas",
    "West Covina",
    "Stockton",
    "Thousand Oaks",
)
_WEB = ("valleyortho", "pacificharvest", "claimsdesk", "rbspine", "mdsign", "northcare")


@dataclass(frozen=True, slots=True)
class Label:
    """An identifier, or clinical words that must stay, at `start` to `end`."""

    start: int
    end: int
    kind: str


@dataclass(frozen=True, slots=True)
class Labelled:
    """A document, its identifiers and clinical words, and what the office knows of its case."""

    name: str
    part: str
    text: str
    identifiers: tuple[Label, ...]
    clinical: tuple[Label, ...]
    known: tuple[tuple[str, str], ...]


def documents(fills: int = 6) -> list[Labelled]:
    """Every template, filled that many times: the same each time."""
    return [
        _filled(part, number, template["text"], fill)
        for part in PARTS
        for number, template in enumerate(_read(f"{part}.yaml"), start=1)
        for fill in range(fills)
    ]


@cache
def _read(name: str) -> Any:
    return yaml.safe_load((FOLDER / name).read_text(encoding="utf-8"))


def _filled(part: str, number: int, template: str, fill: int) -> Labelled:
    chance = random.Random(f"{part} {number} {fill}")
    values = _values(part, chance)
    pieces: list[str] = []
    identifiers: list[Label] = []
    clinical: list[Label] = []
    at = last = 0
    for match in _SLOT.finditer(template):
        pieces.append(template[last : match.start()])
        at += match.start() - last
        last = match.end()
        words = match["stays"] or _form(values[match["slot"]], match["form"], chance)
        labels = clinical if match["stays"] else identifiers
        kind = "clinical" if match["stays"] else _KINDS.get(match["slot"].rstrip("123"), match["slot"].rstrip("123"))
        labels.append(Label(at, at + len(words), kind))
        pieces.append(words)
        at += len(words)
    text = "".join((*pieces, template[last:]))
    known = tuple((kind, values[slot]) for slot, kind in _KNOWN)
    return Labelled(f"{part} {number}.{fill}", part, text, tuple(identifiers), tuple(clinical), known)


_KNOWN = (
    ("pt", "employee"),
    ("dr1", "physician"),
    ("emp", "employer"),
    ("clin1", "clinic"),
    ("ins", "claims administrator"),
    ("claim", "claim number"),
    ("dob", "date of birth"),
)
"""What the forms of a case tell its office."""


def _values(part: str, chance: random.Random) -> dict[str, str]:
    names = _read("names.yaml")[part]
    people = chance.sample(_listed(names["people"]), 6)
    bodies = {kind: chance.choice(_listed(listed)) for kind, listed in names["organizations"].items()}

    def figures(count: int) -> str:
        return "".join(chance.choice("0123456789") for _ in range(count))

    def address() -> str:
        town, unit, joint = chance.choice(_CITIES), chance.choice(_UNITS), chance.choice((", ", "\n", ", "))
        return f"{chance.randint(12, 19999)} {chance.choice(_STREETS)}{unit}{joint}{town}, CA 9{figures(4)}"

    def phone() -> str:
        area, rest = chance.choice(("209", "619", "818", "714")), f"555{chance.choice('-.-')}01{figures(2)}"
        return chance.choice(
            (f"({area}) {rest}", f"{area}-{rest}", f"{area}.{rest.replace('-', '.')}", f"1-{area}-{rest}")
        )

    month, day, year = chance.randint(1, 12), chance.randint(1, 28), chance.randint(1945, 1995)
    born = (
        f"{month:02d}/{day:02d}/{year}",
        f"{month}/{day}/{year % 100:02d}",
        f"{MONTH_NAMES[month - 1]} {day}, {year}",
        f"{year}-{month:02d}-{day:02d}",
    )
    claim = (
        f"WC-{figures(4)}-{figures(6)}",
        f"{figures(8)}-0001",
        f"0{figures(2)}E{figures(8)}",
        f"SIF{figures(7)}",
        f"{figures(3)}-CB-{figures(7)}-X",
    )
    letters = "ABCDEFGHJKLMNPRSTUVWXYZ"
    return {
        "pt": people[0], "dr1": people[1], "dr2": people[2], "dr3": people[3], "per1": people[4], "per2": people[5],
        **{slot: bodies[kind] for kind, slot in _BODIES.items()},
        "addr": address(), "addr2": address(), "city": chance.choice(_CITIES), "phone": phone(), "fax": phone(), "area": "818",
        "email": f"{people[4].split()[0].lower()}.{figures(2)}@{chance.choice(_WEB)}.{chance.choice(('com', 'org', 'net'))}",
        "url": f"www.{chance.choice(_WEB)}.com/{chance.choice(('imr', 'help', 'portal'))}",
        "ssn": chance.choice((f"{figures(3)}-{figures(2)}-{figures(4)}", f"XXX-XX-{figures(4)}")),
        "claim": chance.choice(claim), "adj": f"ADJ{figures(7)}", "mrn": chance.choice((figures(7), f"MR-{figures(6)}", f"{figures(2)}-{figures(6)}")),
        "npi": f"1{figures(9)}", "lic": chance.choice((f"A{figures(5)}", f"G {figures(5)}", f"20A{figures(4)}", figures(6))),
        "policy": f"{chance.choice(letters)}{chance.choice(letters)}{figures(8)}", "acct": f"{figures(4)}-{figures(5)}", "tax": f"{figures(2)}-{figures(7)}",
        "plate": f"{chance.randint(4, 8)}{''.join(chance.choice(letters) for _ in range(3))}{figures(3)}", "dl": f"{chance.choice(letters)}{figures(7)}",
        "serial": f"NS{figures(3)}-{figures(5)}", "serial2": f"{figures(9)}", "dea": f"B{chance.choice(letters)}{figures(7)}", "bar": figures(6),
        "dob": chance.choice(born), **{kind: name for kind, name in bodies.items() if kind not in _BODIES},
    }  # fmt: skip


def _listed(words: str) -> list[str]:
    return [each.strip() for each in words.split("|") if each.strip()]


def _form(value: str, form: str | None, chance: random.Random) -> str:
    words = value.split()
    cut = next((at for at, word in enumerate(words) if at and word in _PARTICLES), len(words) - 1)
    first, last = words[0], " ".join(words[cut:])
    middle = " ".join(words[:cut])
    forms = {
        None: value, "first": first, "last": last, "LAST": last.upper(), "lf": f"{last}, {middle}", "LF": f"{last}, {middle}".upper(),
        "upper": value.upper(), "low": value.lower(), "mid": f"{first} {chance.choice('BDEJKLMR')}. {last}", "ini": f"{first[0]}. {last}",
        "initials": f"{first[0]}.{last.upper()[0]}.", "ocr": _misspelt(last, chance),
    }  # fmt: skip
    return forms[form]


def _misspelt(word: str, chance: random.Random) -> str:
    if len(word) < 3:
        return word
    at = chance.randint(1, len(word) - 2)
    return chance.choice(
        (
            word[:at] + word[at + 1 :],
            word[:at] + word[at] + word[at:],
            word[:at] + word[at + 1] + word[at] + word[at + 2 :],
        )
    )
