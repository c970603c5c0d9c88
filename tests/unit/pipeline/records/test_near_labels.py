"""Labels, list numbers and boxes of a form are read as OCR spells them, and only where they can be such."""

from __future__ import annotations

import pytest

from openimr.domain.documents import Page
from openimr.pipeline.records.checks import ticked
from openimr.pipeline.records.labels import form_labels, read_values
from openimr.pipeline.records.lists import split_list
from openimr.pipeline.records.near_labels import near_labels
from openimr.text.flow import mend

_LABELS = ("date of birth", "claim number", "requesting physician name", "dob", "specialty")


def labels_in(text: str) -> list[str]:
    return [near.label for near in near_labels(text, _LABELS)]


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("Dale of Birth: 01/02/1970", "date of birth"),
        ("Name: Roe Claim Nurnber: 12", "claim number"),
        ("Requesting Physiclan Narne (First, Last): Roe", "requesting physician name"),
        ("Speciaity: Neurology", "specialty"),
        ("Claim Nunber\nT-1234", "claim number"),
    ],
)
def test_misspelt_label_is_found(text: str, label: str) -> None:
    assert labels_in(text) == [label]


@pytest.mark.parametrize(
    "text",
    [
        "the date of his birth was in May",
        "DQB: 01/02/1970",
        "Date of Surgery: 01/02/1970",
        "we asked for the claim nurnber and the file",
        "a special: made brace",
    ],
)
def test_other_words_are_no_label(text: str) -> None:
    assert labels_in(text) == []


@pytest.mark.parametrize(("is_scan", "found"), [(True, "T-1234"), (False, None)])
def test_values_beside_misspelt_labels_are_read_on_scans_only(is_scan: bool, found: str | None) -> None:
    flow = mend("d1", [Page(1, "Empioyee Name: Roe\nClaim Nurnber: T-1234\nEmployer: Works", is_scan=is_scan)])
    values = {value.field: value.text for value in read_values(flow, form_labels("application"))}
    assert values.get("claim_number") == found


@pytest.mark.parametrize(
    ("text", "choice"),
    [
        ("[ ] Regular (X] Expedited", "expedited"),
        ("@ Regular 0 Expedited", "regular"),
        ("Regular 0 Expedited", "regular"),
        ("O Regular ® Expedited", "expedited"),
        ("0 Regular 0 Expedited", None),
        ("Regular Expedited", None),
    ],
)
def test_box_is_told_by_its_shape(text: str, choice: str | None) -> None:
    assert ticked(text, "regular|expedited", is_scan=True) == choice


def test_shapes_mean_nothing_in_typed_text() -> None:
    assert ticked("Regular 0 Expedited", "regular|expedited") is None


def test_list_number_with_a_comma_begins_an_entry() -> None:
    text = "1, Acupuncture, neck\n2. MRI of the neck\n3, Hot tub"
    flow = mend("d1", [Page(1, text)])
    assert [text[a:b] for a, b in split_list(flow, 0, len(text))] == ["Acupuncture, neck", "MRI of the neck", "Hot tub"]
