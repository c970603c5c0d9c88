"""Where this installation keeps its things: read once from the environment, into one frozen object."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Config:
    """`database`: a URL. `files`: the folder of encrypted case files. `key_file`: where the key lies when `keys` is
    empty; `keys`: base64 keys from the environment, the first one encrypts. `actor`: who acts at this terminal, as
    role:id."""

    database: str
    files: Path
    key_file: Path
    keys: tuple[str, ...] = ()
    actor: str = "clerk:local"


def read_config(environment: Mapping[str, str], *, database: str | None = None) -> Config:
    """The settings of *environment*; *database* goes before its OPENIMR_DATABASE.

    OPENIMR_HOME (default ~/.openimr) holds everything that has no setting of its own.
    """
    home = Path(environment.get("OPENIMR_HOME") or Path(environment.get("HOME") or "/", ".openimr"))
    return Config(
        database=database or environment.get("OPENIMR_DATABASE") or f"sqlite:///{home / 'openimr.db'}",
        files=Path(environment.get("OPENIMR_FILES") or home / "files"),
        key_file=Path(environment.get("OPENIMR_KEY_FILE") or home / "key"),
        keys=tuple(key for key in environment.get("OPENIMR_KEYS", "").split(",") if key),
        actor=environment.get("OPENIMR_ACTOR") or "clerk:local",
    )
