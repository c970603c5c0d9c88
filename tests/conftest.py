"""Where the tests find real documents."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings
from tests.servers import PostgresServer, make_server

collect_ignore_glob = [] if os.environ.get("OPENIMR_DEEP") == "1" else ["deep/*"]
"""What takes minutes runs with `make check-deep` only."""

# The same examples each time, so that a run of the tests says something about the change; the long tests look further.
settings.register_profile("steady", derandomize=True)
if os.environ.get("OPENIMR_DEEP") != "1":
    settings.load_profile("steady")

_CHECKOUT = Path(__file__).parent.parent


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of real documents; a stranger's checkout has none, and its tests say so.

    Everything that such a test shows is also shown on the synthetic examples that ship with the project.
    """
    folder = Path(os.environ.get("OPENIMR_SHARED") or _CHECKOUT.parent / "shared")
    if not (folder / "data").is_dir():
        pytest.skip("no real documents here: set OPENIMR_SHARED to their folder")
    return folder


@pytest.fixture(scope="session")
def postgres() -> Iterator[PostgresServer]:
    """A real PostgreSQL server, started once for all tests; `make test` installs it."""
    with tempfile.TemporaryDirectory(prefix="openimr-pg-", ignore_cleanup_errors=True) as folder:
        Path(folder).chmod(0o755)
        server = make_server(Path(folder))
        server.start()
        try:
            yield server
        finally:
            server.stop("immediate")
