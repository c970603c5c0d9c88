"""Who reviewed a case stays unknown: nothing that comes out of the office, and nothing that lies in it open, tells."""

from __future__ import annotations

import base64
import contextlib
import io
import json
import os
import re
import subprocess
import sys
import time
import urllib.request
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

import pypdfium2
import pytest
from ahocorasick_rs import BytesAhoCorasick
from pypdf import PdfReader, PdfWriter

from openimr.cli.main import main

ROOT = Path(__file__).parents[2]
CASE = "CM15-0000001"
FIRST, SECOND, TIED, OWNING, KIN = "R-101", "R-102", "R-103", "R-104", "R-105"
REGISTRY = """
reviewers:
- id: R-101
  name: Thaddeus Quillivant-Marsh, DO
  email: t.quillivant@larkspurdocs.example
  phone: (555) 555-7319
  npi: 1730277341
  group: Larkspur Physiatry Associates
  licences: [{state: California, number: 20A77341, expires: 2030-12-31}, {state: Oregon, number: DO-88214}]
  boards: [{specialty: Physical Medicine & Rehabilitation, expires: 2030-12-31}]
  practice: {years: 31, weekly_hours: 31}
  affiliations:
    - {type: professional, party: Brackenfell Spine Partners, detail: founder of Haverleigh Pavilion}
    - {type: familial, party: Orsolya Wexcombe, detail: sister}
- id: R-102
  name: Philippa Osterwald-Nnamdi, MD
  licences: [{state: California, number: G90551, expires: 2030-12-31}]
  boards: [{specialty: Physical Medicine & Rehabilitation, expires: 2030-12-31}]
  practice: {years: 12, weekly_hours: 30}
- id: R-103
  name: Bartholomew Zennorvale, MD
  licences: [{state: California, number: C61177, expires: 2030-12-31}]
  boards: [{specialty: Physical Medicine & Rehabilitation, expires: 2030-12-31}]
  practice: {years: 14, weekly_hours: 30}
  affiliations:
    - {type: financial, party: "Sample Mutual Claims Services, Inc.", detail: shares held by Tregonning Trust}
- id: R-104
  name: Cornelius Abernethy-Voss, MD
  licences: [{state: California, number: C70412, expires: 2030-12-31}]
  boards: [{specialty: Physical Medicine & Rehabilitation, expires: 2030-12-31}]
  practice: {years: 9, weekly_hours: 30}
  affiliations: [{type: financial, party: Wolvercote Holdings}]
- id: R-105
  name: Ludmila Tarnowska Physician-A, MD
  licences: [{state: California, number: C81533, expires: 2030-12-31}]
  boards: [{specialty: Physical Medicine & Rehabilitation, expires: 2030-12-31}]
  practice: {years: 9, weekly_hours: 30}
- id: yarborough
  name: Jacinta Yarborough, MD
- id: R-106
  name: Jacinta Yarborough, MD
  practice: {years: Yarborough}
organizations:
- {name: "Sample Mutual Claims Services, Inc.", owners: [Wolvercote Holdings]}
"""
TELLING = (
    "Thaddeus",
    "Quillivant",
    "Larkspur",
    "555-7319",
    "1730277341",
    "20A77341",
    "DO-88214",
    "Brackenfell",
    "Haverleigh",
    "Orsolya",
    "Wexcombe",
    "Philippa",
    "Osterwald",
    "Nnamdi",
    "G90551",
    "Bartholomew",
    "Zennorvale",
    "C61177",
    "Tregonning",
    "Cornelius",
    "Abernethy",
    "C70412",
    "Wolvercote",
    "Ludmila",
    "Tarnowska",
    "C81533",
    "Yarborough",
    "osuser-tquill",
)
OPAQUE = (FIRST, SECOND, TIED, OWNING, KIN)
ZONE, MINUTES_AHEAD = "Pacific/Chatham", ("+12:45", "+13:45", "+1245", "+1345", "+12'45", "+13'45")
OUTSIDE = ("signed", "corrected", "remanded", "published", "post")
"""Folders whose files leave the office."""


