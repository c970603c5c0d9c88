"""The JSON Schema of guideline files: every packaged file passes it, and it refuses what the reader refuses."""

from __future__ import annotations

import copy
import json
from collections.abc import Iterator
from importlib.resources import files
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from openimr.cli.main import main
from openimr.errors import RulebookError
from openimr.rulebook import guideline_files, guideline_schema, guideline_tests
from openimr.rulebook.files import read_yaml
from openimr.rulebook.guideline_files import guideline_from
from openimr.rulebook.guidelines import guideline_paths
from openimr.rulebook.shapes import misfits
from openimr.services.show_guidelines import write_schema

FILE = files("openimr").joinpath("data", "schemas", "guideline.schema.json")
SCHEMA = guideline_schema.guideline_schema()
VALIDATOR = Draft202012Validator(SCHEMA)
VARIED = (
    "guidelines/mtus/chronic_pain/benzodiazepines.yaml",
    "guidelines/mtus/low_back/lumbar_mri.yaml",
    "guidelines/mtus/acupuncture/acupuncture.yaml",
)
WRONG: tuple[Any, ...] = ([[]], {"no_such_key": 1}, "no such word", -3, None, True)


def plain(path: str) -> Any:
    """A packaged file as JSON has it, aliases written out."""
    return json.loads(json.dumps(read_yaml(path), default=str))


def places(content: Any, place: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    yield place
    entries = content.items() if isinstance(content, dict) else enumerate(content) if isinstance(content, list) else ()
    for key, value in entries:
        yield from places(value, (*place, key))


def at(content: Any, place: tuple[Any, ...]) -> Any:
    for key in place:
        content = content[key]
    return content


def variants(content: Any, every: int) -> Iterator[tuple[str, Any]]:
    """The file with one thing changed: an unknown key put in, a key left out, a value of another kind."""
    changes = [(place, wrong) for place in places(content) for wrong in ("new", ..., *WRONG) if place or wrong == "new"]
    for place, wrong in changes[::every]:
        changed = copy.deepcopy(content)
        node = at(changed, place if wrong == "new" else place[:-1])
        if wrong == "new" and isinstance(node, dict):
            node["no_such_key"] = 1
        elif wrong is ...:
            del node[place[-1]]
        elif wrong != "new":
            node[place[-1]] = wrong
        yield f"{place} is {wrong!r}", changed


def is_readable(content: Any) -> bool:
    try:
        guideline_from(content, "x.yaml")
    except RulebookError:
        return False
    return True


@pytest.mark.parametrize("path", guideline_paths())
def test_every_packaged_file_is_valid(path: str) -> None:
    assert [error.message for error in VALIDATOR.iter_errors(plain(path))] == []


@pytest.mark.parametrize("path", VARIED)
def test_what_fits_the_schema_the_reader_reads(path: str) -> None:
    fitting = [(told, each) for told, each in variants(plain(path), 11) if not misfits(each, SCHEMA)]
    assert len(fitting) > 10
    assert [told for told, each in fitting if not is_readable(each) and not leaves_criterion_out(told)] == []


@pytest.mark.parametrize("path", VARIED)
def test_our_own_check_and_the_standard_one_agree(path: str) -> None:
    assert [
        told for told, each in variants(plain(path), 97) if VALIDATOR.is_valid(each) == bool(misfits(each, SCHEMA))
    ] == []


def leaves_criterion_out(told: str) -> bool:
    """The logic names the criteria; that each is there a schema cannot see, the reader does."""
    return "'criteria'" in told and told.endswith("Ellipsis")


def test_the_schema_knows_the_keys_that_the_reader_knows() -> None:
    defs = SCHEMA["$defs"]
    assert set(SCHEMA["properties"]) == guideline_files.FILE_KEYS
    assert set(defs["edition"]["properties"]) == guideline_files.EDITION_KEYS
    assert set(defs["criterion"]["properties"]) == guideline_files.CRITERION_KEYS
    assert set(defs["source"]["properties"]) == guideline_files.SOURCE_KEYS
    fact, measure, request = defs["test"]["anyOf"][:3]
    compared = set(guideline_tests.COMPARISONS)
    assert set(fact["properties"]) == guideline_tests.FACT_KEYS
    assert set(measure["properties"]) == guideline_tests.MEASURE_KEYS | compared
    assert set(request["properties"]) == guideline_tests.REQUEST_KEYS | compared


def test_the_packaged_schema_is_the_one_that_is_printed(capsys: pytest.CaptureFixture[str]) -> None:
    assert FILE.read_text(encoding="utf-8") == write_schema()
    assert main(["guidelines", "schema"]) == 0
    assert capsys.readouterr().out == write_schema()
