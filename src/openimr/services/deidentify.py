"""A file to the copy of it that may be published, with the list of what was removed."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from openimr.casework.publication import profile_named, published, scrub, texts_of
from openimr.domain.determinations import Determination
from openimr.domain.publications import Identity, Profile, Scrubbed
from openimr.errors import NothingUsableError, UsageError
from openimr.pipeline.treatments import normalise
from openimr.services.drafts import open_determination
from openimr.services.plain_forms import PLAIN_FORMS, write_plain
from openimr.services.read_case import read_one
from openimr.services.render_letter import FORMS, render_bytes
from openimr.services.second_opinion import Recogniser
from openimr.wire import dump_determination

REMOVED_SCHEMA = "openimr.removed/1"


@dataclass(frozen=True, slots=True)
class Copy:
    """A copy of a determination or of any other letter; `places` names each text that was looked through.

    `determination` is None for another letter, whose pages are then the texts.
    """

    places: tuple[str, ...]
    originals: tuple[str, ...]
    scrubbed: Scrubbed
    determination: Determination | None = None


def copy_of(
    determination: Determination,
    identities: Sequence[Identity],
    profile: Profile,
    *,
    drop: Sequence[int] = (),
    also: Sequence[str] = (),
    second: Recogniser | None = None,
) -> Copy:
    """The determination as it is published.

    Args:
        determination: The one in force.
        identities: What is known to identify somebody in it.
        profile: How dates, ages and numbers are treated.
        drop: Numbers of doubtful findings to remove.
        also: Words to remove that nothing has found, as they are written.
        second: Another recogniser: what it finds and the rules have not is doubtful.

    Raises:
        UsageError: words of *also* stand nowhere in the copy.
    """
    places, texts = zip(*texts_of(determination), strict=True)
    scrubbed = scrub(texts, identities, profile, drop=drop, others=_opinion(second, texts))
    scrubbed = replace(scrubbed, texts=_without(scrubbed.texts, also))
    clean = published(determination, scrubbed.texts, profile)
    items = tuple(
        item if item.request == before.request else replace(item, treatment=normalise(item.request))
        for item, before in zip(clean.items, determination.items, strict=True)
    )
    return Copy(places, texts, scrubbed, replace(clean, items=items))


def _opinion(second: Recogniser | None, texts: Sequence[str]) -> list[Sequence[tuple[int, int]]]:
    return [second.find(text) for text in texts] if second else []


def _without(texts: tuple[str, ...], words: Sequence[str]) -> tuple[str, ...]:
    """The texts with "[removed]" for each of *words*, the longest first, where they are words of their own."""
    patterns = [_as_written(each) for each in sorted(words, key=len, reverse=True)]
    for pattern in patterns:
        if not any(map(pattern.search, texts)):
            raise UsageError("Words to be removed stand nowhere in the copy: tell them as they are written there.")
    for pattern in patterns:
        texts = tuple(pattern.sub("[removed]", text) for text in texts)
    return texts


def _as_written(words: str) -> re.Pattern[str]:
    listed = r"\s+".join(map(re.escape, words.split())) or "(?!)"  # no word at all stands nowhere
    return re.compile(rf"(?<![\w\[]){listed}(?![\w\]])")


def deidentify(
    path: Path,
    profile: str,
    identities: Sequence[Identity] = (),
    *,
    drop: Sequence[int] = (),
    second: Recogniser | None = None,
) -> Copy:
    """The copy of the determination (JSON) or letter (PDF, DOCX, text) in *path*; *drop* and *second* as in `copy_of`.

    Raises:
        UsageError: there is no such file, or no such profile.
        NothingUsableError: nothing can be read in it.
    """
    rules = profile_named(profile)
    if path.is_dir() or path.suffix.lower() == ".json":
        return copy_of(open_determination(path), identities, rules, drop=drop, second=second)
    if not path.is_file():
        raise UsageError(f"{path} does not exist.")
    reading = read_one(path)
    pages = [page for file in reading.files for page in file.pages if page.text.strip()]
    if not pages:
        raise NothingUsableError("Nothing can be read in the file.", reading.problems)
    texts = tuple(page.text for page in pages)
    places = tuple(f"page {page.number}" for page in pages)
    return Copy(places, texts, scrub(texts, identities, rules, drop=drop, others=_opinion(second, texts)))


def write_copy(copy: Copy, path: Path) -> None:
    """Write the copy to *path*; its ending picks the form.

    Raises:
        UsageError: the ending is none that such a copy can have, or the file cannot be written.
    """
    form = path.suffix.lower().lstrip(".")
    if copy.determination is None:
        if form not in PLAIN_FORMS:
            raise UsageError(f"The copy of a letter can end in {', '.join('.' + each for each in PLAIN_FORMS)}.")
        content = write_plain(copy.scrubbed.texts, form)
    elif form == "json":
        content = dump_determination(copy.determination).encode()
    elif form in FORMS:
        content = render_bytes(copy.determination, form)
    else:
        raise UsageError(f"The copy can end in {', '.join('.' + each for each in ('json', *FORMS))}.")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    except OSError as error:
        raise UsageError(f"{path} cannot be written: {error.strerror or 'unknown reason'}.") from None


def removed_to_dict(copy: Copy, profile: str, *, with_words: bool = False) -> dict[str, Any]:
    """What was removed and what is in doubt, as JSON-ready values: kinds, counts and places; words only on demand."""
    rows: list[Mapping[str, Any]] = []
    number = 0
    for finding in copy.scrubbed.findings:
        number += finding.is_doubtful
        row: dict[str, Any] = {
            "place": copy.places[finding.text],
            "start": finding.start,
            "end": finding.end,
            "kind": finding.kind,
            "placeholder": finding.placeholder,
            "found_by": finding.how,
            "doubtful": number if finding.is_doubtful else None,
        }
        if with_words:
            row["words"] = copy.originals[finding.text][finding.start : finding.end]
        rows.append(row)
    return {
        "schema": REMOVED_SCHEMA,
        "profile": profile,
        "counts": dict(copy.scrubbed.counts),
        "doubtful": len(copy.scrubbed.doubtful),
        "removed": rows,
    }
