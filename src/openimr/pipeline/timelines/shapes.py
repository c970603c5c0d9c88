"""The shapes that a picture is made of, as plain values that a template writes down."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Shape:
    """One SVG element. `link` is the row that it leads to, `title` what is said when it is pointed at."""

    tag: str
    attributes: tuple[tuple[str, str], ...]
    text: str = ""
    link: str | None = None
    title: str | None = None


def text(x: float, y: float, words: str, style: str, anchor: str = "start", title: str | None = None) -> Shape:
    """Words at a place."""
    placed = (("x", number(x)), ("y", number(y)), ("class", style), ("text-anchor", anchor))
    return Shape("text", placed, words, None, title)


def box(
    x: float, y: float, width: float, height: float, style: str, link: str | None = None, title: str | None = None
) -> Shape:
    """A rectangle by its upper left corner."""
    placed = (("x", number(x)), ("y", number(y)), ("width", number(width)), ("height", number(height)))
    return Shape("rect", (*placed, ("class", style)), "", link, title)


def line(x: float, y: float, to_x: float, to_y: float, style: str) -> Shape:
    """A straight line."""
    return path(f"M{number(x)} {number(y)}L{number(to_x)} {number(to_y)}", style)


def path(drawn: str, style: str, link: str | None = None, title: str | None = None) -> Shape:
    """A path."""
    return Shape("path", (("d", drawn), ("class", style)), "", link, title)


def dot(x: float, y: float, radius: float, style: str, link: str | None = None, title: str | None = None) -> Shape:
    """A circle."""
    placed = (("cx", number(x)), ("cy", number(y)), ("r", number(radius)), ("class", style))
    return Shape("circle", placed, "", link, title)


def diamond(x: float, y: float, size: float, style: str, link: str | None = None, title: str | None = None) -> Shape:
    """A square on its corner."""
    half = number(size)
    drawn = f"M{number(x)} {number(y - size)}l{half} {half}l-{half} {half}l-{half} -{half}z"
    return path(drawn, style, link, title)


def cross(x: float, y: float, size: float, style: str, link: str | None = None, title: str | None = None) -> Shape:
    """Two crossing strokes."""
    low, high = number(y + size), number(y - size)
    drawn = f"M{number(x - size)} {high}L{number(x + size)} {low}M{number(x - size)} {low}L{number(x + size)} {high}"
    return path(drawn, style, link, title)


def number(value: float) -> str:
    """A coordinate with one digit at most."""
    return f"{round(value, 1):g}" if abs(value) < 100_000 else str(round(value))


def width_of(words: str, size: float = 11.5) -> float:
    """About how wide the words are when drawn *size* high, in the widest of the common typefaces."""
    return sum(_width(sign) for sign in words) * size


def _width(sign: str) -> float:
    if sign in "iljtfr.,:;|' ()/-":
        return 0.38
    return 0.98 if sign in "mwMW" else 0.76 if sign.isupper() else 0.64


def shortened(words: str, room: float, size: float = 11.5) -> str:
    """The words, cut with an ellipsis where they do not fit."""
    if width_of(words, size) <= room:
        return words
    while words and width_of(words + "…", size) > room:
        words = words[:-1]
    return words.rstrip() + "…"
