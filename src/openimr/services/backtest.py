"""Replays published determinations: what would the rulebook have proposed from what stood before the decision?"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from openimr.corpus.backtest.compared import Compared, Reading, Reason, reason_of
from openimr.corpus.backtest.dated import dated_in_order
from openimr.corpus.backtest.figures import Results, measure_all
from openimr.corpus.backtest.prior import PriorCase, PriorItem, prior_case
from openimr.corpus.backtest.split import half_of
from openimr.corpus.backtest.verdicts import Left
from openimr.domain.determinations import Determination, Item, Proposal
from openimr.domain.facts import Fact
from openimr.domain.spans import Problem
from openimr.domain.treatments import Treatment
from openimr.errors import UsageError
from openimr.pipeline.criteria import Record
from openimr.pipeline.facts.extract import extract_text
from openimr.pipeline.treatments import normalise
from openimr.services.judge_items import Asked, Days, judge_requests
from openimr.services.parse_letters import find_letters, parse_file
from openimr.services.replay_store import StoredItem, StoredLetter
from openimr.services.rules import AS_PACKAGED, Rules
from openimr.wire import determination_from_dict

DATA_SUFFIXES = (".json", ".jsonl")


@dataclass(frozen=True, slots=True)
class Replayed:
    """One letter judged anew: its items, the case that was shown to the judge, and the facts it gave."""

    items: tuple[Compared, ...]
    case: PriorCase
    facts: tuple[Fact, ...]
    treatments: tuple[Treatment, ...]
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True, slots=True)
class Backtest:
    """A whole back-test. `copies` are letters that came again and were left aside."""

    items: tuple[Compared, ...]
    results: Results
    left_out: Left
    copies: int
    problems: tuple[Problem, ...]


def backtest(
    letters: Iterable[Determination | Problem],
    *,
    as_of: dt.date | None = None,
    is_split: bool = False,
    keep: Callable[[Replayed], object] = lambda replayed: None,
    rules: Rules = AS_PACKAGED,
) -> Backtest:
    """Judge every letter anew and compare.

    Args:
        letters: As `read_letters` gives them; a letter that comes again, by its case number, counts once.
        as_of: Judge by the guidelines in force on this day, not on each letter's own.
        is_split: Tell the two halves of `half_of` apart.
        keep: Takes each letter once it is judged.
        rules: By which the requests are judged; by default the packaged ones as they stand.
    """
    items: list[Compared] = []
    problems: list[Problem] = []
    seen: set[str] = set()
    ur = other = copies = 0
    for letter in letters:
        if isinstance(letter, Problem):
            problems.append(letter)
            continue
        key = letter_key(letter)
        if key in seen:
            copies += 1
            continue
        seen.add(key)
        replayed = replay_letter(letter, as_of=as_of, is_split=is_split, rules=rules)
        keep(replayed)
        items.extend(replayed.items)
        problems.extend(replayed.problems)
        ur += replayed.case.verdicts_left_out.utilization_review
        other += replayed.case.verdicts_left_out.other
    return Backtest(tuple(items), measure_all(items), Left(ur, other), copies, tuple(problems))


def letter_key(letter: Determination) -> str:
    """What tells letters apart: the case number, else the words of summary and requests."""
    if letter.header.case_number:
        return letter.header.case_number
    words = "\n".join([letter.summary.text, *(item.request for item in letter.items)])
    return hashlib.sha256(words.encode("utf-8", "surrogatepass")).hexdigest()


def replay_letter(
    letter: Determination, *, as_of: dt.date | None = None, is_split: bool = False, rules: Rules = AS_PACKAGED
) -> Replayed:
    """*letter* judged from its prior case alone, and only then laid beside the reviewer's part."""
    case = prior_case(letter)
    judged, facts = judge_prior(case, as_of=as_of, rules=rules)
    key = letter_key(letter)
    half = half_of(key) if is_split else None
    quotes = {fact.id: " ".join(fact.text.split()) for fact in facts}
    is_undated = (as_of or case.day) is None
    compared = tuple(
        _compared(key, case, prior, item, theirs, quotes, half, "undated" if is_undated else reason_of(item))
        for prior, item, theirs in zip(case.items, judged, letter.items, strict=True)
    )
    treatments = tuple(item.treatment for item in judged)
    return Replayed(compared, case, facts, treatments, tuple(_problems(letter, is_undated=is_undated)))


