"""Comes in: a page and where its evidence stands. Goes out: a picture of the page with the evidence marked.

Never reads a file, and never shows more than the page it was given.
"""

from openimr.pipeline.exhibits.marks import Mark
from openimr.pipeline.exhibits.scanned import mark_picture
from openimr.pipeline.exhibits.typed import mark_text

__all__ = ["Mark", "mark_picture", "mark_text"]