def _ways(word: str) -> Iterator[bytes]:
    """How a word may stand in bytes: in three encodings and, where it is long enough, in base64."""
    for spelled in {word, word.lower(), word.upper()}:
        yield from (spelled.encode(code) for code in ("utf-8", "utf-16-le", "utf-16-be"))
        for before in range(3 if len(word) >= 8 else 0):
            whole = base64.b64encode(b"\0" * before + spelled.encode())
            yield whole[(before * 8 + 5) // 6 : -4]


@cache
def _machine(words: tuple[str, ...]) -> tuple[BytesAhoCorasick, tuple[str, ...]]:
    ways = [(way, word) for word in words for way in sorted(set(_ways(word)))]
    return BytesAhoCorasick([way for way, _ in ways]), tuple(word for _, word in ways)


def _insides(content: bytes) -> Iterator[bytes]:
    """The bytes and what is packed into them: text, streams and metadata of a PDF, parts of a DOCX."""
    yield content
    if content.startswith(b"%PDF"):
        yield from _of_pdf(content)
    elif content.startswith(b"PK\x03\x04"):
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            yield repr(archive.infolist()).encode() + archive.comment
            for name in archive.namelist():
                yield from _insides(archive.read(name))


def _of_pdf(content: bytes) -> Iterator[bytes]:
    reader = PdfReader(io.BytesIO(content))
    yield repr((reader.metadata, reader.trailer)).encode()
    pdf = pypdfium2.PdfDocument(content)
    yield "\n".join(page.get_textpage().get_text_range() for page in pdf).encode()
    for match in re.finditer(rb"stream\r?\n(.*?)endstream", content, re.DOTALL):
        with contextlib.suppress(zlib.error):
            yield zlib.decompressobj().decompress(match[1])


@cache
def _told(content: bytes, words: tuple[str, ...]) -> frozenset[str]:
    machine, of_way = _machine(words)
    found = (way for part in _insides(content) for way, _, _ in machine.find_matches_as_indexes(part))
    return frozenset(of_way[way] for way in found)


def _files(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


@dataclass
class Desk:
    """Somebody at a terminal of one office, and everything that the terminal ever said."""

    home: Path
    said: dict[str, bytes] = field(default_factory=dict)

    def __call__(self, *words: str, code: int | None = 0) -> str:
        told = io.BytesIO()
        stream = io.TextIOWrapper(told, "utf-8", write_through=True)
        with contextlib.redirect_stdout(stream), contextlib.redirect_stderr(stream):
            found = main(words)
        said = told.getvalue()
        assert code is None or found == code, (words, said.decode())
        self.said[f"{len(self.said)} {words[:3]}"] = said
        return said.decode()

    def at(self, moment: str, *words: str, code: int | None = 0) -> str:
        return self(*words, "--at", f"{moment}-07:00", code=code)

    def do(self, moment: str, name: str, *told: str, code: int = 0, actor: str = "clerk:local") -> str:
        told = tuple(word for each in told for word in ("--set", each))
        return self.at(moment, "case", "do", CASE, name, *told, "--as", actor, code=code)


def _told_file(desk: Desk, *lines: str) -> str:
    path = desk.home.parent / "rationale.txt"
    path.write_text("\n".join(lines), encoding="utf-8")
    return str(path)


def _to_review(desk: Desk) -> None:
    desk.at("2015-07-20T09:00", "case", "receive", str(ROOT / "examples/cases/lumbar-epidural"))
    desk.do("2015-07-20T10:00", "find_eligible")
    desk.do("2015-07-20T10:01", "assign", "organization=imro")
    desk.do("2015-07-20T10:02", "request_records", "method=mail", "sent=2015-07-20")
    desk.do("2015-07-29T10:00", "complete_records", "received=2015-07-29")
    registry = desk.home.parent / "registry.yaml"
    registry.write_text(REGISTRY, encoding="utf-8")
    desk("reviewers", "import", str(registry), code=1)
    desk("reviewers", "assess", CASE)
    settling = ("reviewers", "settle", CASE, KIN, "confirmed", "--reason", "Ludmila Tarnowska is a cousin.")
    desk.at("2015-07-29T10:20", *settling)
    by_name = ("reviewer=Thaddeus Quillivant-Marsh", "credentials={}")
    desk.do("2015-07-29T10:30", "appoint_reviewer", *by_name, code=2)
    desk.at("2015-07-29T11:00", "reviewers", "appoint", CASE)


def _tell_too_much(desk: Desk) -> list[str]:
    """What the first reviewer is told who names himself wherever there is room for words."""
    own, other = ("--as", f"reviewer:{FIRST}"), ("--as", f"reviewer:{SECOND}")
    day = "2015-07-30"
    desk.at(f"{day}T09:30", "review", "accept", CASE, "1", "--reason", "Agreed.", *other, code=2)
    words = "Send it to Dr. Quillivant-Marsh of Brackenfell Spine Partners"
    told = [
        desk.do(f"{day}T09:31", "request_information", f"what={words}", actor=f"reviewer:{FIRST}", code=2),
        desk.do(f"{day}T09:32", "recuse", f"reason={words}", actor="clerk:local", code=2),
        desk.do(f"{day}T09:33", "recuse", "reason=A tie.", actor="reviewer:Thaddeus Quillivant-Marsh", code=2),
    ]
    desk.at(f"{day}T10:01", "review", "accept", CASE, "1", "--reason", "Agreed.", *own)
    rationale = _told_file(
        desk,
        "Thaddeus Quillivant-Marsh, DO, agrees with the denial.",
        "In my practice it is not used.",
        "Brackenfell Spine Partners do not use it.",
    )
    edit = ("review", "edit", CASE, "2", "--rationale", rationale, "--reason", "My own words.", *own)
    desk.at(f"{day}T10:02", *edit)
    told.append(desk("review", "check", CASE, code=1))
    told.append(desk.at(f"{day}T10:03", "review", "sign", CASE, *own, code=2))
    answer = ("review", "answer", CASE, "reviewer_named", "item 2, rationale, sentence 1", "It is I.")
    told.append(desk.at(f"{day}T10:04", *answer, *own, code=2))
    return told


def _decide(desk: Desk, reviewer: str, day: str) -> str:
    """Accept both items, sign; what the reviewer saw of the case meanwhile."""
    own = ("--as", f"reviewer:{reviewer}")
    for item in ("1", "2"):
        desk.at(f"{day}T10:1{item}", "review", "accept", CASE, item, "--reason", "Agreed.", *own)
    seen = desk("review", "check", CASE, code=None) + desk("review", "show", CASE)
    desk.at(f"{day}T11:00", "review", "sign", CASE, *own)
    return seen + desk("review", "verify", CASE)


def _correct(desk: Desk) -> None:
    own = ("--as", f"reviewer:{FIRST}")
    desk.at("2015-08-03T09:00", "review", "correct", CASE, *own)
    named = desk.at("2015-08-03T09:30", "review", "sign", CASE, "--reason", "Quillivant-Marsh erred.", *own, code=2)
    assert "reason of the correction [reviewer_namesake]" in named
    desk.at("2015-08-03T10:00", "review", "sign", CASE, "--reason", "A word was mistyped.", *own)
    desk("review", "letters", CASE, "-o", str(desk.home / "corrected"))


def _publish(desk: Desk, day: str) -> None:
    desk.at(f"{day}T09:00", "publication", "prepare", CASE, code=None)
    numbers = re.findall(r"^(\d+)\. .*to be decided: ", desk("publication", "show", CASE, code=None), re.MULTILINE)
    desk.at(f"{day}T10:00", "publication", "pass", CASE, *(("--keep", *numbers) if numbers else ()))
    desk.at(f"{day}T11:00", "publication", "publish", CASE, "-o", str(desk.home / "published" / day))


def _remand(desk: Desk) -> None:
    desk.do("2015-08-20T09:00", "file_appeal", "filed=2015-08-20", "grounds=G5", "by_party=employee")
    desk.do("2015-09-20T09:00", "remand", "order=2015-09-20", "grounds=G5")
    desk.at("2015-09-21T09:00", "reviewers", "appoint", CASE)


def _look_around(desk: Desk) -> None:
    desk("letters", "send", "--folder", str(desk.home / "post"))
    for words in (("list",), ("show", CASE), ("show", CASE, "--format", "json")):
        desk("case", *words)
    desk("clocks", "explain", CASE)
    desk("letters", "list", CASE)
    desk("audit", "log")
    desk("audit", "verify")
    registry = str(desk.home.parent / "registry.yaml")
    desk("check", str(desk.home / "signed"), "--reviewers", registry, code=None)
    desk("explain", str(desk.home / "signed"), code=None)
    desk("backtest", str(desk.home / "published"), code=None)


def _worker() -> bytes:
    """What a worker logs, and what it answers about itself."""
    command = [sys.executable, "-m", "openimr.cli.main", "worker", "--listen", "127.0.0.1:0", "--sweep", "0.2"]
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "src")}
    with subprocess.Popen(command, env=environment, stderr=subprocess.PIPE, text=True) as worker:
        assert worker.stderr is not None
        lines, metrics = [], b""
        for line in worker.stderr:
            lines.append(line)
            if "port" in json.loads(line):
                address = f"http://127.0.0.1:{json.loads(line)['port']}/metrics"
                with urllib.request.urlopen(address, timeout=10) as answer:
                    metrics = answer.read()
                worker.terminate()
    assert b"openimr_cases" in metrics
    return metrics + "".join(lines).encode()


