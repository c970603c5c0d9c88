"""How long OCR takes and how well it reads: our pipeline beside the bare engine, on the same pages in the same run.

    python -m bench.ocr

"Bare" draws the page, hands the picture to tesseract and takes its text, with the same page segmentation. "Ours" draws
it, finds which way up it is and how far askew, lays it straight, recognises it, puts the words in reading order and
leads each back to its place. Both run in one process, in turns; seconds are of the processor. Word errors are counted
against what was typed: "words" by which words were read at all, "order" also by their order.

The made-up pages are the example cases' typed pages drawn, turned and faxed. Pages of real faxes are added where the
folder of real documents is (OPENIMR_SHARED, or ../shared).
"""

from __future__ import annotations

import io
import os
import random
import re
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import pypdfium2
from PIL import Image, ImageDraw

from openimr.pipeline.documents import engine
from openimr.pipeline.documents.page_pictures import page_picture
from openimr.pipeline.documents.recognition import picture_key, recognise

CHECKOUT = Path(__file__).parents[1]
_DOTS = 200
_FAX_PAGES = (
    ("000", 3),
    ("000", 5),
    ("000", 10),
    ("002", 4),
    ("002", 3),
    ("006", 4),
    ("014", 4),
    ("017", 6),
    ("008", 5),
)


Counts = tuple[int, int, int]


@dataclass
class Row:
    """What one page took and how it was read, by the bare engine and by ours."""

    seconds: tuple[float, float]
    errors: tuple[Counts, Counts]


@dataclass
class Sheet:
    """One page: a PDF that holds its picture, and the words that were typed on it."""

    group: str
    content: bytes
    number: int
    typed: str


def main() -> None:
    """Print a row for each group of pages, and one for all."""
    sheets = [*_made_up(), *_real()]
    bare(sheets[0])  # loads the engine
    rows: dict[str, list[Row]] = {}
    for sheet in sheets:
        bare_seconds, bare_text = bare(sheet)
        our_seconds, our_text = ours(sheet)
        errors = _errors(sheet.typed, bare_text), _errors(sheet.typed, our_text)
        row = Row((bare_seconds, our_seconds), errors)
        rows.setdefault(sheet.group, []).append(row)
    print(f"{'':24}{'pages':>6}{'bare s':>8}{'ours s':>8}{'ratio':>7}", end="")
    print(f"{'bare words':>12}{'ours words':>12}{'bare order':>12}{'ours order':>12}")
    for group, found in rows.items():
        print_row(group, found)
    print_row("all", [row for found in rows.values() for row in found])


def print_row(group: str, found: Sequence[Row]) -> None:
    """Seconds a page, their ratio, and word error rates."""
    bare_seconds = sum(row.seconds[0] for row in found) / len(found)
    our_seconds = sum(row.seconds[1] for row in found) / len(found)
    typed = sum(row.errors[0][2] for row in found)
    rates = [sum(row.errors[side][kind] for row in found) / typed for kind in (0, 1) for side in (0, 1)]
    print(f"{group:24}{len(found):6}{bare_seconds:8.2f}{our_seconds:8.2f}{our_seconds / bare_seconds:7.2f}", end="")
    print("".join(f"{rate:12.3f}" for rate in rates))


def _timed(read: Callable[[], str]) -> tuple[float, str]:
    start = time.process_time()
    text = read()
    return time.process_time() - start, text


def bare(sheet: Sheet) -> tuple[float, str]:
    """The engine alone."""

    def read() -> str:
        document = pypdfium2.PdfDocument(sheet.content)
        picture = document[sheet.number - 1].render(scale=_DOTS / 72, grayscale=True).to_pil()
        document.close()
        api = engine.load_engine()
        api.SetImage(picture)
        api.Recognize()
        return str(api.GetUTF8Text())

    return _timed(read)


