"""Scanned pages made from typed ones: askew, noisy, black on white, in any kind of picture file."""

from __future__ import annotations

import io
import random
from functools import cache
from typing import Any

import pypdfium2
import typst
from PIL import Image, ImageDraw

DOTS = 200

NOTE = """#set page("us-letter", margin: 25mm)
#set text(font: "Libertinus Serif", size: 11pt)
= PROGRESS REPORT
Patient: Robin Sample #h(40mm) DOB: 03/04/1970 \\
Date of service: 08/19/2015

*Subjective:* The patient complains of low back pain rated 7/10 with radiation to the left leg. Symptoms have not
improved with six weeks of physical therapy. Norco 10/325 mg \\#90 gives partial relief without side effects.

*Objective:* Straight leg raise is positive on the left at 45 degrees. Sensation is decreased in the L5 dermatome.

*Plan:* Request authorization for a lumbar epidural steroid injection at L4-L5.
"""

AS_READ = (
    "PROGRESS REPORT Patient: Robin Sample DOB: 03/04/1970 Date of service: 08/19/2015 Subjective: The patient "
    "complains of low back pain rated 7/10 with radiation to the left leg. Symptoms have not improved with six weeks "
    "of physical therapy. Norco 10/325 mg #90 gives partial relief without side effects. Objective: Straight leg raise "
    "is positive on the left at 45 degrees. Sensation is decreased in the L5 dermatome. Plan: Request authorization "
    "for a lumbar epidural steroid injection at L4-L5."
)
"""The words of `NOTE` as they are read."""


@cache
def typed(source: str) -> bytes:
    """The text as a typed PDF."""
    return bytes(typst.compile(source.encode(), format="pdf"))


def a_sheet(source: str = NOTE, dots: int = DOTS) -> Image.Image:
    """The first page as a clean grey picture."""
    document = pypdfium2.PdfDocument(typed(source))
    picture: Image.Image = document[0].render(scale=dots / 72, grayscale=True).to_pil().convert("L")
    document.close()
    return picture


def skewed(picture: Image.Image, degrees: float) -> Image.Image:
    """The picture as a feeder takes it in askew."""
    return picture.rotate(degrees, Image.Resampling.BICUBIC, fillcolor=255)


def noisy(picture: Image.Image, specks: int = 6_000, seed: int = 1) -> Image.Image:
    """The picture with the specks and the stripe of a fax."""
    dice = random.Random(seed)
    faxed = picture.point(lambda level: 40 + level * 0.82)
    pen = ImageDraw.Draw(faxed)
    for _ in range(specks):
        pen.point((dice.randrange(faxed.width), dice.randrange(faxed.height)), dice.randrange(60, 200))
    pen.line((faxed.width // 3, 0, faxed.width // 3, faxed.height), 190)
    return faxed


def bitonal(picture: Image.Image) -> Image.Image:
    """The picture in pure black and white."""
    return picture.point(lambda level: 255 if level > 150 else 0).convert("1")


def as_file(kind: str, *pictures: Image.Image, **how: Any) -> bytes:
    """The pictures as the bytes of one PNG, JPEG, TIFF or PDF file of 200 dots an inch."""
    content = io.BytesIO()
    first, *rest = pictures
    if kind == "PDF":
        how["resolution"] = DOTS
    else:
        how.setdefault("dpi", (DOTS, DOTS))
    if rest:
        how.update(save_all=True, append_images=rest)
    first.save(content, kind, **how)
    return content.getvalue()


def share_read(text: str, words: str = AS_READ) -> float:
    """Which part of the words, each as often as it stands there, was read."""
    left = text.split()
    found = 0
    for word in words.split():
        if word in left:
            left.remove(word)
            found += 1
    return found / len(words.split())