@dataclass(frozen=True)
class Story:
    """A case from the mail to publication, correction, remand and publication again."""

    desk: Desk
    keys: tuple[str, ...]
    refusals: list[str]
    first_saw: str
    second_saw: str
    worker: bytes

    def leaks(self, found: Mapping[str, bytes], words: tuple[str, ...]) -> dict[str, list[str]]:
        """Which of *words* each file tells, by its name or its content."""
        known = (*TELLING, *OPAQUE, *self.keys)
        told = {name: _told(name.encode(), known) | _told(content, known) for name, content in found.items()}
        return {name: sorted(leaked & set(words)) for name, leaked in told.items() if leaked & set(words)}

    @property
    def outside(self) -> dict[str, bytes]:
        """What leaves the office."""
        return {name: content for name, content in self.kept.items() if name.split("/")[0] in OUTSIDE}

    @property
    def kept(self) -> dict[str, bytes]:
        """Every file of the office."""
        return _files(self.desk.home)


@pytest.fixture(scope="module")
def story(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Story]:
    folder = tmp_path_factory.mktemp("unknown")
    with pytest.MonkeyPatch.context() as patch:
        for name in ("USER", "LOGNAME", "USERNAME"):
            patch.setenv(name, "osuser-tquill")
        patch.setenv("OPENIMR_HOME", str(folder / "home"))
        patch.setenv("OPENIMR_DATABASE", f"sqlite:///{folder / 'home' / 'openimr.db'}")
        patch.setenv("OPENIMR_PASSPHRASE", "correct horse battery")
        patch.setenv("TZ", ZONE)
        time.tzset()
        yield _told_story(Desk(folder / "home"))
    time.tzset()


