"""The OCR engine: Debian's tesseract through `tesserocr`, found, loaded once a process, and asked for words."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from glob import glob
from typing import Any

LANGUAGE = "eng"

_WELL_KNOWN = (
    "/usr/share/tesseract-ocr/*/tessdata",
    "/usr/share/tessdata",
    "/usr/share/tesseract/tessdata",
    "/usr/local/share/tessdata",
    "/opt/homebrew/share/tessdata",
    "/opt/local/share/tessdata",
)
"""Where Debian, Ubuntu, Fedora, Arch, BSD, Homebrew and MacPorts put the languages."""


class NoEngineError(Exception):
    """There is no engine to read pictures with; the message says what to install."""


@dataclass(frozen=True, slots=True)
class Word:
    """One recognised word: its place in picture dots, and how sure the engine is of it (0 to 1)."""

    text: str
    left: float
    top: float
    right: float
    bottom: float
    confidence: float


def find_language_data() -> str:
    """The folder with the English language data, the newest first; raises `NoEngineError` where there is none."""
    own = os.environ.get("TESSDATA_PREFIX")
    places = [own, os.path.join(own, "tessdata")] if own else []
    for pattern in _WELL_KNOWN:
        places.extend(sorted(glob(pattern), reverse=True))
    for place in places:
        if os.path.isfile(os.path.join(place, f"{LANGUAGE}.traineddata")):
            return place.rstrip("/") + "/"
    raise NoEngineError("the English data of tesseract is missing: install tesseract-ocr-eng, or set TESSDATA_PREFIX")


def engine_name() -> str:
    """The engine and its version, part of every recognised page's key."""
    return f"tesseract {_tesserocr().tesseract_version().split()[1]} {LANGUAGE}"


def _tesserocr() -> Any:
    os.environ.setdefault(
        "OMP_THREAD_LIMIT", "1"
    )  # pages are read on all cores: threads within one only get in the way
    try:
        import PIL.Image  # noqa: F401 - tesserocr takes Pillow's pictures
        import tesserocr
    except ImportError:
        raise NoEngineError("Python's OCR packages are missing: pip install 'openimr[ocr]'") from None
    return tesserocr


@cache
def load_engine() -> Any:
    """The engine, loaded once a process; raises `NoEngineError` where there is none."""
    tesserocr = _tesserocr()
    place = find_language_data()
    try:
        return tesserocr.PyTessBaseAPI(path=place, lang=LANGUAGE, psm=tesserocr.PSM.AUTO, oem=tesserocr.OEM.LSTM_ONLY)
    except RuntimeError:
        raise NoEngineError("the English data of tesseract is damaged: install tesseract-ocr-eng again") from None


def read_words(image: Any, dots_per_inch: float) -> list[Word]:
    """The words of an upright grey picture as the engine orders them; raises `NoEngineError` without an engine."""
    engine = load_engine()
    engine.SetImage(image)
    engine.SetSourceResolution(max(70, min(round(dots_per_inch), 2400)))
    engine.Recognize()
    try:
        return list(_words(engine.GetTSVText(0)))
    finally:
        engine.Clear()


def _words(table: str) -> Iterator[Word]:
    """The rows of the engine's table that are words, not blocks or lines."""
    for row in table.split("\n"):
        if not row.startswith("5\t"):
            continue
        _, _, _, _, _, _, left, top, width, height, confidence, text = row.split("\t", 11)
        if text.strip():
            x, y = float(left), float(top)
            yield Word(text.strip(), x, y, x + float(width), y + float(height), max(0.0, float(confidence) / 100))
