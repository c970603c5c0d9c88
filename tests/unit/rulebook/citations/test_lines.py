"""Guideline lines as letters write them, in forms of our own, and the way back."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from openimr.corpus.publishers import read_letter, text_pages
from openimr.domain.citations import Citation
from openimr.rulebook.citations import read_guideline_line, write_guideline_line
from openimr.rulebook.citations.tables import page_sections, section_names, sources

LINES = yaml.safe_load((Path(__file__).parent / "lines.yaml").read_text(encoding="utf-8"))


def _plain(citation: Citation) -> list[object]:
    return [
        citation.authority,
        citation.guideline,
        citation.edition,
        citation.section,
        list(citation.pages),
        list(citation.flags),
    ]


@pytest.mark.parametrize("entry", LINES, ids=lambda entry: entry["line"][:60])
def test_line_reads_as_reviewed(entry: dict[str, object]) -> None:
    line = read_guideline_line(str(entry["line"]))
    assert [_plain(citation) for citation in line.citations] == entry["citations"]
    assert list(line.unplaced) == entry.get("unplaced", [])


@pytest.mark.parametrize("entry", LINES, ids=lambda entry: entry["line"][:60])
def test_citation_text_is_a_piece_of_the_line(entry: dict[str, object]) -> None:
    line = read_guideline_line(str(entry["line"]))
    assert all(citation.text in str(entry["line"]) for citation in line.citations)


@pytest.mark.parametrize("entry", LINES, ids=lambda entry: entry["line"][:60])
def test_what_was_read_can_be_written_and_read_again(entry: dict[str, object]) -> None:
    citations = read_guideline_line(str(entry["line"])).citations
    if not citations:
        return
    again = read_guideline_line(write_guideline_line(citations, "reviewer")).citations
    assert {_key(citation) for citation in again} == {_key(citation) for citation in citations}


def _key(citation: Citation) -> tuple[object, ...]:
    return citation.authority, citation.guideline, citation.edition, citation.section, citation.pages


def _mtus() -> st.SearchStrategy[Citation]:
    chronic = st.sampled_from(section_names("chronic_pain").names)
    complaints = st.sampled_from(section_names("complaints").names)
    pages = st.lists(st.integers(1, 400), max_size=4, unique=True).map(tuple)
    return st.one_of(
        st.builds(
            Citation,
            st.just("MTUS"),
            st.just("Chronic Pain Medical Treatment Guidelines"),
            st.sampled_from(["2009", "2016", None]),
            chronic,
            pages,
            st.just(""),
        ),
        st.builds(
            Citation,
            st.just("MTUS"),
            st.sampled_from(["Low Back Complaints", "Forearm, Wrist, and Hand Complaints", "Shoulder Complaints"]),
            st.just("2004"),
            complaints,
            pages,
            st.just(""),
        ),
    )


def _outside() -> st.SearchStrategy[Citation]:
    chapters = sorted(set(sources()["Official Disability Guidelines"].chapters.values()))
    titles = st.sampled_from([f"Official Disability Guidelines, {chapter}" for chapter in chapters])
    topics = st.sampled_from(["MRI (magnetic resonance imaging)", "Acupuncture", "Office visits", None])
    return st.builds(
        Citation, st.just("ODG"), titles, st.sampled_from([None, "2016"]), topics, st.just(()), st.just("")
    )


@settings(deadline=None, max_examples=150)
@given(st.lists(_mtus(), max_size=3), st.lists(_outside(), max_size=3))
def test_reading_what_was_written_gives_the_citations(mtus: list[Citation], outside: list[Citation]) -> None:
    citations = [*mtus, *outside]
    line = read_guideline_line(write_guideline_line(citations, "claims_administrator"))
    assert line.unplaced == ()
    if citations:
        assert [_key(citation) for citation in line.citations] == [_key(citation) for citation in citations]
    else:
        assert [citation.flags for citation in line.citations] == [("no_citation",)]


@settings(deadline=None, max_examples=200)
@given(st.text(max_size=200))
def test_any_words_are_read_without_an_error(words: str) -> None:
    line = read_guideline_line(f"Decision based on MTUS {words} Decision based on Non-MTUS Citation {words}")
    assert line.text


def test_words_that_name_nothing_known_are_kept() -> None:
    line = read_guideline_line("Decision based on Non-MTUS Citation Flurble.")
    assert (line.citations, line.unplaced) == ((), ("Flurble.",))


def test_confirmed_pages_lead_to_their_section() -> None:
    assert page_sections()[46] == "Epidural steroid injections (ESIs)"


def test_lines_of_real_letters_are_normalised(shared: Path) -> None:
    lines = placed = 0
    for folder in (shared / "data/determinations", shared / "data/seeds"):
        for path in sorted(folder.glob("*.txt")):
            letter = read_letter(path.name, "", text_pages(path.read_text(encoding="utf-8")))
            for item in letter.items:
                for line in (item.claims_administrator_guideline, item.reviewer_guideline):
                    lines += 1
                    placed += bool(line.citations) and not line.unplaced
    assert lines == 2 * 232
    assert placed / lines >= 0.98
