"""Precision, recall and speed of `openimr.status` on our own marked sentences, beside medspaCy's context.

    PYTHONPATH=src python bench/status/run.py [dev|heldout|heldout2 ...] [--errors] [--medspacy PYTHON]

PYTHON is the interpreter of an environment of its own that has medspaCy (`pip install "numpy<2" medspacy`).
"""

from __future__ import annotations

import argparse
import json
import subprocess
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from marked import Marked, read_marked

from openimr.pipeline.facts.status import clear_memory, status

STATUSES = ("absent", "historical", "hypothetical", "family", "possible", "planned")
ROUNDS = 5


def main() -> None:
    """Print a table for each set."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("sets", nargs="*", default=["dev", "heldout", "heldout2"])
    parser.add_argument("--errors", action="store_true", help="print the mentions that came out otherwise")
    parser.add_argument("--medspacy", help="interpreter of an environment with medspaCy")
    options = parser.parse_args()
    for name in options.sets:
        mentions = read_marked(name)
        ours = [status(m.text, m.start, m.end) for m in mentions]
        print(f"\n{name}: {len(mentions)} mentions, {_speed(mentions):,.0f} a second (every text read anew)")
        print_table("openimr", mentions, ours)
        if options.medspacy:
            theirs = _medspacy(options.medspacy, name)
            print(f"medspaCy context: {theirs['per_second']:,.0f} a second (tokens, target match and context)")
            print_table("medspaCy", mentions, theirs["statuses"])
        if options.errors:
            print_errors(mentions, ours)


def print_table(title: str, mentions: Sequence[Marked], given: Sequence[str]) -> None:
    """Precision, recall and F1 of each status against all others."""
    print(f"  {title:12} {'precision':>9} {'recall':>7} {'F1':>6}  right wrong missed")
    for name in STATUSES:
        right = sum(m.status == name == g for m, g in zip(mentions, given, strict=True))
        wrong = sum(m.status != name == g for m, g in zip(mentions, given, strict=True))
        missed = sum(m.status == name != g for m, g in zip(mentions, given, strict=True))
        precision, recall = right / max(right + wrong, 1), right / max(right + missed, 1)
        f1 = 2 * right / max(2 * right + wrong + missed, 1)
        print(f"  {name:12} {precision:9.3f} {recall:7.3f} {f1:6.3f}  {right:5} {wrong:5} {missed:6}")


def print_errors(mentions: Sequence[Marked], given: Sequence[str]) -> None:
    """The mentions whose status is not the marked one."""
    for m, got in zip(mentions, given, strict=True):
        if m.status != got:
            shown = f"{m.text[: m.start]}<<{m.text[m.start : m.end]}>>{m.text[m.end :]}"
            print(f"  {m.status} -> {got}: {shown!r}")


def _speed(mentions: Sequence[Marked]) -> float:
    status("No fever.", 3, 8)
    best = float("inf")
    for _ in range(ROUNDS):
        began = time.process_time()
        for m in mentions:
            clear_memory()
            status(m.text, m.start, m.end)
        best = min(best, time.process_time() - began)
    return len(mentions) / best


def _medspacy(python: str, name: str) -> Any:
    script = Path(__file__).with_name("medspacy_context.py")
    done = subprocess.run([python, str(script), name], capture_output=True, text=True, check=True)
    return json.loads(done.stdout.splitlines()[-1])


if __name__ == "__main__":
    main()
