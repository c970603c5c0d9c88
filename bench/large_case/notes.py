"""The records of one made-up patient over years, each as typed text: no two pages say the same."""

from __future__ import annotations

import datetime as dt
import random
import re
import textwrap
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import yaml

_SLOT = re.compile(r"\{(\w+)\}")
_WIDTH, _LINES = 112, 52
DATE_OF_INJURY = dt.date(2005, 9, 12)
_LAST_DAY = dt.date(2015, 6, 9)
_PATIENT = "Sample-A, Marisol"
_HEAD = "Patient: {patient}   DOB: 04/22/1971   Date of Injury: 09/12/2005   Claim #: SAMPLE-A-0001"
_PROVIDERS = (
    ("Ilse Physician-A, MD", "Pain Medicine", "Sample Spine and Pain Clinic"),
    ("Robin Provider-B, MD", "Orthopaedic Surgery", "Sample Orthopaedic Group"),
    ("Avery Provider-C, DO", "Physical Medicine and Rehabilitation", "Invented Rehabilitation Associates"),
    ("Quinn Provider-D, PhD", "Psychology", "Invented Behavioral Health"),
    ("Jules Therapist-E, DPT", "Physical Therapy", "Exampleville Physical Therapy"),
    ("Sasha Provider-F, LAc", "Acupuncture", "Exampleville Acupuncture"),
    ("Toby Radiologist-G, MD", "Radiology", "Specimen Imaging Center"),
)


