"""The registry of reviewers as a file that somebody names."""

from __future__ import annotations

from pathlib import Path

from openimr.errors import NothingUsableError, UsageError


def registry_text(path: Path) -> tuple[str, str]:
    """What the file says, and in which form: "csv" or "yaml".

    Raises:
        UsageError: there is no such file.
        NothingUsableError: it is no text.
    """
    if not path.is_file():
        raise UsageError(f"{path} does not exist.")
    try:
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError:
        raise NothingUsableError(f"{path.name} is no text in UTF-8.") from None
    return text, "csv" if path.suffix.lower() == ".csv" else "yaml"
