"""Writing a guideline line in the form that the letters use since 2015."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import Literal

from openimr.domain.citations import Citation
from openimr.rulebook.citations.tables import guideline_titled, sources

Party = Literal["claims_administrator", "reviewer"]
_NAMES: dict[str, str] = {"claims_administrator": "Claims Administrator", "reviewer": "Expert Reviewer"}


def write_guideline_line(citations: Sequence[Citation], party: Party) -> str:
    """The line that `read_guideline_line` reads as *citations*: the MTUS first, then what is outside it."""
    cited = [citation for citation in citations if "no_citation" not in citation.flags]
    mtus = [citation for citation in cited if citation.authority == "MTUS"]
    outside = [citation for citation in cited if citation.authority != "MTUS"]
    if not cited:
        return f"The {_NAMES[party]} did not cite any medical evidence for its decision."
    sentences = []
    if mtus:
        sentences.append(f"Decision based on MTUS {', and '.join(_guidelines(mtus))}.")
    else:
        sentences.append(
            f"The {_NAMES[party]} based their decision on recommendation(s) outside of the MTUS Guidelines."
        )
    if outside:
        sentences.append(f"Decision based on Non-MTUS Citation {'; '.join(map(_outside, outside))}.")
    return " ".join(sentences)


def _guidelines(citations: Sequence[Citation]) -> Iterator[str]:
    """One phrase a guideline, edition and set of pages, its sections in a row."""
    for (title, edition, pages), group in groupby(citations, lambda each: (each.guideline, each.edition, each.pages)):
        guideline = guideline_titled(title) if title else None
        name = guideline.short if guideline else title or "Guidelines"
        sections = [each.section for each in group if each.section and "page_only" not in each.flags]
        phrase = f"{name} {edition}" if edition else name
        phrase += f", Section(s): {', '.join(sections)}" if sections else ""
        yield phrase + (f" Page(s): {page_list(pages)}" if pages else "")


def _outside(citation: Citation) -> str:
    title = citation.guideline or ""
    source = next(
        (each for each in sources().values() if title == each.title or title.startswith(f"{each.title}, ")), None
    )
    words = title.replace(source.title, source.written, 1) if source else title
    if citation.edition and citation.edition not in words:
        words += f" (updated {citation.edition})" if "/" in citation.edition else f" ({citation.edition})"
    words += f", {citation.section}" if citation.section else ""
    return words + (f", page(s) {page_list(citation.pages)}" if citation.pages else "")


def page_list(pages: Sequence[int]) -> str:
    """Pages with runs of neighbours as ranges: 67, 68, 69, 72 is "67-69, 72"."""
    runs: list[list[int]] = []
    for page in pages:
        if runs and page == runs[-1][-1] + 1:
            runs[-1].append(page)
        else:
            runs.append([page])
    return ", ".join(str(run[0]) if len(run) == 1 else f"{run[0]}-{run[-1]}" for run in runs)
