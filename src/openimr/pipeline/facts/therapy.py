"""Therapies and conservative care: which, how many visits, how long, going on or over, and with what response."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from openimr.domain.facts import FactStatus
from openimr.pipeline.facts.counts import NUMBER, Visits, number, visits_in, weeks_in, weeks_of
from openimr.pipeline.facts.nearby import entry_of, own_status, place_in, place_near
from openimr.pipeline.facts.note import Found, Note
from openimr.pipeline.facts.plans import is_aside, is_therapy_note, status_of
from openimr.pipeline.facts.responses import response_in
from openimr.rulebook.lexicons import Term
from openimr.text.stems import stemmed
from openimr.text.terms import Mention

_Mention = tuple[Mention[tuple[Term, ...]], Term]

_PATIENT_DOES = re.compile(
    r"['’]s\b|\s+(?:states?|reports?|reported|stated|c/o|complain\w*|denie[sd]|denying|notes?|presents?|presented"
    r"|here|seen|feels?|felt|who|takes?|took|uses?|"
    r"lives|works?|worked|wants?|says|said|admits|describes?|rates?|rated|slipped|fell|sustained|name|unable"
    r"|advised|instructed|educated|understands?|"
    r"agree[sd]?|appears|desires|wishes|needs to|declin\w+|refus\w+|verbaliz\w+|counsel\w+|continues to"
    r"|has been (?:taking|using|having)|complaining)\b",
    re.IGNORECASE,
)
_CAPITAL_VERB = re.compile(
    r"\s+(?:IS|WAS|HAS|HAD|WILL|WOULD|CAN|COULD|DOES|DID|WITH|ALSO|TO|NOW|MAY|SHOULD|NOTED|[A-Z]+ED)\b"
)
_SMALL_PT = re.compile(
    r"(?:\b(?:cont|continue|start|more|additional|completed|of|in|and|,|outpatient|doing|finish(?:ed)?|further|with"
    r"|sessions|visits|land|post-?op|request|authorize|for|home|from)\.?\s*|[/,&+]\s*)$",
    re.IGNORECASE,
)
_PT_FOLLOWED = re.compile(r"\s*(?:x\s?\d|\d|for\b|sessions?|visits?|eval|[,.;)/]|$)", re.IGNORECASE)
_NOT_THERAPY = stemmed(
    r"\b(?:medication|drug|opioid|opiate|narcotic|pharmaco\w*|infusion|antibiotic|long-term|chronic|dual"
    r"|replacement|hormone|oral|topical|combination|injection|gene|first-line|tens|wave|compression|ice|heat|cold"
    r"|hot|current|electric\w*|laser|light|oxygen|shock ?wave|benzodiazepine|nsaid)\s*$"
)
_COURSE = (
    (
        "failed",
        re.compile(
            r"\b(?:fail(?:ed|ure|s)?|exhausted|unresponsive|refractory|recalcitrant|nonresponsive|not responded"
            r"|without (?:benefit|improvement|relief|success))\b",
            re.IGNORECASE,
        ),
    ),
    (
        "completed",
        re.compile(
            r"\b(?:completed|finished|discharged from|has had|have had|concluded|attended|underwent|received)\b",
            re.IGNORECASE,
        ),
    ),
    (
        "in_progress",
        re.compile(
            r"\b(?:in progress|ongoing|cont(?:inues?|inued|inuing|inue)?\b|currently|undergoing|is attending"
            r"|attending|is in|going to|participat\w+|doing|is doing|performs?|performing|since|responding)\b",
            re.IGNORECASE,
        ),
    ),
    ("started", re.compile(r"\b(?:start(?:ed|ing)?|began|begun|initiat(?:ed|ing))\b", re.IGNORECASE)),
)
_JOINED = re.compile(r"(?:[\s,/&+()-]|\band\b|\bor\b|\bas well as\b)*(?:\w+\s+){0,2}", re.IGNORECASE)
_JOINS = re.compile(r"[\s,/&]*(?:and|or|,|/)[\s]*", re.IGNORECASE)
_SINCE = re.compile(r"\bsince\s+(?:at least\s+|about\s+|approximately\s+)?$", re.IGNORECASE)
_RESPONSE_BEFORE = stemmed(
    r"(?:\b(?:relief|improv\w+|benefi\w+|help(?:ed|ing)?|respon\w+|better|progress\w*|gains?|less|decreas\w+"
    r"|looser)\s+(?:\w+\s+){0,4}?(?:with|from|to|after|following|by|of|despite|in)\s+(?:\w+\s+){0,5}"
    r"|\b(?:fail(?:ed|ure of|ing)|unresponsive to|refractory to|exhausted|not responded to"
    r"|recalcitrant to)\s+(?:\w+[\s,]+){0,8})$"
)
_DESPITE = re.compile(
    r"\b(?:pain|symptoms?|discomfort|complaints?|spasms?|numbness|persist\w*|continu\w*|remain\w*|cont\.?)\b[^.;]{0,60}"
    r"\b(?:despite|in spite of)\s+(?:[\w/-]+[\s,]+){0,9}$",
    re.IGNORECASE,
)
_LIST_FAILED = re.compile(
    r"(?:,\s*[\w-]+(?:\s[\w-]+){0,3}){0,6},?\s*\b(?:and|or)\s+[\w-]+(?:\s[\w-]+){0,3}?"
    r"\s+(?:have|has|had)\s+(?:all\s+|both\s+)?(?:failed|not\s+(?:helped|been\s+(?:helpful|effective))"
    r"|been\s+(?:ineffective|unsuccessful|exhausted))\b",
    re.IGNORECASE,
)
"""A list of which the whole failed: "physical therapy, injections and medication have failed"."""

_VISIT_LINE = re.compile(
    r"(?:^|\n)\s*(?:visits?\s*(?:#|no\.?|number)?\s*:?\s*)?(?P<done>\d{1,2})\s*(?:of"
    r"|/)\s*(?P<all>\d{1,2})\s*(?:authorized|visits?|sessions?|approved)?|\bvisits?\s*(?:#|no\.?|number|to date"
    r"|completed|attended|count)?\s*:?\s*(?P<n>\d{1,2})\b"
    r"|\breports? enclosed\s*\((?P<r>\d{1,2})\)",
    re.IGNORECASE,
)
_WEEKS_OF = stemmed(rf"\b{NUMBER}\s+(?P<unit>weeks?|wks?|months?|mos?)\s+(?:of|worth of)\s+(?:\w+\s+)?$")
_NEXT_COUNT = re.compile(r"(?:,|\band\b)\s*(?:\w+\s+){0,4}$")
_TITLE_WORD = re.compile(r"\b(?:NOTES?|REPORTS?|EVALUATION|RE-EVALUATION|VISITS?|PROGRESS)\b")
_VISITED = frozenset(
    {
        *("therapy", "postoperative_therapy", "work_conditioning", "functional_restoration", "biofeedback"),
        *("cognitive_behavioral_therapy", "manual_therapy", "physical_therapy", "occupational_therapy"),
        *("acupuncture", "chiropractic", "aquatic_therapy", "massage"),
    }
)
"""Therapies that are counted in visits."""

_LEFT_REACH, _RIGHT_REACH, _COUNT_GAP, _WEEKS_REACH = 60, 110, 30, 32


def find(note: Note) -> Iterable[Found]:
    """Each therapy that *note* names, then the visit counts that a therapy note's head states."""
    mentions = therapies(note)
    responses = _responses(note, mentions)
    yield from _failed_care(note)
    for index, response in enumerate(responses):
        found = _therapy(note, mentions, index, response)
        if found.value["concept"] != "therapy" or len(found.value) > 1:
            yield found
    if is_therapy_note(note):
        yield from _visit_lines(note, mentions)


