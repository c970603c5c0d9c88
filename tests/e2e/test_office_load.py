"""Many at once on a real PostgreSQL that is stopped meanwhile: nothing is lost, and nobody meets a deadlock.

Here for seconds; `tests/deep` goes on for minutes.
"""

from __future__ import annotations

import tempfile
import time
from pathlib import Path

from tests.office_load import try_load
from tests.servers import make_server


def test_a_hundred_people_lose_nothing_while_the_server_is_cut_off(tmp_path: Path) -> None:
    with tempfile.TemporaryDirectory(prefix="openimr-pg-", ignore_cleanup_errors=True) as place:
        Path(place).chmod(0o755)
        server = make_server(Path(place))
        server.start()

        def cut_off() -> None:
            time.sleep(4)  # until everybody is at work
            server.stop("immediate")
            time.sleep(0.5)
            server.start()

        try:
            url = server.new_database("load")
            found = try_load(url, tmp_path, people=100, seconds=6, cases=4, processes=2, beside=cut_off)
        finally:
            server.stop("immediate")
    assert found.faults == []
    assert found.told.commands, found.figures
    assert found.told.edits
