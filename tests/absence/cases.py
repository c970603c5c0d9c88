"""Case folders with one statement planted in them: the base says nothing on any need of the set."""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import Any

import yaml

from openimr.domain.determinations import CriterionFinding
from openimr.services.determine_case import draft_case

HERE = Path(__file__).parent

_APPLICATION = """APPLICATION FOR INDEPENDENT MEDICAL REVIEW
DWC Form IMR

IMR Case Number: CM15-0990077
Date received: 11/16/2015
Type of Utilization Review: (X) Regular ( ) Expedited

Employee Information
Employee Name: Sample-Q, Orla
Date of Birth: 02/14/1966
Employer Name: Sample County Depot
Claim Number: SAMPLE-Q-0077
Date of Injury: 02/03/2015

Requesting Physician Information
Physician Name: Edgar Physician-Q, MD
Practice Name: Sample Occupational Center
Specialty: Occupational Medicine

Claims Administrator Information
Company Name: Sample Public Entity Pool
Contact Name: Vera Adjuster-Q

Disputed Medical Treatment
Primary Diagnosis: {diagnosis}
Date of Utilization Review Determination: 10/30/2015

List each specific requested medical services, goods, or items that were denied or modified in the space below.
1. {request}

Employee Signature: /s/ Orla Sample-Q
Date: 11/09/2015
"""
_UR = """Sample Review Desk
on behalf of Sample Public Entity Pool

NOTICE OF UTILIZATION REVIEW DETERMINATION

Employee: Orla Sample-Q
Claim Number: SAMPLE-Q-0077
Date of Injury: 02/03/2015
Date of determination: 10/30/2015

Request 1: {request}
Decision: NON-CERTIFIED
Guideline: MTUS

Summary of records: The worker was seen on 10/20/2015. {ur}

Rationale: Necessity was not shown.
Physician reviewer: Carl Reviewer-Q, MD, licensed in California
"""
_VISIT = """{header}Sample Occupational Center, 5 Invented Plaza, Nowhere, CA 90000

PRIMARY TREATING PHYSICIAN'S PROGRESS REPORT (PR-2)

Patient: Sample-Q, Orla
DOB: 02/14/1966
Date of injury: 02/03/2015
Claim #: SAMPLE-Q-0077
Date of service: 10/20/2015

Subjective Complaints
The worker is seen for {complaint}.
{hpi}
Past Medical History
Appendectomy 1990.
{past}
Objective Findings
Alert, in no distress. Vital signs stable.
{exam}
Diagnoses
{diagnosis}.

Treatment Plan
{plan}
Return in six weeks.

Electronically signed by Edgar Physician-Q, MD, Occupational Medicine 10/20/2015
{addendum}{footer}"""
_THERAPY = """SAMPLE REHABILITATION CLINIC
THERAPY NOTE

Patient: Sample-Q, Orla
DOB: 02/14/1966
Claim #: SAMPLE-Q-0077
Date of service: 10/06/2015

{therapy}
Signed: Ann Therapist-Q
"""
_LIST = """Sample Occupational Center
MEDICATION LIST

Patient: Sample-Q, Orla
DOB: 02/14/1966
Claim #: SAMPLE-Q-0077
Date of service: 10/20/2015

Lisinopril 10 mg daily
{list}
"""
SECTIONS = ("hpi", "exam", "plan", "addendum", "ur", "list", "therapy", "header", "footer", "past")


@dataclass(frozen=True)
class Need:
    """One need: the request that it belongs to, the criteria that it may fill, and how it is written."""

    name: str
    request: str
    diagnosis: str
    complaint: str
    criteria: tuple[str, ...]
    wordings: tuple[str, ...]
    year: int = 2015


@dataclass(frozen=True)
class Planted:
    """One statement in one section in one form."""

    need: Need
    wording: str
    section: str
    form: str

    @property
    def text(self) -> str:
        """The statement as it stands on the page."""
        return FORMS[self.form](self.wording)


def read_needs(name: str) -> tuple[Need, ...]:
    """The needs of one file of the set."""
    content: Mapping[str, Any] = yaml.safe_load((HERE / f"{name}.yaml").read_text(encoding="utf-8"))
    return tuple(
        Need(
            key,
            entry["request"],
            entry["diagnosis"],
            entry["complaint"],
            tuple(entry["criteria"]),
            tuple(entry["wordings"]),
        )
        for key, entry in content.items()
    )


def read_blind(name: str) -> tuple[Need, ...]:
    """The needs of one set of the second author, each in its case."""
    content = yaml.safe_load((HERE / "blind" / f"{name}.yaml").read_text(encoding="utf-8"))
    cases = yaml.safe_load((HERE / "blind" / "cases.yaml").read_text(encoding="utf-8"))
    return tuple(_blind(entry, cases[entry.get("like", entry["name"])]) for entry in content["needs"])


def _blind(entry: Mapping[str, Any], case: Mapping[str, Any]) -> Need:
    criteria = case.get("criteria", [entry["criterion"].rpartition("/")[2]])
    place = (case["request"], case["diagnosis"], case["complaint"])
    return Need(entry["name"], *place, tuple(criteria), tuple(entry["wordings"]), case.get("year", 2015))


