from __future__ import annotations

import io
from pathlib import Path

import pypdf
import pypdfium2
import pytest
from PIL import Image
from tests.scans import DOTS, NOTE, a_sheet, as_file, bitonal, noisy, share_read, skewed, typed

from openimr.domain.documents import Box, Page
from openimr.pipeline.documents import engine, read_file
from openimr.pipeline.documents.formats import open_file
from openimr.pipeline.documents.recognition import Picture, picture_key

LETTER = (612.0, 792.0)


def the_page(name: str, content: bytes) -> Page:
    source, problems = read_file(name, content)
    assert source is not None
    assert problems == ()
    (page,) = source.pages
    assert page.is_scan
    return page


def box_of(page: Page, word: str) -> Box:
    at = page.text.index(word)
    return next(box for box in page.boxes if box.start <= at < box.end)


def ink_outside(picture: Image.Image, page: Page) -> float:
    """Which part of the picture's ink lies in none of the page's boxes."""
    from PIL import ImageDraw

    scale = picture.width / (page.size or LETTER)[0]
    bare = picture.convert("L").copy()
    pen = ImageDraw.Draw(bare)
    for box in page.boxes:
        pen.rectangle([value * scale for value in (box.left - 1, box.top - 1, box.right + 1, box.bottom + 1)], fill=255)
    return sum(bare.histogram()[:100]) / sum(picture.convert("L").histogram()[:100])


def test_clean_scan_is_read_word_for_word_with_sizes_in_points() -> None:
    page = the_page("a.png", as_file("PNG", a_sheet()))
    assert share_read(page.text) > 0.97
    assert page.size == pytest.approx(LETTER, abs=0.5)
    assert page.confidence is not None
    assert page.confidence > 0.9
    assert all(0 <= box.confidence <= 1 for box in page.boxes)
    assert [page.text[box.start : box.end] for box in page.boxes] == page.text.split()


def test_paragraphs_keep_their_lines_and_the_blank_between_them() -> None:
    lines = the_page("a.png", as_file("PNG", a_sheet())).text.split("\n")
    assert lines[0] == "PROGRESS REPORT"
    assert any(line.startswith("Objective: Straight leg raise is positive") for line in lines)


@pytest.mark.parametrize("quarters", [0, 1, 2, 3])
@pytest.mark.parametrize("degrees", [0.0, 3.0])
def test_page_is_read_however_it_lay_and_boxes_hold_the_ink(quarters: int, degrees: float) -> None:
    picture = skewed(a_sheet(), degrees).rotate(90 * quarters, expand=True)
    page = the_page("a.png", as_file("PNG", picture))
    assert share_read(page.text) > 0.95
    assert ink_outside(picture, page) < 0.02
    assert page.size == pytest.approx((picture.width * 72 / DOTS, picture.height * 72 / DOTS), abs=0.5)


def test_noise_of_a_fax_is_tolerated() -> None:
    page = the_page("a.jpg", as_file("JPEG", noisy(skewed(a_sheet(), -1.2)), quality=60))
    assert share_read(page.text) > 0.9


def test_tiff_of_three_pages_is_three_pages() -> None:
    sheet = bitonal(a_sheet())
    upside_down = sheet.rotate(180)
    blank = Image.new("1", sheet.size, 1)
    source, problems = read_file("a.tif", as_file("TIFF", sheet, blank, upside_down, compression="group4"))
    assert source is not None
    assert problems == ()
    assert [page.number for page in source.pages] == [1, 2, 3]
    assert [share_read(page.text) > 0.95 for page in source.pages] == [True, False, True]
    assert source.pages[1].text == ""


def test_photo_stands_as_its_camera_was_held() -> None:
    exif = Image.Exif()
    exif[0x0112] = 6  # the camera lay on its side
    picture = a_sheet().rotate(90, expand=True)
    page = the_page("a.jpg", as_file("JPEG", picture, exif=exif, quality=90))
    assert page.size == pytest.approx(LETTER, abs=0.5)
    assert box_of(page, "PROGRESS").top < box_of(page, "authorization").top


