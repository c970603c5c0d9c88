"""Which requests go along with another item of the same determination, and which can be that item."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from openimr.domain.treatments import Treatment
from openimr.rulebook.files import read_yaml


def goes_along(treatment: Treatment) -> bool:
    """Whether the request is one that follows another: by its topic, or because its own words say so."""
    return treatment.is_associated_service or treatment.topic in _table()["always"]


def main_items(treatments: Sequence[Treatment]) -> tuple[int, ...]:
    """The positions of the requests that others may go along with, such as an operation; empty if there is none."""
    return tuple(number for number, each in enumerate(treatments) if _is_main(each))


def governing_topic(treatment: Treatment, *, is_with_main: bool) -> str | None:
    """The topic whose guidelines judge the request: its own, or that of associated services beside a main item."""
    table = _table()
    if not (is_with_main and treatment.is_associated_service) or treatment.topic in table["always"]:
        return treatment.topic
    return str(table["stand_in"].get(treatment.category, table["stand_in"]["else"]))


def _is_main(treatment: Treatment) -> bool:
    main = _table()["main"]
    is_operation = treatment.category in main["categories"] and treatment.name not in main["not_named"]
    return is_operation and not goes_along(treatment)


def _table() -> Any:
    return read_yaml("guidelines/associated_services.yaml")
