"""The page of notices and grounds says what the data say."""

from __future__ import annotations

from tests.data_health.notices_page import PAGE, page

from openimr.rulebook.notices import notice_after
from openimr.rulebook.workflow import workflow


def test_the_page_of_notices_is_what_the_data_say() -> None:
    assert PAGE.read_text(encoding="utf-8") == page()


def test_every_ground_of_ineligibility_ends_in_a_notice() -> None:
    machine = workflow()
    for ground in machine.ineligibility.values():
        assert notice_after(machine.steps[ground.command].event) is not None, ground.code
