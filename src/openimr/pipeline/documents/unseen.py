"""Runs of a Word file that nobody sees: marked as hidden, in the paper's colour, or too small to read."""

from __future__ import annotations

from typing import Any

_SMALLEST_HALF_POINTS = 3
_FADED = 200
_VALUE = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}val"
_OFF = frozenset({"0", "false", "off", "none"})


def remove_unseen(document: Any) -> bool:
    """Take runs that cannot be seen out of the document's parts; whether any of them held words."""
    hidden = _hidden_styles(document)
    parts = [document.element.body]
    for section in list(document.sections)[:1]:  # only its header and footer are read
        parts += [section.header._element, section.footer._element]
    removed = [_remove(part, hidden) for part in parts]  # from all of them, whatever the first one held
    return any(removed)


def _remove(part: Any, hidden: frozenset[str]) -> bool:
    runs = part.xpath(".//w:r[w:rPr/w:vanish or w:rPr/w:color or w:rPr/w:sz or w:rPr/w:rStyle]")
    styled = part.xpath(".//w:p[w:pPr/w:pStyle]//w:r") if hidden else []
    had_words = False
    for run in dict.fromkeys((*runs, *styled)):
        if _is_unseen(run, hidden):
            had_words = had_words or any(letter.isalnum() for text in run.xpath("./w:t/text()") for letter in text)
            run.getparent().remove(run)
    return had_words


def _is_unseen(run: Any, hidden: frozenset[str]) -> bool:
    marks = run.xpath("./w:rPr/w:vanish")
    if marks:
        return _value(marks[-1]) not in _OFF
    styles = run.xpath("./w:rPr/w:rStyle | ancestor::w:p[1]/w:pPr/w:pStyle")
    if any(_value(style) in hidden for style in styles):
        return True
    return any(_is_tiny(size) for size in run.xpath("./w:rPr/w:sz")) or _is_white(run)


def _hidden_styles(document: Any) -> frozenset[str]:
    """The ids of styles that hide their text, also those based on one that does."""
    based: dict[str, str | None] = {}
    hidden: set[str] = set()
    for style in document.styles.element.xpath("./w:style"):
        (name, *_) = style.xpath("./@w:styleId") or [""]
        (above, *_) = style.xpath("./w:basedOn/@w:val") or [None]
        based[name] = above
        if any(_value(mark) not in _OFF for mark in style.xpath("./w:rPr/w:vanish")):
            hidden.add(name)
    for _ in range(min(len(based), 20)):
        more = {name for name, above in based.items() if above in hidden} - hidden
        if not more:
            break
        hidden |= more
    return frozenset(hidden)


def _is_tiny(size: Any) -> bool:
    value = _value(size)
    return value.isdecimal() and int(value[:6]) <= _SMALLEST_HALF_POINTS


def _is_white(run: Any) -> bool:
    """Whether its colour is nearly white and nothing says that it stands on a dark ground."""
    colours = run.xpath("./w:rPr/w:color/@w:val")
    if not colours or not _is_faded(colours[-1]):
        return False
    if run.xpath("./w:rPr/w:highlight | ancestor::w:tbl/w:tblPr/w:tblStyle"):
        return False
    grounds = run.xpath(
        "./w:rPr/w:shd/@w:fill | ancestor::w:p/w:pPr/w:shd/@w:fill | ancestor::w:tc/w:tcPr/w:shd/@w:fill"
    )
    return all(ground.lower() == "auto" or _is_faded(ground) for ground in grounds)


def _is_faded(colour: str) -> bool:
    try:
        return len(colour) == 6 and min(bytes.fromhex(colour)) >= _FADED
    except ValueError:
        return False


def _value(element: Any) -> str:
    return str(element.get(_VALUE) or "")
