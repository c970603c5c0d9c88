"""Does every sentence rest on the record or on a criterion?"""

from __future__ import annotations

from collections.abc import Iterator

from openimr.domain.determinations import Determination, Item, Sentence
from openimr.domain.findings import Finding
from openimr.pipeline.checks.conclusions import only_concludes
from openimr.pipeline.checks.places import item_place, rationale_sentences

_ADVICE = "Name the words of the record or the criterion that it rests on, or leave it out."


def _is_borne_out(item: Item, sentence: Sentence) -> bool:
    """Whether it only states the decision, after a sentence that names what it rests on."""
    before = item.rationale.sentences[: item.rationale.sentences.index(sentence)]
    return any(each.sources or each.criteria for each in before) and only_concludes(sentence.text, item.request)


def find_unsupported(determination: Determination) -> Iterator[Finding]:
    """Sentences of summary and rationale without a source; a published letter is not asked for any."""
    if determination.status == "published":
        return
    for count, sentence in enumerate(determination.summary.sentences, start=1):
        if not sentence.sources:
            place = f"summary, sentence {count}"
            yield Finding("sentence_without_source", "warning", place, "The sentence names no source.", _ADVICE)
    for place, number, sentence in rationale_sentences(determination):
        if (
            not sentence.sources
            and not sentence.criteria
            and not _is_borne_out(determination.items[number - 1], sentence)
        ):
            message = "The sentence rests on no words of the record and on no criterion."
            yield Finding("sentence_without_source", "error", place, message, _ADVICE)
    for number, item in enumerate(determination.items, start=1):
        said = " ".join(sentence.text for sentence in item.rationale.sentences).split()
        if said != item.rationale.text.split():
            message = "The rationale says more than its sentences account for."
            yield Finding("text_without_source", "error", item_place(number, "rationale"), message, _ADVICE)
