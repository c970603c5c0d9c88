"""A small simulated office: every overdue duty is escalated, the trail is whole, and the same seed gives the same."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from openimr.cli.main import main
from openimr.errors import UsageError
from openimr.rulebook.files import read_yaml
from openimr.services.casework.verify_trail import verify_trail
from openimr.services.simulation import Plan, simulate, simulation_to_dict, simulation_to_text, usual_habits
from openimr.store import SqlStore, open_database
from openimr.store.blobs import EncryptedFiles, MasterKey
from openimr.store.schema import prepare
from openimr.store.vault import Vault

_OFTEN = {
    "related": 0.2,
    "asked": 0.2,
    "answer_missing": 0.5,
    "ineligible": 0.2,
    "ineligibility_appealed": 0.5,
    "ineligibility_reversed": 1,
    "item_ineligible": 0.3,
    "withdrawn": 0.05,
    "authorized": 0.15,
    "authorized_in_part": 0.8,
    "certified": 0.1,
    "administrator_changed": 0.1,
    "records_late": 0.4,
    "records_missing": 0.2,
    "nothing_but_decision": 0.3,
    "records_added": 0.2,
    "recused": 0.1,
    "information": 0.3,
    "information_missing": 0.5,
    "extended": 0.1,
    "review_slow": 0.1,
    "overturned": 0.4,
    "corrected": 0.1,
    "appealed": 0.5,
    "remanded": 0.7,
}

_KEY = MasterKey(b"k" * 32)


def _store() -> SqlStore:
    engine = open_database("sqlite://")
    prepare(engine)
    return SqlStore(engine, Vault([_KEY]))


@pytest.fixture
def files(tmp_path: Path) -> EncryptedFiles:
    return EncryptedFiles(tmp_path / "files", [_KEY])


@pytest.fixture(scope="module")
def busy(tmp_path_factory: pytest.TempPathFactory) -> tuple[SqlStore, dict[str, Any]]:
    """Six weeks with bursts, in which everything happens often."""
    often = usual_habits().but(**_OFTEN)
    store, folder = _store(), tmp_path_factory.mktemp("files")
    plan = Plan(days=42, rate=4, burst=5, open_cases=40, publish_every=4, habits=often)
    report = simulate(store, EncryptedFiles(folder, [_KEY]), plan)
    return store, simulation_to_dict(report)


def test_every_duty_is_met_or_somebody_is_told_and_the_trail_is_whole(busy: tuple[SqlStore, dict[str, Any]]) -> None:
    store, content = busy
    assert content["overdue_untold"] == 0
    assert content["escalations"] == sum(row["told"] for row in content["rules"].values()) > 0
    assert verify_trail(store).faults == ()
    assert content["events"] == store.chain_end()[0]


@pytest.mark.parametrize(
    "kind",
    [
        "found_duplicate", "consolidated_into", "found_ineligible", "ineligibility_reversed", "deferred_for_liability",
        "liability_resolved", "eligibility_info_received", "eligibility_info_not_received", "item_authorized",
        "case_terminated", "case_withdrawn", "claims_administrator_changed", "converted_to_expedited",
        "records_closed_incomplete", "late_records_received", "reviewer_recused", "info_received", "info_not_received",
        "extension_approved", "determination_signed", "determination_corrected", "item_implemented", "appeal_filed",
        "appeal_denied", "remanded", "published", "letter_delivered",
    ],
)  # fmt: skip
def test_all_that_happens_in_life_happens(busy: tuple[SqlStore, dict[str, Any]], kind: str) -> None:
    assert busy[1]["happened"].get(kind, 0) > 0


def test_some_determinations_are_really_published(busy: tuple[SqlStore, dict[str, Any]]) -> None:
    store, content = busy
    names = store.read(lambda work: work.sealed_names("publication"))
    assert len(names) >= content["really_published"] > 0
    assert content["happened"]["published"] > content["really_published"]


def test_the_report_tells_queues_lateness_and_load_in_words(busy: tuple[SqlStore, dict[str, Any]]) -> None:
    content = busy[1]
    text = simulation_to_text(content)
    assert "nobody told: 0." in text
    assert "DET-01   issue the determination" in text
    assert "REC-01   have the records received" in text
    assert text.index("Due dates of the review organization") < text.index("Due dates of others")
    assert f"{content['open_at_end']:,} cases are open at the end" in text
    assert content["open_at_start"] > 20
    assert max(day["came"] for day in content["days"]) >= 15


def test_too_few_reviewers_make_a_line_and_late_determinations_that_are_told(files: EncryptedFiles) -> None:
    slow = replace(usual_habits(), reviewers={**usual_habits().reviewers, "a_day": 1, "at_once": 8})
    plan = Plan(days=44, rate=1, open_cases=50, reviewers=1, publish_every=0, habits=slow)
    content = simulation_to_dict(simulate(_store(), files, plan))
    assert content["queues"]["no_reviewer"]["last"] > 10
    assert content["weeks"][-1]["busy"] > 0.8
    assert content["reviewers"]["peak_load"] == 8
    assert content["rules"]["DET-01"]["told"] > 0
    assert content["rules"]["DET-01"]["stood_at"].keys() <= {"records_complete", "in_review", "info_requested"}
    assert content["overdue_untold"] == 0
    assert content["reviewers"]["to_keep_up"] > 1
    assert "Tightest: the reviewers" in simulation_to_text(content)


def test_the_same_seed_gives_the_same_office_and_another_one_another(files: EncryptedFiles) -> None:
    plan = Plan(days=4, rate=8)
    first, again = simulate(_store(), files, plan), simulate(_store(), files, plan)
    other = simulate(_store(), files, Plan(days=4, rate=8, seed=2))
    assert simulation_to_dict(first) == simulation_to_dict(again)
    assert simulation_to_dict(first) != simulation_to_dict(other)


def test_the_office_is_the_same_on_every_database(store: SqlStore, files: EncryptedFiles) -> None:
    plan = Plan(days=3, rate=5)
    here, there = simulate(store, files, plan), simulate(_store(), files, plan)
    assert simulation_to_dict(here) == simulation_to_dict(there)
    assert verify_trail(store).faults == ()
    assert store.size_bytes() > 50_000


def test_more_come_on_mondays_and_nobody_on_holidays(files: EncryptedFiles) -> None:
    content = simulation_to_dict(simulate(_store(), files, Plan(days=10, rate=10, publish_every=0)))
    assert [day["came"] for day in content["days"]] == [13, 11, 10, 9, 7, 0, 0, 13, 11, 10]


def test_every_share_says_what_it_rests_on() -> None:
    rows = read_yaml("simulation/ca_wc.yaml")["shares"].values()
    assert all(row["basis"] in ("assumed", "source") and row["of"] for row in rows)
    assert all("source" in row for row in rows if row["basis"] == "source")


def test_a_share_that_is_none_is_refused() -> None:
    with pytest.raises(UsageError, match="recuse is not a share; these are: expedited,"):
        usual_habits().but(recuse=0.1)
    with pytest.raises(UsageError, match="from 0 to 1"):
        usual_habits().but(recused=10)


def test_the_command_tells_queues_lateness_and_speed(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["simulate", "--days", "1", "--rate", "5", "--set", "duplicate=0"]) == 0
    told = capsys.readouterr().out
    assert "times as fast as life" in told
    assert "kB a case" in told


def test_a_database_with_cases_is_left_alone(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    url = f"sqlite:///{tmp_path}/office.db"
    assert main(["simulate", "--days", "1", "--rate", "2", "--database", url]) == 0
    assert main(["simulate", "--days", "1", "--rate", "2", "--database", url]) == 2
    assert "has cases already" in capsys.readouterr().err
