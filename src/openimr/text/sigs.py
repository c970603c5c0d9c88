"""How a drug is taken and how much is dispensed: sig, quantity, refills, days' supply, strength."""

from __future__ import annotations

import re
from dataclasses import dataclass

from openimr.text.numbers import NUMBER, RANGE, range_of, value_of, whole

_N, _R = NUMBER, RANGE
_UNIT_NAMES = {
    "tablet": r"tab(?:let)?s?",
    "capsule": r"cap(?:sule)?s?",
    "pill": r"pills?",
    "patch": r"patch(?:es)?",
    "puff": r"puffs?",
    "drop": r"drops?|gtts?",
    "spray": r"sprays?",
    "unit": r"units?",
    "gram": r"grams?|gms?|g",
    "ml": r"ml|mls|cc|ccs",
    "tube": r"tubes?",
    "bottle": r"bottles?",
    "box": r"box(?:es)?",
    "vial": r"vials?",
    "pack": r"packs?|packets?|paks?",
    "kit": r"kits?",
    "jar": r"jars?",
    "film": r"films?|strips?",
    "application": r"applications?",
    "ounce": r"oz|ounces?",
    "bag": r"bags?",
    "suppository": r"suppositor(?:y|ies)",
    "lozenge": r"lozenges?|troches?",
    "syringe": r"syringes?",
}
_UNIT = "|".join(rf"(?P<{name}>{pattern})" for name, pattern in _UNIT_NAMES.items())
_UNIT_PLAIN = "|".join(_UNIT_NAMES.values())
_DOSED = (
    rf"(?:{_UNIT_NAMES['tablet']}|{_UNIT_NAMES['capsule']}|pills?|patch(?:es)?|puffs?|drops?|sprays?|films?|strips?"
    r"|applications?|units?)"
)

