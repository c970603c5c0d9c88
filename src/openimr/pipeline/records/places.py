"""Where words stand on the paper, also in files whose columns are set with blanks."""

from __future__ import annotations

import re

from openimr.domain.documents import Box, Boxes, Page


def word_boxes(page: Page) -> Boxes:
    """The place of each word of the page but its margins'; in plain text a letter is 6 wide and a line 12 high."""
    boxes = page.boxes or _typed_boxes(page.text)
    if not page.margins:
        return boxes
    return Boxes(box for box in boxes if not any(start <= box.start < end for start, end in page.margins))


def _typed_boxes(text: str) -> Boxes:
    boxes: list[Box] = []
    for number, line in enumerate(re.finditer(r"[^\n]*\n?", text)):
        for word in re.finditer(r"\S+", line.group()):
            left, right = word.start() * 6.0, word.end() * 6.0 - 1
            start = line.start() + word.start()
            boxes.append(Box(start, start + len(word.group()), left, number * 12.0, right, number * 12.0 + 9))
    return Boxes(boxes)
