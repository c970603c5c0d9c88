"""What a replay found: how items came out under two sets of rules, and on which criteria the changes turn."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from openimr.domain.determinations import CriterionFinding, ProposedDecision
from openimr.domain.guidelines import Evaluation

How = Literal["newly_asked", "no_longer_asked", "other_result", "counts_differently"]


@dataclass(frozen=True, slots=True)
class Turn:
    """A criterion that a flip turns on, and what the other side has of it."""

    criterion: str
    question: str
    how: How


@dataclass(slots=True)
class TopicLedger:
    """The counts of one topic; grows as letters are replayed."""

    outcomes: Counter[tuple[str | None, ProposedDecision, ProposedDecision]] = field(default_factory=Counter)
    """(reviewer's decision, before, after) to how many."""
    editions: Counter[tuple[str, str]] = field(default_factory=Counter)
    """Of the changes: (guideline and edition before, after)."""
    turns: Counter[tuple[str, Turn]] = field(default_factory=Counter)
    """Of the flips: ("before>after", criterion)."""

    def add(self, other: TopicLedger) -> None:
        """Take in the counts of another part of the corpus."""
        self.outcomes.update(other.outcomes)
        self.editions.update(other.editions)
        self.turns.update(other.turns)


@dataclass(slots=True)
class Ledger:
    """The counts of a replay, or of a part of it."""

    letters: int = 0
    topics: dict[str, TopicLedger] = field(default_factory=dict)

    def of(self, topic: str | None) -> TopicLedger:
        """The ledger of one topic."""
        name = topic or "no_topic"
        if name not in self.topics:
            self.topics[name] = TopicLedger()
        return self.topics[name]

    def add(self, other: Ledger) -> None:
        """Take in the counts of another part of the corpus."""
        self.letters += other.letters
        for name, topic in other.topics.items():
            self.of(name).add(topic)


def turns_of(before: Evaluation | None, after: Evaluation | None) -> tuple[Turn, ...]:
    """The criteria that a flip turns on: decisive on the unfavourable side, and otherwise on the other.

    Where the other side has them all alike, its logic counts them differently, and all are named.
    None for a side: nothing was proposed there, and nothing can be named.
    """
    if before is None or after is None or before.is_favourable == after.is_favourable:
        return ()
    is_lost = before.is_favourable
    against, other = (after, before) if is_lost else (before, after)
    elsewhere = {_local(finding): finding for finding in other.findings}
    turns = tuple(
        Turn(finding.id, finding.question, _how(finding, elsewhere.get(_local(finding)), is_lost=is_lost))
        for finding in against.findings
        if finding.is_decisive
    )
    return tuple(turn for turn in turns if turn.how != "counts_differently") or turns


def _how(finding: CriterionFinding, other: CriterionFinding | None, *, is_lost: bool) -> How:
    if other is None:
        return "newly_asked" if is_lost else "no_longer_asked"
    return "counts_differently" if other.result == finding.result else "other_result"


def _local(finding: CriterionFinding) -> str:
    """A criterion's name within its guideline; editions and ranks of a topic share names where they share questions."""
    return finding.id.rpartition("/")[2]


def ledger_to_dict(ledger: Ledger) -> dict[str, Any]:
    """The counts as JSON-ready values, topics with the most flips first."""
    total = TopicLedger()
    for topic in ledger.topics.values():
        total.outcomes.update(topic.outcomes)
    ranked = sorted(ledger.topics.items(), key=lambda pair: (-flips_of(pair[1]), -changes_of(pair[1]), pair[0]))
    return {
        "letters": ledger.letters,
        **_counts(total),
        "reviewers": _against_reviewers(total),
        "by_topic": {name: _topic_to_dict(topic) for name, topic in ranked},
    }


def _counts(topic: TopicLedger) -> dict[str, Any]:
    crossed = _crossed(topic)
    return {
        "items": sum(topic.outcomes.values()),
        "flips": flips_of(topic),
        "proposals_lost": crossed["upheld"]["abstain"] + crossed["overturned"]["abstain"],
        "proposals_gained": crossed["abstain"]["upheld"] + crossed["abstain"]["overturned"],
        "decisions": crossed,
    }


def flips_of(topic: TopicLedger) -> int:
    """How many items turned from upheld to overturned or back."""
    return sum(count for (_, before, after), count in topic.outcomes.items() if is_flip(before, after))


def changes_of(topic: TopicLedger) -> int:
    """How many items came out otherwise: flips, and proposals that one side alone makes."""
    return sum(count for (_, before, after), count in topic.outcomes.items() if before != after)


def is_flip(before: ProposedDecision, after: ProposedDecision) -> bool:
    """Whether both sides propose, and differ."""
    return before != after and "abstain" not in (before, after)


def _crossed(topic: TopicLedger) -> dict[str, dict[str, int]]:
    """Before to after to how many."""
    counts: Counter[tuple[str, str]] = Counter()
    for (_, before, after), count in topic.outcomes.items():
        counts[before, after] += count
    names = ("upheld", "overturned", "abstain")
    return {before: {after: counts[before, after] for after in names} for before in names}


def _against_reviewers(topic: TopicLedger) -> dict[str, Any]:
    """How often each side is the reviewer's decision, of the items of which that is known and both sides propose."""
    known = alike_before = alike_after = 0
    for (actual, before, after), count in topic.outcomes.items():
        if actual in ("upheld", "overturned") and "abstain" not in (before, after):
            known += count
            alike_before += count * (before == actual)
            alike_after += count * (after == actual)
    return {"items": known, "alike_before": alike_before, "alike_after": alike_after}


def _topic_to_dict(topic: TopicLedger) -> dict[str, Any]:
    return {
        **_counts(topic),
        "editions": [
            {"before": before, "after": after, "changes": count} for (before, after), count in _ranked(topic.editions)
        ],
        "turns_on": list(_turns(topic)),
    }


def _turns(topic: TopicLedger) -> Iterator[Mapping[str, Any]]:
    for (way, turn), count in _ranked(topic.turns):
        before, _, after = way.partition(">")
        yield {
            "criterion": turn.criterion,
            "question": turn.question,
            "how": turn.how,
            "before": before,
            "after": after,
            "flips": count,
        }


def _ranked(counts: Counter[Any]) -> list[tuple[Any, int]]:
    """Most first, then by name: the order in which parts came in does not show."""
    return sorted(counts.items(), key=lambda pair: (-pair[1], repr(pair[0])))