_PER_DAY = r"(?:\s*/\s*|\s+(?:a|per|each|every|an?)\s+|\s+)(?:day|daily|d\b|24\s?(?:hours|hrs|h)\b)"
_TIMES = r"(?:\s*(?:x|times?|×)\s*)"
_HOURS = r"(?:\s*(?:hours?|hrs?\.?|h\b|°))"
_DAY = (
    r"(?P<bid>b\.?\s?i\.?\s?d\.?(?![a-z])|twice\s+(?:a\s+|per\s+)?(?:day|daily)|twice\s+each\s+day|q\s?12\s?h(?:ou)?rs?\b"
    r"|(?:every|each)\s+(?:morning|am)\s+and\s+(?:every\s+|each\s+|at\s+)?(?:evening|night|bedtime|pm))"
    r"|(?P<tid>t\.?\s?i\.?\s?d\.?(?![a-z])|thrice\s+(?:a\s+)?(?:day|daily))"
    r"|(?P<qid>q\.?\s?i\.?\s?d\.?(?![a-z]))"
    r"|(?P<qod>q\.?\s?o\.?\s?d\.?(?![a-z])|every\s+other\s+day)"
    r"|(?P<weekly>(?:once\s+(?:a\s+|per\s+)?|q\s?|every\s+)week(?:ly)?\b|\bweekly\b)"
    r"|(?P<night>q\.?\s?h\.?\s?s\.?(?![a-z])|\bh\.?s\.?(?![a-z\w])|(?:at|before|q|every|each)\s+(?:bed\s?time|night)|\bnightly\b|q\s?p\.?m\.?(?![a-z])|\bbedtime\b)"
    r"|(?P<qd>\bq\.?\s?d\.?(?:ay)?(?![a-z])|\bq\.?\s?a\.?m\.?(?![a-z])|\bo\.d\.|\bonce\s+(?:a\s+|per\s+)?(?:day|daily)"
    r"|(?:every|each)\s+(?:day|morning|evening|am|pm)|\bdaily\b|\bper\s+day\b|12\s*(?:hours?|hrs?)\s*on[\s,/and]*12\s*(?:hours?|hrs?)\s*off)"
)
_FREQUENCY = re.compile(
    rf"(?P<each>\bq\.?\s?|\b(?:every|each)\s+)(?P<gap>{_R})(?P<gap_unit>{_HOURS}|\s*days?\b|\s*d\b|\s*weeks?\b|(?=\s*(?:prn|p\.r\.n|as|\)|,|;|\.|$)))"
    rf"|(?P<count>{_R}){_TIMES}{_PER_DAY}"
    rf"|(?<!\s){_TIMES}(?P<count_after>{_R})\s*(?:/\s*|per\s+|a\s+)?(?:day|daily)\b"
    rf"|(?P<count_weekly>{_R}){_TIMES}(?:\s*/\s*|\s*(?:a|per|each)\s+)?(?:week|wk)\b"
    rf"|(?:up\s+to|max(?:imum)?(?:\s+of)?|not\s+(?:to\s+)?(?:exceed|more\s+than)|no\s+more\s+than)\s+(?P<cap>{_R})(?:\s*{_DOSED})?{_PER_DAY}"
    rf"|(?P<count_plain>{_R})(?:\s*{_DOSED})?(?:\s*/\s*|\s+(?:a|per)\s+)day\b"
    rf"|{_DAY}",
    re.IGNORECASE,
)
_AS_NEEDED = re.compile(
    r"\bp\.?\s?r\.?\s?n\.?(?![a-z])|\bas[\s-]needed\b|\bif needed\b|\bwhen needed\b|\bas necessary\b", re.IGNORECASE
)
_DIRECTED = re.compile(r"\b(?:take|use|apply)?\s*as\s+directed\b|\but(?:\s|-)?dict\b", re.IGNORECASE)
_ROUTE = re.compile(
    r"(?P<oral>\bp\.?\s?o\.?(?![a-z\w])|\bby\s+mouth\b|\borally\b|\boral\b)"
    r"|(?P<topical>\btopical(?:ly)?\b|\bto\s+(?:the\s+)?(?:affected|skin)\b|\btransdermal(?:ly)?\b|\bapply\b)"
    r"|(?P<intramuscular>\bintramuscular(?:ly)?\b|\bIM\b)"
    r"|(?P<intravenous>\bintravenous(?:ly)?\b|\biv\b)"
    r"|(?P<sublingual>\bsublingual(?:ly)?\b|\bSL\b)"
    r"|(?P<rectal>\brectal(?:ly)?\b|\bper\s+rectum\b)"
    r"|(?P<nasal>\b(?:intra)?nasal(?:ly)?\b)"
    r"|(?P<subcutaneous>\bsubcutaneous(?:ly)?\b|\bsubq\b|\bSQ\b)",
    re.IGNORECASE,
)
_DOSE = re.compile(
    rf"(?:(?P<take>\b(?:take|takes|taking|apply|use|using|sig:?|place|inject|inhale)\s+)(?:up\s+to\s+)?)?(?<![\w./#%-])(?P<units>{_R}|\bi{{1,3}})"
    rf"(?!\s*(?:mg|mcg|%|months?|weeks?|refill|hours?|days?|times|x\b))"
    rf"(?:\s*{_DOSED}\b|(?=\s*,?\s*(?:po\b|p\.o\.|by\s+mouth|orally|bid\b|b\.i\.d|tid\b|t\.i\.d|qid\b|q\.i\.d|q\.?\s?\d|q\.?\s?h|q\.?\s?d|qam|qpm|daily\b|nightly\b|every\b|at\s+(?:bed|night)|prn\b|twice\b|once\b|{_N}\s*(?:x|times)\b)))",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Sig:
    """How a drug is taken, read at `start` to `end` (half-open; `text` is that slice).

    `times_per_day` is the upper bound of what the words allow ("q4-6h" is 6) and `times_per_day_min` the
    lower; `units_per_dose` likewise ("1-2 tabs" is 2). `max_per_day` is a stated cap in units a day.
    None: the words do not say.
    """

    times_per_day: float | None
    times_per_day_min: float | None
    units_per_dose: float | None
    as_needed: bool
    route: str | None
    text: str
    start: int
    end: int
    units_per_dose_min: float | None = None
    max_per_day: float | None = None

    @property
    def units_per_day(self) -> float | None:
        """The most units a day that the words allow, one a dose where they do not say; None without a frequency."""
        if self.times_per_day is None:
            return self.max_per_day
        most = self.times_per_day * (self.units_per_dose or 1)
        return min(most, self.max_per_day) if self.max_per_day else most


@dataclass(frozen=True, slots=True)
class Quantity:
    """An amount dispensed or asked for, and its unit ("tablet", "gram", ...) where the words give one."""

    count: float | int
    unit: str | None
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Strength:
    """A strength in normal form ("10 mg", "10/325 mg", "0.025%", "25 mcg/hr")."""

    text: str
    start: int
    end: int


def read_sig(text: str) -> Sig | None:
    """The first sig of *text*, or None; hand in the words of one drug only."""
    frequency = cap = None
    for match in _FREQUENCY.finditer(text):
        if match.group("cap"):
            cap = cap or match
        else:
            frequency = frequency or match
    needed = _AS_NEEDED.search(text)
    dose = _dose_near(text, frequency or cap)
    anchor = frequency or cap or needed or (dose if dose and dose.group("take") else None) or _DIRECTED.search(text)
    if anchor is None:
        return None
    route = _ROUTE.search(text, max(anchor.start() - 40, 0), anchor.end() + 40)
    pieces = [p for p in (frequency, cap, needed, dose, route) if p and _is_near(p, anchor)] or [anchor]
    start, end = min(p.start() for p in pieces), max(p.end() for p in pieces)
    low, high = _times(frequency) if frequency else (None, None)
    if frequency is None and cap is not None:
        low, high = None, range_of(cap.group("cap"))[1]
    units = _units(dose) if dose else (None, None)
    limit = range_of(cap.group("cap"))[1] if cap and frequency else None
    return Sig(
        high, low, units[1], bool(needed), _route_name(route), text[start:end].strip(), start, end, units[0], limit
    )


def read_quantity(text: str) -> Quantity | None:
    """The amount asked for ("#45", "QTY: 8", "30 tablets", "167 grams", "x 60"), or None if none is stated."""
    for pattern in (_HASH, _LABELLED, _COUNTED, _CROSS):
        matches = list(pattern.finditer(text))
        if pattern is _HASH and len(matches) > 1 and float(matches[0].group("n")) <= 4:
            del matches[0]  # "with codeine #3, #60": the first names the drug
        for match in matches:
            if not _is_dose(text, match):
                return Quantity(whole(range_of(match.group("n"))[1]), _unit_name(match), match.start(), match.end())
    return None


def read_refills(text: str) -> int | None:
    """How many refills *text* states ("with 2 refills", "RF: 0", "no refills"), or None."""
    match = _REFILLS.search(text)
    if match is None:
        return None
    if match.group("none"):
        return 0
    return int(value_of(match.group("before") or match.group("after")))


def read_days_supply(text: str) -> float | int | None:
    """The days' supply that *text* states ("day supply: 30", "30-day supply", "one month supply"), or None."""
    match = _SUPPLY.search(text)
    if match is None:
        return None
    if match.group("days") or match.group("label"):
        return whole(value_of(match.group("days") or match.group("label")))
    count = value_of(match.group("count")) if match.group("count") else 1.0
    return whole(count * (30 if match.group("period").lower().startswith("m") else 7))


def read_strength(text: str) -> Strength | None:
    """The first strength of *text*, or None."""
    for match in _STRENGTH.finditer(text):
        if match.group("percent"):
            return Strength(f"{_tidy(match.group('percent'))}%", match.start(), match.end())
        if match.group("unit") and match.group("unit").lower()[0] == "g" and _GRAMS_ONLY.match(match.group("parts")):
            continue  # "cream 120 gm" is an amount, "sucralfate 1 gm" a strength
        if match.group("bare"):
            return Strength(f"{re.sub(_JOINT, '/', match.group('bare'))} mg", match.start(), match.end())
        return Strength(_amount(match), match.start(), match.end())
    return None


_HASH = re.compile(
    r"(?<!tylenol )(?<!tylenol)(?<!codeine )(?<!\w)(?:#|№|\bno\.)\s*"
    rf"(?P<n>\d+(?:\.\d+)?)(?![\d/]|\.\d)(?:\s*(?:{_UNIT})\b)?",
    re.IGNORECASE,
)
_LABELLED = re.compile(
    rf"\b(?:qty|quantity|quantities|qnty|quan|dispense|disp|amount|count|total(?:\s+of)?)\b\.?\s*(?:of\b|is\b|[:=#(-])?\s*[#(]?\s*(?P<n>{_N})"
    rf"(?![\w%]|\.\d|\s*(?:mg|mcg|%))(?:\s*\))?(?:\s*(?:{_UNIT})\b)?",
    re.IGNORECASE,
)
_COUNTED = re.compile(
    rf"(?<![\w./%-])(?P<n>{_N})(?:\s?\(\s?#?\d+\s?\))?\s*-?\s*(?:count\b|ct\b|(?:{_UNIT})\b(?!\s*(?:/|per\b)))",
    re.IGNORECASE,
)
_CROSS = re.compile(
    r"(?<![\d\w])[x×]\s*(?P<n>\d{1,4})\b(?!\s*(?:/|-|\.\d|days?|weeks?|wks?|months?|mos?\b|years?|yrs?|visits?|sessions?|per|times|hours?|hrs?|x\b|%|mg|refill))",
    re.IGNORECASE,
)
_DOSE_BEFORE = re.compile(
    r"(?:take|takes|taking|apply|use|place|sig:?|dose:?|up to|-|\bto|/|max(?:imum)?(?: of)?)\s*\Z", re.IGNORECASE
)
_DOSE_AFTER = re.compile(
    r"[\s,(]*(?:po\b|p\.o\.|by mouth|orally|bid\b|tid\b|qid\b|b\.i\.d|t\.i\.d"
    r"|q\.?\s?\d|q\.?\s?h|q\.?\s?d|qam|qpm|daily\b|nightly\b|every\b|each\b|at (?:bed|night)|prn\b"
    r"|twice\b|once\b|(?:one|two|three|four|\d+)\s*(?:x|times)\b|a day|per day|/\s?day|as needed|to (?:the )?affected)",
    re.IGNORECASE,
)
_REFILLS = re.compile(
    rf"(?P<none>\b(?:no|zero|without|w/o)\s+refills?\b)|(?<![\w.#])(?P<before>{_N})(?:\s?\(\s?\d+\s?\))?\s*(?:additional\s+|monthly\s+)?(?:refills?\b|RFs?\b|refill\(s\))(?!\s*[:x=]?\s*\d+\s*(?:$|[,;.)]))"
    rf"|\b(?:refills?|refill\(s\)|RFs?)\s*(?:of\s*|is\s*|[:x×=(-]\s*)*(?P<after>{_N})(?![\d/])",
    re.IGNORECASE,
)
_SUPPLY = re.compile(
    rf"(?:\bdays?['’]?s?\s+(?:supply|supplied)\s*(?:of\b|[:=-])?\s*(?P<label>{_N}))"
    rf"|(?P<days>{_N})(?:\s?\(\s?\d+\s?\))?\s*-?\s*days?['’]?\s*['’]?s?\s*-?\s*suppl(?!\w*\s*[:=]\s*\d)"
    rf"|(?:(?P<count>{_N})(?:\s?\(\s?\d+\s?\))?[\s-]*|\b(?:a|per)\s+)(?P<period>months?|mos?|weeks?|wks?)['’]?s?\s*-?\s*(?:worth|suppl)",
    re.IGNORECASE,
)
_JOINT = re.compile(r"\s*(?:mg)?\s*[-/]\s*", re.IGNORECASE)
_STRENGTH = re.compile(
    r"(?<![\w.#/])(?:(?P<percent>\d+(?:\.\d+)?|\.\d+)\s*%"
    r"|(?P<parts>(?:\d{1,3}(?:,\d{3})+|\d+(?:\.\d+)?|\.\d+)(?:\s*(?:mg|mcg)?\s*[-/]\s*\d+(?:\.\d+)?){0,3})\s*-?\s*"
    r"(?P<unit>mgs?|milligrams?|mcgs?|micrograms?|µg|ug|meq|iu|units?/ml|gm?s?(?=\b))(?:\s*/\s*(?P<per>\d*\s*(?:hr|hour|h|ml|actuation|spray|patch)))?(?!\w)(?!\s*/\s*d(?:ay)?\b)"
    r"|(?P<bare>\d+(?:\.\d+)?\s*[-/]\s*(?:200|300|325|400|500|650|660|750)(?:\s*[-/]\s*\d+(?:\s*[-/]\s*\d+)?)?)(?![\d%])"
    r")",
    re.IGNORECASE,
)
_GRAMS_ONLY = re.compile(r"(?:[5-9]|\d{2,})")
_UNIT_FORMS = {
    "mi": "mg",
    "mg": "mg",
    "mc": "mcg",
    "µg": "mcg",
    "ug": "mcg",
    "me": "mEq",
    "iu": "IU",
    "un": "units/ml",
    "g": "g",
    "gm": "g",
    "gs": "g",
}


def _amount(match: re.Match[str]) -> str:
    """Number and unit in normal form; the parts of a combination are parted by "/", of a range by "-"."""
    unit = match.group("unit").lower()
    unit = "mcg" if unit.startswith("micro") else _UNIT_FORMS[unit[:2]]
    parts = [_tidy(part) for part in re.split(_JOINT, re.sub(r"(?i)mcg", "", match.group("parts")))]
    joint = "/"
    if len(parts) == 2 and "/" not in match.group("parts") and float(parts[0]) < float(parts[1]) < 200:
        joint = "-"
    per = match.group("per")
    suffix = ""
    if per:
        per = re.sub(r"\s+", "", per.lower())
        suffix = "/hr" if per in ("h", "hr", "hour") else f"/{per}"
    return f"{joint.join(parts)} {unit}{suffix}"


def _tidy(number: str) -> str:
    plain = number.replace(",", "").strip()
    plain = f"0{plain}" if plain.startswith(".") else plain
    return plain.rstrip("0").rstrip(".") if "." in plain else plain


def _is_dose(text: str, match: re.Match[str]) -> bool:
    """Whether the count is what one takes at a time, or a strength, not what is dispensed."""
    if match.re is not _COUNTED:
        return False
    if match.groupdict().get("gram") and float(value_of(match.group("n"))) <= 4:
        return True
    if _DOSE_BEFORE.search(text, max(match.start() - 16, 0), match.start()):
        return True
    return bool(_DOSE_AFTER.match(text, match.end()))


def _unit_name(match: re.Match[str]) -> str | None:
    groups = match.groupdict()
    return next((name for name in _UNIT_NAMES if groups.get(name)), None)


def _is_near(piece: re.Match[str], anchor: re.Match[str]) -> bool:
    return piece.start() - anchor.end() <= 40 and anchor.start() - piece.end() <= 40


def _dose_near(text: str, frequency: re.Match[str] | None) -> re.Match[str] | None:
    """The dose that goes with *frequency*: before it if one stands there, else shortly after."""
    doses = [m for m in _DOSE.finditer(text) if frequency is None or _is_clear(m, frequency)]
    if frequency is None:
        return doses[0] if doses else None
    before = [m for m in doses if m.end() <= frequency.end() and frequency.start() - m.end() <= 40]
    after = [m for m in doses if m.start() >= frequency.end() and m.start() - frequency.end() <= 24]
    return before[-1] if before else (after[0] if after else None)


def _is_clear(dose: re.Match[str], frequency: re.Match[str]) -> bool:
    """Not a number of the frequency itself, except where units and frequency share it ("3 tabs a day" has none)."""
    return dose.end() <= frequency.start() or dose.start() >= frequency.end()


def _units(dose: re.Match[str]) -> tuple[float, float]:
    words = dose.group("units")
    if set(words.lower()) == {"i"}:
        return float(len(words)), float(len(words))
    return range_of(words)


def _times(frequency: re.Match[str]) -> tuple[float, float]:
    """Fewest and most times a day."""
    group = frequency.group
    for name, times in _NAMED:
        if group(name):
            return times, times
    if group("gap"):
        hours = {"d": 24.0, "w": 168.0}.get(group("gap_unit").strip().lower()[:1], 1.0)
        low, high = range_of(group("gap"))
        return (24 / (high * hours), 24 / (low * hours)) if low else (0.0, 0.0)
    if group("count_weekly"):
        low, high = range_of(group("count_weekly"))
        return low / 7, high / 7
    return range_of(group("count") or group("count_after") or group("count_plain"))


_NAMED = (("bid", 2.0), ("tid", 3.0), ("qid", 4.0), ("qod", 0.5), ("weekly", 1 / 7), ("night", 1.0), ("qd", 1.0))


def _route_name(match: re.Match[str] | None) -> str | None:
    return match.lastgroup if match else None
