"""Bundles as they come from a scanner: pictures of the pages, a little askew and noisy, grey or black on white."""

from __future__ import annotations

import io
import random
from dataclasses import dataclass
from typing import Any

Picture = Any
"""A picture of the imaging library."""


@dataclass(frozen=True, slots=True)
class Scanner:
    """How a page is scanned: `dpi` dots an inch, up to `skew` degrees askew, `noise` grey steps, or black on white."""

    dpi: int = 200
    skew: float = 0.8
    noise: int = 12
    is_black_on_white: bool = False
    seed: int = 1


def scan(content: bytes, scanner: Scanner) -> bytes:
    """The PDF with each page as a picture, without any text."""
    import pypdfium2
    from PIL import Image

    chance = random.Random(scanner.seed)
    pictures: list[Picture] = []
    for page in pypdfium2.PdfDocument(content):
        drawn = page.render(scale=scanner.dpi / 72, grayscale=True).to_pil().convert("L")
        turned = drawn.rotate(chance.uniform(-scanner.skew, scanner.skew), Image.Resampling.BICUBIC, fillcolor=255)
        pictures.append(_printed(_noisy(turned, scanner.noise, chance), scanner))
    target = io.BytesIO()
    pictures[0].save(target, "PDF", resolution=scanner.dpi, save_all=True, append_images=pictures[1:])
    return target.getvalue()


def _noisy(picture: Picture, steps: int, chance: random.Random) -> Picture:
    """The picture with specks of grey."""
    from PIL import Image, ImageChops

    specks = Image.frombytes("L", picture.size, chance.randbytes(picture.width * picture.height))
    return ImageChops.subtract(picture, specks.point([value * steps // 255 for value in range(256)]))


def _printed(picture: Picture, scanner: Scanner) -> Picture:
    """The picture in black on white, where the scanner is so."""
    if not scanner.is_black_on_white:
        return picture
    return picture.point([0 if value < 150 else 255 for value in range(256)], "1")