def _told_story(desk: Desk) -> Story:
    _to_review(desk)
    keys = tuple(desk("reviewers", "key", each).strip() for each in (FIRST, SECOND))
    first_saw = desk.at("2015-07-30T09:00", "review", "draft", CASE)
    refusals = _tell_too_much(desk)
    first_saw += _decide(desk, FIRST, "2015-07-30")
    desk("review", "letters", CASE, "-o", str(desk.home / "signed"))
    _correct(desk)
    _publish(desk, "2015-08-05")
    _remand(desk)
    second_saw = desk.at("2015-09-22T09:00", "review", "draft", CASE) + _decide(desk, SECOND, "2015-09-22")
    desk("review", "letters", CASE, "-o", str(desk.home / "remanded"))
    _look_around(desk)
    return Story(desk, keys, refusals, first_saw, second_saw, _worker())


def test_the_search_sees_into_every_kind_of_file(story: Story) -> None:
    name = "Quillivant"
    writer, pdf, docx = PdfWriter(), io.BytesIO(), io.BytesIO()
    writer.add_blank_page(72, 72)
    writer.add_metadata({"/Author": name})
    writer.write(pdf)
    with zipfile.ZipFile(docx, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("docProps/core.xml", f"<dc:creator>{name}</dc:creator>")
    coded = base64.b64encode(f"by {name}, DO".encode())
    planted = {"a.pdf": pdf.getvalue(), "b.docx": docx.getvalue(), "c.json": coded, f"{name}.txt": b"", "d": b"nobody"}
    assert story.leaks(planted, TELLING) == {"a.pdf": [name], "b.docx": [name], "c.json": [name], f"{name}.txt": [name]}


def test_nothing_that_leaves_the_office_tells_who_reviewed(story: Story) -> None:
    outside = story.outside
    assert {name.split("/")[0] for name in outside} == set(OUTSIDE)
    assert {Path(name).suffix for name in outside} == {".pdf", ".docx", ".html", ".txt", ".json"}
    assert story.leaks(outside, TELLING) == {}


def test_nothing_that_leaves_the_office_ties_one_case_of_a_reviewer_to_another(story: Story) -> None:
    assert story.leaks(story.outside, (*OPAQUE, *story.keys)) == {}


def test_no_command_says_who_reviewed(story: Story) -> None:
    assert len(story.desk.said) > 40
    assert story.leaks(story.desk.said, TELLING) == {}


def test_no_file_of_the_office_tells_it_openly(story: Story) -> None:
    kept = story.kept
    assert "openimr.db" in kept
    assert story.leaks(kept, TELLING) == {}


def test_a_worker_tells_neither_who_reviewed_nor_by_which_id(story: Story) -> None:
    assert story.leaks({"worker": story.worker}, (*TELLING, *OPAQUE, *story.keys)) == {}


def test_words_that_name_the_reviewer_are_refused_and_found_without_repeating_them(story: Story) -> None:
    asked, recused, other, found, signed, answered = story.refusals
    assert "tell who a reviewer is" in asked
    assert "tell who a reviewer is" in recused
    assert "Only the appointed reviewer" in other
    assert "reviewer_named" in found
    assert "reviewer_told" in found
    assert "reviewer_namesake" in found
    assert "item 2, rationale, sentence 1 [reviewer_named]" in signed
    assert "A name is not answered" in answered


def test_the_second_reviewer_is_not_told_who_was_the_first(story: Story) -> None:
    assert "proposed" in story.second_saw
    assert FIRST not in story.second_saw
    assert SECOND not in story.first_saw + story.second_saw


def test_letters_tell_nothing_of_the_machine_that_made_them(story: Story) -> None:
    for name, content in story.outside.items():
        for part in _insides(content):
            assert not any(ahead.encode() in part for ahead in (ZONE, *MINUTES_AHEAD)), name
            assert str(story.desk.home).encode() not in part, name
        if name.endswith(".pdf"):
            known = dict(PdfReader(io.BytesIO(content)).metadata or {})
            assert set(known) <= {"/Title", "/Creator", "/Producer", "/CreationDate", "/ModDate"}, name
            stamps = [value for key, value in known.items() if key in ("/CreationDate", "/ModDate")]
            assert all(str(value).endswith("000000Z") for value in stamps), name  # the day of the letter, no hour


def test_an_export_tells_no_more_than_states_and_specialties(story: Story) -> None:
    for folder in ("signed", "remanded"):
        told = json.loads(story.outside[f"{folder}/determination.json"])["reviewer"]
        assert set(told) == {"licensure", "specialties"}
