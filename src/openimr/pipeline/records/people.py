"""Names of people as records write them, by the degree that follows."""

from __future__ import annotations

import re

CREDENTIALS = (
    r"(?:M\.?\s?D\.?|D\.?O\.?|D\.?C\.?|D\.?P\.?M\.?|Ph\.?D\.?|Psy\.?D\.?|P\.?A\.?(?:-C)?|N\.?P\.?"
    r"|F\.?N\.?P\.?(?:-C)?|R\.?N\.?|L\.?Ac\.?|P\.?T\.?|D\.?P\.?T\.?|O\.?T\.?R?(?:/L)?"
    r"|M\.?P\.?T\.?|C\.?H\.?T\.?|R\.?P\.?T\.?|D\.?D\.?S\.?|O\.?D\.?|Pharm\.?D\.?|DNP|CRNA|MPH|MBA|FAAOS|FACS"
    r"|QME|Esq\.?)"
)
PERSON = re.compile(
    r"(?:Dr\.?\s+)?[A-Z][\w'’.-]*(?:[ ]+[A-Z][\w'’.-]*|[ ]+(?:de|la|van|von|der|del|da)\b){0,4}"
    rf"\s*,\s*{CREDENTIALS}(?![\w])(?:\s*,\s*{CREDENTIALS}(?![\w]))*"
)
"""A name and at least one degree: "Jane Q. Roe, MD, PhD"."""
