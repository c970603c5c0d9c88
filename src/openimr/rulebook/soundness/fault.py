"""One thing wrong with a guideline file."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong (`code`), where (a guideline, edition or criterion id), and how to mend it, in one sentence.

    `place` are the keys that lead there in the file, the outermost first; `file` and `line` are known where the file's
    words are. Two faults that differ in these only are the same.
    """

    code: str
    where: str
    message: str
    place: tuple[str, ...] = field(default=(), compare=False)
    file: str | None = field(default=None, compare=False)
    line: int | None = field(default=None, compare=False)
