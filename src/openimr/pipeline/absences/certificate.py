"""Certificates: what stands behind a "not documented", and what speaks against saying it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from types import MappingProxyType
from typing import Any

from openimr.domain.absences import Certificate, Mention
from openimr.domain.facts import Fact
from openimr.domain.guidelines import Criterion, FactTest, Group, Question, Test, Tree
from openimr.domain.spans import Span
from openimr.pipeline.absences.needs import drug_words, keys_of, leaves, sides_of, subject_of
from openimr.pipeline.absences.pages import Searched
from openimr.pipeline.absences.statements import asked_key, is_asked
from openimr.pipeline.absences.things import Caught, Key, Net, names_of, sentence_around
from openimr.pipeline.absences.values import says, says_plainly
from openimr.pipeline.absences.weighing import Scales, StatusOf, fact_fills, fact_shortfall

_MOST_MISSES = 12
_SHOWN = 160
"""Characters of a sentence shown on either side of the words."""

_Sheet = tuple[str, int]

_DOUBTS = ("possible", "planned", "hypothetical", "family", "in_the_past", "other_side", "other_level", "other_part")


class Seeker:
    """Searches one case for what its criteria did not find; the pages are gone through once a question."""

    def __init__(
        self, texts: Sequence[Searched], facts: Iterable[Fact], status_of: StatusOf, requests: Sequence[Span] = ()
    ) -> None:
        """*requests* are the places at which forms ask for or decide on the disputed treatment: no record of it."""
        self._requests = requests
        self._texts = texts
        self._status_of = status_of
        self._facts: dict[Key, list[Fact]] = {}
        facts = tuple(facts)
        self._read = _by_page(facts)
        for fact in facts:
            self._facts.setdefault((fact.kind, str(fact.value.get("concept"))), []).append(fact)

    def certify(self, criteria: Iterable[Criterion], question: Question) -> dict[str, Certificate]:
        """A certificate for each of *criteria*, by its id."""
        silent = list(criteria)
        subjects = {asked_key(criterion.id): subject_of(criterion, question) for criterion in silent}
        return self._certify({criterion.id: sides_of(criterion) for criterion in silent}, question, subjects)

    def _certify(
        self,
        sides: Mapping[str, Sequence[Tree[Test]]],
        question: Question,
        subjects: Mapping[Key, Sequence[str]] = MappingProxyType({}),
    ) -> dict[str, Certificate]:
        wanted = dict.fromkeys(
            key for trees in sides.values() for tree in trees for test in leaves(tree) for key in keys_of(test)
        )
        drugs = drug_words(wanted, question)
        net = Net(wanted, {**subjects, **drugs})
        caught: dict[Key, list[tuple[Searched, Caught]]] = {}
        for searched in self._texts:
            for each in net.find(searched.flow.text):
                caught.setdefault(each.key, []).append((searched, each))
        scales = Scales(question, self._status_of)
        return {
            name: _Certifier(self._facts, self._read, caught, drugs, scales, question, self._requests).of(trees)
            for name, trees in sides.items()
        }

    def certify_things(self, things: Iterable[Key], question: Question) -> Certificate:
        """A certificate for the bare mention of any of *things*, in the part of the body that is asked about."""
        any_of: Tree[Test] = Group("any", tuple(_bare_test(key) for key in things))
        return self._certify({"": [any_of]}, question)[""]


def _bare_test(key: Key) -> Test:
    kind: Any = key[0]
    return FactTest(kind, (key[1],), ("present", "historical"), region="requested", side="requested")


class _Certifier:
    """Makes one certificate."""

    def __init__(
        self,
        facts: Mapping[Key, Sequence[Fact]],
        read: Mapping[_Sheet, Sequence[Fact]],
        caught: Mapping[Key, Sequence[tuple[Searched, Caught]]],
        drugs: Mapping[Key, Sequence[str]],
        scales: Scales,
        question: Question,
        requests: Sequence[Span],
    ) -> None:
        self._requests = requests
        self._facts = facts
        self._read = read
        self._caught = caught
        self._drugs = drugs
        self._scales = scales
        self._question = question
        self._misses: dict[tuple[Span, ...], Mention] = {}
        self._tests: Sequence[FactTest] = ()

    def of(self, trees: Sequence[Tree[Test]]) -> Certificate:
        hits: dict[tuple[Span, ...], Mention] = {}
        self._tests = [test for tree in trees for test in leaves(tree) if not _is_statement(test)]
        for tree in trees:
            is_filled, found = self._weigh(tree)
            if is_filled:
                hits.update({hit.sources: hit for hit in found})
        keys = list(dict.fromkeys(key for tree in trees for test in leaves(tree) for key in keys_of(test)))
        families = tuple(f"{kind}: {concept.replace('class:', '').replace('_', ' ')}" for kind, concept in keys)
        terms = dict.fromkeys(word for key in keys for word in (*names_of(key), *self._drugs.get(key, ())))
        misses = [miss for spans, miss in self._misses.items() if spans not in hits]
        nearest = sorted(misses, key=lambda miss: (miss.fact is None, miss.shortfall not in _DOUBTS))[:_MOST_MISSES]
        return Certificate(families, tuple(terms), tuple(nearest), tuple(hits.values()))

    def _weigh(self, tree: Tree[Test]) -> tuple[bool, list[Mention]]:
        """Whether facts and words together would fill *tree*, and the words among them."""
        if isinstance(tree, FactTest):
            return self._weigh_test(tree)
        if not isinstance(tree, Group) or tree.op == "not":
            return True, []
        parts = [self._weigh(part) for part in tree.parts]
        filled = [found for is_filled, found in parts if is_filled]
        needed = {"all": len(parts), "any": 1, "unless": 1}.get(tree.op, tree.n)
        return len(filled) >= needed, [hit for found in filled for hit in found]

    def _weigh_test(self, test: FactTest) -> tuple[bool, list[Mention]]:
        asked = self._tests if _is_statement(test) else (test,)
        facts = [fact for each in asked for key in keys_of(each) for fact in self._of(key)]
        filling = [fact for fact in facts if fact_fills(test, fact)]
        if not _is_statement(test):
            for fact in facts:
                self._miss(Mention(fact.sources, fact_shortfall(test, fact, self._question), fact.id))
        hits: list[Mention] = []
        on_page = _by_page(facts)
        for key in keys_of(test):
            for searched, caught in self._caught.get(key, ()):
                if _share_words(self._requests, searched.flow.spans(caught.start, caught.end)):
                    continue
                hit = self._weigh_words(test, searched, caught, on_page)
                if hit is not None:
                    hits.append(hit)
        return bool(filling or hits), hits

    def _of(self, key: Key) -> Sequence[Fact]:
        if key[1] == "*":
            return [fact for (kind, _), facts in self._facts.items() if kind == key[0] for fact in facts]
        return self._facts.get(key, ())

    def _weigh_words(
        self, test: FactTest, searched: Searched, caught: Caught, on_page: Mapping[_Sheet, Sequence[Fact]]
    ) -> Mention | None:
        """The words as a hit, None where they are a near miss (which is kept) or were read as a fact that stands."""
        spans = searched.flow.spans(caught.start, caught.end)
        facts = (fact for span in spans for fact in on_page.get((span.document, span.page), ()))
        read = next((fact for fact in facts if _share_words(fact.sources, spans)), None)
        if _is_statement(test):
            return self._weigh_statement(test, searched, caught, read)
        if read is not None and (
            fact_fills(test, read)
            or _is_told(test, read, searched, caught)
            or _is_not_yet(test, read, searched, caught)
        ):
            return None
        shortfall = self._scales.shortfall(test, caught, searched)
        if shortfall is None and searched.part == "set_aside":
            shortfall = "set_aside"
        mention = Mention(_in_its_sentence(searched, caught), shortfall, read.id if read else None)
        if shortfall is None:
            return mention
        self._miss(mention)
        return None

    def _weigh_statement(self, test: FactTest, searched: Searched, caught: Caught, read: Fact | None) -> Mention | None:
        """A statement as a hit, unless the words were read as a fact that was judged with its value."""
        if read is not None and any(_was_judged(each, read, searched, caught) for each in self._tests):
            return None
        if caught.sentence is not None and (searched.part != "evidence" or self._is_read(searched, *caught.sentence)):
            return None
        if caught.sentence is None and all(
            self._is_read(searched, start, end) for start, end in ((caught.start, caught.end), *caught.beside)
        ):
            return None
        shortfall = self._scales.shortfall(test, caught, searched, self._tests)
        if shortfall is None and searched.part == "set_aside":
            shortfall = "set_aside"
        is_bare = caught.sentence is not None
        mention = Mention(_in_its_sentence(searched, caught), shortfall, read.id if read else None, is_bare)
        if shortfall is None:
            return mention
        self._miss(mention)
        return None

    def _is_read(self, searched: Searched, start: int, end: int) -> bool:
        """Whether a fact rests on the words."""
        spans = searched.flow.spans(start, end)
        facts = (fact for span in spans for fact in self._read.get((span.document, span.page), ()))
        return any(_share_words(fact.sources, spans) for fact in facts)

    def _miss(self, mention: Mention) -> None:
        if mention.sources:
            self._misses.setdefault(mention.sources, mention)


def _by_page(facts: Iterable[Fact]) -> Mapping[_Sheet, Sequence[Fact]]:
    """The facts that rest on each page, in their order: words are compared with those only."""
    found: dict[_Sheet, list[Fact]] = {}
    for fact in facts:
        for sheet in dict.fromkeys((span.document, span.page) for span in fact.sources):
            found.setdefault(sheet, []).append(fact)
    return found


def _in_its_sentence(searched: Searched, caught: Caught) -> tuple[Span, ...]:
    """The words with their sentence, or as much of it as a reader needs."""
    text = searched.flow.text
    left, right, _ = sentence_around(text, caught.start, caught.end)
    left, right = max(left, caught.start - _SHOWN), min(right, caught.end + _SHOWN)
    while left < caught.start and text[left].isspace():
        left += 1
    while right > caught.end and text[right - 1].isspace():
        right -= 1
    return searched.flow.spans(left, right)


def _is_statement(test: FactTest) -> bool:
    return any(is_asked(key) for key in keys_of(test))


def _was_judged(test: FactTest, fact: Fact, searched: Searched, caught: Caught) -> bool:
    """Whether *fact* was weighed for *test* with all that it needs, and the words do not plainly say otherwise."""
    if (fact.kind, str(fact.value.get("concept"))) not in keys_of(test) or fact.status != "present":
        return False
    if not all(fact.value.get(key) is not None for key, _ in test.where) or not (test.where or test.has):
        return False
    return all(key in fact.value for key in test.has) and (not test.where or _is_told(test, fact, searched, caught))


def _is_told(test: FactTest, fact: Fact, searched: Searched, caught: Caught) -> bool:
    """Whether the fact states another value than needed, and its sentence does not plainly say the needed one too."""
    left, right, _ = sentence_around(searched.flow.text, caught.start, caught.end)
    sentence = searched.flow.text[left:right].lower()
    if any(says_plainly(key, values, sentence) for key, values in test.where):
        return False
    told = [(fact.value.get(key), values) for key, values in test.where if "requested" not in values]
    return bool(told) and all(value is not None for value, _ in told) and any(v not in values for v, values in told)


def _is_not_yet(test: FactTest, fact: Fact, searched: Searched, caught: Caught) -> bool:
    """Whether a mere mention was read as planned, supposed or a relative's, and nothing beside it tells of the past."""
    is_bare = not (test.where or test.has or test.bounds)
    if fact.status not in ("planned", "hypothetical", "family") or not is_bare:
        return False
    left, right, _ = sentence_around(searched.flow.text, caught.start, caught.end)
    sentence = searched.flow.text[left:right].lower()
    is_scored = fact.kind == "test" and says("has", ("visits",), sentence)
    return not is_scored and not says("has", ("past",), sentence)


def _share_words(one: Iterable[Span], other: Iterable[Span]) -> bool:
    return any(
        a.document == b.document and a.page == b.page and a.start < b.end and b.start < a.end
        for a in one
        for b in other
    )


def weakened(sentence: str, readable: int, unreadable: int) -> str:
    """A statement of absence in the words that a record with pages that could not be read allows."""
    if not unreadable:
        return sentence
    said = f"{unreadable} page{'s' if unreadable > 1 else ''} could not be read"
    pages = "one readable page" if readable == 1 else f"{readable} readable pages"
    return f"In the {pages} ({said}), {sentence[:1].lower()}{sentence[1:]}"
