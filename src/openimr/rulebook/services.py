"""Services that requests ask for, by their many names, and the topic each falls under."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from openimr.errors import RulebookError
from openimr.rulebook.files import list_yaml, read_yaml
from openimr.text.terms import Mention, TermFinder

_FOLDER = "lexicons/services"


@dataclass(frozen=True, slots=True)
class TopicRule:
    """A topic and the conditions under which it is the one; `topic` None says that none fits."""

    topic: str | None
    body: frozenset[str] = frozenset()
    with_services: frozenset[str] = frozenset()
    post_operative: bool = False
    pre_operative: bool = False
    associated: bool = False


@dataclass(frozen=True, slots=True)
class Service:
    """One kind of service; of several in a request the one with the highest `rank` governs.

    `is_umbrella`: the kind is wide (equipment, surgery), a treatment is better called as the request calls it.
    """

    id: str
    name: str
    category: str
    rank: int
    rules: tuple[TopicRule, ...] = ()
    is_umbrella: bool = False


@dataclass(frozen=True, slots=True)
class Circumstances:
    """What else a request says that decides on the topic; `body_parts` in the order named."""

    body_parts: tuple[str, ...] = ()
    services: frozenset[str] = frozenset()
    is_postoperative: bool = False
    is_preoperative: bool = False
    is_associated: bool = False


@dataclass(frozen=True, slots=True)
class _Name:
    service: Service
    in_capitals: bool = False


def find_services(text: str) -> list[Mention[Service]]:
    """The services that *text* names, in reading order."""
    return [
        Mention(hit.start, hit.end, hit.meaning.service)
        for hit in _names().find(text)
        if not hit.meaning.in_capitals or text[hit.start : hit.end].rstrip("s").isupper()
    ]


def topic_of(service: Service, circumstances: Circumstances) -> str | None:
    """The topic of *service* under these circumstances; None if no rule of its fits.

    Of several body parts the one named first that any rule knows decides.
    """
    known = {part for rule in service.rules for part in rule.body}
    part = next((part for part in circumstances.body_parts if part in known), None)
    return next((rule.topic for rule in service.rules if _holds(rule, circumstances, part)), None)


def narrower_topic(topic: str | None, text: str, given: Circumstances, is_initial: bool | None) -> str | None:
    """The topic of a drug of *topic* as the request's own words narrow it (post-operative, acute, a trial)."""
    for row in read_yaml("lexicons/drug_topics.yaml")["topics"].get(topic, ()):
        if row.get("post_operative") and given.is_postoperative:
            return str(row["topic"])
        if (row.get("initial") and is_initial) or (row.get("acute") and _acute_words().find(text)):
            return str(row["topic"])
    return topic


@cache
def topic_categories() -> Mapping[str, str]:
    """Topic slug to its category, of every topic."""
    return {row["slug"]: row["category"] for row in read_yaml("topics.yaml")}


@cache
def _acute_words() -> TermFinder[bool]:
    return TermFinder((word, True) for word in read_yaml("lexicons/drug_topics.yaml")["acute_words"])


def _holds(rule: TopicRule, given: Circumstances, part: str | None) -> bool:
    return (
        (not rule.body or part in rule.body)
        and (not rule.with_services or bool(rule.with_services & given.services))
        and (not rule.post_operative or given.is_postoperative)
        and (not rule.pre_operative or given.is_preoperative)
        and (not rule.associated or given.is_associated)
    )


@cache
def _names() -> TermFinder[_Name]:
    return TermFinder(row for path in list_yaml(_FOLDER) for row in _terms_of(path))


def _terms_of(path: str) -> Iterator[tuple[str, _Name]]:
    content = read_yaml(path)
    try:
        for key, entry in content["services"].items():
            rules, is_umbrella = _rules(entry.get("topics", ())), bool(entry.get("umbrella", False))
            service = Service(key, entry["name"], content["category"], entry["rank"], rules, is_umbrella)
            yield from ((str(term), _Name(service, in_capitals=True)) for term in entry.get("caps", ()))
            yield from ((str(term), _Name(service)) for term in entry["terms"])
    except (KeyError, TypeError, AttributeError) as error:
        raise RulebookError(path, f"not a list of services: {error}") from error


def _rules(rows: Sequence[Mapping[str, Any]]) -> tuple[TopicRule, ...]:
    return tuple(
        TopicRule(
            topic=row["topic"],
            body=frozenset(row.get("body", ())),
            with_services=frozenset(row.get("with", ())),
            post_operative=bool(row.get("post_operative", False)),
            pre_operative=bool(row.get("pre_operative", False)),
            associated=bool(row.get("associated", False)),
        )
        for row in rows
    )
