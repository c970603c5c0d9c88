"""Letters as an adversary would write them read whole, whatever shape a reader of PDFs gives them."""

from __future__ import annotations

import importlib.util
import json
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
import typst

from openimr.corpus.publishers import pdf_pages, study_letter, text_pages
from openimr.domain.spans import Problem

FOLDER = Path(__file__).parent


def _builder() -> ModuleType:
    spec = importlib.util.spec_from_file_location("variants_of", FOLDER / "variants_of.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


VARIANTS = _builder()
CASES = VARIANTS.cases()


@pytest.mark.parametrize("shape", VARIANTS.SHAPES)
@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_letter_reads_as_its_author_meant(case: dict[str, Any], shape: str) -> None:
    reading = study_letter("letter", "", text_pages(VARIANTS.text_of(case, shape)))
    assert VARIANTS.differences(case, reading.determination) == []
    assert reading.layout == case.get("layout", reading.layout)


@pytest.mark.parametrize("case", CASES[::3], ids=lambda case: case["name"])
def test_letter_reads_the_same_from_a_pdf(case: dict[str, Any]) -> None:
    blocks = [json.dumps(page, ensure_ascii=False) for page in VARIANTS.text_of(case, "lines").split("\f")]
    body = "\n#pagebreak()\n".join(f"#raw({block})" for block in blocks)
    content = typst.compile(f'#set page(paper: "us-letter")\n#set text(9pt, ligatures: false)\n{body}'.encode())
    assert isinstance(content, bytes)
    pages = pdf_pages("letter.pdf", content)
    assert not isinstance(pages, Problem)
    assert VARIANTS.differences(case, study_letter("letter.pdf", "", pages).determination) == []


def test_there_are_forty_letters_and_more() -> None:
    assert len(CASES) > 40
