"""Determinations as JSON and back: the one place that knows the outside contract's bytes.

The same determination always gives the same bytes: keys stand in the order of the contract, dates are ISO 8601,
absent values are null or an empty list. `proposal` is left out where there is none (published determinations).
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from functools import cache
from typing import TYPE_CHECKING, Any, TypeVar, cast

from openimr.domain.determinations import SCHEMA, Determination
from openimr.domain.documents import Page, SourceFile
from openimr.domain.facts import Fact
from openimr.errors import UsageError

if TYPE_CHECKING:
    from pydantic import TypeAdapter

Value = TypeVar("Value")

RECORD_SCHEMA = "openimr.record/1"
_FACTS_AT_ONCE = 1000
_NO_FACTS = '\n  "facts": [],'


@cache
def _determinations() -> TypeAdapter[Determination]:
    from pydantic import TypeAdapter

    return TypeAdapter(Determination)


@cache
def _fact_lists() -> TypeAdapter[list[Fact]]:
    from pydantic import TypeAdapter

    return TypeAdapter(list[Fact])


def determination_to_dict(determination: Determination) -> dict[str, Any]:
    """The determination as JSON-ready values."""
    content: dict[str, Any] = _determinations().dump_python(determination, mode="json")
    for item in content["items"]:
        for key in ("proposal", "worksheet"):
            if item[key] is None:
                del item[key]
    if content["correction"] is None:
        del content["correction"]
    return content


def determination_from_dict(content: dict[str, Any]) -> Determination:
    """The determination that *content* describes.

    Raises:
        UsageError: it is not a determination of this schema; the message names the first wrong field.
    """
    from pydantic import ValidationError

    schema = content.get("schema") if isinstance(content, dict) else None
    if schema != SCHEMA:
        raise UsageError(f"Not a determination: its schema is not {SCHEMA}.")
    try:
        return _determinations().validate_python(content)
    except ValidationError as error:
        first = error.errors(include_input=False, include_url=False)[0]
        place = ".".join(str(part) for part in first["loc"])
        raise UsageError(f"Not a determination: {place}: {first['msg']}.") from None


def dump_determination(determination: Determination) -> str:
    """The determination as indented JSON with a final line end."""
    return b"".join(determination_parts(determination)).decode()


def determination_parts(determination: Determination) -> Iterator[bytes]:
    """The same, piece by piece: the facts of a long record are never whole in memory."""
    before, after = dump_json(determination_to_dict(replace(determination, facts=()))).split(_NO_FACTS)
    yield before.encode()
    facts = _facts_parts(determination.facts)
    first = next(facts, None)
    if first is None:
        yield _NO_FACTS.encode()
    else:
        yield b'\n  "facts": [\n' + first
        yield from (b",\n" + part for part in facts)
        yield b"\n  ],"
    yield after.encode()


def _facts_parts(facts: Sequence[Fact]) -> Iterator[bytes]:
    """Runs of facts as they stand within the list."""
    for start in range(0, len(facts), _FACTS_AT_ONCE):
        listed = _fact_lists().dump_json(list(facts[start : start + _FACTS_AT_ONCE]), indent=2)
        yield listed[len("[\n") : -len("\n]")].replace(b"\n", b"\n  ").join((b"  ", b""))


def load_determination(text: str) -> Determination:
    """The determination that the JSON *text* describes; raises `UsageError` if it is none."""
    try:
        content = json.loads(text)
    except json.JSONDecodeError as error:
        raise UsageError(f"Not JSON: line {error.lineno}, column {error.colno}: {error.msg}.") from None
    except (RecursionError, ValueError):  # brackets without end, or a number of thousands of figures
        raise UsageError("Not a determination: its JSON cannot be read.") from None
    return determination_from_dict(content)


@cache
def _adapter(kind: Any) -> Any:
    from pydantic import TypeAdapter

    return TypeAdapter(kind)


def to_json_value(value: object) -> Any:
    """Any of our values (dataclasses, and tuples of them) as JSON-ready values."""
    return _adapter(object).dump_python(value, mode="json")


def from_json_value(kind: type[Value], content: Any) -> Value:
    """The value of type *kind* that `to_json_value` turned into *content*."""
    adapter: Any = _adapter(cast(Any, kind))
    found: Value = adapter.validate_python(content)
    return found


def dump_json(content: Any) -> str:
    """Any JSON-ready value as indented text with a final line end; keys stay in their order."""
    return json.dumps(content, ensure_ascii=False, indent=2) + "\n"


def dump_json_line(content: Any) -> str:
    """Any JSON-ready value on one line, with its line end."""
    return json.dumps(content, ensure_ascii=False, separators=(",", ":")) + "\n"


def record_to_dict(record: Iterable[tuple[str, SourceFile]]) -> dict[str, Any]:
    """The page texts that every span of a determination counts in, by document id."""
    return {"schema": RECORD_SCHEMA, "documents": [_document_to_dict(*entry) for entry in record]}


def record_parts(record: Iterable[tuple[str, SourceFile]]) -> Iterator[bytes]:
    """The same as indented JSON, document by document."""
    before, after = dump_json(record_to_dict(())).split("[]")
    yield before.encode()
    mark = "["
    for entry in record:
        listed = json.dumps(_document_to_dict(*entry), ensure_ascii=False, indent=2)
        yield f"{mark}\n    {listed.replace(chr(10), f'{chr(10)}    ')}".encode()
        mark = ","
    yield ("[]" if mark == "[" else "\n  ]").encode()
    yield after.encode()


def _document_to_dict(document: str, source: SourceFile) -> dict[str, Any]:
    return {
        "id": document,
        "file": source.name,
        "sha256": source.sha256,
        "pages": [{"number": page.number, "text": page.text} for page in source.pages],
    }


def record_from_dict(content: dict[str, Any]) -> dict[str, SourceFile]:
    """Document id to the file it stands in, from what `record_to_dict` gave."""
    if not isinstance(content, dict) or content.get("schema") != RECORD_SCHEMA:
        raise UsageError(f"Not a record: its schema is not {RECORD_SCHEMA}.")
    try:
        return {str(entry["id"]): _source_file(entry) for entry in content["documents"]}
    except (KeyError, TypeError):
        raise UsageError("Not a record: a document of it lacks its id, file, hash or pages.") from None


def _source_file(entry: dict[str, Any]) -> SourceFile:
    pages = tuple(Page(page["number"], page["text"]) for page in entry["pages"])
    words = (entry["file"], entry["sha256"], *(page.text for page in pages))
    if not all(isinstance(word, str) for word in words):
        raise TypeError("text expected")
    return SourceFile(entry["file"], entry["sha256"], pages)
