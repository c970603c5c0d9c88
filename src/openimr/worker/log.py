"""The worker's log: one JSON object a line, ids and numbers only.

A line is made of fields that this program names itself. The words of an exception are never written, nor those of a
library: either may repeat what somebody wrote about a patient. Their kind and the place in the code say what is wrong.
"""

from __future__ import annotations

import datetime as dt
import json
import logging
import sys
import traceback
from typing import TextIO

_NAME = "openimr.worker"


class Lines(logging.Formatter):
    """Each record as JSON; of records that are not ours only where they come from and how grave they are."""

    def format(self, record: logging.LogRecord) -> str:
        """The line."""
        content: dict[str, object] = {
            "time": dt.datetime.fromtimestamp(record.created, dt.UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
        }
        if record.name == _NAME:
            content |= {"event": record.msg, **record.__dict__.get("fields", {})}
        else:
            content |= {"event": "library", "source": record.name, "line": record.lineno}
        if record.exc_info and record.exc_info[1]:
            content["error"] = type(record.exc_info[1]).__name__
            content["at"] = _place(record.exc_info[1])
        return json.dumps(content, ensure_ascii=True)


def _place(error: BaseException) -> str:
    """The innermost place in our own code."""
    frames = traceback.extract_tb(error.__traceback__)
    ours = [frame for frame in frames if "openimr" in frame.filename] or list(frames)
    return f"{ours[-1].filename.rpartition('openimr/')[2]}:{ours[-1].lineno}" if ours else ""


def start_log(stream: TextIO | None = None) -> None:
    """Write every record of the process as such lines to *stream* (default: stderr)."""
    handler = logging.StreamHandler(stream or sys.stderr)
    handler.setFormatter(Lines())
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(logging.WARNING)
    logging.getLogger(_NAME).setLevel(logging.INFO)


def tell(event: str, *, error: BaseException | None = None, **fields: str | int | float | None) -> None:
    """One line: what happened, to which case or job."""
    level = logging.WARNING if error else logging.INFO
    logging.getLogger(_NAME).log(level, event, exc_info=error, extra={"fields": fields})
