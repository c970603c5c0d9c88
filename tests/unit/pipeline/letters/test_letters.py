from __future__ import annotations

import datetime as dt
import io
import re
import zipfile
from concurrent.futures import ThreadPoolExecutor
from html.parser import HTMLParser
from pathlib import Path
from xml.etree import ElementTree

import docx
import pypdfium2
import pytest
from tests.builders import a_determination, a_document, a_fact, a_finding, a_passage, a_proposal, a_span, an_item

from openimr.domain.citations import GuidelineLine
from openimr.domain.determinations import Determination, Header, Passage, ReviewerCredentials
from openimr.domain.documents import ANOTHER_PATIENT
from openimr.domain.spans import Problem
from openimr.errors import UsageError
from openimr.services.render_letter import FORMS, render, render_bytes

HOSTILE = "<script>alert(1)</script> #eval(1) $x$ *b* _i_ {{ 7*7 }} @cite \\u{41}"


def _text(determination: Determination) -> str:
    return render_bytes(determination, "txt").decode()


def _pdf_text(content: bytes) -> str:
    document = pypdfium2.PdfDocument(content)
    text = "\n".join(page.get_textpage().get_text_range() for page in document)
    document.close()
    return text.replace("\r\n", "\n")


class _Anchors(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.links: set[str] = set()
        self.ids: list[str] = []
        self.tags: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        for name, value in attrs:
            if name == "href" and value:
                self.links.add(value.lstrip("#"))
            if name == "id" and value:
                self.ids.append(value)


@pytest.mark.parametrize("form", FORMS)
def test_the_same_determination_gives_the_same_bytes(form: str) -> None:
    assert render_bytes(a_determination(), form) == render_bytes(a_determination(), form)


def test_a_letter_has_the_headings_of_a_final_determination_in_order() -> None:
    text = _text(a_determination())
    headings = (
        "Case Number: CM15-0900001",
        "HOW THE IMR FINAL DETERMINATION WAS MADE",
        "The Expert Reviewer has the following credentials:",
        "State(s) of Licensure: California",
        "Certification(s)/Specialty: Physical Medicine & Rehabilitation, Pain Management",
        "DOCUMENTS REVIEWED",
        "CLINICAL CASE SUMMARY",
        "IMR ISSUES, DECISIONS AND RATIONALES",
        "Valium 10mg #45: Upheld (proposed)",
        "Claims Administrator guideline: Decision based on",
        "Expert Reviewer guideline: Decision based on",
        "Decision rationale: The guideline limits",
        "EFFECT OF THE DETERMINATION",
        "SIGNATURE",
        "EVIDENCE ANNEX",
    )
    places = [text.index(heading) for heading in headings]
    assert places == sorted(places)


@pytest.mark.parametrize("form", ["txt", "html", "pdf"])
def test_a_draft_says_so_and_a_signed_letter_does_not(form: str) -> None:
    item = an_item(decision="upheld")

    def words(status: str) -> str:
        content = render_bytes(a_determination(item, status=status), form)
        return " ".join((_pdf_text(content) if form == "pdf" else content.decode()).split())

    assert "DRAFT — proposal by software" in words("draft")
    assert "DRAFT" not in words("signed")
    assert "DRAFT" not in words("published")


def test_a_decision_is_never_printed_as_a_proposal_nor_a_proposal_as_a_decision() -> None:
    text = _text(
        a_determination(
            an_item("A"),
            an_item("B", proposal=a_proposal("overturned")),
            an_item("C", proposal=a_proposal("abstain")),
            an_item("D", decision="overturned"),
            an_item("E", proposal=None),
        )
    )
    printed = re.findall(r"^([A-E]): (.+)$", text, re.MULTILINE)
    assert printed == [
        ("A", "Upheld (proposed)"),
        ("B", "Overturned (proposed)"),
        ("C", "No proposal"),
        ("D", "Overturned"),
        ("E", "No decision"),
    ]


def test_missing_header_fields_are_said_to_be_missing() -> None:
    text = _text(a_determination(header=Header(), reviewer=ReviewerCredentials()))
    assert "Case Number: not stated" in text
    assert "Decision Date: not stated" in text
    assert "No reviewer has been assigned" in text
    assert "State(s) of Licensure: not stated" in text


def test_every_document_is_listed_with_kind_author_date_and_pages() -> None:
    documents = tuple(a_document(f"d{n}", file=f"file{n}.pdf", pages=(n, n + 2)) for n in range(1, 61))
    text = " ".join(_pdf_text(render_bytes(a_determination(documents=documents), "pdf")).replace("\u200b", "").split())
    assert all(f"file{n}.pdf pp. {n}–{n + 2}" in text for n in range(1, 61))


def test_every_document_is_listed_with_the_first_digits_of_its_hash() -> None:
    determination = a_determination(documents=(a_document(sha256="0123456789abcdef" * 4),))
    assert "SHA-256 01234567" in " ".join(render_bytes(determination, "txt").decode().split())


def test_pages_of_a_shuffled_document_are_listed_in_reading_order() -> None:
    text = _text(a_determination(documents=(a_document(pages=(3, 14), page_list=(14, 3, 4, 5)),)))
    assert "pp. 14, 3–5" in text


def test_a_document_set_aside_says_why() -> None:
    text = _text(a_determination(documents=(a_document("d1"), a_document("d2", set_aside="names another patient"))))
    apart = text[text.index("Set aside, not evidence") :]
    assert "names another" in apart
    assert "names another" not in text[: text.index("Set aside, not evidence")]


def test_another_patients_record_is_listed_without_what_tells_who_that_is() -> None:
    strangers = {"title": "Report on Joan Otherwise", "author": "Vera Elsewhere, MD", "file": "Otherwise, Joan.pdf"}
    misfiled = a_document("d2", set_aside=ANOTHER_PATIENT, sha256="ab" * 32, **strangers)
    problem = Problem("another_patient", "This page is another patient's by its name.", "Otherwise, Joan.pdf", 1)
    text = _text(a_determination(documents=(a_document("d1"), misfiled), problems=(problem,)))
    assert [name for name in ("Otherwise", "Joan", "Elsewhere") if name in text] == []
    apart = text[text.index("Set aside, not evidence") :]
    for expected in ("another", "08/19/2015", "withheld", "abababab"):
        assert expected in apart


def test_a_draft_says_what_could_not_be_read() -> None:
    problems = (Problem("damaged", "The file is damaged and cannot be opened.", "07_imaging.pdf"),)
    assert "07_imaging.pdf\n    The file is damaged" in _text(a_determination(problems=problems))
    assert "07_imaging.pdf" not in _text(
        a_determination(an_item(decision="upheld"), status="signed", problems=problems)
    )


def test_titles_in_capitals_and_roles_are_printed_as_names() -> None:
    document = a_document(title="PRIMARY TREATING PHYSICIAN'S PROGRESS REPORT (PR-2)", author="employee")
    page = render_bytes(a_determination(documents=(document,)), "html").decode()
    assert "Primary Treating Physician&#39;s Progress Report (PR-2)" in page
    assert "<td>Employee</td>" in page


def test_evidence_numbers_of_the_pdf_are_no_words_of_its_sentences() -> None:
    words = " ".join(_pdf_text(render_bytes(a_determination(), "pdf")).split())
    assert "is not medically necessary. EFFECT OF THE DETERMINATION" in words


def test_words_inside_longer_words_of_the_record_are_shown_once() -> None:
    longer, inner = a_span("Continue Valium 10 mg #45"), a_span("Valium 10 mg")
    item = an_item(rationale=a_passage("The record continues it.", sources=(inner, longer)))
    annex = _text(a_determination(item, facts=(a_fact(sources=(inner,)),))).partition("EVIDENCE ANNEX")[2]
    assert annex.partition("Sources of the clinical")[0].count("“") == 1


def test_a_rule_that_is_not_confirmed_is_marked_beside_its_result() -> None:
    proposal = a_proposal(criteria=(a_finding(status="unconfirmed"),))
    text = " ".join(_text(a_determination(an_item(proposal=proposal))).split())
    assert "UNCONFIRMED" in text


def test_every_reference_of_the_page_leads_to_an_entry_of_the_annex() -> None:
    page = _Anchors()
    page.feed(render_bytes(a_determination(an_item(), an_item("Norco #60")), "html").decode())
    assert page.links
    assert page.links <= set(page.ids)
    assert len(page.ids) == len(set(page.ids))


def test_words_of_the_record_never_act_as_markup() -> None:
    item = an_item(HOSTILE, rationale=a_passage(f"{HOSTILE}.", sources=(a_span(),)))
    determination = a_determination(item, summary=a_passage(f"A {HOSTILE}."))
    page = render_bytes(determination, "html").decode()
    assert "<script>" not in page
    assert "{{ 7*7 }}" in page
    printed = " ".join(_pdf_text(render_bytes(determination, "pdf")).split())
    assert f"{HOSTILE}: Upheld (proposed)" in printed


def test_signs_that_no_font_shows_are_spelt_out_and_hidden_ones_dropped() -> None:
    determination = a_determination(an_item("Acupuncture \u65e5 x6 \u202eevil"))
    printed = _pdf_text(render_bytes(determination, "pdf"))
    assert "Acupuncture [U+65E5] x6 evil: Upheld (proposed)" in printed
    assert "\u202e" not in render_bytes(determination, "html").decode()


def test_the_pdf_is_tagged_titled_and_dated_by_the_determination() -> None:
    content = render_bytes(a_determination(), "pdf")
    assert b"/StructTreeRoot" in content
    assert b"pdfuaid" in content
    document = pypdfium2.PdfDocument(content)
    about = document.get_metadata_dict()
    document.close()
    assert about["Title"] == "Independent Medical Review Final Determination: draft"
    assert about["CreationDate"].startswith("D:20151021")


def test_pages_are_numbered() -> None:
    content = render_bytes(a_determination(), "pdf")
    document = pypdfium2.PdfDocument(content)
    count = len(document)
    document.close()
    text = _pdf_text(content)
    assert all(f"Page {number} of {count}" in text for number in range(1, count + 1))


def test_the_word_file_has_real_styles_and_no_clock() -> None:
    content = render_bytes(a_determination(), "docx")
    document = docx.Document(io.BytesIO(content))
    headings = [each.text for each in document.paragraphs if each.style is not None and each.style.name == "Heading 1"]
    assert "CLINICAL CASE SUMMARY" in headings
    assert document.core_properties.created == dt.datetime(2015, 10, 21, tzinfo=dt.UTC)
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert {entry.date_time for entry in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}


def test_text_lines_keep_to_eighty_columns() -> None:
    item = an_item("Physical therapy " * 30, rationale=a_passage("The record is long and tells much of it." * 80))
    assert max(len(line) for line in _text(a_determination(item)).splitlines()) <= 80


def test_the_annex_shows_criteria_quotes_and_what_would_change_it() -> None:
    text = _text(a_determination())
    annex = text[text.index("EVIDENCE ANNEX") :]
    assert "✗ Not met" in annex
    assert "Progress report of 08/19/2015, page 1" in annex
    assert "“Valium 10 mg #45”" in annex
    assert "A first prescription within four weeks." in annex


def test_an_empty_determination_still_gives_a_letter() -> None:
    item = an_item(
        rationale=Passage(),
        proposal=None,
        claims_administrator_guideline=GuidelineLine(""),
        reviewer_guideline=GuidelineLine(""),
    )
    bare = a_determination(item, documents=(), facts=(), summary=Passage())
    for form in FORMS:
        assert render_bytes(bare, form)
    assert "Decision rationale: not stated" in _text(bare)


def test_the_ending_picks_the_form(tmp_path: Path) -> None:
    render(a_determination(), tmp_path / "letter.PDF")
    assert (tmp_path / "letter.PDF").read_bytes().startswith(b"%PDF")


def test_an_unknown_ending_is_a_wrong_call(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="rtf"):
        render(a_determination(), tmp_path / "letter.rtf")


def _word_part(determination: Determination, name: str) -> str:
    with zipfile.ZipFile(io.BytesIO(render_bytes(determination, "docx"))) as archive:
        return archive.read(name).decode()


def test_every_part_of_the_word_file_is_well_formed() -> None:
    hostile = an_item(HOSTILE, rationale=a_passage(f"{HOSTILE}.", sources=(a_span(),)))
    with zipfile.ZipFile(io.BytesIO(render_bytes(a_determination(hostile), "docx"))) as archive:
        roots = [ElementTree.fromstring(archive.read(name)).tag for name in archive.namelist()]
    assert len(roots) == 10


def test_the_word_file_repeats_table_heads_names_its_tables_and_numbers_its_pages() -> None:
    body = _word_part(a_determination(), "word/document.xml")
    assert "<w:tblHeader/>" in body
    assert '<w:tblCaption w:val="Documents reviewed"/>' in body
    assert " PAGE " in _word_part(a_determination(), "word/footer1.xml")
    assert "<dc:language>en-US</dc:language>" in _word_part(a_determination(), "docProps/core.xml")


def test_every_evidence_number_of_the_word_file_leads_to_a_bookmark_of_its_own() -> None:
    body = _word_part(a_determination(an_item(), an_item("Norco #60")), "word/document.xml")
    targets = re.findall(r'<w:bookmarkStart w:id="(\d+)" w:name="([^"]+)"', body)
    links = set(re.findall(r'<w:hyperlink w:anchor="([^"]+)"', body))
    assert links
    assert links <= {name for _, name in targets}
    assert len({number for number, _ in targets}) == len(targets)


def test_the_word_file_says_what_the_text_says() -> None:
    determination = a_determination()
    paragraphs = [each.text for each in docx.Document(io.BytesIO(render_bytes(determination, "docx"))).paragraphs]
    assert "Valium 10mg #45: Upheld (proposed)" in paragraphs
    assert any(text.startswith("Decision rationale: The guideline limits") for text in paragraphs)


def test_letters_set_by_several_threads_at_once_are_the_same_bytes() -> None:
    with ThreadPoolExecutor(4) as pool:
        made = set(pool.map(lambda _: render_bytes(a_determination(), "pdf"), range(8)))
    assert made == {render_bytes(a_determination(), "pdf")}
