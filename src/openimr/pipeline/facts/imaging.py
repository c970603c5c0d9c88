"""Imaging: what studies show by level and side, studies only named, studies asked for."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from typing import Any

from openimr.domain.facts import FactStatus
from openimr.pipeline.facts.note import Found, Note
from openimr.pipeline.facts.orders import study_status
from openimr.pipeline.facts.sites import Keys, keys_of, side_in
from openimr.pipeline.facts.windows import Meant, Piece, pieces_of, sentences_of
from openimr.rulebook.anatomy import BodyMention
from openimr.rulebook.files import read_yaml
from openimr.rulebook.lexicons import Term
from openimr.text.stems import Stemmed, stemmed
from openimr.text.terms import Mention

_FILE = "lexicons/imaging.yaml"
_STUDY = "study_done"
_UNREAD = frozenset(
    {"indication", "history", "technique", "past_history", "medications", "allergies", "subjective", "other"}
)
_SIZE = re.compile(r"(?P<size>\d{1,2}(?:\.\d)?)\s?(?:-\s?\d{1,2}(?:\.\d)?\s?)?mm\b")
_AFTER_WORDS = re.compile(
    r"\b(?:on|by|per|via|from|in|seen on|noted on)\s+(?:(?:the|his|her|an?|\d[\d/-]+|lumbar|cervical|spine"
    r"|recent|previous|plain)\s+){0,4}\Z",
    re.I,
)
_OLD = re.compile(r"\b(?:old|healed|remote|previous)\s+(?:[\w-]+\s+){0,3}\Z", re.I)
_NOT_DONE = frozenset({"planned", "hypothetical", "absent", "family"})
_DATE_NEAR = 60


@dataclass(slots=True)
class _Study:
    """The study that the words are about: its modality, the part it shows, its date, where it is named."""

    modality: str = "unspecified"
    site: Keys = field(default_factory=dict)
    date: dt.date | None = None
    start: int = 0
    end: int = 0
    reach: int = 0
    status: FactStatus = "present"
    has_findings: bool = False
    is_heading: bool = False


def find(note: Note) -> Iterable[Found]:
    """What imaging shows in *note*: pathology with modality, place, side, levels and severity, or the study alone."""
    meant = list(note.of_kind("imaging"))
    if not meant and note.kind != "imaging":
        return iter(())
    return _Imaging(note, meant).found()


class _Imaging:
    def __init__(self, note: Note, meant: Sequence[Meant]) -> None:
        self._note = note
        self._text = note.text
        self._meant = meant
        self._places = note.places
        self._report = self._report_study()
        self._studies: list[_Study] = []

    def found(self) -> Iterator[Found]:
        if self._report is None:
            self._studies = [self._study(mention, term) for mention, term in self._meant if term.concept == _STUDY]
        for sentence, meant in sentences_of(self._note, self._meant):
            shown = [item for item in meant if item[1].concept != _STUDY]
            if shown:
                yield from self._pathology(sentence, shown)
        yield from self._whole_studies()

    def _report_study(self) -> _Study | None:
        """The study that the whole document reports, None if it is no report."""
        head = self._text[:2500]
        if self._note.kind not in (None, "imaging") or (self._note.kind is None and not _words("report").search(head)):
            return None
        line = self._exam_line()
        words = self._text[line[0] : line[1]]
        modality = next((name for name, pattern in _modalities() if pattern.search(words)), None)
        modality = modality or next((name for name, pattern in _modalities() if pattern.search(head)), "unspecified")
        site = keys_of(self._places.between(*line)[:1])
        if site and "laterality" not in site and (side := side_in(self._text, *line)):
            site["laterality"] = side
        return _Study(modality, site, start=line[0], end=line[1], reach=len(self._text), has_findings=True)

    def _exam_line(self) -> tuple[int, int]:
        """The line that names the study: under the heading of the exam, else the first with a study and a part."""
        heading = re.search(
            r"(?im)^\s*(?:exam(?:ination)?\b|study|procedure|exam performed|exam type)\b\s*:?[ \t]*\n?(?P<line>[^\n]+)",
            self._text[:2500],
        )
        if heading and self._places.between(*heading.span("line")):
            return heading.span("line")
        for mention, term in self._meant:
            if term.concept == _STUDY and mention.start < 2500:
                start = self._text.rfind("\n", 0, mention.start) + 1
                end = self._text.find("\n", mention.end)
                end = len(self._text) if end < 0 else end
                if self._places.between(start, end):
                    return start, end
        return (0, 0)

    def _study(self, mention: Mention[tuple[Term, ...]], term: Term) -> _Study:
        sentence = self._note.sentence_at(mention.start)
        status = study_status(self._note, mention.start, mention.end)
        right = min(sentence[1], mention.end + 80)
        near = self._places.around(max(sentence[0], mention.start - 40), mention.start, mention.end, right)
        study = _Study(
            str(term.value.get("modality")),
            keys_of(near[:1]) if near else {},
            start=mention.start,
            end=mention.end,
            status=status,
        )
        study.date = self._study_date(mention, sentence)
        study.is_heading = self._is_heading(mention) and not study.site
        study.reach = self._reach(mention, sentence)
        return study

    def _study_date(self, mention: Mention[tuple[Term, ...]], sentence: tuple[int, int]) -> dt.date | None:
        dates = self._note.dates_between(mention.end, min(sentence[1], mention.end + _DATE_NEAR))
        dates = dates or self._note.dates_between(max(sentence[0], mention.start - 30), mention.start)
        return dates[0].date if dates else None

    def _reach(self, mention: Mention[tuple[Term, ...]], sentence: tuple[int, int]) -> int:
        """Where the words about a study end: with its sentence, unless the next go on about it."""
        if self._is_heading(mention) or self._note.section_at(mention.start) == "diagnostic_studies":
            return self._section_end(mention.start)
        reach = sentence[1]
        while reach < len(self._text):
            start = len(self._text) - len(self._text[reach:].lstrip())
            if start >= len(self._text) or not _words("carry_on").pattern.match(self._text, start):
                break
            following = self._note.sentence_at(start)
            if following[1] <= reach:
                break
            reach = following[1]
        return reach

    def _is_heading(self, mention: Mention[tuple[Term, ...]]) -> bool:
        line_start = self._text.rfind("\n", 0, mention.start) + 1
        line_end = self._text.find("\n", mention.end)
        line = self._text[line_start : line_end if line_end >= 0 else len(self._text)]
        return mention.start - line_start <= 12 and len(line) <= 40 and not line.rstrip().endswith((".", ","))

    def _section_end(self, position: int) -> int:
        return next((section.start for section in self._note.sections if section.start > position), len(self._text))

    def _about(self, position: int, sentence: tuple[int, int]) -> _Study | None:
        """The study that the words at *position* tell of."""
        if self._report is not None:
            return None if self._note.section_at(position) in _UNREAD - {"other"} else self._report
        before = [study for study in self._studies if study.end <= position < study.reach]
        if before:
            return before[-1]
        for study in self._studies:
            if position < study.start < sentence[1] and _AFTER_WORDS.search(
                self._text, max(study.start - 40, position), study.start
            ):
                return study
        if self._note.section_at(position) == "diagnostic_studies":
            return _Study(has_findings=True, reach=len(self._text))
        return None

    def _pathology(self, sentence: tuple[int, int], meant: Sequence[Meant]) -> Iterator[Found]:
        pieces = pieces_of(self._text, sentence, meant)
        previous: Sequence[BodyMention] = ()
        for piece in map(self._before_next_study, pieces):
            study = self._about(piece.first, sentence)
            if study is None or study.status in _NOT_DONE:
                continue
            own = [
                m
                for m in self._places.around(piece.left, piece.first, piece.last, piece.right)
                if m.end <= study.start or m.start >= study.end
            ]
            site = own or previous or self._places.lead(piece.first)
            previous = own or previous
            study.has_findings = True
            for mention, term in piece.mentions:
                yield self._shown(piece, site, study, mention, term)

    def _before_next_study(self, piece: Piece) -> Piece:
        """The piece without the words of the study named after it ("... joint and x-rays of the hip")."""
        following = [study.start for study in self._studies if piece.last <= study.start < piece.right]
        return replace(piece, right=following[0]) if following else piece

    def _shown(
        self, piece: Piece, site: Sequence[BodyMention], study: _Study, mention: Mention[Any], term: Term
    ) -> Found:
        value: dict[str, Any] = {"concept": self._concept(piece, term), "modality": study.modality}
        value |= self._place(piece, site, study)
        severity = _words("severities").search(self._text, max(piece.left, mention.start - 45), mention.start)
        if severity:
            value["severity"] = severity.group().lower()
        size = _SIZE.search(self._text, max(piece.left, mention.start - 30), min(piece.right, mention.end + 12))
        if size:
            value["size_mm"] = float(size.group("size"))
        status = self._note.status(mention.start, mention.end)
        if status == "historical":  # "prior MRI": what it showed stands, its date tells when
            status = "present"
        if status == "present" and _OLD.search(self._text, max(piece.left, mention.start - 40), mention.start):
            status = "historical"
        if term.concept == "acute_abnormality" and status == "absent":
            value["concept"], value["result"], status = "normal_study", "normal", "present"
        elif status != "absent":
            value["result"] = "abnormal"
        near = [m for m in site if piece.left <= m.start < piece.right]
        start = min([mention.start, *(m.start for m in near)])
        end = max([mention.end, *(m.end for m in near)])
        return Found("imaging", start, end, value, status, study.date)

    def _concept(self, piece: Piece, term: Term) -> str:
        if term.concept != "tear":
            return term.concept
        sentence = self._note.sentence_at(piece.first)
        for left, right in ((piece.left, piece.right), (sentence[0], piece.first), sentence):
            for concept, pattern in _tears():
                if pattern.search(self._text, left, right):
                    return concept
        return term.concept

    def _place(self, piece: Piece, site: Sequence[BodyMention], study: _Study) -> Keys:
        keys = keys_of(site)
        carried = study.site
        if "body_part" not in keys:
            keys = {**carried, **keys}
        elif "laterality" not in keys and keys["body_part"] == carried.get("body_part") and "laterality" in carried:
            keys["laterality"] = carried["laterality"]
        side = None if "laterality" in keys and site else side_in(self._text, piece.left, piece.right)
        if side:
            keys["laterality"] = side
        return keys

    def _whole_studies(self) -> Iterator[Found]:
        """Studies with a result for the whole ("Right shoulder x-rays are normal") and those only named."""
        if self._report is not None:
            yield from self._report_result(self._report)
            return
        for study in self._studies:
            if study.is_heading:
                continue
            if study.status not in _NOT_DONE:
                normal = self._normal(study)
                if normal is not None:
                    study.has_findings = True
                    value = {"concept": "normal_study", "modality": study.modality, "result": "normal", **study.site}
                    yield Found(
                        "imaging", min(study.start, normal[0]), max(study.end, normal[1]), value, "present", study.date
                    )
            if not study.has_findings and study.modality != "unspecified":
                value = {"concept": _STUDY, "modality": study.modality, **study.site}
                yield Found("imaging", study.start, study.end, value, study.status, study.date)

    def _normal(self, study: _Study) -> tuple[int, int] | None:
        sentence = self._note.sentence_at(study.start)
        before = _words("normal").search(self._text, max(sentence[0], study.start - 40), study.start)
        if before and not re.search(r"[,;:.]", self._text[before.end() : study.start]):
            return before.span()
        after = _words("normal").search(self._text, study.end, min(study.reach, study.end + 110))
        if after is None or study.has_findings:
            return None
        return after.span()

    def _report_result(self, report: _Study) -> Iterator[Found]:
        """A report that calls its study normal."""
        for match in _normal_report().finditer(self._text):
            if self._note.section_at(match.start()) not in _UNREAD - {"other"}:
                value = {"concept": "normal_study", "modality": report.modality, "result": "normal", **report.site}
                yield Found("imaging", match.start(), match.end(), value, "present")


@cache
def _words(key: str) -> Stemmed:
    return stemmed(rf"(?<!\w)(?:{'|'.join(read_yaml(_FILE)[key])})(?!\w)")


@cache
def _tears() -> Sequence[tuple[str, Stemmed]]:
    return [(concept, stemmed("|".join(words))) for concept, words in read_yaml(_FILE)["tears"].items()]


@cache
def _modalities() -> Sequence[tuple[str, Stemmed]]:
    modalities: Mapping[str, Sequence[str]] = read_yaml(_FILE)["modalities"]
    return [(name, stemmed("|".join(words))) for name, words in modalities.items()]


@cache
def _normal_report() -> Stemmed:
    study = r"(?:study|examination|exam|radiographs?|x-?rays?|mri|ct|scan|ultrasound|views)"
    return stemmed(
        rf"\b(?:normal|unremarkable|negative)\s+(?:\w+\s+){{0,4}}{study}\b|\b{study}\s+(?:\w+\s+){{0,3}}(?:is"
        rf"|are|was|were)\s+(?:normal|unremarkable|negative|within normal limits)\b"
    )
