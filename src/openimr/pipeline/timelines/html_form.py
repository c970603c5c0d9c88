"""The timeline as one HTML page that needs nothing but itself."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

from openimr.domain.documents import SourceFile
from openimr.domain.timelines import Encounter, Row, Timeline
from openimr.pipeline.timelines.excerpts import Excerpts, distinct
from openimr.pipeline.timelines.folding import fold
from openimr.pipeline.timelines.picture import NARROW, WIDE, Picture, picture_of, undated_of
from openimr.pipeline.timelines.sheet import sheet_of
from openimr.pipeline.timelines.wording import name_concept, name_document_kind, say_day, say_site, wording
from openimr.rulebook.files import read_text

if TYPE_CHECKING:
    from jinja2 import Template

TEMPLATE = "timelines/timeline.html.j2"
STYLE = "timelines/timeline.css"
SCRIPT = "timelines/timeline.js"
_MOST_EXCERPTS = 3


@dataclass(frozen=True, slots=True)
class Links:
    """Which row of the page stands for a row of the timeline, where rows were folded."""

    shown: Mapping[str, str]

    def of(self, row: str | None) -> str | None:
        """The anchor of the row's place on the page."""
        return self.shown.get(row) if row else None


def write_html(timeline: Timeline, record: Mapping[str, SourceFile]) -> str:
    """The page. Every word of the record is escaped; its one script and style are allowed by their fingerprints."""
    rows, period = fold(timeline.rows)
    excerpts = Excerpts(record)
    wide = picture_of(timeline, WIDE)
    style, script = read_text(STYLE), read_text(SCRIPT)
    return _template().render(
        timeline=timeline,
        words=wording(),
        phases=sheet_of(timeline, rows),
        pictures=[("wide", wide), ("narrow", picture_of(timeline, NARROW))],
        used=_used(wide),
        links=_links(timeline.rows, rows, timeline.encounters),
        undated=_grouped(undated_of(timeline)),
        period=period,
        parts=sorted({part for row in rows for part in row.body_parts}),
        kinds=[kind for kind in wording()["kinds"] if any(row.kind == kind for row in rows)],
        statements=sum(row.count for row in timeline.rows),
        shown=len(rows),
        excerpts_of=lambda row: _excerpts(row, excerpts),
        style=style,
        script=script,
        style_hash=_fingerprint(style),
        script_hash=_fingerprint(script),
    )


def _links(rows: Sequence[Row], shown: Sequence[Row], encounters: Sequence[Encounter]) -> Links:
    """Facts tell which shown row a row went into; a document stands for itself."""
    of_fact = {fact: row.id for row in shown for fact in row.facts}
    anchors = {row.id: of_fact[row.facts[0]] for row in rows if row.facts and row.facts[0] in of_fact}
    return Links(anchors | {each.document: each.document for each in encounters})


def _used(picture: Picture | None) -> frozenset[str]:
    """What the legend has to tell of: the styles that the picture uses."""
    styles = {dict(shape.attributes).get("class", "") for shape in picture.shapes} if picture else set()
    words = {word for style in styles if style.startswith("mark") for word in style.split()}
    lines = {style.split()[0] for style in styles if style}
    return frozenset(styles | words | lines)


def _grouped(named: Sequence[tuple[str, Row]]) -> Sequence[tuple[str, str]]:
    """Each name once, with the row that it leads to."""
    found: dict[str, str] = {}
    for name, row in named:
        found.setdefault(name, row.id)
    return tuple(found.items())


def _excerpts(row: Row, excerpts: Excerpts) -> Mapping[str, Any]:
    places, more = distinct(row.sources, _MOST_EXCERPTS)
    return {"shown": [excerpts.around(place) for place in places], "more": more}


def _fingerprint(content: str) -> str:
    return base64.b64encode(hashlib.sha256(content.encode()).digest()).decode()


def _pages(pages: Sequence[int]) -> str:
    return f"page {pages[0]}" if len(pages) == 1 else f"pages {pages[0]}–{pages[-1]}"


@cache
def _template() -> Template:
    from jinja2 import Environment, StrictUndefined

    environment = Environment(autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
    environment.filters.update(concept=name_concept, document=name_document_kind, pages=_pages, day=say_day)
    environment.globals.update(site=lambda row: say_site(row.body_parts, row.laterality, row.levels))
    return environment.from_string(read_text(TEMPLATE))