def _compared(
    key: str,
    case: PriorCase,
    prior: PriorItem,
    item: Item,
    theirs: Item,
    quotes: dict[str, str],
    half: str | None,
    reason: Reason,
) -> Compared:
    assert item.proposal is not None
    return Compared(
        letter=key,
        case_number=case.case_number,
        request=prior.request,
        topic=item.treatment.topic,
        proposal=item.proposal,
        reason=reason,
        theirs=Reading(theirs.decision, theirs.reviewer_guideline.text or None, theirs.rationale.text or None),
        quotes={name: quotes[name] for finding in item.proposal.criteria for name in finding.facts},
        half=half,
        ur_guideline=prior.ur_guideline,
    )


def judge_prior(
    case: PriorCase, *, as_of: dt.date | None = None, rules: Rules = AS_PACKAGED
) -> tuple[tuple[Item, ...], tuple[Fact, ...]]:
    """The items of *case* with their proposals, and the facts of its summary; without any day nothing is proposed."""
    facts = dated_in_order(extract_text(case.summary), _last_visit(case))
    asked = [_asked(each) for each in case.items]
    governing, judged = as_of or case.governing_day, case.day or as_of
    if governing is None or judged is None:
        return tuple(_undated(each) for each in asked), facts
    days = Days(judged, governing, case.dates_of_injury, is_fixed=as_of is not None)
    return judge_requests(asked, Record(facts), days, rules=rules), facts


def _last_visit(case: PriorCase) -> dt.date | None:
    """The latest day that the summary tells of, where that can be a visit: after the injury, before the file closed."""
    told, closed = case.last_told, case.day
    if told is None or told in case.dates_of_injury or (closed is not None and told > closed):
        return None
    return told


def _asked(item: PriorItem) -> Asked:
    treatment = normalise(item.request, context=item.original_request)
    return Asked(item.request, treatment, ur_guideline=item.ur_guideline, original=item.original_request)


def _undated(asked: Asked) -> Item:
    proposal = Proposal("abstain", None, None, (), (), (), "The letter shows no date, so no guideline can be chosen.")
    return Item(asked.request, asked.treatment, proposal=proposal)


def stored(replayed: Replayed) -> StoredLetter | None:
    """What a replay needs of a letter; None of one that shows no date or no item."""
    case = replayed.case
    governing, judged = case.governing_day, case.day
    if governing is None or judged is None or not replayed.items:
        return None
    items = tuple(
        StoredItem(item.request, treatment, item.actual)
        for item, treatment in zip(replayed.items, replayed.treatments, strict=True)
    )
    return StoredLetter(case.case_number, Days(judged, governing, case.dates_of_injury), replayed.facts, items)


def _problems(letter: Determination, *, is_undated: bool) -> Iterator[Problem]:
    file = letter.documents[0].file if letter.documents else None
    if not letter.items:
        yield Problem("items_missing", "No disputed item was found in the letter.", file)
    elif is_undated:
        yield Problem("undated_letter", "The letter shows no date: say the day with --as-of.", file)


def find_sources(paths: Sequence[Path]) -> list[Path]:
    """The files that *paths* name: letters, and determinations as JSON or JSONL; folders are searched for both."""
    found: list[Path] = []
    for path in paths:
        if path.is_dir():
            data = [file for file in path.rglob("*.jsonl") if file.is_file()]
            found.extend(sorted({*find_letters([path]), *data}))
        else:
            found.append(path)
    return found


def read_letters(path: Path) -> Iterator[Determination | Problem]:
    """The determinations of one file: one of a letter, as many as a JSON or JSONL file of `openimr parse` holds."""
    suffix = path.suffix.lower()
    if suffix == ".jsonl":
        with path.open(encoding="utf-8") as lines:
            for number, line in enumerate(lines, start=1):
                if line.strip():
                    yield _from_json(line, path.name, number)
    elif suffix == ".json":
        yield from _whole_json(path)
    else:
        yield parse_file(path, facts=False)


def _whole_json(path: Path) -> Iterator[Determination | Problem]:
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError):
        yield Problem("not_a_determination", "The file is not readable JSON.", path.name)
        return
    for entry in content if isinstance(content, list) else [content]:
        yield _from_dict(entry, path.name)


def _from_json(line: str, file: str, number: int) -> Determination | Problem:
    try:
        return _from_dict(json.loads(line), f"{file}:{number}")
    except (ValueError, RecursionError):
        return Problem("not_a_determination", "The line is not readable JSON.", f"{file}:{number}")


def _from_dict(content: object, place: str) -> Determination | Problem:
    if not isinstance(content, dict):
        return Problem("not_a_determination", "It is not a determination.", place)
    try:
        return determination_from_dict(content)
    except UsageError as error:
        return Problem("not_a_determination", str(error), place)
