"""Check marks of forms: which of the named boxes is ticked."""

from __future__ import annotations

import re

_TICKED = r"[\[({]\s*[xX✓✔*]\s*[\])}]|☒|☑|✓|✔|■|\b[xX]\b(?=\s)"
_OPEN = r"[\[({]\s*[\])}]|☐|□|_{2,}"
_MARK = re.compile(rf"(?P<ticked>{_TICKED})|(?P<open>{_OPEN})")


_SIGN_BEFORE = re.compile(r"(?:(?<=\s)|\A)(?P<sign>[^\s:;?]{1,3})\s*\Z")
_LOOKS_OPEN = re.compile(r"[0OoUuDQCc]|[\[({LI]{1,2}[\])}JI1l]|[CLU][IJ]")
_LOOKS_TICKED = re.compile(r"[@®©8B&%¥xX]|[\[({]?[xX][\])}]?|bd|[K&]]|\[[K&]")


def ticked(text: str, options: str, *, is_scan: bool = False) -> str | None:
    """The option whose box is ticked, lower case; the bare word if there are no boxes; None if none is.

    *options* is a pattern for the names of the boxes. A box stands before its name, or after it where the
    text begins with a name. *is_scan*: OCR may have read the boxes as letters and figures of their shape.
    """
    choice = _ticked(text, options)
    return _ticked_by_shape(text, options) if choice is None and is_scan else choice


def _ticked_by_shape(text: str, options: str) -> str | None:
    """The one option with the sign of a ticked box before it, or the one without that of an open box."""
    names = list(re.finditer(rf"\b(?:{options})\b", text, re.IGNORECASE))
    signs = [_SIGN_BEFORE.search(text[max(0, name.start() - 5) : name.start()]) for name in names]
    looks = [sign["sign"] if sign else "" for sign in signs]
    chosen = [name for name, look in zip(names, looks, strict=True) if _LOOKS_TICKED.fullmatch(look)]
    left = [name for name, look in zip(names, looks, strict=True) if not _LOOKS_OPEN.fullmatch(look)]
    if len(chosen) == 1:
        return chosen[0].group().lower()
    return left[0].group().lower() if len(left) == 1 and len(names) > 1 else None


def _ticked(text: str, options: str) -> str | None:
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