def test_fax_of_half_as_many_lines_has_the_size_of_its_paper() -> None:
    sheet = a_sheet()
    low = sheet.resize((sheet.width, sheet.height // 2))
    page = the_page("a.tif", as_file("TIFF", low, dpi=(DOTS, DOTS // 2)))
    assert page.size == pytest.approx(LETTER, abs=0.5)
    assert share_read(page.text) > 0.85


def test_words_on_glass_are_read_as_on_white_paper() -> None:
    clear = Image.new("RGBA", a_sheet().size, (0, 0, 0, 0))
    clear.putalpha(a_sheet().point(lambda level: 255 - level))
    assert share_read(the_page("a.png", as_file("PNG", clear)).text) > 0.95


def test_pdf_of_typed_and_scanned_pages_is_read_whole() -> None:
    writer = pypdf.PdfWriter(clone_from=io.BytesIO(typed("A typed page.")))
    writer.append(io.BytesIO(as_file("PDF", a_sheet())))
    content = io.BytesIO()
    writer.write(content)
    source, problems = read_file("a.pdf", content.getvalue())
    assert source is not None
    assert problems == ()
    first, scanned = source.pages
    assert not first.is_scan
    assert first.confidence is None
    assert scanned.is_scan
    assert share_read(scanned.text) > 0.95
    assert scanned.size == pytest.approx(LETTER, abs=0.5)


def test_picture_under_a_typed_fax_header_is_read_too() -> None:
    page = the_page("a.pdf", a_stamped_scan())
    assert page.text.startswith("09/19/2015 CLAIMS ADMIN Page 3 of 41")
    assert page.text.count("CLAIMS") == 1
    assert share_read(page.text) > 0.95
    assert box_of(page, "CLAIMS").confidence == 1.0
    assert [page.text[box.start : box.end] for box in page.boxes] == page.text.split()


def a_stamped_scan() -> bytes:
    stamp = '#set page("us-letter", margin: 8mm)\n#set text(size: 9pt)\n09/19/2015 CLAIMS ADMIN Page 3 of 41'
    writer = pypdf.PdfWriter(clone_from=io.BytesIO(as_file("PDF", a_sheet())))
    writer.pages[0].merge_page(pypdf.PdfReader(io.BytesIO(typed(stamp))).pages[0])
    content = io.BytesIO()
    writer.write(content)
    return content.getvalue()


def test_layer_that_a_scanner_made_of_the_same_picture_stays_alone() -> None:
    writer = pypdf.PdfWriter(clone_from=io.BytesIO(as_file("PDF", a_sheet())))
    writer.pages[0].merge_page(pypdf.PdfReader(io.BytesIO(typed(NOTE))).pages[0], over=False)
    content = io.BytesIO()
    writer.write(content)
    source, _ = read_file("a.pdf", content.getvalue())
    assert source is not None
    assert source.pages[0].text.count("Straight leg raise") == 1


def test_same_picture_is_recognised_once() -> None:
    class Memory:
        def __init__(self) -> None:
            self.pages: dict[str, Page] = {}
            self.found = 0

        def find(self, key: str) -> Page | None:
            self.found += key in self.pages
            return self.pages.get(key)

        def keep(self, key: str, page: Page) -> None:
            self.pages[key] = page

    memory = Memory()
    content = as_file("TIFF", bitonal(a_sheet()), bitonal(a_sheet()), compression="group4")
    opened = open_file("a.tif", content, memory)
    first, second = opened.read(1)[0], opened.read(2)[0]
    opened.close()
    assert memory.found == 1
    assert (first.number, second.number) == (1, 2)
    assert first.text == second.text


def test_key_tells_pictures_and_sizes_apart() -> None:
    sheet = a_sheet()
    keys = {picture_key(Picture(image, size)) for image in (sheet, noisy(sheet)) for size in (LETTER, (600.0, 800.0))}
    assert len(keys) == 4
    assert picture_key(Picture(sheet, LETTER)) == picture_key(Picture(a_sheet(), LETTER))


def test_illegible_page_is_named() -> None:
    sheet = a_sheet(dots=40).resize(a_sheet().size, Image.Resampling.BICUBIC)
    _, problems = read_file("a.png", as_file("PNG", noisy(sheet, 40_000)))
    assert [(problem.code, problem.page) for problem in problems][-1:] in (
        [("low_quality_scan", 1)],
        [("no_text", None)],
    )


def test_blank_paper_is_no_failure() -> None:
    blank = noisy(Image.new("L", (1700, 2200), 250), 400)
    source, problems = read_file("a.tif", as_file("TIFF", a_sheet(), blank))
    assert source is not None
    assert problems == ()
    assert source.pages[1].text == ""


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "TIFF"])
def test_picture_cut_off_in_the_middle_is_damaged(kind: str) -> None:
    content = as_file(kind, a_sheet())
    source, problems = read_file(f"a.{kind.lower()}", content[: len(content) // 3])
    assert source is None
    assert [problem.code for problem in problems] == ["damaged"]


def test_missing_language_data_says_what_to_install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engine, "_WELL_KNOWN", (str(tmp_path),))
    monkeypatch.delenv("TESSDATA_PREFIX", raising=False)
    with pytest.raises(engine.NoEngineError, match="tesseract-ocr-eng"):
        engine.find_language_data()


def test_language_data_is_found_where_the_user_says(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "eng.traineddata").touch()
    monkeypatch.setenv("TESSDATA_PREFIX", str(tmp_path))
    assert engine.find_language_data() == f"{tmp_path}/"


def test_real_fax_page_upside_down_is_read(shared: Path) -> None:
    content = (shared / "data/cases/case-002/scan/scan.pdf").read_bytes()
    opened = open_file("scan.pdf", content)
    page, problems = opened.read(4)
    opened.close()
    assert problems == ()
    assert "Routine dental prophylaxis" in page.text
    assert box_of(page, "OFFICE").top > box_of(page, "Signed:").top


def test_garbled_layer_gives_way_to_the_picture() -> None:
    document = pypdfium2.PdfDocument(as_file("PDF", a_sheet()))
    document.close()
    shifted = " ".join("".join(chr(ord(sign) - 29) if "a" <= sign <= "z" else sign for sign in NOTE).split()[8:])
    garbled = shifted.translate({ord(sign): None for sign in '#*\\\\_@$[]<>/"`~='})
    writer = pypdf.PdfWriter(clone_from=io.BytesIO(as_file("PDF", a_sheet())))
    writer.pages[0].merge_page(pypdf.PdfReader(io.BytesIO(typed(garbled))).pages[0], over=False)
    content = io.BytesIO()
    writer.write(content)
    assert share_read(the_page("a.pdf", content.getvalue()).text) > 0.95
