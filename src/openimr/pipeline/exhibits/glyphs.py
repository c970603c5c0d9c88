"""The few signs of a tag as dots, so that a tag looks the same on every machine."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

GLYPH_WIDTH, GLYPH_HEIGHT = 5, 7

_DRAWN = {
    "0": ".###. #...# #..## #.#.# ##..# #...# .###.",
    "1": "..#.. .##.. ..#.. ..#.. ..#.. ..#.. .###.",
    "2": ".###. #...# ....# ...#. ..#.. .#... #####",
    "3": ".###. #...# ....# ..##. ....# #...# .###.",
    "4": "...#. ..##. .#.#. #..#. ##### ...#. ...#.",
    "5": "##### #.... ####. ....# ....# #...# .###.",
    "6": "..##. .#... #.... ####. #...# #...# .###.",
    "7": "##### ....# ...#. ..#.. ..#.. ..#.. ..#..",
    "8": ".###. #...# #...# .###. #...# #...# .###.",
    "9": ".###. #...# #...# .#### ....# ...#. .##..",
    "f": "..##. .#... ####. .#... .#... .#... .#...",
    "+": "..... ..#.. ..#.. ##### ..#.. ..#.. .....",
    " ": "..... ..... ..... ..... ..... ..... .....",
}


def glyph(sign: str) -> Sequence[str]:
    """The rows of a sign, "#" for a dot; a sign without a drawing is a blank."""
    return _ROWS.get(sign, _ROWS[" "])


_ROWS: Mapping[str, Sequence[str]] = {sign: tuple(drawn.split()) for sign, drawn in _DRAWN.items()}
