"""Makes the pictures of letter pages anew from the draft that `make demo` writes. Run: python docs/images/build.py"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

import pypdfium2

from openimr.services.determine_case import draft_case, write_draft

CHECKOUT = Path(__file__).parents[2]
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
        write_draft(draft_case(CASE, registry=REGISTRY), Path(folder))
        letter = pypdfium2.PdfDocument((Path(folder) / "letter.pdf").read_bytes())
    texts = [letter[number].get_textpage().get_text_range().upper() for number in range(len(letter))]
    for name, words in PICTURES.items():
        number = next(number for number, text in enumerate(texts) if words.upper() in text)
        # Method 2 (fast octree) keeps the few coloured words; the default loses them.
        picture = letter[number].render(scale=DOTS_PER_INCH / 72).to_pil().quantize(256, method=2)
        picture.save(Path(__file__).with_name(name), optimize=True)
        sys.stderr.write(f"{name}: page {number + 1} of {len(letter)}\n")


if __name__ == "__main__":
    main()
