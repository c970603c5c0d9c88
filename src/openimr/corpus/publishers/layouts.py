"""The published layouts, newest first, and reading a letter by the first that recognises it."""

from __future__ import annotations

from collections.abc import Sequence

from openimr.corpus.publishers.l4 import L4A, L4B
from openimr.corpus.publishers.lettertext import letter_text
from openimr.corpus.publishers.parts import Layout
from openimr.corpus.publishers.patient import read_patient
from openimr.domain.determinations import Determination
from openimr.domain.documents import Document, Page

LAYOUTS: Sequence[Layout] = (L4B, L4A)

LETTER_ID = "letter"
"""The document id that the spans of a parsed letter carry."""


def read_letter(name: str, sha256: str, pages: tuple[Page, ...]) -> Determination:
    """The determination that the *pages* of the file *name* state; `problems` tell what they lack."""
    letter = letter_text(LETTER_ID, pages)
    layout = next((layout for layout in LAYOUTS if layout.recognises(letter.text)), L4A)
    parts = layout.read(letter, name)
    document = Document(
        id=LETTER_ID,
        kind="determination",
        title="Independent Medical Review Final Determination",
        author=None,
        date=parts.header.decision_date,
        file=name,
        pages=(1, max(len(pages), 1)),
        sha256=sha256,
    )
    return Determination(
        status="published",
        header=parts.header,
        reviewer=parts.reviewer,
        patient=read_patient(parts.summary.text),
        summary=parts.summary,
        items=tuple(parts.items),
        documents=(document,),
        problems=tuple(parts.problems),
    )
