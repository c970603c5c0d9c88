"""Whether a treatment is asked for, going on, or done: plans and requests in a note."""

from __future__ import annotations

import re

from openimr.domain.facts import FactStatus
from openimr.pipeline.facts.nearby import entry_of, last_match, status_here
from openimr.pipeline.facts.note import Note
from openimr.text.stems import stemmed

PLAN_SECTIONS = frozenset({"plan", "assessment_and_plan"})
_DONE = stemmed(
    r"\b(?:completed|finished|had|has|have|underwent|undergone|s/p|status[- ]post|prior|previous(?:ly)?|past"
    r"|received|attended|attending|tried|failed|helped|helping|"
    r"helps|benefi\w+|improved|given|performed|today|in the past|to date|responded|responding|since|was done"
    r"|were done|last (?:week|month|visit)|tolerated well)\b"
)
_ASIDE = stemmed(
    r"\b(?:adjunct(?:ive)? (?:to|with)|along with|in conjunction with|combin(?:ed|ation) with|together with"
    r"|concurrent(?:ly)? with|per|in addition to|take part in|"
    r"participat(?:e|ing) in|(?:d/c|discharged?|transition(?:ed|ing)?|progress(?:ed|ing)?|advance) to|then to"
    r"|instead of|prior to|before|after|following|despite)"
    r"\s+(?:the |a |an |his |her |ongoing |current |home )?$"
)
_REVIEW = stemmed(
    r"\b(?:[Uu]tilization [Rr]eview|UR|[Cc]laims [Aa]dministrator|[Pp]rior (?:determination|review))\b[^.;]*"
    r"\b(?:denied|non-?\s?certified|noncertified|modified|certified|approve|request)"
    r"|\b[Rr]equests?\b[^.;]{0,160}\b(?:was|were|is|been)\s+(?:\w+\s+)?(?:denied|non-?\s?certified|noncertified"
    r"|modified|certified|deemed)"
    r"|\b(?:was|were)\s+(?:previously\s+)?(?:denied|non-?\s?certified)"
    r"|\boriginal(?:ly)? request"
    r"|#\s?\d{1,3}\s+(?:(?:was|were|is|are)\s+)?(?:the\s+)?(?:authorized|approved|certified|denied|modified)\b",
    re.NOFLAG,
)
_HAD = re.compile(r"\b(?:completed|attended|finished|underwent|received)\b", re.IGNORECASE)
_REQUEST = stemmed(r"\b(?:request(?:s|ed|ing)?|RFA|seeks?|seeking)\b")
_PLAN_HEADING = re.compile(r"(?:treatment )?plan|p\b|rec", re.IGNORECASE)
_COUNTED = re.compile(
    r"[^.;\n]{0,40}?(?:\b\d\s?(?:-\s?\d\s?)?x|\bx\s?\d|\b\d+\s(?:more |additional )?(?:visits|sessions|treatments)"
    r"|\b(?:times|visits) (?:a|per) week)",
    re.IGNORECASE,
)
"""A count asks for more, also where therapy is "continued"."""

_THERAPY_TITLE = stemmed(
    r"\b(?:PHYSICAL THERAPY|PT|OCCUPATIONAL THERAPY|OT|CHIROPRACTIC|ACUPUNCTURE|Physical Therapy|Chiropractic"
    r"|Acupuncture)\b"
    r"[^\n.]*\b(?:NOTES?|REPORTS?|EVALUATION|RE-EVALUATION|VISITS?|PROGRESS|Notes?|Reports?|Evaluation)\b",
    re.NOFLAG,
)
_GOING_ON = re.compile(
    r"\b(?:cont(?:inues?|inued|inuing|\.)?|ongoing|in progress|currently|current|maintain|remain(?:s)? (?:in|on)"
    r"|keep)\b",
    re.IGNORECASE,
)
_ASKED = re.compile(
    r"\b(?:request(?:s|ed|ing)?|recommend(?:s|ed|ing|ation|ations)?|order(?:s|ed|ing)?|auth(?:\.|\b)|authoriz(?:e"
    r"|ation)|schedul(?:e|ed|ing)|refer(?:red|ral)?|appeal(?:s|ed|ing)?|seek(?:s|ing)?|"
    r"would (?:like|benefit)|plan(?:s|ned)? (?:for|to|of|is|includes?|included|consists?|consisted)|treatment plan"
    r"|proposed?|prescri(?:be|bed|ption) (?:for )?|rx|will (?:need|benefit|proceed|undergo|obtain|start|begin|get"
    r"|have)|additional|"
    r"more|another|initial|trial of|start|begin|add|resume|needs?|obtain|consider(?:ing)?|repeat)\b",
    re.IGNORECASE,
)
_PLAIN_STATUS: frozenset[str] = frozenset({"present", "planned", "possible"})