def _failed_care(note: Note) -> Iterator[Found]:
    """ "Failed conservative treatment" tells of the care as well as of the event."""
    for mention, term in note.of_kind("event"):
        if term.concept == "failed_treatment":
            value = {"concept": "conservative_care", "course": "failed", "response": "no_benefit"}
            yield Found(
                "therapy", mention.start, mention.end, value, status=own_status(note, mention.start, mention.end)
            )


def therapies(note: Note) -> Sequence[tuple[Mention[tuple[Term, ...]], Term]]:
    """The mentions of *note* that name a therapy: "PT" the therapy, not "Pt" the patient."""
    return [pair for pair in note.of_kind("therapy") if _is_therapy(note.text, *pair)]


def _is_therapy(text: str, mention: Mention[tuple[Term, ...]], term: Term) -> bool:
    written = text[mention.start : mention.end]
    if written.lower() in ("pt", "ot"):
        return _is_therapy_abbreviation(text, mention.start, mention.end, written)
    if term.concept == "therapy" and _NOT_THERAPY.search(text, max(mention.start - 24, 0), mention.start):
        return False
    return written.lower() != "tens" or written.isupper()


def _is_therapy_abbreviation(text: str, start: int, end: int, written: str) -> bool:
    """ "PT" is physical therapy; "Pt" and "pt" are the patient unless what stands around says otherwise."""
    if written.isupper():
        said_of_patient = _PATIENT_DOES.match(text, end, end + 24) or _CAPITAL_VERB.match(text, end, end + 16)
        return said_of_patient is None or bool(_SMALL_PT.search(text, max(start - 14, 0), start))
    return (
        bool(_SMALL_PT.search(text, max(start - 14, 0), start)) and bool(_PT_FOLLOWED.match(text, end, end + 12))
    ) or bool(re.match(r"\s?x\s?\d|\s(?:sessions|visits|\d+\s?(?:x|visits|sessions))", text[end : end + 14]))


