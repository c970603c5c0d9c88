"""The letter as one self-contained HTML page: headings, tables and links that a screen reader understands."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from openimr.pipeline.letters.model import Letter, Sources, marks
from openimr.rulebook.files import read_text

if TYPE_CHECKING:
    from jinja2 import Template

TEMPLATE = "letters/ca_wc/letter.html.j2"


def write_html(letter: Letter) -> str:
    """The letter's page. Every word of it is escaped."""
    blocks = [block for block in letter.blocks if not isinstance(block, Sources)]
    shown = dict(letter.numbers)
    return _template().render(letter=letter, blocks=blocks, marks=lambda refs: marks(refs, shown))


@cache
def _template() -> Template:
    from jinja2 import Environment, StrictUndefined

    environment = Environment(autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
    environment.filters["kind"] = lambda block: type(block).__name__
    return environment.from_string(read_text(TEMPLATE))
