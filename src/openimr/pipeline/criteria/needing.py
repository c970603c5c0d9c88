"""What a criterion needs to come out for the request, in words for the treating physician."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from openimr.domain.determinations import CriterionFinding, Need
from openimr.domain.guidelines import Criterion, FactTest, Group, MeasureTest, Question, RequestTest, Test, Tree
from openimr.pipeline.criteria.measures import measure_named
from openimr.pipeline.criteria.measures.elapsed import DAYS_IN
from openimr.pipeline.criteria.measures.places import roots_of
from openimr.pipeline.criteria.record import Record
from openimr.pipeline.criteria.wording import long_date, named, number
from openimr.rulebook.anatomy import find_anatomy
from openimr.rulebook.files import read_yaml

_AT_LEVEL = frozenset({"radicular_findings", "nerve_root_corroboration"})


def need_of(criterion: Criterion, finding: CriterionFinding, question: Question, record: Record) -> Need | None:
    """What would turn *finding*, which stands against the request; None where nothing can be supplied any more.

    A limit that the request itself exceeds is met by a smaller or later request, never by a document.
    """
    if finding.result == "not_met":
        asked = _other_request(criterion, question, record)
        if asked is not None:
            return Need(criterion.id, asked, "request")
        if criterion.is_final:
            return None
    if criterion.needs is None:
        return None
    of_request = "request" in criterion.needs.partition("that states")[0].lower().split()[:4]
    words = _concrete(criterion, finding, question, record)
    return Need(criterion.id, words, "request" if of_request else "record")


def is_of_request(criterion: Criterion) -> bool:
    """Whether the criterion asks nothing of the record: the words of the request alone answer it."""
    tests = [*tests_of(criterion.met), *tests_of(criterion.not_met)]
    return bool(tests) and all(isinstance(test, RequestTest) for test in tests)


def tests_of(tree: Tree[Test] | None) -> Iterator[Test]:
    """Every test of a tree, in order."""
    if isinstance(tree, Group):
        for part in tree.parts:
            yield from tests_of(part)
    elif tree is not None:
        yield tree


def _says() -> Mapping[str, Any]:
    says: Mapping[str, Any] = read_yaml("lexicons/needs.yaml")
    return says


def _other_request(criterion: Criterion, question: Question, record: Record) -> str | None:
    """The request that the guideline would allow, where the limit is one of the request or of time."""
    tree = criterion.met
    each = tree.parts if isinstance(tree, Group) and tree.op == "any" else (tree,)
    asked = (_asking(criterion, test, question, record) for test in each if not isinstance(test, Group))
    return next((words for words in asked if words), None)


def _asking(criterion: Criterion, test: Test | None, question: Question, record: Record) -> str | None:
    if isinstance(test, MeasureTest):
        say = _REQUESTS.get(test.measure)
        return say(criterion, test, question, record) if say else None
    return _smaller(criterion, test) if isinstance(test, RequestTest) else None


def _smaller(criterion: Criterion, test: RequestTest) -> str | None:
    if test.comparison != "at_most" or not test.limit or test.limit < 1:
        return None
    unit = criterion.unit or str(test.key).replace("_", " ")
    return _request("request", room=_counted(test.limit, unit), unit=_unit(unit, test.limit))


def _fewer_visits(criterion: Criterion, test: MeasureTest, question: Question, record: Record) -> str | None:
    if test.comparison != "at_most" or test.limit is None:
        return None
    done = float(_values(test, question, record).get("done") or 0)
    room, unit = test.limit - done, criterion.unit or "visits"
    if room < 1:
        return None
    key = "cumulative_visits" if done else "first_visits"
    return _request(key, room=number(room), unit=_unit(unit, room), done=number(done), limit=number(test.limit))


def _shorter_supply(criterion: Criterion, test: MeasureTest, question: Question, record: Record) -> str | None:
    values = _values(test, question, record)
    if test.comparison != "at_most" or test.limit is None or "supply" not in values:
        return None
    days = DAYS_IN[test.unit]
    used = float(values["value"]) * days - float(values["supply"])
    room, unit = int((test.limit * days - used) // days), test.unit or "day"
    if room < 1:
        return None
    said = f"{int(used)} days"
    units = _unit(f"{unit}s", room)
    key = "duration_of_use" if used >= 1 else "first_duration"
    return _request(key, room=str(room), unit=units, used=said, limit=number(test.limit))


def _later(criterion: Criterion, test: MeasureTest, question: Question, record: Record) -> str | None:
    since = _values(test, question, record).get("since")
    if test.comparison not in ("at_least", "above") or test.limit is None or not isinstance(since, dt.date):
        return None
    day = since + dt.timedelta(days=-int(-(test.limit * DAYS_IN[test.unit]) // 1) + (test.comparison == "above"))
    unit = _unit(f"{test.unit or 'day'}s", test.limit)
    return _request(test.measure, day=long_date(day), limit=number(test.limit), unit=unit)


def _completed(criterion: Criterion, test: MeasureTest, question: Question, record: Record) -> str | None:
    missing = _values(test, question, record).get("missing")
    if not missing:
        return None
    first, _, last = str(missing).rpartition(" or ")
    return _request(test.measure, missing=f"{first} and {last}" if first else last)


_REQUESTS: Mapping[str, Callable[[Criterion, MeasureTest, Question, Record], str | None]] = {
    "cumulative_visits": _fewer_visits,
    "duration_of_use": _shorter_supply,
    "time_since_last": _later,
    "days_since_injury": _later,
    "request_completeness": _completed,
}


def _values(test: MeasureTest, question: Question, record: Record) -> Mapping[str, Any]:
    options = dict(test.options) | ({} if test.unit is None else {"unit": test.unit})
    return measure_named(test.measure)(record, question, options).values


def _request(key: str, **slots: str) -> str:
    return str(_says()["request"][key].format(**slots))


def _counted(limit: float, unit: str) -> str:
    return "one" if limit == 1 and unit else number(limit)


def _unit(unit: str, count: float) -> str:
    """The unit in the number that *count* wants: "1 visit", "2 visits"."""
    return unit.removesuffix("s") if count == 1 else unit


def _concrete(criterion: Criterion, finding: CriterionFinding, question: Question, record: Record) -> str:
    """The guideline file's words with the request's levels, side and part, its numbers, and the days that count."""
    words = str(criterion.needs).rstrip()
    tests = list(tests_of(criterion.met))
    slots = _slots(question)
    said = _put(words, "in_place", slots)
    said, is_dated = _opened(said, _day(tests, finding, question, record))
    added = [*_place(said, tests, question), *_numbers(said, tests)]
    if not is_dated:
        added += [day for day in (_day(tests, finding, question, record),) if day]
    if finding.silence == "contradicted":
        added.append(_says()["disputed"])
    return f"{said.rstrip('.')} ({'; '.join(added)})." if added else said


def _slots(question: Question) -> dict[str, str]:
    treatment = question.treatment
    slots = {"treatment": named(question)} if treatment.brand or treatment.name else {}
    if treatment.levels:
        slots["levels"] = _listed(treatment.levels, "and")
        slots["roots"] = _listed(sorted(roots_of(treatment.levels), key=_down_the_spine), "or")
    slots["of_part"] = f" of the {treatment.body_part}" if treatment.body_part else ""
    return slots


def _down_the_spine(root: str) -> tuple[int, int]:
    return "CTLS".find(root[:1]), int(root[1:]) if root[1:].isdigit() else 0


def _listed(names: Sequence[str], joint: str) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} {joint} {names[-1]}"


def _put(words: str, table: str, slots: Mapping[str, str]) -> str:
    """The first row of the table that stands in the words, put in where its slots are filled."""
    for old, new in _says()[table].items():
        if old in words:
            needed = {name for name in ("roots", "levels", "treatment", "part") if f"{{{name}}}" in new}
            return words.replace(old, new.format_map(slots)) if needed <= slots.keys() else words
    return words


def _opened(words: str, day: str | None) -> tuple[str, bool]:
    """The words with the day in their opening, and whether it could stand there."""
    for old, new in _says()["opening"].items():
        if words.startswith(f"{old} ") and "dated" not in words:
            return f"{f'{old} {day}' if day else new}{words[len(old) :]}", True
    return words, day is None


def _place(words: str, tests: Sequence[Test], question: Question) -> Iterator[str]:
    """The part, side and levels on which the test insists and that the words leave unsaid."""
    treatment = question.treatment
    regions = any(isinstance(test, FactTest) and test.region in ("requested", "territory") for test in tests)
    measured = any(isinstance(test, MeasureTest) and test.measure in _AT_LEVEL for test in tests)
    sided = measured or any(isinstance(test, FactTest) and test.side for test in tests)
    levelled = measured or any(isinstance(test, FactTest) and test.level for test in tests)
    parts: list[str] = []
    if regions and treatment.body_part and not _is_named(treatment.body_part, words):
        parts.append(_says()["place"].format(part=treatment.body_part))
    if levelled and treatment.levels and not any(f"{level[0]}" in words.split() for level in treatment.levels):
        levels = _listed(treatment.levels, "and")
        roots = _slots(question)["roots"]
        if levels not in words and roots not in words:
            parts.append(f"at {levels}")
    side = treatment.laterality if sided else None
    if side:
        parts.append("on both sides" if side == "bilateral" else f"on the {side}")
    if parts:
        yield " ".join(parts)


def _is_named(part: str, words: str) -> bool:
    regions = read_yaml("lexicons/wording.yaml")["regions"]
    return regions.get(part, part) in words or "body part" in words or bool(find_anatomy(words))


def _numbers(words: str, tests: Sequence[Test]) -> Iterator[str]:
    """Thresholds of the guideline that the words leave unsaid, each once."""
    if "at least" in words:
        return
    says = _says()
    found: dict[str, None] = {}
    for test in tests:
        if isinstance(test, MeasureTest) and test.comparison == "at_least" and test.measure in says["numbers"]:
            found[says["numbers"][test.measure].format(number=number(test.limit or 0))] = None
        if isinstance(test, FactTest):
            for key, comparison, limit in test.bounds:
                if comparison == "at_least" and key in says["bounds"]:
                    found[says["bounds"][key].format(number=number(limit))] = None
    yield from found


def _day(tests: Sequence[Test], finding: CriterionFinding, question: Question, record: Record) -> str | None:
    """From when on the document must be dated: after what speaks against, and within the guideline's window."""
    against = frozenset(finding.facts) if finding.result == "not_met" else frozenset()
    dates = [fact.date for fact in record.facts if fact.id in against and fact.date is not None]
    windows = [test.within_days if isinstance(test, FactTest) else None for test in tests]
    if dates:
        return str(_says()["later"].format(day=long_date(max(dates))))
    if windows and None not in windows:
        longest = max(days for days in windows if days is not None)
        return str(_says()["window"].format(day=long_date(question.as_of - dt.timedelta(days=longest))))
    return None
