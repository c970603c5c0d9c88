"""Names of people as records write them, by the degree that follows."""

from __future__ import annotations

import re

CREDENTIALS = (
    r"(?:M\.?\s?D\.?|D\.?O\.?|D\.?C\.?|D\.?P\.?M\.?|Ph\.?D\.?|Psy\.?D\.?|P\.?A\.?(?:-C)?|N\.?P\.?(?:-C)?"
    r"|F\.?N\.?P\.?(?:-C)?|R\.?N\.?|L\.?Ac\.?|P\.?T\.?A?|D\.?P\.?T\.?|O\.?T\.?R?(?:/L)?"
    r"|M\.?P\.?T\.?|C\.?H\.?T\.?|R\.?P\.?T\.?|D\.?D\.?S\.?|O\.?D\.?|Pharm\.?D\.?|DNP|CRNA|MPH|MBA|FAAOS|FACS"
    r"|Q\.?M\.?E\.?|L\.?C\.?S\.?W\.?|Esq\.?)"
)
_NAME = r"(?:Dr\.?\s+)?[A-Z][\w'’.-]*(?:[ ]+[A-Z][\w'’.-]*|[ ]+(?:de|la|van|von|der|del|da)\b){%s}"
_DEGREES = rf"{CREDENTIALS}(?![\w])(?:\s*,\s*{CREDENTIALS}(?![\w]))*"
PERSON = re.compile(rf"{_NAME % '0,4'}\s*,\s*{_DEGREES}")
"""A name and at least one degree: "Jane Q. Roe, MD, PhD"."""
BARE_PERSON = re.compile(rf"{_NAME % '1,3'}[ ]+{_DEGREES}")
"""A name and a degree without a comma between: "Jane Roe MD". Only where nothing but a name can stand."""
FILED_PERSON = re.compile(
    r"(?P<last>[A-Z][\w'’-]+(?:[ ][A-Z][\w'’-]+)?)\s*,\s*"
    rf"(?P<first>[A-Z][\w'’-]+(?:[ ][A-Z]\.?)?)\s*,?\s+(?P<degrees>{_DEGREES})"
)
"""A name as files sort it: "Roe, Jane Q., MD". Only where a name begins."""
