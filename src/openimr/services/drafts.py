"""Opening what `determine` wrote: a determination and the record it rests on."""

from __future__ import annotations

import json
from pathlib import Path

from openimr.domain.determinations import Determination
from openimr.domain.documents import SourceFile
from openimr.errors import UsageError
from openimr.wire import load_determination, record_from_dict

DETERMINATION_FILE = "determination.json"
RECORD_FILE = "record.json"


def open_determination(path: Path) -> Determination:
    """The determination in *path*: its JSON file, or the folder that holds it.

    Raises:
        UsageError: there is none, or it is not a determination.
    """
    file = path / DETERMINATION_FILE if path.is_dir() else path
    try:
        text = file.read_text(encoding="utf-8")
    except FileNotFoundError:
        raise UsageError(f"{file} does not exist.") from None
    except OSError as error:
        raise UsageError(f"{file} cannot be read: {error.strerror or 'unknown reason'}.") from None
    except UnicodeDecodeError:
        raise UsageError(f"{file} is not a determination: it is not text.") from None
    return load_determination(text)


def open_record(path: Path) -> dict[str, SourceFile] | None:
    """Document id to its file's pages, from the record beside the determination; None if there is none."""
    folder = path if path.is_dir() else path.parent
    file = folder / RECORD_FILE
    if not file.is_file():
        return None
    try:
        return record_from_dict(json.loads(file.read_text(encoding="utf-8")))
    except (ValueError, RecursionError, UsageError):
        raise UsageError(f"{file} is not a record that openimr wrote.") from None
