"""A determination to a letter file; the ending picks the form."""

from __future__ import annotations

from pathlib import Path

from openimr.domain.determinations import Determination
from openimr.errors import UsageError
from openimr.pipeline.letters import compose, write_docx, write_html, write_pdf, write_text

FORMS = ("pdf", "docx", "html", "txt")


def render(determination: Determination, path: Path | str) -> None:
    """Write the letter to *path*.

    Raises:
        UsageError: the ending is none of `FORMS`, or the file cannot be written.
    """
    target = Path(path)
    content = render_bytes(determination, target.suffix.lower().lstrip("."))
    try:
        target.write_bytes(content)
    except OSError as error:
        raise UsageError(f"{target} cannot be written: {error.strerror or 'unknown reason'}.") from None


def render_bytes(determination: Determination, form: str) -> bytes:
    """The letter in *form*, one of `FORMS`; raises `UsageError` for any other."""
    if form not in FORMS:
        endings = ", ".join(f".{each}" for each in FORMS)
        raise UsageError(f"A letter can end in {endings}, not in {form or 'nothing'!r}.")
    letter = compose(determination)
    if form == "pdf":
        return write_pdf(letter)
    if form == "docx":
        return write_docx(letter)
    return (write_html(letter) if form == "html" else write_text(letter)).encode()
