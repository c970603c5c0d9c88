"""Where results go: stdout, or the file named with -o."""

from __future__ import annotations

import sys
from pathlib import Path


def write_text(text: str, out: Path | None) -> None:
    """*text* to the file *out*, or to stdout; always UTF-8 with "\\n" line ends."""
    if out is None:
        sys.stdout.flush()
        sys.stdout.buffer.write(text.encode("utf-8"))
        sys.stdout.buffer.flush()
        return
    out.parent.mkdir(parents=True, exist_ok=True)
    out.write_bytes(text.encode("utf-8"))
