"""The honest split: half A is what rules may be written from, half B is only reported on.

The half of a letter depends on its case number and on nothing else: neither on its outcome, nor its treatment, nor on
which other letters are there. A letter that joins the collection later never moves another one.
"""

from __future__ import annotations

import hashlib
import re
from typing import Literal

Half = Literal["A", "B"]
HALVES: tuple[Half, Half] = ("A", "B")

_NOT_WRITTEN = re.compile(r"[^A-Z0-9]+")


def half_of(case_number: str) -> Half:
    """The half of the letter with this case number: A where the first byte of its SHA-256 is even, else B.

    "CM16-0213037", "cm16 0213037" and "CM160213037" are one number.
    """
    plain = _NOT_WRITTEN.sub("", case_number.upper())
    return HALVES[hashlib.sha256(plain.encode()).digest()[0] % 2]
