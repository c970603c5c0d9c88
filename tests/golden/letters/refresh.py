"""Writes what is read from every golden letter beside it, for review: `python tests/golden/letters/refresh.py`."""

from __future__ import annotations

import dataclasses
from pathlib import Path
from typing import Any

import yaml

from openimr.corpus.publishers import study_letter, text_pages
from openimr.domain.citations import GuidelineLine
from openimr.domain.determinations import Item

FOLDER = Path(__file__).parent


def outcome(path: Path) -> dict[str, Any]:
    """What is read from one letter, in the words that a reader would check."""
    reading = study_letter(path.name, "", text_pages(path.read_text(encoding="utf-8")))
    letter = reading.determination
    return {
        "layout": reading.layout,
        "header": _plain(dataclasses.asdict(letter.header)),
        "reviewer": _plain(dataclasses.asdict(letter.reviewer)),
        "patient": dataclasses.asdict(letter.patient),
        "summary": [sentence.text for sentence in letter.summary.sentences],
        "items": [_item(item) for item in letter.items],
        "problems": [f"{problem.code}: {problem.message}" for problem in letter.problems],
    }


def _item(item: Item) -> dict[str, Any]:
    return {
        "request": item.request,
        "original_request": item.original_request,
        "decision": item.decision,
        "claims_administrator": _line(item.claims_administrator_guideline),
        "reviewer": _line(item.reviewer_guideline),
        "rationale": [sentence.text for sentence in item.rationale.sentences],
        "source": [[span.page, span.quote] for span in item.sources],
    }


def _line(line: GuidelineLine) -> list[list[Any]]:
    cited = [
        [each.authority, each.guideline, each.edition, each.section, list(each.pages), list(each.flags)]
        for each in line.citations
    ]
    return [*cited, *(["unplaced", words] for words in line.unplaced)]


def _plain(values: dict[str, Any]) -> dict[str, Any]:
    return {name: [*value] if isinstance(value, tuple) else value for name, value in values.items()}


if __name__ == "__main__":
    for letter in sorted(FOLDER.glob("*.txt")):
        text = yaml.safe_dump(outcome(letter), sort_keys=False, allow_unicode=True, width=110)
        letter.with_suffix(".expected.yaml").write_text(text, encoding="utf-8")
