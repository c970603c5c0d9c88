"""Pages as pictures: what a viewer shows of a PDF page or a scanned image."""

from __future__ import annotations

import io
import math
from collections.abc import Callable
from typing import Any

from openimr.domain.pictures import Raster

MOST_PIXELS = 16_000_000
"""A page that would be larger is drawn coarser: a poster is still one page."""

_POINTS = 72.0


def draw_page(content: bytes, number: int, dots_per_inch: float) -> Raster | None:
    """Page *number* (from 1) of a PDF or image file; None for a file that has no layout, or that cannot be drawn."""
    draw = _drawer(content)
    return draw(content, number, dots_per_inch) if draw else None


def _drawer(content: bytes) -> Callable[[bytes, int, float], Raster | None] | None:
    if b"%PDF-" in content[:1024]:
        return _draw_pdf
    return _draw_image if content.startswith(_IMAGE_MARKS) else None


_IMAGE_MARKS = (b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"II*\x00", b"MM\x00*", b"II+\x00", b"MM\x00+")


def _draw_pdf(content: bytes, number: int, dots_per_inch: float) -> Raster | None:
    import pypdfium2

    try:
        document = pypdfium2.PdfDocument(content)
        try:
            page = document[number - 1]
            size = page.get_size()
            scale = _scale(size, dots_per_inch)
            bitmap = page.render(scale=scale, rev_byteorder=True, may_draw_forms=False)
            return _raster(bitmap, size)
        finally:
            document.close()
    except (pypdfium2.PdfiumError, IndexError):
        return None


def _scale(size: tuple[float, float], dots_per_inch: float) -> float:
    area = max(size[0] * size[1], 1.0)
    return float(min(dots_per_inch / _POINTS, math.sqrt(MOST_PIXELS / area)))


def _raster(bitmap: Any, size: tuple[float, float]) -> Raster:
    """The bitmap's bytes without the padding of its rows; a fourth channel is left out."""
    width, height, stride, channels = bitmap.width, bitmap.height, bitmap.stride, bitmap.n_channels
    rows = bytes(bitmap.buffer)
    kept = b"".join(rows[at : at + width * channels] for at in range(0, height * stride, stride))
    if channels == 4:
        plain = bytearray(width * height * 3)
        for channel in range(3):
            plain[channel::3] = kept[channel::4]
        kept = bytes(plain)
    elif channels == 1:
        kept = bytes(level for value in kept for level in (value, value, value))
    return Raster(width, height, kept, size)


def _draw_image(content: bytes, number: int, dots_per_inch: float) -> Raster | None:
    from PIL import Image, ImageOps, UnidentifiedImageError

    try:
        with Image.open(io.BytesIO(content)) as image:
            image.seek(number - 1)
            resolution = float(image.info.get("dpi", (200, 200))[0]) or 200.0
            shown = ImageOps.exif_transpose(image) or image
            size = (shown.width * _POINTS / resolution, shown.height * _POINTS / resolution)
            scale = min(1.0, _scale(size, dots_per_inch) * _POINTS / resolution)
            small = shown.convert("RGB").resize(
                (max(1, round(shown.width * scale)), max(1, round(shown.height * scale)))
            )
            return Raster(small.width, small.height, small.tobytes(), size)
    except (UnidentifiedImageError, EOFError, OSError, ValueError, SyntaxError, Image.DecompressionBombError):
        return None
