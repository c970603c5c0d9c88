"""A determination to its letter: `compose` gives the letter's content, and one writer per form prints it.

In: a `Determination`, published, drafted or signed. Out: the letter as text, HTML, DOCX or PDF, the same bytes
for the same determination. It never decides, never adds a fact, and never prints a reviewer's name.
"""

from openimr.pipeline.letters.compose import compose
from openimr.pipeline.letters.docx_form import write_docx
from openimr.pipeline.letters.evidence import name_kind
from openimr.pipeline.letters.guideline_names import name_guideline
from openimr.pipeline.letters.html_form import write_html
from openimr.pipeline.letters.model import Letter
from openimr.pipeline.letters.notices import NoticeFacts, compose_notice
from openimr.pipeline.letters.pdf_form import write_pdf
from openimr.pipeline.letters.text_form import write_text

__all__ = [
    "Letter",
    "NoticeFacts",
    "compose",
    "compose_notice",
    "name_guideline",
    "name_kind",
    "write_docx",
    "write_html",
    "write_pdf",
    "write_text",
]
