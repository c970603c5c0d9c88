"""Reading packaged data files, each once."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from typing import Any

import yaml

from openimr.errors import RulebookError

_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@cache
def read_yaml(path: str) -> Any:
    """The parsed content of `data/<path>`. Treat it as read-only: it is shared."""
    source = files("openimr").joinpath("data", *path.split("/"))
    try:
        return yaml.load(source.read_text(encoding="utf-8"), Loader=_Loader)
    except yaml.YAMLError as error:
        raise RulebookError(path, str(error).splitlines()[0]) from error


@cache
def read_text(path: str) -> str:
    """The words of the packaged file `data/<path>`, such as a letter's template."""
    return files("openimr").joinpath("data", *path.split("/")).read_text(encoding="utf-8")


@cache
def list_yaml(folder: str) -> tuple[str, ...]:
    """Paths below `data/<folder>` that end in .yaml, sorted, relative to `data/`."""
    found: list[str] = []
    _collect(files("openimr").joinpath("data", *folder.split("/")), folder, found)
    return tuple(sorted(found))


def _collect(folder: Any, prefix: str, found: list[str]) -> None:
    for entry in folder.iterdir():
        path = f"{prefix}/{entry.name}"
        if entry.is_dir():
            _collect(entry, path, found)
        elif entry.name.endswith(".yaml"):
            found.append(path)
