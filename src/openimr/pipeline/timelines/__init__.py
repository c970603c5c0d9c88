"""Comes in: a determination's facts and documents. Goes out: the case's timeline, and its text and HTML forms.

Never judges, never drops a statement without saying so, and never reads a file of the case.
"""

from openimr.pipeline.timelines.chronicle import chronicle
from openimr.pipeline.timelines.html_form import write_html
from openimr.pipeline.timelines.text_form import write_text

__all__ = ["chronicle", "write_html", "write_text"]
