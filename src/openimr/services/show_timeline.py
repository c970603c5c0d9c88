"""The timeline of a case folder or of a draft: what happened when, and where it is written."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

from openimr.domain.documents import Reading, SourceFile
from openimr.domain.timelines import Timeline
from openimr.errors import UsageError
from openimr.pipeline.timelines import chronicle, write_html, write_text
from openimr.services.determine_case import outline_case
from openimr.services.drafts import DETERMINATION_FILE, open_determination, open_record
from openimr.services.read_case import read_case
from openimr.wire import dump_json

FORMS = ("text", "json", "html")


def open_timeline(
    path: Path, *, until: dt.date | None = None, read: Callable[[Path], Reading] = read_case
) -> tuple[Timeline, Mapping[str, SourceFile]]:
    """The timeline of *path*, a case folder or what `determine` wrote, and its pages by document id.

    A draft without its record gives no pages.

    Raises:
        UsageError: there is no such folder, or it is a broken draft.
        NothingUsableError: nothing in the case folder could be read.
    """
    if path.is_file() or (path / DETERMINATION_FILE).is_file():
        return chronicle(open_determination(path), until=until), open_record(path) or {}
    if not path.is_dir():
        raise UsageError(f"{path} is neither a case folder nor a draft.")
    outline = outline_case(path, read=read)
    return chronicle(outline.determination, until=until), dict(outline.record)


def render_timeline(timeline: Timeline, record: Mapping[str, SourceFile], form: str) -> str:
    """The timeline in *form*, one of `FORMS`."""
    if form == "json":
        return dump_json(timeline_to_dict(timeline))
    return write_html(timeline, record) if form == "html" else write_text(timeline)


def timeline_to_dict(timeline: Timeline) -> dict[str, Any]:
    """The timeline as JSON-ready values."""
    content: dict[str, Any] = _ready(asdict(timeline))
    return content


def _ready(value: Any) -> Any:
    if isinstance(value, dt.date):
        return value.isoformat()
    if isinstance(value, Mapping):
        return {key: _ready(each) for key, each in value.items()}
    return [_ready(each) for each in value] if isinstance(value, list | tuple) else value