def status_of(note: Note, start: int, end: int) -> FactStatus:
    """The status of a treatment: as its sentence says, and planned where a plan lists it without more."""
    key = ("status_of", start, end)
    if key not in note.told:
        note.told[key] = _status_of(note, start, end)
    status: FactStatus = note.told[key]
    return status


def _status_of(note: Note, start: int, end: int) -> FactStatus:
    if in_review(note, start):
        return "planned"
    status = status_here(note, start, end)
    if status not in _PLAIN_STATUS:
        return status
    if is_aside(note.text, start):
        return "present" if status == "planned" else status
    if note.section_at(start) not in PLAN_SECTIONS or (is_therapy_note(note) and not _is_headed_plan(note, start)):
        asked = status == "present" and _REQUEST.search(note.text, note.sentence_at(start)[0], start)
        if (
            status == "planned"
            and _HAD.search(note.text, *entry_of(note, start, end))
            and not is_asked(note, start, end)
        ):
            return "present"
        return "planned" if asked and not is_done(note, start, end) else status
    if _COUNTED.match(note.text, end, end + 60):
        return status if is_done(note, start, end) else "planned"
    if is_going_on(note, start, end) or is_done(note, start, end):
        return "present" if status == "planned" and not is_asked(note, start, end) else status
    return "planned"


def in_review(note: Note, start: int) -> bool:
    """Whether the sentence of *start* tells of utilization review: what it denied was asked for, not had."""
    low, high = note.sentence_at(start)
    return _REVIEW.search(note.text[low:high]) is not None


def is_aside(text: str, start: int) -> bool:
    """Whether the treatment is only what another goes along with ("as an adjunct to the PT", "then d/c to HEP")."""
    return _ASIDE.search(text, max(start - 40, 0), start) is not None


def is_therapy_note(note: Note) -> bool:
    """Whether *note* is a therapist's own, where "treatment" is what was done today."""
    return note.kind == "therapy_notes" or (note.kind is None and bool(_THERAPY_TITLE.search(note.text, 0, 900)))


def _is_headed_plan(note: Note, start: int) -> bool:
    """Whether the heading above says "plan": a therapist's "treatment" is what was done."""
    heading = next((section for section in reversed(note.sections) if section.start <= start), None)
    return heading is not None and _PLAN_HEADING.match(note.text, heading.start) is not None


def is_going_on(note: Note, start: int, end: int) -> bool:
    """Whether the entry says that the treatment continues ("Cont PT")."""
    low, _ = entry_of(note, start, end)
    going = last_match(_GOING_ON, note.text, low, start)
    if going is None:
        return bool(_GOING_ON.match(note.text, end + 1, end + 16))
    return _ASKED.search(note.text, going.end(), start) is None


def is_done(note: Note, start: int, end: int) -> bool:
    """Whether the entry speaks of the treatment as one that the patient had."""
    low, high = entry_of(note, start, end)
    return bool(_DONE.search(note.text, low, high)) and not is_asked(note, start, end)


def is_asked(note: Note, start: int, end: int) -> bool:
    """Whether words before the treatment in its entry ask for it."""
    low, _ = entry_of(note, start, end)
    return _ASKED.search(note.text, low, start) is not None
