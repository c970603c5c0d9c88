"""Marked sentences of tests/golden/status/: each mention is written {status:words}."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

FOLDER = Path(__file__).parents[2] / "tests" / "golden" / "status"
_MARK = re.compile(r"\{(present|absent|possible|historical|hypothetical|family|planned):([^{}]+)\}")


@dataclass(frozen=True, slots=True)
class Marked:
    """One mention: its sentence, its place (half-open) and the status that a reader gave it."""

    report: str
    text: str
    start: int
    end: int
    status: str


def read_marked(name: str) -> list[Marked]:
    """The mentions of `<name>.tsv`, in file order."""
    lines = (FOLDER / f"{name}.tsv").read_text(encoding="utf-8").splitlines()
    return [mention for line in lines if line and not line.startswith("#") for mention in _mentions(line)]


def _mentions(line: str) -> list[Marked]:
    report, written = line.split("\t")
    written = written.replace("\\n", "\n")
    text = _MARK.sub(r"\2", written)
    found, shift = [], 0
    for mark in _MARK.finditer(written):
        start = mark.start() - shift
        end = start + len(mark.group(2))
        found.append(Marked(report, text, start, end, mark.group(1)))
        shift += len(mark.group()) - len(mark.group(2))
    return found
