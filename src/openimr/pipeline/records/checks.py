"""Check marks of forms: which of the named boxes is ticked."""

from __future__ import annotations

import re

_TICKED = r"\[\s*[xX✓✔*]\s*\]|\(\s*[xX✓✔*]\s*\)|☒|☑|✓|✔|■|\b[xX]\b(?=\s)"
_OPEN = r"\[\s*\]|\(\s*\)|☐|□|_{2,}"
_MARK = re.compile(rf"(?P<ticked>{_TICKED})|(?P<open>{_OPEN})")


def ticked(text: str, options: str) -> str | None:
    """The option whose box is ticked, lower case; the bare word if there are no boxes; None if none is.

    *options* is a pattern for the names of the boxes. A box stands before its name, or after it where the
    text begins with a name.
    """
    names = list(re.finditer(rf"\b(?:{options})\b", text, re.IGNORECASE))
    marks = list(_MARK.finditer(text))
    if not marks:
        return names[0].group().lower() if len(names) == 1 else None
    if not names:
        return None
    is_before = marks[0].start() < names[0].start()
    for name in names:
        if is_before:
            near = [mark for mark in marks if mark.end() <= name.start()][-1:]
        else:
            near = [mark for mark in marks if mark.start() >= name.end()][:1]
        if near and near[0].group("ticked"):
            return name.group().lower()
    return None
