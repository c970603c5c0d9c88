"""The lexicons of services and drugs name only topics and body parts that exist."""

from __future__ import annotations

import pytest

from openimr.rulebook.anatomy import find_anatomy
from openimr.rulebook.files import list_yaml, read_yaml
from openimr.rulebook.services import Circumstances, find_services, topic_categories, topic_of


@pytest.mark.parametrize("path", list_yaml("lexicons/services"))
def test_every_topic_and_body_part_of_a_service_exists(path: str) -> None:
    for entry in read_yaml(path)["services"].values():
        for rule in entry.get("topics", ()):
            assert rule["topic"] is None or rule["topic"] in topic_categories()
            for part in rule.get("body", ()):
                assert [mention.body_part for mention in find_anatomy(part)] == [part]


@pytest.mark.parametrize("path", list_yaml("lexicons/drugs"))
def test_every_topic_of_a_drug_exists_and_every_drug_has_a_class(path: str) -> None:
    content = read_yaml(path)
    for entry in content["drugs"].values():
        merged = {**content, **(entry or {})}
        assert merged["class"]
        assert merged.get("topic") is None or merged["topic"] in topic_categories()


def test_a_service_falls_under_the_topic_of_its_body_part() -> None:
    (mention,) = find_services("MRI")
    assert topic_of(mention.meaning, Circumstances(("lumbar spine",))) == "lumbar_mri"
    assert topic_of(mention.meaning, Circumstances(("head",))) is None


def test_abbreviations_count_in_capitals_only() -> None:
    assert [m.meaning.id for m in find_services("PT")] == ["physical_therapy"]
    assert find_services("pt states") == []
