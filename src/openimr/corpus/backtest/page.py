"""What the reports' pages share: their template engine, their style sheet and how they name and count things."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

from openimr.rulebook.files import read_text, read_yaml

if TYPE_CHECKING:
    from jinja2 import Template


@cache
def page(template: str) -> Template:
    """The packaged template of that name; whatever is put into it is escaped."""
    from jinja2 import Environment, StrictUndefined

    environment = Environment(autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
    filters: dict[str, Any] = {"percent": percent, "title_of": title_of, "number": number}
    environment.filters.update(filters)
    return environment.from_string(read_text(template))


def page_style() -> str:
    """The style sheet, to be set into a page as it is."""
    return read_text("reports/style.css")


def title_of(topic: str | None) -> str:
    """A topic as a reader knows it."""
    if topic is None or topic == "no_topic":
        return "No topic found"
    return _titles().get(topic, topic)


@cache
def _titles() -> dict[str, str]:
    return {row["slug"]: row["title"] for row in read_yaml("topics.yaml")}


def percent(value: float | None) -> str:
    """A rate in whole hundredths; a dash where there is none."""
    return "–" if value is None else f"{value * 100:.0f} %"


def number(value: int) -> str:
    """A count with its thousands set apart."""
    return f"{value:,}"
