"""Extract the facts of one clinical note: what is stated, whether it is so, and the words that say it."""

from __future__ import annotations

import datetime as dt

import openimr

NOTE = """SUBJECTIVE COMPLAINTS:
C/o LBP radiating down the left leg, 7/10 with meds, 9/10 without meds. Denies bladder incontinence.

OBJECTIVE FINDINGS:
SLR + left at 40 deg. Motor 5/5.

CURRENT MEDICATIONS:
Norco 10/325 mg 1 tab q6h prn pain #120."""


def main() -> None:
    """One line a fact."""
    for fact in openimr.extract(NOTE, date=dt.date(2015, 6, 9)):
        words = fact.sources[0].quote
        print(f"{fact.kind:12} {fact.value['concept']:28} {fact.status:10} {words!r}")


if __name__ == "__main__":
    main()
