"""Boxes for the pages of forms that came without: tables and rows of values are read by where words stand."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from openimr.domain.documents import Boxes, LayOut, Page
from openimr.text.flow import Flow

Form = tuple[str, Flow]
"""The name of a form's file, and its text."""


def with_boxes(forms: Sequence[Form], lay_out: LayOut | None) -> list[Flow]:
    """The forms in their order, with boxes for the pages that lack them, all of which are asked for at once."""
    wanted: dict[str, set[int]] = {}
    for name, flow in forms:
        lacking = {page.number for page in flow.pages if page.lacks_boxes}
        if lacking:
            wanted.setdefault(name, set()).update(lacking)
    if lay_out is None or not wanted:
        return [flow for _, flow in forms]
    found = lay_out({name: sorted(numbers) for name, numbers in wanted.items()})
    return [replace(flow, pages=_laid_out(flow.pages, found.get(name, {}))) for name, flow in forms]


def _laid_out(pages: Sequence[Page], boxes: Mapping[int, Boxes]) -> tuple[Page, ...]:
    return tuple(replace(page, boxes=boxes.get(page.number, page.boxes)) for page in pages)
