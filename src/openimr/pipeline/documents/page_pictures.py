"""A page of a PDF as the grey picture that OCR reads."""

from __future__ import annotations

import math
from typing import Any

from openimr.pipeline.documents.hidden import large_pictures
from openimr.pipeline.documents.recognition import Picture

_LEAST_DOTS, _MOST_DOTS = 200.0, 300.0
"""Text is drawn as finely as its picture was scanned, within these: coarser cannot be read, finer only takes time."""
_MOST_PIXELS = 20_000_000
_POINTS = 72.0


def page_picture(document: Any, number: int, *, pictures_only: bool = False) -> Picture:
    """Page *number* (from 1) of an open PDF as a viewer shows it; raises PDFium's error if it cannot be drawn.

    *pictures_only* leaves its text layer out.
    """
    page = document[number - 1]
    try:
        if pictures_only:
            _leave_text_out(page)
        width, height = page.get_size()
        dots = min(_dots_per_inch(page), _POINTS * math.sqrt(_MOST_PIXELS / max(width * height, 1.0)))
        bitmap = page.render(scale=dots / _POINTS, grayscale=True)
        return Picture(bitmap.to_pil().convert("L"), (width, height))
    finally:
        page.close()


def has_large_picture(document: Any, number: int) -> bool:
    """Whether a picture covers most of page *number*."""
    page = document[number - 1]
    try:
        return bool(large_pictures(page))
    finally:
        page.close()


def _leave_text_out(page: Any) -> None:
    from pypdfium2.raw import FPDF_PAGEOBJ_TEXT, FPDFPageObj_SetIsActive

    for text in page.get_objects(filter=(FPDF_PAGEOBJ_TEXT,), max_depth=5):
        FPDFPageObj_SetIsActive(text.raw, False)


def _dots_per_inch(page: Any) -> float:
    """How finely the largest picture on the page was scanned."""
    from pypdfium2 import PdfImage
    from pypdfium2.raw import FPDF_PAGEOBJ_IMAGE

    finest = 0.0
    for image in page.get_objects(filter=(FPDF_PAGEOBJ_IMAGE,), max_depth=3):
        if isinstance(image, PdfImage):
            left, bottom, right, top = image.get_bounds()
            columns, rows = image.get_px_size()
            if (right - left) * (top - bottom) > 0.25 * page.get_width() * page.get_height():
                finest = max(finest, max(columns, rows) * _POINTS / max(right - left, top - bottom, 1.0))
    return float(min(max(finest, _LEAST_DOTS), _MOST_DOTS))
