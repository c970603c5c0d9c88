"""Events: injuries, agreements and monitoring, tolerance, tapers, plans for surgery, exceptional circumstances."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from typing import Any

from openimr.pipeline.facts.nearby import body_keys, entry_of, own_status
from openimr.pipeline.facts.note import Found, Note
from openimr.text.stems import stemmed

_MECHANISM = stemmed(
    r"\bmechanism of injury\s*(?::|was|is|involved|included)?\s*(?:detailed|described|documented|noted|listed"
    r"|reported)?\s*(?:as|to be)?\s+(?P<told>[^.;\n]{3,140})"
    r"|\b(?:when|while|after|due to|as a result of|secondary to|because|caused by|detailed as"
    r"|described as)\b\s*(?P<words>[^.;\n\d][^.;\n]{3,140})"
    r"|(?P<own>\b(?:fell|slipped|tripped|twisted|struck|lifting|pulling|pushing|carrying|motorcycle|repetitive"
    r"|cumulative)\b[^.;\n]{0,100})"
)
_UNKNOWN_MECHANISM = re.compile(
    r"\b(?:undisclosed|not (?:\w+ )?(?:provided|detailed|given|stated|disclosed|documented|specified)|unspecified"
    r"|unknown|submitted"
    r"|no mechanism)\b",
    re.IGNORECASE,
)
_CLASS_NAMES: dict[str, str] = {
    "nsaid": "nsaid",
    "nsaids": "nsaid",
    "anti-inflammatories": "nsaid",
    "anti-inflammatory": "nsaid",
    "antiinflammatories": "nsaid",
    "opioid": "opioid",
    "opioids": "opioid",
    "opiate": "opioid",
    "opiates": "opioid",
    "narcotics": "opioid",
    "narcotic": "opioid",
    "antidepressant": "antidepressant",
    "antidepressants": "antidepressant",
    "muscle relaxant": "muscle_relaxant",
    "muscle relaxants": "muscle_relaxant",
    "anticonvulsant": "antiepileptic",
    "anticonvulsants": "antiepileptic",
    "antiepileptics": "antiepileptic",
    "steroids": "corticosteroid",
    "benzodiazepine": "benzodiazepine",
    "benzodiazepines": "benzodiazepine",
    "statins": "statin",
}
_CLASS = stemmed(r"\b(?:" + "|".join(sorted(map(re.escape, _CLASS_NAMES), key=len, reverse=True)) + r")\b")
_ANY_MEDICATION = re.compile(r"\b(?:med(?:ication)?s?|pills|drugs?|tablets|oral (?:med|agent)\w*)\b", re.IGNORECASE)
_OF = frozenset(
    {
        "medication_intolerance",
        "medication_tolerated",
        "taper_plan",
        "taper_attempt",
        "medication_reduced",
        "aberrant_behaviour",
    }
)
_NEEDS_MEDICATION = frozenset({"medication_intolerance", "taper_plan", "taper_attempt"})
_TAPERS = frozenset({"taper_plan", "taper_attempt"})
_TAPERED = frozenset({"opioid", "benzodiazepine", "muscle_relaxant", "hypnotic", "sedative_hypnotic", "barbiturate"})
_TAPER_REACH = 400
_STOPPED_BEFORE = re.compile(
    r"\b(?:stop(?:ped|ping)?|discontinu(?:ed?|ing)|d/c'?d|quit|(?:unable|not able) to take|(?:could|can) ?not take"
    r"|can't take)\s+(?:taking |using |the |his |her |all )*$",
    re.IGNORECASE,
)
_BECAUSE = re.compile(
    r"[^.;\n]{0,20}?\b(?:because of|due to|secondary to|2/2|d/t|after|because it caused|as it caused|since it caused"
    r"|for)\s+",
    re.IGNORECASE,
)
_HARMS = frozenset(
    {
        *("gastric_upset", "gi_bleeding", "nausea", "vomiting", "constipation", "diarrhea", "sedation", "dizziness"),
        *("itching", "rash", "adverse_effects", "headache", "palpitations", "swelling", "dry_mouth", "fatigue"),
    }
)
_INJURY = frozenset({"injury", "fall", "motor_vehicle_accident", "new_injury", "assault"})
_FALL_IDIOM = re.compile(r"\s*(?:asleep|within|below|short|into|out of|back on|risk|precautions?)\b", re.IGNORECASE)
_SURGERY_DONE = re.compile(r"\b(?:status post|s/p|prior|previous|underwent)\s+(?:\w+\s+){0,3}$", re.IGNORECASE)
_HISTORY_OF_CLAIM = re.compile(r"\bhistory of an? (?:\w+ )?$", re.IGNORECASE)
_CLAUSE_END = re.compile(r"[,.;\n]|\b(?:and|with|pain|complain|has been|when)\b")
_MEDICATIONS = (
    r"(?:pain |opioid |narcotic |oral |prescription |analgesic )*"
    r"(?:medications?|meds\b|opioids?|narcotics?|opiates?|analgesics?)"
)
_LESS = stemmed("reduc|decreas|cut|wean|taper")
_REDUCTION = stemmed(
    r"\b(?:[Rr]educ(?:ed|es|ing)|[Dd]ecreas(?:ed|es|ing)|[Cc]ut(?:ting)? (?:down|back)(?: on)?|[Ww]ean(?:ed"
    r"|ing)(?: off| down)?|[Tt]aper(?:ed|ing)(?: off| down)?)"
    rf" (?:the |his |her |their )?(?:use of |intake of |amount of |reliance on |dose of )?(?:the |his |her "
    rf"|their )?{_MEDICATIONS}"
    rf"|\b{_MEDICATIONS} (?:has|have|is|are|was|were) (?:been |being )?(?:reduced|decreased|cut|tapered|weaned)",
    re.NOFLAG,
)
_REDUCTION_REACH = 200
_DATE_LABEL = re.compile(r"date of injury|doi", re.IGNORECASE)
_NKDA = re.compile(r"\b(?:nkda|nka|none|no known)\b", re.IGNORECASE)
_SIGNED = re.compile(
    r"\b(?:signed|on file|reviewed|in place|updated|current|renewed|discussed|completed|executed)\b", re.IGNORECASE
)


def find(note: Note) -> Iterable[Found]:
    """Each event that *note* tells of."""
    for mention, term in note.of_kind("event"):
        details = _DETAILS.get(term.concept, _no_details)
        found = details(note, mention.start, mention.end, {"concept": term.concept, **term.value})
        if found is not None:
            yield found
    yield from _reductions(note)
    yield from _stops_for_harm(note)
    yield from _allergies(note)


def _no_details(note: Note, start: int, end: int, value: dict[str, Any]) -> Found | None:
    return Found("event", start, end, value, status=own_status(note, start, end))


def _agreement(note: Note, start: int, end: int, value: dict[str, Any]) -> Found | None:
    """An agreement named; what is done about it right after belongs to the words ("pain agreement on file")."""
    signed = _SIGNED.search(note.text, end, min(note.sentence_at(start)[1], end + 40))
    return Found("event", start, signed.end() if signed else end, value)


def _discussed(note: Note, start: int, end: int, value: dict[str, Any]) -> Found | None:
    """A risk that was discussed: "possible dependence discussed" is a fact, however possible the dependence."""
    status = note.status(start, end)
    return Found("event", start, end, value, status="present" if status in ("possible", "hypothetical") else status)


def _injury(note: Note, start: int, end: int, value: dict[str, Any]) -> Found | None:
    text = note.text
    low, high = note.sentence_at(start)
    if value["concept"] == "fall" and _FALL_IDIOM.match(text, end, end + 16):
        return None
    if _DATE_LABEL.match(text, start, end) and not note.dates_between(end, end + 16):
        return None
    stop = _CLAUSE_END.search(text, end, min(high, end + 80))
    body = body_keys(note.anatomy_between(end, stop.start() if stop else min(high, end + 80)))
    value |= body
    mechanism = _MECHANISM.search(text, low, high)
    if mechanism and mechanism.group("told") and _UNKNOWN_MECHANISM.search(mechanism.group()):
        return None
    if mechanism and not _UNKNOWN_MECHANISM.search(mechanism.group()):
        value["mechanism"] = " ".join(
            (mechanism.group("told") or mechanism.group("words") or mechanism.group("own")).split()
        )
    dates = note.dates_between(low, high)
    nearest = min(dates, key=lambda date: abs(date.start - end), default=None)
    when = nearest.date if nearest and nearest.precision == "day" else None
    last = nearest.end if when and nearest and end <= nearest.start <= end + 60 else end
    status = note.status(start, end)
    if status == "historical" and _HISTORY_OF_CLAIM.search(text, low, start):
        status = "present"
    return Found("event", start, last, value, status=status, date=when)


def _about_medication(note: Note, start: int, end: int, value: dict[str, Any]) -> Found | None:
    """An event about a drug, a class, or medication at large; nothing of the kind near, no such event."""
    low, high = entry_of(note, start, end)
    high = min(high, end + 90)
    of, last = _subject(note, start if value["concept"] == "medication_intolerance" else end, high)
    if of is None:
        of, _ = _subject(note, max(low, start - 60), start)
        last = end
    if of in (None, ["medication"]) and value["concept"] in _TAPERS:
        of = _spoken_of(note, start) or of
    if of is None and value["concept"] in _NEEDS_MEDICATION:
        return None
    if of:
        value["of"] = of[0] if len(of) == 1 else of
    return Found("event", start, max(end, last), value, status=own_status(note, start, end))


def _spoken_of(note: Note, start: int) -> list[str] | None:
    """The drug that the words before a taper were about: the last one named of a class that is tapered."""
    drugs = note.drugs_between(max(0, start - _TAPER_REACH), start)
    named = [drug.meaning.name for drug in drugs if drug.meaning.drug_class in _TAPERED]
    return named[-1:] or None


def _subject(note: Note, start: int, end: int) -> tuple[list[str] | None, int]:
    """The drugs that stand between *start* and *end*, else the class, else "medication"; and where they end."""
    drugs = note.drugs_between(start, end)
    if drugs:
        return list(dict.fromkeys(drug.meaning.name for drug in drugs)), drugs[-1].end
    named = _CLASS.search(note.text, start, end)
    if named:
        return [_CLASS_NAMES[named.group().lower()]], named.end()
    plain = _ANY_MEDICATION.search(note.text, start, end)
    return (["medication"], plain.end()) if plain else (None, end)


def _reductions(note: Note) -> Iterable[Found]:
    """Medication at large that is being cut down: "reducing her pain medications"."""
    if not _LESS.may_match(note.text, 0, len(note.text)):
        return
    for match in _REDUCTION.finditer_near(note.text, _REDUCTION_REACH):
        listed = note.mentions_between(match.start(), match.end())
        if not any(term.concept == "medication_reduced" for mention in listed for term in mention.meaning):
            value = {"concept": "medication_reduced", "of": "medication"}
            yield Found("event", match.start(), match.end(), value, status=own_status(note, match.start(), match.end()))


def _stops_for_harm(note: Note) -> Iterable[Found]:
    """Drugs that were stopped for what they did: "had to stop naproxen because of stomach upset"."""
    for drug in note.drugs:
        stopped = _STOPPED_BEFORE.search(note.text, max(0, drug.start - 40), drug.start)
        cause = _BECAUSE.match(note.text, drug.end, note.sentence_at(drug.start)[1]) if stopped else None
        if stopped is None or cause is None:
            continue
        for mention in note.mentions_between(cause.end(), cause.end() + 40):
            if any(term.kind == "symptom" and term.concept in _HARMS for term in mention.meaning):
                value = {"concept": "medication_intolerance", "of": drug.meaning.name}
                yield Found("event", stopped.start(), mention.end, value, status="present")
                break


def _allergies(note: Note) -> Iterable[Found]:
    """Drugs under the heading of allergies."""
    for section in note.sections:
        if section.name != "allergies" or _NKDA.search(note.text, section.start, section.end):
            continue
        for drug in note.drugs_between(section.start, section.end):
            yield Found(
                "event", drug.start, drug.end, {"concept": "drug_allergy", "of": drug.meaning.name}, status="present"
            )


_DETAILS: dict[str, Callable[[Note, int, int, dict[str, Any]], Found | None]] = {
    **dict.fromkeys(_INJURY, _injury),
    **dict.fromkeys(_OF, _about_medication),
    "opioid_agreement": _agreement,
    "opioid_risk_discussed": _discussed,
}
