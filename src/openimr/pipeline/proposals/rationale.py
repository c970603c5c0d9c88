"""The rationale of one item, in the order a careful reviewer writes it.

What the guideline asks; what the record shows; what speaks against; what the record does not show; why that decides.
Every sentence carries the words it rests on or the criteria whose result it states.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from openimr.domain.determinations import CriterionFinding, Passage, Sentence
from openimr.domain.facts import Fact
from openimr.domain.guidelines import Edition, Evaluation
from openimr.domain.spans import Span
from openimr.domain.treatments import Treatment
from openimr.pipeline.proposals.background import appearances, bearings
from openimr.pipeline.proposals.wording import join_words
from openimr.rulebook.files import read_yaml


def write_rationale(
    request: str,
    treatment: Treatment,
    evaluation: Evaluation,
    facts: Mapping[str, Fact],
    request_sources: tuple[Span, ...],
    remark: str = "",
) -> Passage:
    """The rationale for *request*, which asks for *treatment*; *remark* is said before the conclusion."""
    decisive = [finding for finding in evaluation.findings if finding.is_decisive]
    grounds = tuple(finding.id for finding in decisive)
    asked = tuple(finding.id for finding in evaluation.findings if finding.role != "advisory")
    sentences = [Sentence(_source(evaluation.edition), (), asked), Sentence(evaluation.edition.asks, (), asked)]
    cited = frozenset(name for finding in evaluation.findings for name in finding.facts)
    sentences += appearances(treatment, facts.values())
    sentences += bearings(treatment, evaluation.edition, facts.values(), cited)
    for finding in _in_order(evaluation):
        sentences.append(_sentence(finding, facts, request_sources))
    if remark:
        sentences.append(Sentence(remark, request_sources, grounds))
    sentences.append(Sentence(_conclusion(request, evaluation), request_sources, grounds))
    kept = _without_repeats(sentences)
    return Passage(" ".join(sentence.text for sentence in kept), kept)


def _source(edition: Edition) -> str:
    """Which guideline governs: title, edition, section and page."""
    source = edition.source
    authority = f"{source.authority} " if source.authority != "other" else ""
    parts = [f"The request was judged under the {authority}{source.guideline}"]
    if source.edition:
        parts.append(f" ({source.edition})")
    if source.section:
        parts.append(f", section on {source.section}")
    if source.pages:
        pages = join_words([str(page) for page in source.pages])
        parts.append(f", page{'s' if len(source.pages) > 1 else ''} {pages}")
    return "".join(parts) + "."


def _in_order(evaluation: Evaluation) -> Iterable[CriterionFinding]:
    """Findings worth saying: what is shown first, then what speaks against, then what is not on record."""
    said = [finding for finding in evaluation.findings if _is_said(finding, evaluation)]
    order = {"met": 0, "not_met": 1, "unknown": 2}
    if evaluation.is_favourable:
        order = {"not_met": 0, "unknown": 1, "met": 2}
    return sorted(said, key=lambda finding: order[finding.result])


def _is_said(finding: CriterionFinding, evaluation: Evaluation) -> bool:
    if not finding.why:
        return False
    if finding.is_decisive:
        return True
    if finding.role == "advisory":
        return finding.result != "unknown" and bool(finding.facts)
    if finding.result == "unknown":
        return finding.closed_as == "fail" and not evaluation.is_favourable
    return finding.role == "required" or finding.result == "not_met"


def _sentence(finding: CriterionFinding, facts: Mapping[str, Fact], request_sources: tuple[Span, ...]) -> Sentence:
    spans = [span for name in finding.facts if name in facts for span in facts[name].sources]
    if finding.absence is not None:
        spans += [span for hit in finding.absence.hits for span in hit.sources]
    return Sentence(finding.why, tuple(dict.fromkeys(spans)) or request_sources, (finding.id,))


def _conclusion(request: str, evaluation: Evaluation) -> str:
    says = read_yaml("lexicons/rationale.yaml")["conclusion"]
    if evaluation.is_open:
        key = "open"
    elif evaluation.is_favourable:
        key = "overturned"
    else:
        key = "upheld_many" if sum(map(_is_against, evaluation.findings)) > 1 else "upheld_one"
    return str(says[key].format(request=request))


def _is_against(finding: CriterionFinding) -> bool:
    return finding.role != "advisory" and (finding.result == "not_met" or finding.closed_as == "fail")


def _without_repeats(sentences: Iterable[Sentence]) -> tuple[Sentence, ...]:
    """Two criteria may be answered by the same words: say them once, for both."""
    kept: dict[str, Sentence] = {}
    for sentence in sentences:
        before = kept.get(sentence.text)
        if before is None:
            kept[sentence.text] = sentence
        else:
            spans = tuple(dict.fromkeys(before.sources + sentence.sources))
            kept[sentence.text] = Sentence(sentence.text, spans, before.criteria + sentence.criteria)
    return tuple(kept.values())
