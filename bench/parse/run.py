"""Documents a second of the letter reader, as ratios to simpler and to other ways, in one run.

python -m bench.parse.run [--rounds N] [--medspacy build|PYTHON]
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import time
import venv
from collections.abc import Callable, Sequence
from pathlib import Path

from bench.parse.baseline import split

from openimr.corpus.publishers import pdf_pages, read_letter, text_pages
from openimr.domain.spans import Problem
from openimr.rulebook.lexicons import concept_terms
from openimr.services.parse_letters import parse

ROOT = Path(__file__).parents[2]
ENVIRONMENT = ROOT / "build" / "bench-medspacy"


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--medspacy", metavar="build|PATH", help="make the other environment, or a Python that has it")
    options = parser.parse_args()
    texts, pdfs, kind = letters()
    print(f"python -m bench.parse.run --rounds {options.rounds}")
    print(f"{len(texts)} {kind} letters, best of {options.rounds} rounds, one core")
    ours, plain = best(
        [lambda: [_read(text) for text in texts], lambda: [split(text) for text in texts]], options.rounds
    )
    show("text, structure only", ours, len(texts), "(a) regular expressions", plain, "goal on real letters <= 5")
    if pdfs:
        ours, plain = best(
            [lambda: [_read_pdf(pdf) for pdf in pdfs], lambda: [bare_text(pdf) for pdf in pdfs]], options.rounds
        )
        show("PDF, structure only", ours, len(pdfs), "(b) bare pypdfium2 text", plain, "goal <= 2")
    (whole,) = best([lambda: [parse(text) for text in texts]], options.rounds)
    print(f"{'text, with treatments and facts':34s} {len(texts) / whole:9.0f} documents/s")
    against_medspacy(texts, whole, options.medspacy)


def _read(text: str) -> object:
    return read_letter("letter", "", text_pages(text))


def _read_pdf(content: bytes) -> object:
    pages = pdf_pages("letter", content)
    return pages if isinstance(pages, Problem) else read_letter("letter", "", pages)


def bare_text(content: bytes) -> list[str]:
    """What PDFium alone takes for the words of every page."""
    import pypdfium2

    document = pypdfium2.PdfDocument(content)
    words = [page.get_textpage().get_text_range() for page in document]
    document.close()
    return words


def letters() -> tuple[list[str], list[bytes], str]:
    """The texts and PDFs of the real letters, else of the invented ones."""
    shared = Path(os.environ.get("OPENIMR_SHARED") or ROOT.parent / "shared") / "data" / "determinations"
    if shared.is_dir():
        texts = [path.read_text(encoding="utf-8") for path in sorted(shared.glob("*.txt"))]
        return texts, [path.read_bytes() for path in sorted((shared / "pdf").glob("*.pdf"))], "real"
    golden = sorted((ROOT / "tests" / "golden" / "letters").glob("*.txt"))
    texts = [path.read_text(encoding="utf-8") for path in golden] * 12
    return texts, [typeset(text) for text in texts[: len(golden)]] * 12, "invented"


def typeset(text: str) -> bytes:
    """The text as a PDF, line by line."""
    import typst

    lines = json.dumps(text.replace("\f", "\n"), ensure_ascii=False)
    pdf: bytes = typst.compile(f'#set page(paper: "us-letter")\n#set text(9pt)\n#raw({lines})'.encode())
    return pdf


def best(ways: Sequence[Callable[[], object]], rounds: int) -> list[float]:
    """The least processor seconds of each way; the ways take turns, so that a busy machine is busy for all."""
    seconds = [float("inf")] * len(ways)
    for way in ways:
        way()
    for _ in range(rounds):
        for place, way in enumerate(ways):
            begin = time.process_time()
            way()
            seconds[place] = min(seconds[place], time.process_time() - begin)
    return seconds


def show(what: str, ours: float, count: int, other: str, theirs: float, goal: str) -> None:
    """One line: ours, theirs, the ratio."""
    print(
        f"{what:34s} {count / ours:9.0f} documents/s   {other}: {count / theirs:.0f}   "
        f"time ratio {ours / theirs:.2f} ({goal})"
    )


def against_medspacy(texts: Sequence[str], ours: float, where: str | None) -> None:
    """The same summaries through medspaCy with our terms as its targets."""
    python = _python(where)
    if python is None:
        print("(c) medspaCy: left out; python -m bench.parse.run --medspacy build makes its environment")
        return
    parsed = [parse(text) for text in texts]
    terms = [[term, meanings[0].kind] for term, meanings in sorted(concept_terms().items())]
    summaries = [letter.summary.text for letter in parsed]
    given = json.dumps({"texts": texts, "summaries": summaries, "terms": terms})
    script = Path(__file__).with_name("medspacy_side.py")
    done = subprocess.run([python, script], input=given, capture_output=True, text=True, check=True)
    found = sum(len(letter.facts) for letter in parsed)
    for line in done.stdout.splitlines():
        theirs = json.loads(line)
        show(
            f"letters with facts, its {theirs['kind']}",
            ours,
            len(texts),
            "(c) medspaCy",
            theirs["seconds"],
            "goal <= 0.02",
        )
        print(f"    {theirs['seconds'] / ours:.0f} times as fast; we find {found} facts, it {theirs['found']} entities")


def _python(where: str | None) -> str | None:
    if where is None:
        built = ENVIRONMENT / "bin" / "python"
        return str(built) if built.exists() else None
    if where != "build":
        return where
    venv.create(ENVIRONMENT, with_pip=True)
    python = str(ENVIRONMENT / "bin" / "python")
    subprocess.run([python, "-m", "pip", "install", "--quiet", "medspacy", "numpy<2", "setuptools<81"], check=True)
    return python


if __name__ == "__main__":
    main()
