"""What words on a thing are worth: may they fill the need, and if not, what do they lack?

The line between a hit and a near miss: a hit speaks of the right thing with the needed value, affirms it, and is about
this patient; nothing it says puts it on another part, side, level or day than the need. What it leaves unsaid is no
reason to pass it over. All else is a near miss.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Mapping, Sequence
from functools import cache, lru_cache

from openimr.domain.absences import Shortfall
from openimr.domain.facts import Fact, FactStatus
from openimr.domain.guidelines import FactTest, Question
from openimr.domain.treatments import Treatment
from openimr.pipeline.absences.needs import drug_or_class_words, requested_words
from openimr.pipeline.absences.pages import Searched
from openimr.pipeline.absences.spelling import Spelling
from openimr.pipeline.absences.things import Caught, sentence_around
from openimr.pipeline.absences.values import (
    is_aim,
    is_boilerplate,
    is_clerical,
    is_norm,
    is_statement_denied,
    is_wish,
    says,
    selfnegating,
    value_words,
    within,
)
from openimr.rulebook.anatomy import BodyMention, find_anatomy
from openimr.rulebook.files import read_yaml

StatusOf = Callable[[str, int, int], FactStatus]
"""The status of a mention in a text, as the readers of facts tell it."""

_SHORT_OF: Mapping[FactStatus, Shortfall] = {
    "absent": "denied",
    "possible": "possible",
    "planned": "planned",
    "hypothetical": "hypothetical",
    "family": "family",
    "historical": "in_the_past",
}
_VARYING = frozenset({"symptom", "pain_score", "function", "work_status"})
"""Kinds of which an earlier state says nothing of the present one."""

_OF_DRUGS = frozenset({"of", "enabled_by", "adverse_effect_of"})
_LINE = 90
_TARGET = re.compile(r"\b(?:in)?to(?:wards?)? (?:the |his |her |an? |left |right |[LR] )*[a-z]+", re.IGNORECASE)
"""Where pain goes to, which is not the part that is spoken of."""
_HEADING = re.compile(r"\s*(?:[A-Z][A-Za-z]*|of|and|the|&)(?: (?:[A-Z][A-Za-z]*|of|and|the|&)){0,4}:?[ \t]*\n")
_SERVICES = frozenset({"imaging", "test", "therapy", "procedure"})
_PAST = "historical"
_REGION_OF_LEVEL = {"C": "cervical spine", "T": "thoracic spine", "L": "lumbar spine", "S": "lumbar spine"}


class Scales:
    """Weighs what the net caught for one question."""

    def __init__(self, question: Question, status_of: StatusOf) -> None:
        self._question = question
        self._status_of = status_of
        self._own_words = requested_words(question)
        self._spelling = _spelling(tuple(self._own_words))

    def shortfall(
        self, test: FactTest, caught: Caught, searched: Searched, others: Sequence[FactTest] = ()
    ) -> Shortfall | None:
        """Why the words do not fill *test*; None if they may. *others* are the tests that a statement stands for."""
        text = searched.flow.text
        left, right, after = sentence_around(text, caught.start, caught.end)
        left = _past_headings(text, left, caught.start)
        sentence, window = text[left:right], self._plain(text[_line_before(text, left) : after])
        is_broken = _goes_on(text, right) or _line_before(text, left) < left
        said = window if is_broken else self._plain(sentence)
        status = self._status_of(sentence, caught.start - left, min(caught.end, right) - left)
        if searched.part == "form" and ((_is_bare(test) and searched.is_request) or is_norm(sentence)):
            return "hypothetical"
        if (_is_bare(test) and is_clerical(_line(text, caught.start))) or (
            others and is_boilerplate(sentence, _line(text, caught.start))
        ):
            return "not_enough"
        if others and status == "absent" and not _is_statement_denied(text[left : caught.start], caught):
            status = "present"
        if not _is_accepted(status, test) and not (status == "absent" and _has_no_of_its_own(test)):
            return _SHORT_OF.get(status, "denied")
        if not self._has_value(test, status, said, window):
            return "not_enough"
        meant = others or (test,)
        is_of_service = all(each.kind in _SERVICES for each in meant)
        if (any(map(_is_of_success, meant)) and is_aim(sentence)) or (is_of_service and is_wish(sentence)):
            return "planned"
        spoken_of = _TARGET.sub(" ", sentence) if others else sentence
        return self._elsewhere(test, spoken_of) or self._untimely(test, searched.date)

    def _has_value(self, test: FactTest, status: FactStatus, sentence: str, window: str) -> bool:
        """Whether the words say all that is needed of the thing, one part of it in the very sentence."""
        needed = [(key, values) for key, values in test.where if None not in values]
        if needed and not any(self._says(key, values, sentence) for key, values in needed):
            return False
        if "change" in test.lacks and not says("change", ("improved",), sentence):
            return False
        if not all(self._says(key, values, window) for key, values in needed):
            return False
        is_past_needed = bool(test.sections) or test.statuses == (_PAST,)
        if is_past_needed and status != _PAST and not says("has", ("past",), window):
            return False
        if not all(says("has", (key,), window) for key in test.has):
            return False
        return all(within(key, comparison, limit, window) for key, comparison, limit in test.bounds)

    def _plain(self, words: str) -> str:
        """Words on one line in small letters, slips in those that matter put right."""
        plain = " ".join(words.lower().split())
        for start, end, meant in reversed(list(self._spelling.mended(plain))):
            plain = f"{plain[:start]}{meant}{plain[end:]}"
        return plain

    def _says(self, key: str, values: Sequence[object], window: str) -> bool:
        if "requested" in values and any(word in window for word in self._own_words):
            return True
        if key in _OF_DRUGS and any(word in window for value in values for word in drug_or_class_words(str(value))):
            return True
        return says(key, values, window)

    def _elsewhere(self, test: FactTest, sentence: str) -> Shortfall | None:
        """Whether the sentence puts it on another part, level or side than asked for."""
        named = find_anatomy(sentence)
        treatment = self._question.treatment
        if test.region and named and not _is_within(named, _reach(test.region, treatment)):
            return "other_part"
        levels = {level for mention in named for level in mention.levels}
        if test.level and treatment.levels and levels and not levels & set(treatment.levels):
            return "other_level"
        sides = {mention.laterality for mention in named if mention.laterality}
        is_sided = bool(test.side) and treatment.laterality in ("left", "right")
        return "other_side" if is_sided and sides and not sides & {treatment.laterality, "bilateral"} else None

    def _untimely(self, test: FactTest, day: dt.date | None) -> Shortfall | None:
        question = self._question
        if day is None:
            return None
        if test.within_days is not None and day < question.as_of - dt.timedelta(days=test.within_days):
            return "too_old"
        is_before = bool(question.injury_dates) and day < max(question.injury_dates, default=day)
        return "too_old" if test.after_injury and is_before else None


def _is_statement_denied(before: str, caught: Caught) -> bool:
    """Whether a "no" before the words is about them, and none that the statement itself is made of."""
    return not caught.holds_its_no and is_statement_denied(before.lower())


def _past_headings(text: str, left: int, start: int) -> int:
    """Where the sentence begins behind headings, which stand on lines of their own without a full stop."""
    for match in _HEADING.finditer(text, left, start):
        if match.start() != left:
            break
        left = match.end()
    return left


@lru_cache(maxsize=64)
def _spelling(own_words: tuple[str, ...]) -> Spelling:
    names = [word for name in own_words for word in name.split()]
    return Spelling((*value_words(), *names))


def _goes_on(text: str, end: int) -> bool:
    """Whether a sentence that ends at *end* ends only because the line or the page does."""
    return not text[:end].rstrip().endswith((".", "!", "?", ";"))


def _line_before(text: str, start: int) -> int:
    """Where the line before *start* begins if it only breaks off there, else *start* itself."""
    before = text[max(start - _LINE, 0) : start].rstrip(" ")
    if not before.endswith("\n") or before.rstrip().endswith((".", "!", "?", ";", ":")) or before.endswith("\n\n"):
        return start
    return text.rfind("\n", 0, start - 1) + 1 if "\n" in before[:-1] or start <= _LINE else start


def _line(text: str, position: int) -> str:
    end = text.find("\n", position)
    return text[text.rfind("\n", 0, position) + 1 : end if end >= 0 else len(text)]


def _has_no_of_its_own(test: FactTest) -> bool:
    """Whether a value asked for is itself a "no": then a denial beside the thing may be that one."""
    return any(f"{key}.{value}" in selfnegating() for key, values in test.where for value in values)


def _is_bare(test: FactTest) -> bool:
    """Whether the thing's mere mention would do."""
    return not (test.where or test.has or test.bounds)


