"""All checks of one guideline topic, in the order of its file."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import replace
from itertools import pairwise

from openimr.domain.guidelines import Edition, Guideline
from openimr.rulebook.files import list_yaml, read_yaml
from openimr.rulebook.soundness.criteria import criterion_faults
from openimr.rulebook.soundness.fault import Fault
from openimr.rulebook.soundness.logic import logic_faults
from openimr.rulebook.soundness.names import name_faults
from openimr.rulebook.soundness.ranges import range_faults
from openimr.rulebook.soundness.trees import leaves

_ID = re.compile(r"[a-z_]+(\.[a-z_]+){2}")
_LONGEST_ASKS = 80
PROGRAMMES = ("ca.wc",)


def check_guideline(guideline: Guideline, *, measures: Collection[str], is_packaged: bool = True) -> tuple[Fault, ...]:
    """Every fault of *guideline*; *measures* are the names that a measure test may use.

    A file of a person's own folder (*is_packaged* false) may stand anywhere in it, and knows no rows of our table.
    """
    faults = [*_file_faults(guideline, is_packaged), *_date_faults(guideline)]
    for edition in guideline.editions:
        place = ("editions", edition.key)
        faults += (replace(fault, place=place) for fault in _of_edition(edition, measures))
        for criterion in edition.criteria:
            inner = (*place, "criteria", criterion.id.rpartition("/")[2])
            faults += (replace(fault, place=inner) for fault in criterion_faults(criterion, measures))
    return tuple(fault for fault in dict.fromkeys(faults) if is_packaged or fault.code != "no_rows")


def _of_edition(edition: Edition, measures: Collection[str]) -> Iterator[Fault]:
    where = f"{edition.guideline} {edition.key}"
    yield from _edition_faults(edition, where)
    yield from logic_faults(edition, where)
    for test in leaves(edition.applies):
        yield from name_faults(test, where, measures)
        yield from range_faults(test, where)


def _file_faults(of: Guideline, is_packaged: bool) -> Iterator[Fault]:
    if of.topic not in {entry["slug"] for entry in read_yaml("topics.yaml")}:
        yield Fault("unknown_topic", of.id, f"The topic {of.topic} is not in data/topics.yaml.")
    if not _ID.fullmatch(of.id) or not of.id.endswith(f".{of.topic}"):
        yield Fault("id_shape", of.id, "An id is publisher.guideline.topic in small letters, and ends with the topic.")
    if of.programme not in PROGRAMMES:
        yield Fault("unknown_programme", of.id, f"The programme is {' or '.join(PROGRAMMES)}.")
    if is_packaged and f"guidelines/{of.id.replace('.', '/')}.yaml" not in list_yaml("guidelines"):
        yield Fault("id_is_not_the_path", of.id, "The id is the path of the file below data/guidelines.")
    if not of.description.endswith("."):
        yield Fault("no_sentence", of.id, "The description is one sentence.")


def _date_faults(of: Guideline) -> Iterator[Fault]:
    for edition in of.editions:
        where, place = f"{of.id} {edition.key}", ("editions", edition.key)
        if edition.key != edition.effective_from.isoformat():
            yield Fault("key_is_not_the_first_day", where, "An edition is filed under its first day.", place)
        if edition.effective_to is not None and edition.effective_to < edition.effective_from:
            yield Fault("ends_before_it_starts", where, "The last day lies before the first.", place)
    for edition, following in pairwise(of.editions):
        where, place = f"{of.id} {following.key}", ("editions", following.key)
        if edition.effective_to is None or edition.effective_to >= following.effective_from:
            advice = "The edition before ends on the day before this one starts, at the latest."
            yield Fault("editions_overlap", where, advice, place)
        elif (following.effective_from - edition.effective_to).days > 1:
            advice = f"No edition is in force from the day after {edition.effective_to}."
            yield Fault("gap_between_editions", where, advice, place)


def _edition_faults(edition: Edition, where: str) -> Iterator[Fault]:
    source = edition.source
    if not source.guideline:
        yield Fault("no_source", where, "The source names the guideline.")
    if source.is_cited and not (source.section or source.pages or source.regulation):
        yield Fault("citation_without_place", where, "The source names a section, pages or the regulation.")
    if not edition.asks.endswith(".") or len(edition.asks.split()) >= _LONGEST_ASKS:
        yield Fault("no_sentence", where, f"`asks` is one or two sentences of fewer than {_LONGEST_ASKS} words.")
