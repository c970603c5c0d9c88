"""What happens to a real case file when its decisive words are taken away, turned round, or asked for otherwise."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from openimr.domain.determinations import Determination, Item
from openimr.pipeline.documents import read_folder
from openimr.services.determine_case import draft_case

SEED_CASES = [f"case-{number:03}" for number in range(5)]
Change = Callable[[str], str]


@pytest.fixture
def rewrite(shared: Path, tmp_path: Path) -> Callable[..., Determination]:
    """Drafts a seed case of which every document is plain text, each changed by the function given."""

    def draft(name: str, change: Change = lambda text: text) -> Determination:
        folder = tmp_path / f"{name}-{len(list(tmp_path.iterdir()))}"
        folder.mkdir()
        for file in read_folder(shared / "data" / "cases" / name / "separate").files:
            text = "\f".join(page.text for page in file.pages)
            (folder / f"{Path(file.name).stem}.txt").write_text(change(text), encoding="utf-8")
        return draft_case(folder).determination

    return draft


def results(item: Item) -> dict[str, str]:
    assert item.proposal is not None
    return {finding.id.rpartition("/")[2]: finding.result for finding in item.proposal.criteria}


def decisions(determination: Determination) -> dict[str, str]:
    return {item.request: item.proposal.decision for item in determination.items if item.proposal}


def without(*words: str) -> Change:
    """Takes *words* out, however the page breaks them."""
    patterns = [re.compile(r"\s+".join(map(re.escape, phrase.split()))) for phrase in words]

    def change(text: str) -> str:
        for pattern in patterns:
            text = pattern.sub("", text)
        return text

    return change


def instead(old: str, new: str) -> Change:
    pattern = re.compile(r"\s+".join(map(re.escape, old.split())))
    return lambda text: pattern.sub(new, text)


@pytest.mark.parametrize("name", SEED_CASES)
def test_plain_text_of_the_same_record_gives_the_same_proposal(
    shared: Path, rewrite: Callable[..., Determination], name: str
) -> None:
    as_filed = draft_case(shared / "data" / "cases" / name / "separate").determination
    as_text = rewrite(name)
    assert decisions(as_text) == decisions(as_filed)
    assert [results(item) for item in as_text.items] == [results(item) for item in as_filed.items]


@pytest.mark.parametrize(
    "words",
    [
        ("Pain 10/10 without medication and 2/10 with medication", "Pain 2/10 w/ meds"),
        ("Medications enable Ms. Example-02 to perform ADLs, including working and performing light housework",
         "Meds allow ADLs"),
    ],
)  # fmt: skip
def test_opioid_without_its_measured_benefit_is_not_continued(
    rewrite: Callable[..., Determination], words: tuple[str, ...]
) -> None:
    assert list(decisions(rewrite("case-001")).values()) == ["upheld", "overturned"]
    benzodiazepine, opioid = decisions(rewrite("case-001", without(*words))).values()
    assert (benzodiazepine, opioid != "overturned") == ("upheld", True)  # what is left of the relief may need a look


def test_with_the_newest_benefit_taken_out_an_older_one_is_cited(rewrite: Callable[..., Determination]) -> None:
    change = without(
        "Medications enable Ms. Example-02 to perform ADLs, including working and performing light housework"
    )
    assert "light housework" in rewrite("case-001").items[1].rationale.text
    changed = rewrite("case-001", change).items[1].rationale.text
    assert "light housework" not in changed
    assert "Meds allow ADLs" in changed


def test_leg_raise_taken_out_is_no_longer_a_reason(rewrite: Callable[..., Determination]) -> None:
    changed = rewrite("case-000", without("SLR + bilat."))
    assert "SLR" in rewrite("case-000").items[1].rationale.text
    assert "SLR" not in changed.items[1].rationale.text
    assert results(changed.items[1])["no_radiculopathy"] == "not_met"


def test_start_of_a_drug_taken_out_shortens_the_use_that_is_told(rewrite: Callable[..., Determination]) -> None:
    assert "2013" in rewrite("case-002").items[0].rationale.text
    changed = rewrite("case-002", without("(start 5/2013)", "Start Diazepam 5 mg po tid prn muscle spasm"))
    assert "May 2013" not in changed.items[0].rationale.text


def test_level_that_imaging_shows_is_corroborated_where_it_is_asked_for(rewrite: Callable[..., Determination]) -> None:
    assert results(rewrite("case-004").items[1])["corroborated"] == "not_met"
    changed = rewrite("case-004", instead("LESI), L5-S1", "LESI), L4-L5"))
    injection = next(item for item in changed.items if "L4-L5" in item.request)
    assert results(injection)["corroborated"] == "met"


def test_deficit_at_the_level_asked_for_documents_radiculopathy(rewrite: Callable[..., Determination]) -> None:
    assert results(rewrite("case-004").items[1])["radiculopathy_on_examination"] == "not_met"
    change = instead("Sensation normal BLE", "Sensation decreased left S1 dermatome")
    assert results(rewrite("case-004", change).items[1])["radiculopathy_on_examination"] == "met"


def test_arm_deficit_instead_of_a_normal_examination_shows_nerve_compromise(
    rewrite: Callable[..., Determination],
) -> None:
    change = instead("UE neuro exam nl", "Decreased sensation right C6 dermatome, right biceps 4/5")
    assert results(rewrite("case-004", change).items[0])["nerve_compromise"] == "met"


def test_items_in_another_order_are_decided_alike(rewrite: Callable[..., Determination]) -> None:
    def swapped(text: str) -> str:
        return text.replace("1. Valium 10mg #45\n2. 1 Trigger point injection for myofascial spasm", "1. 1 Trigger"
                            " point injection for myofascial spasm\n2. Valium 10mg #45")  # fmt: skip

    def unix(text: str) -> str:
        return swapped(text.replace("\r\n", "\n"))

    turned = rewrite("case-000", unix)
    assert turned.items[1].request == "Valium 10mg #45"
    assert decisions(turned) == decisions(rewrite("case-000"))


def test_an_injection_of_the_past_has_no_invented_day(rewrite: Callable[..., Determination]) -> None:
    past = [
        fact
        for fact in rewrite("case-000").facts
        if fact.kind == "procedure" and "beneficial in the past" in " ".join(fact.text.split())
    ]
    assert past
    assert {fact.date for fact in past} == {None}