def _is_of_success(test: FactTest) -> bool:
    return any("improved" in values for _, values in test.where)


def _is_accepted(status: FactStatus, test: FactTest) -> bool:
    if status in test.statuses:
        return True
    is_over = status == _PAST and test.kind not in _VARYING
    return (is_over and "present" in test.statuses) or (status == "present" and _PAST in test.statuses)


def fact_fills(test: FactTest, fact: Fact) -> bool:
    """Whether the fact states what *test* asks for, its place and day aside."""
    if fact.kind != test.kind or fact.status not in test.statuses:
        return False
    if test.concepts and fact.value.get("concept") not in test.concepts:
        return False
    return all(fact.value.get(key) in values for key, values in test.where) and all(
        key in fact.value for key in test.has
    )


def fact_shortfall(test: FactTest, fact: Fact, question: Question) -> Shortfall:
    """Why a fact on the same thing was not enough for *test*."""
    if fact.status not in test.statuses:
        return _SHORT_OF.get(fact.status, "other_value")
    if any(key in fact.value and fact.value[key] not in values for key, values in test.where):
        return "other_value"
    treatment, value = question.treatment, fact.value
    parts = {*(value.get("body_parts") or ()), *([value["body_part"]] if value.get("body_part") else ())}
    if test.region and parts and not parts & (_reach(test.region, treatment) or parts):
        return "other_part"
    if test.side and treatment.laterality and value.get("laterality") not in (None, "bilateral", treatment.laterality):
        return "other_side"
    if test.level and treatment.levels and value.get("levels") and not set(value["levels"]) & set(treatment.levels):
        return "other_level"
    if test.within_days is not None and (
        fact.date is None or fact.date < question.as_of - dt.timedelta(days=test.within_days)
    ):
        return "too_old"
    return "not_enough"


def _is_within(named: Sequence[BodyMention], reach: frozenset[str]) -> bool:
    return not reach or any(mention.body_part in reach for mention in named)


def _reach(region: str | tuple[str, ...], treatment: Treatment) -> frozenset[str]:
    """The parts of the body that *region* of a test means for this request; empty where the request names none."""
    if isinstance(region, tuple) or region not in ("requested", "territory"):
        wanted = region if isinstance(region, tuple) else (region,)
    else:
        wanted = treatment.body_parts or ((treatment.body_part,) if treatment.body_part else ())
        wanted = wanted or tuple(
            _REGION_OF_LEVEL[level[0]] for level in treatment.levels if level[0] in _REGION_OF_LEVEL
        )
    return frozenset().union(*(_family(part, is_wide=region == "territory") for part in wanted if part))


@cache
def _family(part: str, *, is_wide: bool) -> frozenset[str]:
    content = read_yaml("guidelines/territories.yaml")
    family = content["family"]
    wider = {name for name, narrower in family.items() if part in narrower}
    served = content["territory"].get(part, ()) if is_wide or part.endswith("spine") else ()
    return frozenset({part, *family.get(part, ()), *wider, *served})
