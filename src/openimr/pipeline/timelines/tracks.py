"""Rows as the lines of a picture: a drug, a therapy, a procedure, a kind of study, pain, work."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import pairwise

from openimr.domain.documents import Document
from openimr.domain.timelines import Encounter, Mark, MarkState, Row, Section, Stretch, Track
from openimr.pipeline.timelines.courses import course_of
from openimr.pipeline.timelines.wording import name_concept, say_site, wording

_OWN_REPORTS: Mapping[str, frozenset[str]] = {
    "procedure": frozenset({"operative_report"}),
    "therapy": frozenset({"therapy_notes"}),
    "imaging": frozenset({"imaging"}),
    "test": frozenset({"electrodiagnostics", "laboratory", "drug_screen"}),
}
"""The kinds of document that are the thing itself, not a note that tells of it."""

_STATES: Mapping[str, MarkState] = {"present": "stated", "historical": "historical", "planned": "planned"}


def tracks_of(
    rows: Sequence[Row], encounters: Iterable[Encounter], documents: Mapping[str, Document]
) -> tuple[Track, ...]:
    """Every track that the rows give, section by section; within one the most often mentioned first."""
    kinds = {name: each.kind for name, each in documents.items()}
    tracks = [
        *_visits(encounters),
        *_pain(rows),
        *_grouped("medication", rows, _drug, lambda name, group: course_of(name, group)),
        *_grouped("procedure", rows, _concept, lambda name, group: _events("procedure", name, group, kinds)),
        *_grouped("therapy", rows, _concept, lambda name, group: _therapy(name, group, kinds)),
        *_grouped("imaging", rows, _study, lambda name, group: _events("imaging", name, group, kinds)),
        *_grouped("test", rows, _concept, lambda name, group: _events("test", name, group, kinds)),
        *_work(rows),
    ]
    return tuple(track for track in tracks if track.marks or track.stretches or track.undated)


def _visits(encounters: Iterable[Encounter]) -> Iterator[Track]:
    """One track a group of documents: visits, studies, operations, therapy."""
    groups: dict[str, list[Mark]] = {}
    for each in encounters:
        if each.is_evidence and each.date:
            name = wording()["visits"].get(each.kind, wording()["visits"]["other"])
            groups.setdefault(name, []).append(Mark(each.date, each.document, "report"))
    for name in sorted(groups, key=list(wording()["visits"].values()).index):
        yield Track("visit", name, f"{len(groups[name])}", tuple(groups[name]))


def _grouped(
    kind: str,
    rows: Sequence[Row],
    name_of: Callable[[Row], str],
    track_of: Callable[[str, Sequence[Row]], Track],
) -> Iterator[Track]:
    groups: dict[str, list[Row]] = {}
    for row in rows:
        if row.kind == kind and row.status in _STATES:
            groups.setdefault(name_of(row), []).append(row)
    for name, group in sorted(groups.items(), key=lambda it: (-sum(row.count for row in it[1]), it[0])):
        yield track_of(name, group)


def _concept(row: Row) -> str:
    return name_concept(row.concept)


def _drug(row: Row) -> str:
    return row.concept


def _study(row: Row) -> str:
    modality = wording()["modalities"].get(row.value.get("modality"), wording()["modalities"]["unspecified"])
    return " ".join((modality, *row.body_parts[:1]))


def _events(section: Section, name: str, group: Sequence[Row], kinds: Mapping[str, str]) -> Track:
    """One mark a day and state, labelled with its sites or results."""
    days: dict[tuple[dt.date, MarkState], list[Row]] = {}
    for row in group:
        if row.date:
            days.setdefault((row.date, _state(row, kinds)), []).append(row)
    marks = tuple(
        Mark(day, rows[0].id, state, _label(section, rows)) for (day, state), rows in sorted(days.items(), key=_by_day)
    )
    return Track(section, name, None, marks, (), tuple(row.id for row in group if row.date is None))


def _by_day(entry: tuple[tuple[dt.date, MarkState], Sequence[Row]]) -> tuple[dt.date, str]:
    return entry[0]


def _state(row: Row, kinds: Mapping[str, str]) -> MarkState:
    state = _STATES[row.status]
    own = _OWN_REPORTS.get(row.kind, frozenset())
    if state == "stated" and any(kinds.get(place.document) in own for place in row.sources):
        return "report"
    return state


def _label(section: Section, rows: Sequence[Row]) -> str | None:
    if section == "test":
        said = [str(row.value["result"]) for row in rows if row.value.get("result")]
    elif section == "imaging":
        said = [level for row in rows if row.value.get("result") == "abnormal" for level in row.levels]
    else:
        said = [_short_site(row) for row in rows]
    words = [word.replace("_", " ") for word in dict.fromkeys(said) if word]
    return ", ".join(words[:3]) + (" …" if len(words) > 3 else "") if words else None


def _short_site(row: Row) -> str:
    side = {"left": "L", "right": "R", "bilateral": "L+R"}.get(row.laterality or "", "")
    where = " ".join(row.levels) or say_site(row.body_parts[:1], None, ())
    return " ".join(word for word in (side, where) if word)


def _therapy(name: str, group: Sequence[Row], kinds: Mapping[str, str]) -> Track:
    track = _events("therapy", name, group, kinds)
    visits = {row.id: row.value for row in group}
    marks = tuple(
        Mark(mark.date, mark.row, mark.state, _say_visits(visits[mark.row]) or mark.label) for mark in track.marks
    )
    on_file = sum(mark.state == "report" for mark in marks)
    note = f"{on_file} day{'' if on_file == 1 else 's'} on file" if on_file else None
    return Track("therapy", name, note, marks, (), track.undated)


def _say_visits(value: Mapping[str, object]) -> str | None:
    done, authorized = value.get("visits"), value.get("authorized")
    if done is None:
        return None
    return f"{done} of {authorized} visits" if authorized else f"{done} visits"


def _pain(rows: Sequence[Row]) -> Iterator[Track]:
    """One track for scores with medication, one without, one for those that do not say."""
    names = {True: "with medication", False: "without medication", None: "pain"}
    for drugs, name in names.items():
        marks = tuple(_scores(rows, drugs))
        if marks:
            yield Track("pain", name, None, marks)


def _scores(rows: Iterable[Row], drugs: bool | None) -> Iterator[Mark]:
    days: dict[dt.date, list[Row]] = {}
    for row in rows:
        is_score = row.kind == "pain_score" and row.status == "present"
        if is_score and row.date and row.value.get("with_medication") is drugs:
            days.setdefault(row.date, []).append(row)
    for day, group in sorted(days.items()):
        lows = [float(row.value["low"]) for row in group if "low" in row.value]
        highs = [float(row.value["high"]) for row in group if "high" in row.value]
        if lows and highs:
            yield Mark(day, group[0].id, "stated", None, min(lows), max(highs))


def _work(rows: Sequence[Row]) -> Iterator[Track]:
    """What the patient was fit for, from each statement to the next; unchanged carries the former on."""
    stated = [row for row in rows if row.kind == "work_status" and row.status == "present" and row.date]
    days: dict[dt.date, Row] = {}
    concept = "unchanged"
    for row in stated:
        if row.concept not in ("unchanged", concept) and row.date and row.date not in days:
            days[row.date] = row
            concept = row.concept
    marks = tuple(Mark(row.date, row.id, "stated", _said_work(row)) for row in stated if row.date)
    starts = list(days.values())
    stretches = [_until(row, later.date) for row, later in pairwise(starts)]
    if starts:
        stretches.append(_until(starts[-1], stated[-1].date))
    if marks:
        yield Track("work", wording()["sections"]["work"], None, marks, tuple(stretches))


def _until(row: Row, last: dt.date | None) -> Stretch:
    first = row.date or dt.date.min
    return Stretch(first, last or first, row.concept, row.id, _said_work(row))


def _said_work(row: Row) -> str:
    return str(wording()["work"].get(row.concept, row.concept.replace("_", " ")))