def plantings(need: Need) -> tuple[Planted, ...]:
    """Each wording in three sections and three forms, turning through all of them: thirty or more a need."""
    forms, found = tuple(FORMS), []
    for i, wording in enumerate(need.wordings):
        for j in range(3):
            section, form = SECTIONS[(i * 3 + j * 7) % len(SECTIONS)], forms[(i + j * 3) % len(forms)]
            found.append(Planted(need, wording, section, form))
    return tuple(found)


def write_case(folder: Path, need: Need, planted: Planted | None = None) -> Path:
    """The case folder with the statement in its place; without one the base."""
    slots = dict.fromkeys(SECTIONS, "")
    if planted is not None:
        slots[planted.section] = _placed(planted)
    slots |= {"request": need.request, "diagnosis": need.diagnosis, "complaint": need.complaint}
    files = {"1_application.txt": _APPLICATION, "2_ur.txt": _UR, "3_visit.txt": _VISIT}
    if slots["therapy"]:
        files["4_therapy.txt"] = _THERAPY
    if slots["list"]:
        files["5_list.txt"] = _LIST
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in files.items():
        written = text.replace("/2015", f"/{need.year}").format(**slots)
        (folder / name).write_text(written, encoding="utf-8")
    return folder


def criteria_of(folder: Path, need: Need) -> list[CriterionFinding]:
    """What was found on the criteria of *need*."""
    proposal = draft_case(folder).determination.items[0].proposal
    assert proposal is not None
    return [each for each in proposal.criteria if each.id.rpartition("/")[2] in need.criteria]


def _placed(planted: Planted) -> str:
    if planted.section == "addendum":
        return f"\nADDENDUM 10/21/2015: {planted.text}\n"
    if planted.section in ("header", "footer"):
        return f"{planted.text}\n"
    return planted.text


def _misspelt(words: str) -> str:
    """The longest word without its second to last letter but two, as a hurried hand leaves it."""
    longest = max(re.findall(r"[A-Za-z]+", words), key=len)
    return words.replace(longest, longest[:-3] + longest[-2:], 1) if len(longest) > 7 else words


def _misread(words: str) -> str:
    """One letter of the longest word as OCR takes it: l as 1, o as 0, m as rn, e as c."""
    longest = max(re.findall(r"[A-Za-z]+", words), key=len)
    for right, wrong in (("l", "1"), ("o", "0"), ("e", "c"), ("i", "l")):
        at = longest.find(right, 1)
        if at > 0 and len(longest) > 7:
            return words.replace(longest, longest[:at] + wrong + longest[at + 1 :], 1)
    return words


def _over_lines(words: str) -> str:
    """A line end after every third word."""
    parts = words.split(" ")
    return "\n".join(" ".join(parts[i : i + 3]) for i in range(0, len(parts), 3))


def _hyphenated(words: str) -> str:
    longest = max(re.findall(r"[A-Za-z]+", words), key=len)
    half = len(longest) // 2
    return words.replace(longest, f"{longest[:half]}-\n{longest[half:]}", 1) if len(longest) > 7 else words


def _over_pages(words: str) -> str:
    parts = words.split(" ")
    half = max(len(parts) // 2, 1)
    return " ".join(parts[:half]) + "\n\f" + " ".join(parts[half:])


FORMS: Mapping[str, Callable[[str], str]] = {
    "plain": lambda words: words,
    "ticked": lambda words: f"[x] {words}",
    "upper": str.upper,
    "bullet": lambda words: f"- {words}",
    "misspelt": _misspelt,
    "misread": _misread,
    "over_lines": _over_lines,
    "hyphenated": _hyphenated,
    "over_pages": _over_pages,
    "table": lambda words: f"| {words} |",
}


FILES = ("first", "held_out", "fresh")
BLIND = ("one", "two", "three")


def all_needs() -> tuple[Need, ...]:
    """Every need of every set."""
    by_first = [need for name in FILES for need in read_needs(name)]
    return (*by_first, *(need for name in BLIND for need in read_blind(name)))


def mended_needs() -> tuple[Need, ...]:
    """The needs of the first author's sets, of which no wording may be missed any more."""
    return tuple(need for name in FILES for need in read_needs(name))


def blind_needs() -> tuple[Need, ...]:
    """The needs of the second author's sets."""
    return tuple(need for name in BLIND for need in read_blind(name))


def sample(needs: Iterable[Need], seed: int, each: int) -> tuple[Planted, ...]:
    """The same few plantings at every run, *each* of every need, of different wordings."""
    chance = random.Random(seed)
    found: list[Planted] = []
    for need in needs:
        by_wording = [list(group) for _, group in groupby(plantings(need), key=lambda planted: planted.wording)]
        found += [chance.choice(group) for group in chance.sample(by_wording, each)]
    return tuple(found)


def missed(planted: Iterable[Planted], folder: Path) -> list[str]:
    """Where a planted statement is called absent."""
    return [
        f"{each.need.name} {each.section} {each.form}: {each.wording}"
        for number, each in enumerate(planted)
        if any(c.silence == "silent" for c in criteria_of(write_case(folder / str(number), each.need, each), each.need))
    ]
