"""A replay as a reader wants it: JSON, a table for a terminal, a folder with every flip and the report."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any

from openimr.services.replay import Replay, replay_to_dict
from openimr.wire import dump_json

JSON_FILE = "replay.json"
FLIPS_FILE = "flips.jsonl"
REPORT_FILE = "report.html"
_SHOWN = 3


def write_json(result: Replay) -> str:
    """The replay as JSON; see docs/reference/backtest-json.md."""
    return dump_json(replay_to_dict(result))


def open_flips(out: Path) -> IO[str]:
    """The file that takes each flip as it comes, in the folder *out*."""
    out.mkdir(parents=True, exist_ok=True)
    return (out / FLIPS_FILE).open("w", encoding="utf-8", newline="\n")


def write_replay(result: Replay, out: Path) -> None:
    """Write replay.json and report.html into the folder *out*."""
    from openimr.corpus.backtest.replay_html import write_html

    out.mkdir(parents=True, exist_ok=True)
    content = replay_to_dict(result)
    (out / JSON_FILE).write_bytes(dump_json(content).encode())
    page = write_html(content, spoken_rules(content["before"]), spoken_rules(content["after"]))
    (out / REPORT_FILE).write_bytes(page.encode())


def write_table(result: Replay) -> str:
    """The replay as text: how many came out otherwise, by topic, and what the flips turn on."""
    return "\n".join(_lines(replay_to_dict(result))) + "\n"


def _lines(content: dict[str, Any]) -> Iterator[str]:
    yield f"{content['items']:,} items of {content['letters']:,} letters decided again"
    yield f"before: {spoken_rules(content['before'])}"
    yield f"after:  {spoken_rules(content['after'])}"
    crossed = content["decisions"]
    yield (
        f"{content['flips']:,} flips: {crossed['upheld']['overturned']:,} from upheld to overturned, "
        f"{crossed['overturned']['upheld']:,} from overturned to upheld"
    )
    lost, gained = content["proposals_lost"], content["proposals_gained"]
    yield f"{lost:,} proposals lost (no guideline in force after), {gained:,} gained"
    yield ""
    yield f"{'':36}{'ITEMS':>10}{'FLIPS':>10}{'LOST':>10}{'GAINED':>10}"
    for name, topic in content["by_topic"].items():
        if topic["flips"] or topic["proposals_lost"] or topic["proposals_gained"]:
            yield from _topic_lines(name, topic)


def _topic_lines(name: str, topic: dict[str, Any]) -> Iterator[str]:
    yield (
        f"{name[:35]:36}{topic['items']:>10,}{topic['flips']:>10,}"
        f"{topic['proposals_lost']:>10,}{topic['proposals_gained']:>10,}"
    )
    for turn in topic["turns_on"][:_SHOWN]:
        yield f"    {turn['flips']:,} on {turn['criterion']} ({turn['how'].replace('_', ' ')})"


def spoken_rules(rules: dict[str, Any]) -> str:
    """One side in words."""
    parts = [
        f"the guidelines in force on {rules['day']}" if rules["day"] else "the guidelines of each letter's own day"
    ]
    parts += [f"{name} at {value:g}" for name, value in rules["thresholds"].items()]
    if rules["rules"]:
        parts.append(f"changed: {', '.join(rules['rules'])}")
    return "; ".join(parts)