def ours(sheet: Sheet) -> tuple[float, str]:
    """The whole way of a picture, as a case is read."""

    def read() -> str:
        document = pypdfium2.PdfDocument(sheet.content)
        picture = page_picture(document, sheet.number)
        document.close()
        picture_key(picture)
        return recognise(picture, sheet.number).text

    return _timed(read)


def _made_up() -> Iterator[Sheet]:
    """Typed pages of the example cases: clean, askew, faxed, in black and white, upside down."""
    for name in ("lumbar-epidural/04_progress_report_2015-06-09.pdf", "physical-therapy/03_utilization_review.pdf"):
        document = pypdfium2.PdfDocument(CHECKOUT / "examples" / "cases" / name)
        page = document[0].render(scale=_DOTS / 72, grayscale=True).to_pil().convert("L")
        typed = document[0].get_textpage().get_text_range()
        document.close()
        faxed = _faxed(page.rotate(1.2, Image.Resampling.BICUBIC, fillcolor=255))
        yield Sheet("made up, clean", _as_pdf(page), 1, typed)
        yield Sheet("made up, askew by 3", _as_pdf(page.rotate(3, Image.Resampling.BICUBIC, fillcolor=255)), 1, typed)
        yield Sheet("made up, faxed", _as_pdf(faxed), 1, typed)
        yield Sheet(
            "made up, black/white", _as_pdf(faxed.point(lambda level: 255 * (level > 128)).convert("1")), 1, typed
        )
    yield Sheet("made up, upside down", _as_pdf(page.rotate(180)), 1, typed)


def _faxed(page: Image.Image) -> Image.Image:
    """The page in the grey of a fax, with specks and a stripe."""
    dice = random.Random(7)
    grey = page.point(lambda level: 40 + level * 0.82)
    pen = ImageDraw.Draw(grey)
    for _ in range(12_000):
        pen.point((dice.randrange(grey.width), dice.randrange(grey.height)), dice.randrange(60, 200))
    pen.line((grey.width // 3, 0, grey.width // 3, grey.height), 190)
    return grey


def _as_pdf(page: Image.Image) -> bytes:
    content = io.BytesIO()
    page.save(content, "PDF", resolution=_DOTS)
    return content.getvalue()


def _real() -> Iterator[Sheet]:
    """Pages of real faxes; the number in a page's fax header tells the typed page that it shows."""
    cases = Path(os.environ.get("OPENIMR_SHARED") or CHECKOUT.parent / "shared") / "data" / "cases"
    for case, number in _FAX_PAGES if cases.is_dir() else ():
        content = (cases / f"case-{case}" / "scan" / "scan.pdf").read_bytes()
        document = pypdfium2.PdfDocument(content)
        header = re.search(r"Page (\d+) of", recognise(page_picture(document, number), number).text)
        document.close()
        bundle = pypdfium2.PdfDocument(cases / f"case-{case}" / "bundle" / "bundle.pdf")
        if header:
            yield Sheet("faxes", content, number, bundle[int(header[1]) - 1].get_textpage().get_text_range())
        bundle.close()


def _errors(typed: str, read: str) -> Counts:
    """Words not read or read wrongly; the same counted in order; and how many words there are."""
    wanted, found = _words(typed), _words(read)
    left, extra = Counter(wanted) - Counter(found), Counter(found) - Counter(wanted)
    return max(left.total(), extra.total()), _distance(wanted, found), len(wanted)


def _words(text: str) -> list[str]:
    return re.sub("[‘’`]", "'", text.replace("\ufffe", "-\n")).split()


def _distance(one: Sequence[str], other: Sequence[str]) -> int:
    """How many words must be put in, left out or changed."""
    row = list(range(len(other) + 1))
    for at, word in enumerate(one, start=1):
        before, row[0] = row[0], at
        for place, against in enumerate(other, start=1):
            before, row[place] = row[place], min(row[place] + 1, row[place - 1] + 1, before + (word != against))
    return row[-1]


if __name__ == "__main__":
    main()