def _therapy(note: Note, mentions: Sequence[_Mention], index: int, response: str | None) -> Found:
    mention, term = mentions[index]
    start, end = mention.start, mention.end
    if _is_in_title(note.text, start):
        return Found("therapy", start, end, {"concept": term.concept, **term.value})
    low, high = _window(note, mentions, index)
    value: dict[str, Any] = {"concept": term.concept, **term.value}
    before, counts = counts_beside(note, start, end, low, high) if term.concept in _VISITED else (None, None)
    after = counts.end if counts and counts.start - end <= _COUNT_GAP else end
    place, first, last = place_near(note, start, end, max(low, start - 40), high)
    if "body_part" not in place and after > end:
        place, _, last = place_near(note, after, after, after, high)
    if not place and note.voices.at(start) != "plan":
        place = _told_before(note, entry_of(note, start, end)[0], start)
    value |= place | (counts.value if counts else before.value if before else {})
    value.update(_time(note, end, high))
    if "weeks" not in value and (told := _WEEKS_OF.search(note.text, max(low, start - _WEEKS_REACH), start)):
        value["weeks"] = weeks_of(number(told.group("n")), told.group("unit"))
    status = status_of(note, start, end)
    if status == "absent" and value.get("visits"):
        status = "present"  # "no relief from PT, and eight chiropractic treatments": what was counted took place
    if status not in ("planned", "hypothetical", "absent", "family"):
        course = _course(note, start, end, low, high)
        value |= ({"course": course} if course else {}) | ({"response": response} if response else {})
    first = min(first, before.start) if before else first
    if response and (led := _RESPONSE_BEFORE.search(note.text, max(low, start - 90), start)):
        first = min(first, led.start())
    last = _said_until(note.text, max(last, counts.end if counts else end), end, high, value)
    return Found("therapy", *_trimmed(note.text, first, last), value, status=status)


def _told_before(note: Note, low: int, start: int) -> dict[str, Any]:
    """The part that the diagnosis of the same entry is of: "Left shoulder strain 2011, 12 visits of PT then"."""
    told = [
        mention
        for mention in note.mentions_between(low, start)
        if any(term.kind == "diagnosis" for term in mention.meaning)
    ]
    return place_in(note, low, told[-1].end) if told else {}


def counts_beside(note: Note, start: int, end: int, low: int, high: int) -> tuple[Visits | None, Visits | None]:
    """The count of visits that stands before the therapy, or the one after it: "5 of 12 PT sessions", "PT x 8"."""
    text = note.text
    left = None if is_aside(text, start) else visits_in(text, max(low, start - _LEFT_REACH), min(high, end + 12))
    if left is None or left.start >= start:
        return None, visits_in(text, end, min(high, end + _RIGHT_REACH))
    if left.end >= start - 4:
        return left, None
    right = visits_in(text, end, min(high, end + _RIGHT_REACH))
    return (None, right) if right else (left, None)


