"""What goes from published letters, which hold no names any more, and what stays of the identifiers of case files.

python -m bench.deidentify.papers FOLDER: one that has `determinations` (letters as text) and `cases` (with truth.yaml).
"""

from __future__ import annotations

import re
import sys
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, cast

import yaml

from openimr.casework.publication import profile_named, scrub
from openimr.domain.publications import IdentifierKind, Identity
from openimr.services.read_case import read_one

_CODED = re.compile(r"Example-(\d+)")
_SURNAMES = (
    *(
        "Quintanilla",
        "Beauchamp",
        "Okonjo",
        "Dhillon",
        "Castellanos",
        "Wexford",
        "Nakagawa",
        "Petrossian",
        "Villarreal",
    ),
    *("Ferrante", "Stokes", "Amador", "Krantz", "Lindholm", "Mbeki", "Sotomayor", "Trask", "Yamane", "Zielke"),
)
"""Put for the coded surnames of the files, which no paper would hold."""
_KNOWN: Sequence[tuple[str, IdentifierKind]] = (
    ("employee_name", "employee"),
    ("employer", "employer"),
    ("claims_administrator", "claims administrator"),
    ("claim_number", "claim number"),
    ("date_of_birth", "date of birth"),
    ("requesting_physician", "physician"),
)


def main() -> None:
    """Measure both."""
    shared = Path(sys.argv[1])
    letters(sorted((shared / "determinations").glob("*.txt")) + sorted((shared / "seeds").glob("*.txt")))
    stay = {"known": 0, "nothing known": 0}
    mentions = 0
    for case in sorted((shared / "cases").glob("case-*")):
        for found, left in papers(case):
            mentions += found
            stay["known"] += left[0]
            stay["nothing known"] += left[1]
    print(f"case files: of {mentions} mentions of an identifier stay {stay}")


def letters(paths: Sequence[Path]) -> None:
    """Count what is removed from *paths* and what is doubted."""
    profile = profile_named("dwc")
    scrub(["Warm up."], (), profile)
    begin = time.process_time()
    findings = [one for path in paths for one in scrub([path.read_text(encoding="utf-8")], (), profile).findings]
    doubtful = sum(finding.is_doubtful for finding in findings)
    rate = len(paths) / (time.process_time() - begin)
    print(f"{len(paths)} letters at {rate:.0f} a second: {len(findings) - doubtful} removed, {doubtful} doubtful")


def papers(case: Path) -> Iterator[tuple[int, tuple[int, int]]]:
    """For each document of *case*: mentions of identifiers, and how many stay with the case known and unknown."""
    truth: Any = yaml.safe_load((case / "truth.yaml").read_text(encoding="utf-8"))
    known = [Identity(kind, _named(str(truth["header"][name]))) for name, kind in _KNOWN]
    values = [_named(str(row["value"])) for row in truth["identifiers_to_remove"]]
    patterns = [re.compile(r"\s+".join(map(re.escape, value.split()))) for value in values]
    profile = profile_named("dwc")
    for path in sorted((case / "separate").iterdir()):
        texts = [_named(page.text) for file in read_one(path).files for page in file.pages if page.text.strip()]
        left = [_mentions(scrub(texts, told, profile).texts, patterns) for told in (known, [])]
        yield _mentions(texts, patterns), cast(tuple[int, int], tuple(left))


def _mentions(texts: Sequence[str], patterns: Sequence[re.Pattern[str]]) -> int:
    return sum(len(pattern.findall(text)) for text in texts for pattern in patterns)


def _named(text: str) -> str:
    return _CODED.sub(lambda match: _SURNAMES[int(match[1]) % len(_SURNAMES)], text)


if __name__ == "__main__":
    main()
