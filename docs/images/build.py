"""Makes the pictures anew from the example that `make demo` determines: letter pages, the timeline, evidence, a notice.

Run: python docs/images/build.py; the timeline is pictured by chromium.
"""

from __future__ import annotations

import os
import shlex
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import pypdfium2

from openimr.services.determine_case import draft_case, write_draft
from openimr.services.mark_pages import mark_pages
from openimr.services.show_timeline import open_timeline, render_timeline

HERE = Path(__file__).parent
CHECKOUT = HERE.parents[1]
CASE = CHECKOUT / "examples" / "cases" / "lumbar-epidural"
REGISTRY = CHECKOUT / "examples" / "reviewers.yaml"
DOTS_PER_INCH = 110
PICTURES = {
    "letter-page-1.png": "HOW THE IMR FINAL DETERMINATION WAS MADE",
    "letter-decision.png": "Decision rationale:",
    "letter-annex.png": "EVIDENCE ANNEX",
    "letter-absence.png": "Looked for:",
}
"""Each picture shows the first page that holds these words."""
OFFICE = """
case receive examples/cases/lumbar-epidural --at 2015-07-20T09:00-07:00
case do CM15-0000001 find_eligible --at 2015-07-20T10:00-07:00
case do CM15-0000001 assign --set "organization=Sample Review Organization, 5 Invented Plaza, Nowhere, CA 90000" \
 --at 2015-07-20T10:01-07:00
case do CM15-0000001 request_records --set method=mail --set sent=2015-07-20 --at 2015-07-20T10:02-07:00
letters send --folder {post}
"""
"""The commands of docs/how-to/run-a-case.md that send the first notice."""


def main() -> None:
    """Draft the demo's case and picture its pages."""
    with tempfile.TemporaryDirectory() as folder:
        draft = draft_case(CASE, registry=REGISTRY)
        write_draft(draft, Path(folder))
        timeline = render_timeline(*open_timeline(Path(folder)), "html")
        (Path(folder) / "timeline.html").write_text(timeline, encoding="utf-8")
        picture_page(Path(folder) / "timeline.html", HERE / "timeline.png", 1200, 1180)
        items = mark_pages(draft.determination, CASE, Path(folder) / "pages", 1)
        shutil.copy(Path(folder) / "pages" / items[0].pages[0].file, HERE / "page-with-evidence.png")
        letter = pypdfium2.PdfDocument((Path(folder) / "letter.pdf").read_bytes())
        notice = pypdfium2.PdfDocument(send_notice(Path(folder)).read_bytes())
    picture_paper(notice[0], "notice.png", cut=0.2)
    texts = [letter[number].get_textpage().get_text_range().upper() for number in range(len(letter))]
    for name, words in PICTURES.items():
        number = next(number for number, text in enumerate(texts) if words.upper() in text)
        picture_paper(letter[number], name)


def send_notice(folder: Path) -> Path:
    """The notice of assignment to the claims administrator, as an office sends it."""
    environment = {**os.environ, "OPENIMR_HOME": str(folder / "office")}
    openimr = str(Path(sys.executable).parent / "openimr")
    for line in OFFICE.format(post=folder / "post").strip().splitlines():
        subprocess.run([openimr, *shlex.split(line)], cwd=CHECKOUT, env=environment, check=True)
    return next((folder / "post").glob("*-noarfi-claims-administrator.pdf"))


def picture_paper(page: pypdfium2.PdfPage, name: str, cut: float = 0) -> None:
    """Save a page, without that share of its empty foot."""
    # Method 2 (fast octree) keeps the few coloured words; the default loses them.
    picture = page.render(scale=DOTS_PER_INCH / 72).to_pil()
    picture = picture.crop((0, 0, picture.width, round(picture.height * (1 - cut)))).quantize(256, method=2)
    picture.save(HERE / name, optimize=True)
    sys.stderr.write(f"{name}: {picture.width} x {picture.height}\n")


def picture_page(page: Path, out: Path, width: int, height: int) -> None:
    """Save what a browser window of that size shows of the page."""
    size = f"--window-size={width},{height}"
    options = ["--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars", size, f"--screenshot={out}"]
    subprocess.run(["chromium", *options, page.as_uri()], check=True, capture_output=True)
    sys.stderr.write(f"{out.name}: {width} x {height}\n")


if __name__ == "__main__":
    main()
