"""What was handed in: files, their pages, and what each document turned out to be."""

from __future__ import annotations

import datetime as dt
from array import array
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import overload

from openimr.domain.spans import Problem


@dataclass(frozen=True, slots=True)
class Box:
    """Where the word `text[start:end]` of a page stands on the paper, in points from its top left corner.

    The corner is that of the page as a viewer shows it (its own rotation applied). `confidence` is how sure OCR was
    of the word, 0 to 1; words of a text layer have 1.
    """

    start: int
    end: int
    left: float
    top: float
    right: float
    bottom: float
    confidence: float = 1.0


class Boxes(Sequence[Box]):
    """The boxes of one page in the order of its text, kept as plain numbers: a twentieth of the memory of objects."""

    __slots__ = ("_numbers",)
    _WIDTH = 7

    def __init__(self, boxes: Iterable[Box] = ()) -> None:
        numbers = array("f")
        for box in boxes:
            numbers.extend((box.start, box.end, box.left, box.top, box.right, box.bottom, box.confidence))
        self._numbers = numbers

    @classmethod
    def of_numbers(cls, numbers: Iterable[float]) -> Boxes:
        """The boxes whose fields stand one after another in *numbers*: for a reader of many pages."""
        boxes = cls()
        boxes._numbers.extend(numbers)
        return boxes

    @classmethod
    def from_bytes(cls, content: bytes) -> Boxes:
        """The boxes that `to_bytes` wrote."""
        boxes = cls()
        boxes._numbers.frombytes(content)
        return boxes

    def to_bytes(self) -> bytes:
        """The boxes as bytes of this machine's own order: for a pipe or a cache, not for exchange."""
        return self._numbers.tobytes()

    def __len__(self) -> int:
        return len(self._numbers) // self._WIDTH

    def __iter__(self) -> Iterator[Box]:
        numbers = iter(self._numbers)
        for start, end, left, top, right, bottom, confidence in zip(*[numbers] * self._WIDTH, strict=True):
            yield Box(int(start), int(end), left, top, right, bottom, confidence)

    @overload
    def __getitem__(self, index: int) -> Box: ...
    @overload
    def __getitem__(self, index: slice) -> Boxes: ...
    def __getitem__(self, index: int | slice) -> Box | Boxes:
        if isinstance(index, slice):
            return Boxes(self[at] for at in range(*index.indices(len(self))))
        at = range(len(self))[index] * self._WIDTH
        start, end, *rest = self._numbers[at : at + self._WIDTH]
        return Box(int(start), int(end), *rest)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Boxes) and self._numbers == other._numbers

    def __hash__(self) -> int:
        return hash(self._numbers.tobytes())

    def __repr__(self) -> str:
        return f"Boxes({len(self)})"


@dataclass(frozen=True, slots=True)
class Page:
    """One page as read. `text` has "\\n" line ends; every span of this page counts in it.

    `boxes` has the place of each word, in the order of the text; empty where the file has no layout.
    `margins` are ranges of `text` (half-open, in order) that are no part of the record: fax headers, page numbers.
    `is_scan`: the text was recognised from a picture, and each box has OCR's confidence. `confidence` is the mean of
    its words (weighed by their length), None where the text was typed. `size` is width and height in points.
    """

    number: int
    text: str
    boxes: Boxes = field(default_factory=Boxes)
    margins: tuple[tuple[int, int], ...] = ()
    is_scan: bool = False
    confidence: float | None = None
    size: tuple[float, float] | None = None

    @property
    def lacks_boxes(self) -> bool:
        """Whether its words have places on paper, which a PDF page's size tells, and it came without them."""
        return self.size is not None and not self.boxes and bool(self.text.strip())


@dataclass(frozen=True, slots=True)
class SourceFile:
    """One readable file of a case: its bytes' hash and its pages in order (numbered from 1).

    `name` is the path relative to the case folder, with "/" between folders. DOCX and TXT
    without form feeds have one page.
    """

    name: str
    sha256: str
    pages: tuple[Page, ...]


LayOut = Callable[[Mapping[str, Sequence[int]]], Mapping[str, Mapping[int, Boxes]]]
"""From file names and page numbers to the boxes of the words there; what cannot be read again is left out."""


@dataclass(frozen=True, slots=True)
class Reading:
    """All files of a folder that could be read, and a problem for each that could not.

    Boxes take longer to read than words, and few pages are ever asked for them: of long files, pages full of words
    may come without, and `lay_out` then reads those of the pages that it is asked for.
    """

    files: tuple[SourceFile, ...]
    problems: tuple[Problem, ...] = ()
    lay_out: LayOut | None = field(default=None, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Document:
    """One document of the record: what it is, who wrote it, when, and where it stands.

    `pages` is the lowest and highest page in `file`, counted from 1, both included; `page_list` has the pages in
    reading order where they do not simply run from first to last, else it is empty. `kind` is one of
    `DOCUMENT_KINDS`. `date` is the date of service or of the letter, None where none is stated.
    `set_aside` says why the document is not evidence in this case (another patient's record, a copy);
    None: it is.
    """

    id: str
    kind: str
    title: str
    author: str | None
    date: dt.date | None
    file: str
    pages: tuple[int, int]
    sha256: str
    specialty: str | None = None
    set_aside: str | None = None
    page_list: tuple[int, ...] = ()

    @property
    def page_numbers(self) -> tuple[int, ...]:
        """Every page of the document in reading order."""
        return self.page_list or tuple(range(self.pages[0], self.pages[1] + 1))

    @property
    def is_another_patients(self) -> bool:
        """Whether it came into the case by mistake: nothing that tells whose it is may leave the office."""
        return self.set_aside == ANOTHER_PATIENT


ANOTHER_PATIENT = "another patient's record"
"""Why a document is set aside that is about somebody else."""


def files_of_others(documents: Iterable[Document]) -> frozenset[str]:
    """Names of the files that hold only records of other patients."""
    known = tuple(documents)
    own = {document.file for document in known if not document.is_another_patients}
    return frozenset(document.file for document in known) - own


DOCUMENT_KINDS: Sequence[str] = (
    "application",
    "rfa",
    "ur_decision",
    "progress_report",
    "first_report",
    "consultation",
    "operative_report",
    "imaging",
    "electrodiagnostics",
    "laboratory",
    "drug_screen",
    "therapy_notes",
    "medication_list",
    "agreement",
    "emergency",
    "hospital",
    "work_status",
    "appeal_letter",
    "billing",
    "proof_of_service",
    "cover_sheet",
    "correspondence",
    "blank",
    "determination",
    "medical_record",
)
"""Closed list; `medical_record` is a clinical document of no narrower kind."""

CLINICAL_KINDS: frozenset[str] = frozenset(
    {
        "progress_report",
        "first_report",
        "consultation",
        "operative_report",
        "imaging",
        "electrodiagnostics",
        "laboratory",
        "drug_screen",
        "therapy_notes",
        "medication_list",
        "agreement",
        "emergency",
        "hospital",
        "work_status",
        "appeal_letter",
        "medical_record",
    }
)
"""Kinds whose statements about the patient are evidence. Forms and UR letters are not."""

ASIDE_KINDS: frozenset[str] = frozenset({"billing", "proof_of_service", "cover_sheet", "correspondence", "blank"})
"""Kinds that hold nothing about the treatment or the dispute: listed, never evidence."""
