"""Makes the pictures anew from the draft that `make demo` writes: letter pages, the timeline, a page with its evidence.

Run: python docs/images/build.py; the timeline is pictured by chromium.
"""

from __future__ import annotations

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
}
"""Each picture shows the first page that holds these words."""


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
    texts = [letter[number].get_textpage().get_text_range().upper() for number in range(len(letter))]
    for name, words in PICTURES.items():
        number = next(number for number, text in enumerate(texts) if words.upper() in text)
        # Method 2 (fast octree) keeps the few coloured words; the default loses them.
        picture = letter[number].render(scale=DOTS_PER_INCH / 72).to_pil().quantize(256, method=2)
        picture.save(HERE / name, optimize=True)
        sys.stderr.write(f"{name}: page {number + 1} of {len(letter)}\n")


def picture_page(page: Path, out: Path, width: int, height: int) -> None:
    """Save what a browser window of that size shows of the page."""
    size = f"--window-size={width},{height}"
    options = ["--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars", size, f"--screenshot={out}"]
    subprocess.run(["chromium", *options, page.as_uri()], check=True, capture_output=True)
    sys.stderr.write(f"{out.name}: {width} x {height}\n")


if __name__ == "__main__":
    main()
