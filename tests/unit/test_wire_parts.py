"""A draft is written piece by piece, and is byte for byte what it would be as a whole."""

from __future__ import annotations

from dataclasses import replace

import pytest
from tests.builders import a_fact, a_file, a_span

from openimr.domain.determinations import Determination
from openimr.domain.documents import SourceFile
from openimr.wire import determination_parts, determination_to_dict, dump_json, record_parts, record_to_dict

ODD = 'A "quoted" \\ back\u2028slash, \x01 and \x7f, \t tab, \n  "facts": [],\n é \U0001f600'
VALUE = {"concept": "pain_score", "low": 4, "half": 7.5, "levels": ["L4-L5", "C6"], "degrees": {}, "told": [], "x": ODD}


@pytest.mark.parametrize("count", [0, 1, 2, 1000, 2501])
def test_the_facts_of_a_draft_written_in_runs_are_the_same_bytes(count: int) -> None:
    fact = a_fact(value=VALUE, sources=[replace(a_span(), quote=ODD)])
    draft = Determination(status="draft", facts=tuple(replace(fact, id=f"f{n}") for n in range(count)))

    parts = list(determination_parts(draft))

    assert b"".join(parts).decode() == dump_json(determination_to_dict(draft))
    assert len(parts) > count // 1000


@pytest.mark.parametrize("count", [0, 1, 3])
def test_the_pages_of_a_record_written_one_document_at_a_time_are_the_same_bytes(count: int) -> None:
    record: list[tuple[str, SourceFile]] = [(f"d{n}", a_file(f"{n}.txt", ODD, "")) for n in range(count)]

    assert b"".join(record_parts(record)).decode() == dump_json(record_to_dict(record))