class Writer:
    """Draws sentences and values, the same from the same seed. More pages are more visits in the same years."""

    def __init__(self, seed: int, pages: int) -> None:
        self._pages = pages
        self._chance = random.Random(seed)
        content = yaml.safe_load(Path(__file__).with_name("words.yaml").read_text(encoding="utf-8"))
        self._values: Mapping[str, Sequence[str]] = {**content["values"], **content["choices"]}
        self._sentences: Mapping[str, Sequence[str]] = content
        self.day = DATE_OF_INJURY

    def bundle(self) -> Iterator[Sequence[str]]:
        """The lines of each page of the records, document after document."""
        made = 0
        span = (_LAST_DAY - DATE_OF_INJURY).days
        while made < self._pages:
            self.day = DATE_OF_INJURY + dt.timedelta(days=2 + span * made // self._pages)
            for sheet in self._sheets(self._document())[: self._pages - made]:
                made += 1
                yield sheet

    def _document(self) -> list[str]:
        kinds: tuple[tuple[Callable[[], list[str]], int], ...] = (
            (self._progress, 34),
            (self._soap, 14),
            (self._therapy, 18),
            (self._consultation, 8),
            (self._imaging, 7),
            (self._billing, 7),
            (self._laboratory, 4),
            (self._letter, 8),
        )
        (make,) = self._chance.choices([kind for kind, _ in kinds], [weight for _, weight in kinds])
        return make()

    def _sheets(self, lines: Sequence[str]) -> list[list[str]]:
        """The document's lines on pages with its running number."""
        wrapped = [part for line in lines for part in (textwrap.wrap(line, _WIDTH) or [""])]
        bodies = [wrapped[at : at + _LINES] for at in range(0, len(wrapped), _LINES)]
        return [[*body, "", f"Page {number} of {len(bodies)}"] for number, body in enumerate(bodies, start=1)]

    def _of(self, group: str, count: int) -> str:
        chosen = self._chance.sample(self._sentences[group], min(count, len(self._sentences[group])))
        return " ".join(self._filled(sentence) for sentence in chosen)

    def _listed(self, group: str, count: int) -> list[str]:
        chosen = self._chance.sample(self._sentences[group], min(count, len(self._sentences[group])))
        return [f"{number}. {self._filled(sentence)}" for number, sentence in enumerate(chosen, start=1)]

    def _filled(self, sentence: str) -> str:
        words = _SLOT.sub(lambda slot: self._value(slot.group(1)), sentence)
        return words[:1].upper() + words[1:]

    def _value(self, name: str) -> str:
        if name[0] == "n" and name[1:].isdigit():
            limit = int(name[1:])
            return str(self._chance.randint(max(1, limit // 2), limit))
        if name in ("date", "year", "doi", "age"):
            earlier = self.day - dt.timedelta(days=self._chance.randint(5, 700))
            told: dict[str, Any] = {
                "date": f"{earlier:%m/%d/%Y}",
                "year": str(earlier.year),
                "doi": f"{DATE_OF_INJURY:%m/%d/%Y}",
            }
            return str(told.get(name, self.day.year - 1971))
        return self._filled_value(self._chance.choice(self._values[name]))

    def _filled_value(self, words: str) -> str:
        return _SLOT.sub(lambda slot: self._value(slot.group(1)), words)

    def _headed(self, title: str, provider: int) -> list[str]:
        name, specialty, clinic = _PROVIDERS[provider]
        head = _HEAD.format(patient=_PATIENT)
        suite = self._chance.randint(10, 99)
        address = f"{clinic}, 12 Invented Way, Suite {suite}, Nowhere, CA 90000  Ph (555) 555-0111"
        return [address, title, head, f"Date of service: {self.day:%m/%d/%Y}", f"Provider: {name}, {specialty}", ""]

    def _signed(self, provider: int) -> list[str]:
        name, specialty, _ = _PROVIDERS[provider]
        return ["", f"Electronically signed by {name}, {specialty} {self.day:%m/%d/%Y}"]

    def _progress(self) -> list[str]:
        who = self._chance.choice((0, 1, 2))
        medicines = [
            f"{self._value('drug')} #{self._value('n90')}, {self._value('sig')}"
            for _ in range(self._chance.randint(3, 6))
        ]
        return [
            *self._headed("PRIMARY TREATING PHYSICIAN'S PROGRESS REPORT (PR-2)", who),
            "SUBJECTIVE COMPLAINTS",
            self._of("complaints", self._chance.randint(10, 15)),
            *("", "CURRENT MEDICATIONS", *medicines),
            *("", "OBJECTIVE FINDINGS", self._of("examination", self._chance.randint(8, 13))),
            *("", "DIAGNOSTIC STUDIES", self._of("studies", self._chance.randint(1, 4))),
            *("", "DIAGNOSES", *self._diagnoses()),
            *("", "TREATMENT PLAN", *self._listed("plan", self._chance.randint(7, 12))),
            *("", "WORK STATUS", self._of("work", 1)),
            *self._signed(who),
        ]

    def _diagnoses(self) -> list[str]:
        count = self._chance.randint(3, 6)
        return [f"{number}. {self._value('dx')} {self._value('code')}" for number in range(1, count + 1)]

    def _soap(self) -> list[str]:
        who = self._chance.choice((0, 2, 3))
        return [
            *self._headed("OFFICE VISIT NOTE", who),
            f"Subjective: {self._of('complaints', 12)}",
            f"Objective: {self._of('examination', 9)}",
            f"Assessment: {self._value('dx')} {self._value('code')}; {self._value('dx')}; {self._value('dx')}.",
            f"Plan: {self._of('plan', 8)}",
            f"Work status: {self._of('work', 1)}",
            *self._signed(who),
        ]

    def _therapy(self) -> list[str]:
        who = self._chance.choice((4, 5))
        title = "PHYSICAL THERAPY DAILY NOTE" if who == 4 else "ACUPUNCTURE TREATMENT NOTE"
        lines = self._headed(title, who)
        for _ in range(self._chance.randint(4, 8)):
            self.day += dt.timedelta(days=1)
            lines += [f"Visit of {self.day:%m/%d/%Y}", *(self._of("visit", 6).split(". ")), ""]
        return [*lines, *self._signed(who)]

    def _consultation(self) -> list[str]:
        who = self._chance.choice((0, 1, 2))
        return [
            *self._headed("INITIAL CONSULTATION REPORT", who),
            *("HISTORY OF PRESENT ILLNESS", self._of("history", 5), self._of("complaints", 12)),
            *("", "PAST HISTORY", self._of("history", 6)),
            *("", "REVIEW OF RECORDS", *self._listed("studies", 5), self._of("letter", 3), self._of("films", 5)),
            *("", "PHYSICAL EXAMINATION", self._of("examination", 14)),
            *("", "IMPRESSION", *self._diagnoses()),
            *("", "DISCUSSION AND RECOMMENDATIONS", self._of("plan", 9), self._of("history", 3)),
            *("", "WORK STATUS", self._of("work", 2)),
            *self._signed(who),
        ]

    def _imaging(self) -> list[str]:
        return [
            *self._headed(f"{self._value('study')} without contrast".upper(), 6),
            f"Clinical history: {self._value('quality')} pain of the {self._value('part')}.",
            f"Findings: {self._of('films', 9)}",
            f"Impression: 1. {self._of('films', 2)} 2. {self._of('films', 1)}",
            *self._signed(6),
        ]

    def _billing(self) -> list[str]:
        rows = [
            f"{self.day - dt.timedelta(days=n):%m/%d/%Y}  {self._chance.randint(97010, 99215)}  units "
            f"{self._value('n4')}  ${self._chance.randint(20, 900)}.00  {self._value('part')}"
            for n in range(self._chance.randint(15, 40))
        ]
        return [
            *self._headed("STATEMENT OF CHARGES", 1)[:4],
            "HEALTH INSURANCE CLAIM FORM CMS-1500",
            *rows,
            "Balance due",
        ]

    def _laboratory(self) -> list[str]:
        tests = ("Opiates", "Hydrocodone", "Benzodiazepines", "Cocaine", "Amphetamines", "Tramadol", "Oxycodone", "THC")
        rows = [f"{test}   {self._value('result')}   cutoff {self._value('n300')} ng/mL" for test in tests]
        return [
            *self._headed("URINE DRUG SCREEN REPORT", 0),
            *rows,
            f"Comment: {self._of('studies', 2)}",
            *self._signed(0),
        ]

    def _letter(self) -> list[str]:
        return [
            "Sample Peer Review Partners",
            "on behalf of Sample Mutual Claims Services",
            f"{self.day:%m/%d/%Y}",
            _HEAD.format(patient=_PATIENT),
            "RE: correspondence on utilization review",
            f"Dear {_PROVIDERS[self._chance.choice((0, 1, 2))][0]}:",
            self._of("letter", 8),
            self._of("complaints", 6),
            self._of("history", 3),
            *self._listed("studies", 3),
            "Sincerely, Anton Reviewer-A, MD",
        ]
