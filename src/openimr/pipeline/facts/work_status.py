"""Work status: off work, modified, full duty, working, retired, unchanged, with the restrictions stated."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from openimr.pipeline.facts.nearby import own_status
from openimr.pipeline.facts.note import Found, Note

_UNCHANGED = re.compile(
    r"\b(?:no change|unchanged|same|see (?:prior|previous|last)|as before|remains? the same|continue same"
    r"|per prior)\b[^.\n]*",
    re.IGNORECASE,
)
_MODIFIED = re.compile(
    r"\b(?:modified|restrict(?:ed|ions?)|light|limited|sedentary|no (?:lifting|overhead|work (?:at|above)|prolonged"
    r"|repetitive)\b[^.\n]*)",
    re.IGNORECASE,
)
_OFF = re.compile(r"\b(?:off(?: /)?|disabled|cannot accommodate)\b", re.IGNORECASE)
_RESTRICTIONS = re.compile(
    r"\b(?:no|not|avoid|limit(?:ed)?(?: to)?|limited|maximum|max|lifting|push(?:ing)?|pull(?:ing)?|sit(?:ting)?"
    r"|stand(?:ing)?|change position|seated|sit-down)\b[^.;\n]{2,120}",
    re.IGNORECASE,
)
_SAME = re.compile(
    r"[\s,;(-]*(?:and )?(?:is |remains? )?(?:unchanged|the same|same|no change|as before)\b", re.IGNORECASE
)
_NOT_STATUS = re.compile(
    r"\s*(?:diagnos[ie]s|on\b|out\b|memory|up\b|toward|height|well|with (?:the |his |her )?(?:physician|provider"
    r"|attorney|therapist))",
    re.IGNORECASE,
)
_NOT_BEFORE = re.compile(
    r"\b(?:not|while|when|after|with|by|from|of|for|including|injured|during|until|pain|unable to"
    r"|and not)\s*(?:(?:while|when)\s*)?$",
    re.IGNORECASE,
)


def find(note: Note) -> Iterable[Found]:
    """Each statement of *note* about the patient's work status."""
    seen: set[int] = set()
    for mention, term in note.of_kind("work_status"):
        start, end = mention.start, mention.end
        if term.concept == "working" and _is_no_status(note, start, end):
            continue
        value = {"concept": term.concept, **term.value}
        last = end
        if term.concept in ("modified_duty", "permanent_and_stationary"):
            stated = _RESTRICTIONS.search(note.text, end, min(note.sentence_at(start)[1], end + 160))
            if stated:
                value["restrictions"] = " ".join(stated.group().split())
                last = stated.end()
        same = _SAME.match(note.text, last, last + 40)
        if same:
            value["change"] = "unchanged"
            last = same.end()
        seen.add(note.sentence_at(start)[0])
        yield Found("work_status", start, last, value, status=own_status(note, start, end))
    yield from _in_its_section(note, seen)


def _is_no_status(note: Note, start: int, end: int) -> bool:
    """ "Injured while working" and "working diagnosis" say nothing of the status today."""
    if _NOT_STATUS.match(note.text, end, end + 24):
        return True
    return note.text[start:end].lower() == "working" and bool(_NOT_BEFORE.search(note.text, max(start - 24, 0), start))


def _in_its_section(note: Note, seen: set[int]) -> Iterator[Found]:
    """Under a "work status" heading single words say it: "Unchanged.", "Modified.", "Restrictions cont."."""
    for section in note.sections:
        if section.name != "work_status":
            continue
        for low, high in note.sentences:
            if high <= section.start or low >= section.end or low in seen:
                continue
            found = _bare(note.text, max(low, section.body or section.start), min(high, section.end))
            if found:
                yield found


def _bare(text: str, low: int, high: int) -> Found | None:
    for concept, pattern in (("unchanged", _UNCHANGED), ("modified_duty", _MODIFIED), ("off_work", _OFF)):
        match = pattern.search(text, low, high)
        if match:
            value = {"concept": concept}
            if concept == "modified_duty":
                stated = _RESTRICTIONS.search(text, low, high)
                value |= {"restrictions": " ".join(stated.group().split())} if stated else {}
            return Found("work_status", match.start(), match.end(), value, status="present")
    return None
