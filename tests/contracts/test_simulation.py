"""A small simulated office: every overdue duty is escalated, the trail is whole, and the same seed gives the same."""

from __future__ import annotations

import pytest

from openimr.cli.main import main
from openimr.services.casework.verify_trail import verify_trail
from openimr.services.simulation import Plan, simulate, simulation_to_dict
from openimr.store import SqlStore, open_database
from openimr.store.blobs import MasterKey
from openimr.store.schema import prepare
from openimr.store.vault import Vault


def _store() -> SqlStore:
    engine = open_database("sqlite://")
    prepare(engine)
    return SqlStore(engine, Vault([MasterKey(b"k" * 32)]))


def test_two_days_of_fifty_leave_no_duty_untold_and_a_whole_trail() -> None:
    store = _store()
    report = simulate(store, Plan(days=2, rate=50))
    assert report.cases == 100
    assert report.untold == 0
    assert verify_trail(store).faults == ()
    assert report.events == store.chain_end()[0]


def test_a_longer_office_decides_appoints_and_escalates() -> None:
    told: list[int] = []
    plan = Plan(days=26, rate=3, burst=5, open_cases=30, records_late=0.5, review_late=0.5)
    report = simulate(_store(), plan, tell=lambda today: told.append(today.came))
    content = simulation_to_dict(report)
    assert len(told) == 26
    assert sorted(set(told)) == [0, 3, 15]
    assert report.open_at_start > 20
    assert report.untold == 0
    assert report.escalations > 0
    assert content["rules"]["DET-01"]["met"] > 0
    assert content["reviewers"]["peak_load"] <= 40


def test_the_same_seed_gives_the_same_office_and_another_one_another() -> None:
    plan = Plan(days=4, rate=8)
    first, again = simulate(_store(), plan), simulate(_store(), plan)
    other = simulate(_store(), Plan(days=4, rate=8, seed=2))
    assert simulation_to_dict(first) == simulation_to_dict(again)
    assert simulation_to_dict(first) != simulation_to_dict(other)


def test_the_office_is_the_same_on_every_database(store: SqlStore) -> None:
    plan = Plan(days=3, rate=5)
    assert simulation_to_dict(simulate(store, plan)) == simulation_to_dict(simulate(_store(), plan))
    assert verify_trail(store).faults == ()


def test_the_command_tells_queues_lateness_and_speed(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["simulate", "--days", "1", "--rate", "5"]) == 0
    told = capsys.readouterr().out
    assert "Overdue duties that nobody was told of: 0." in told
    assert "times as fast as life" in told


def test_a_database_with_cases_is_left_alone(tmp_path: object, capsys: pytest.CaptureFixture[str]) -> None:
    url = f"sqlite:///{tmp_path}/office.db"
    assert main(["simulate", "--days", "1", "--rate", "2", "--database", url]) == 0
    assert main(["simulate", "--days", "1", "--rate", "2", "--database", url]) == 2
    assert "has cases already" in capsys.readouterr().err
