"""Letters built from the parts in `variants/`, in the shapes that readers of PDFs give, and how each part was read."""

from __future__ import annotations

import dataclasses
import datetime as dt
import textwrap
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import yaml

from openimr.domain.determinations import Determination, Item

FOLDER = Path(__file__).parent / "variants"
SHAPES = ("lines", "spaced", "layout", "narrow", "pages")
Case = Mapping[str, Any]

_MADE = (
    "MAXIMUS Federal Services sent the complete case file to an expert reviewer. He/she has no affiliation with the "
    "employer, employee, providers or the claims administrator. {sentence}He/she has been in active clinical practice "
    "for more than five years and is currently working at least 24 hours a week in active practice. The expert "
    "reviewer was selected based on his/her clinical experience, education, background, and expertise in the same or "
    "similar specialties that evaluate and/or treat the medical condition and disputed items/services. He/she is "
    "familiar with governing laws and regulations, including the strength of evidence hierarchy that applies to "
    "Independent Medical Review determinations."
)
_LEAD = (
    "The expert reviewer developed the following clinical case summary based on a review of the case file, including "
    "all medical records:"
)
_INTRO = "The Final Determination was based on decisions for the disputed items/services set forth below:"


def cases() -> list[Case]:
    """Every letter with its expectations."""
    return [
        case
        for name in ("later.yaml", "earlier.yaml", "further.yaml")
        for case in yaml.safe_load((FOLDER / name).read_text(encoding="utf-8"))
    ]


def text_of(case: Case, shape: str) -> str:
    """The letter as *shape* gives it: lines with blanks at their ends, double spaced, laid out, narrow, or paged."""
    paragraphs = list(_paragraphs(case))
    width = 64 if shape == "narrow" else 96
    blocks = [_wrapped(paragraph, width) for paragraph in paragraphs]
    if shape == "spaced":
        return "\n\n".join(line + " " for block in blocks for line in (*block, "", ""))
    if shape == "layout":
        return "\n\n".join("\n".join("   " + line.replace("  ", "      ") for line in block) for block in blocks)
    if shape == "pages" or case.get("footer"):
        return _paged(case, blocks)
    return "\n \n".join("\n".join(line + " " for line in block) for block in blocks) + "\n \n"


def _paragraphs(case: Case) -> Iterator[str]:
    if "text" in case:
        yield from case["text"].rstrip().split("\n\n")
        return
    if "header" in case:
        yield case["header"].rstrip()
    yield "HOW THE IMR FINAL DETERMINATION WAS MADE"
    yield _MADE.format(sentence=case["made"] + " " if "made" in case else "")
    if "block" in case:
        yield "The Expert Reviewer has the following credentials:\n" + case["block"]
    yield "CLINICAL CASE SUMMARY"
    yield _LEAD
    yield case["summary"]
    yield "IMR ISSUES, DECISIONS AND RATIONALES"
    yield _INTRO
    for item in case["items"]:
        yield item["heading"]
        labelled = [("Claims Administrator guideline", item["ca"]), ("MAXIMUS guideline", item["rev"])]
        lines = [f"{label}: {words}" for label, words in (*labelled, ("Decision rationale", item["why"])) if words]
        yield from ["\n".join(lines)] if case.get("joined") else lines
    if "tail" in case:
        yield case["tail"].strip()


def _wrapped(paragraph: str, width: int) -> list[str]:
    return [
        piece
        for line in paragraph.split("\n")
        for piece in (textwrap.wrap(line, width, break_on_hyphens=True, break_long_words=False) or [""])
    ]


def _paged(case: Case, blocks: list[list[str]]) -> str:
    """Pages of some twenty lines, broken wherever they are full, each with a running foot."""
    lines = [line for block in blocks for line in (*block, "")]
    pages = [lines[start : start + 19] for start in range(0, len(lines), 19)]
    foot = case.get("footer", "Page {page}")
    return "\f".join("\n".join([*page, "", foot.format(page=number)]) for number, page in enumerate(pages, 1))


def differences(case: Case, letter: Determination) -> list[str]:
    """What was read otherwise than the letter says, a line for each field."""
    found = list(_header(case, letter))
    for name in ("licensure", "specialties"):
        if name in case and list(getattr(letter.reviewer, name)) != case[name]:
            found.append(f"{name}: {getattr(letter.reviewer, name)}")
    if dataclasses.asdict(letter.patient) != case["patient"]:
        found.append(f"patient: {letter.patient}")
    summary = letter.summary.text
    if "summary" in case and case.get("clean", True) and summary != " ".join(case["summary"].split()):
        found.append(f"summary: {summary}")
    found.extend(f"summary lacks: {words}" for words in case.get("summary_has", ()) if words not in summary)
    found.extend(f"summary holds: {words}" for words in case.get("summary_lacks", ()) if words in summary)
    found.extend(_problems(case, letter))
    if len(letter.items) != len(case["items"]):
        return [*found, f"items: {[item.request for item in letter.items]}"]
    for number, (expected, item) in enumerate(zip(case["items"], letter.items, strict=True), 1):
        found.extend(f"item {number} {line}" for line in _item(expected, item))
    return found


def _header(case: Case, letter: Determination) -> Iterator[str]:
    for name, value in case.get("reads", {}).items():
        got: Any = getattr(letter.header, name)
        got = list(got) if isinstance(got, tuple) else got
        if _plain(got) != _plain(value):
            yield f"{name}: {got}"


def _plain(value: Any) -> Any:
    if isinstance(value, list):
        return [_plain(each) for each in value]
    return value.isoformat() if isinstance(value, dt.date) else value


def _problems(case: Case, letter: Determination) -> Iterator[str]:
    fatal = {"header_missing", "header_field_missing", "credentials_missing"}
    got = {problem.code for problem in letter.problems} - fatal
    if got != set(case.get("lacks", ())):
        yield f"problems: {sorted(got)}"


def _item(expected: Case, item: Item) -> Iterator[str]:
    lines = {"ca": item.claims_administrator_guideline, "rev": item.reviewer_guideline}
    if expected.get("request") is not None and item.request != expected["request"]:
        yield f"request: {item.request}"
    if "request_has" in expected and expected["request_has"] not in item.request:
        yield f"request: {item.request}"
    if item.decision != expected["decision"]:
        yield f"decision: {item.decision}"
    if item.original_request != expected.get("original"):
        yield f"original: {item.original_request}"
    for name, line in lines.items():
        if name in expected and line.text != expected[name]:
            yield f"{name}: {line.text}"
        if not line.text.startswith(expected.get(f"{name}_starts", "")):
            yield f"{name}: {line.text}"
        pages = [page for citation in line.citations for page in citation.pages]
        if f"{name}_pages" in expected and list(dict.fromkeys(pages)) != expected[f"{name}_pages"]:
            yield f"{name} pages: {pages}"
    why = " ".join(str(expected.get("why", "")).split())
    if why and item.rationale.text != why:
        yield f"rationale: {item.rationale.text}"
    if not item.rationale.text.startswith(expected.get("why_starts", "")):
        yield f"rationale: {item.rationale.text}"