def _is_in_title(text: str, start: int) -> bool:
    """A title in capitals says that there was such therapy, and no more."""
    low, high = text.rfind("\n", 0, start) + 1, text.find("\n", start)
    return text[low : high if high >= 0 else len(text)].isupper() and _TITLE_WORD.search(text, start, high) is not None


def _said_until(text: str, last: int, end: int, high: int, value: dict[str, Any]) -> int:
    """Where the words about a therapy end: its whole entry where they say how it went or since when."""
    if not {"response", "course", "weeks", "since"} & value.keys():
        return last
    reach = min(high, end + _RIGHT_REACH)
    tail = _NEXT_COUNT.search(text, last, reach) if reach < len(text) else None
    return max(last, tail.start() if tail else reach)


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    words = text[start:end]
    start += len(words) - len(words.lstrip(" \n,;:.-"))
    return start, start + len(text[start:end].rstrip(" \n,;:-"))


def _window(note: Note, mentions: Sequence[_Mention], index: int) -> tuple[int, int]:
    mention = mentions[index][0]
    low, high = entry_of(note, mention.start, mention.end)
    if index and mentions[index - 1][0].end > low:
        low = mentions[index - 1][0].end
    if index + 1 < len(mentions) and mentions[index + 1][0].start < high:
        high = mentions[index + 1][0].start
    for other in note.mentions_between(mention.end, high):
        if any(term.kind == "procedure" for term in other.meaning):
            high = other.start
            break
    return low, high


def _time(note: Note, end: int, high: int) -> dict[str, Any]:
    value: dict[str, Any] = {}
    weeks = weeks_in(note.text, end, min(high, end + _RIGHT_REACH))
    if weeks:
        value["weeks"] = weeks
    for date in note.dates_between(end, high):
        if _SINCE.search(note.text, end, date.start):
            value["since"] = date.date.isoformat() if date.precision == "day" else f"{date.date:%Y-%m}"
    return value


def _course(note: Note, start: int, end: int, low: int, high: int) -> str | None:
    for name, cue in _COURSE:
        if cue.search(note.text, max(low, start - 40), start) or cue.search(note.text, end, min(high, end + 40)):
            return name
    return None


def _responses(note: Note, mentions: Sequence[_Mention]) -> list[str | None]:
    """What each therapy led to; in "PT and acupuncture helped" both helped."""
    found: list[str | None] = [None] * len(mentions)
    for index in reversed(range(len(mentions))):
        mention = mentions[index][0]
        low, high = _window(note, mentions, index)
        outcome = response_in(note.text, mention.end, high)
        if outcome is None and _LIST_FAILED.match(note.text, mention.end, note.sentence_at(mention.start)[1]):
            outcome = "no_benefit"
        if outcome is None and index + 1 < len(mentions) and high == mentions[index + 1][0].start:
            joined = _JOINED.fullmatch(note.text, mention.end, high)
            outcome = found[index + 1] if joined else None
        found[index] = outcome or _response_before(note.text, low, mention.start)
    for index in range(1, len(mentions)):
        before = mentions[index - 1][0]
        if found[index] is None and _JOINS.fullmatch(note.text, before.end, mentions[index][0].start):
            found[index] = _response_before(note.text, note.sentence_at(before.start)[0], before.start)
    return found


def _response_before(text: str, low: int, start: int) -> str | None:
    if _DESPITE.search(text, max(low, start - 90, text.rfind(".", 0, start) + 1), start):
        return "no_benefit"
    before = _RESPONSE_BEFORE.search(text, max(low, start - 90), start)
    return response_in(text, max(low, before.start() - 30), start) if before else None


def _visit_lines(note: Note, mentions: Sequence[_Mention]) -> Iterator[Found]:
    """Visits counted in the head of a therapy note: "6 of 6 authorized", "Visit # 5", "Reports enclosed (7)"."""
    named = [term.concept for _, term in mentions if term.concept in _VISITED - {"therapy"}]
    concept = named[0] if named else "physical_therapy"
    for match in _VISIT_LINE.finditer(note.text):
        done = match.group("done") or match.group("n") or match.group("r")
        value: dict[str, Any] = {"concept": concept, "visits": int(done)}
        if match.group("all"):
            value["authorized"] = int(match.group("all"))
        status: FactStatus = "present"
        yield Found("therapy", *_trimmed(note.text, match.start(), match.end()), value, status=status)
