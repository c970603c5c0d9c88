"""What the record says a treatment led to: helped, did not help, by how much, for how long."""

from __future__ import annotations

import re
from typing import Any

from openimr.pipeline.facts.counts import NUMBER, number, weeks_of
from openimr.text.stems import stemmed

_GOOD = (
    r"help(?:ed|s|ing|ful)|beneficial|benefi(?:t|ts|tt?ed|tt?ing)\b|improv(?:ed|es|ing|ement)|relie(?:f|ved|ves)"
    r"|better\b"
    r"|effective|respond(?:ed|s|ing)|successful|good (?:response|results?)|positive (?:response|results?)"
    r"|(?:decreas|reduc)(?:ed|es|ing) (?:the |his |her |their )?(?:pain|symptoms)|control(?:s|led)|progress(?:ed"
    r"|ing)?\b|gains"
)
_OUTCOME = stemmed(
    r"(?P<unsaid>\b(?:no|not|without|lacks?|lack of|lacking|absent|absence of|fails? to|failed to|insufficient"
    r"|inadequate)\b"
    r"(?:\s+(?:any|clear|objective|adequate|sufficient|specific|actual|the|further|subjective|recent)){0,3}\s+"
    r"(?:documentation|documented|documenting|document|evidence|mention|indication|record|report|proof)\b[^.;)]{0,60}?"
    rf"\b(?:{_GOOD}))"
    r"|(?P<bad>\b(?:no|not|\w+n't|never|without|denie[sd]|lack of|minimal(?:ly)?|little|limited|nor|hardly|neither"
    r"|cannot|less than adequate|inadequate|insufficient)\b"
    rf"(?:[\s-]+(?!but\b|and\b|pain\b|only\b|documentation\b|evidence\b|mention\b|indication\b"
    rf"|documented\b)[\w/%-]+){{0,4}}?[\s-]+(?:{_GOOD}|help|respond|response|improve|change"
    rf"|difference|success|lasting)\w*"
    r"|\bfail(?:ed|ure|s|ing)?\b|\b(?:ineffective|unhelpful|unsuccessful|unresponsive|refractory|nonresponsive"
    r"|recalcitrant)\b)"
    r"|(?P<worse>\b(?:worse(?:ned|ning|ns)?|aggravat(?:ed|es|ing)|exacerbat(?:ed|es|ing)|increas(?:ed|es"
    r"|ing) (?:the |his |her )?pain)\b)"
    r"|(?P<aim>\b(?:to|will|would|may|might|could|should|can|if|for|until|goal of|hope[sd]?|expected"
    r"|help)\s+(?:\w+\s+){0,3}?"
    rf"(?:{_GOOD}|help|improve|relieve|reduce|decrease|increase|control)\w*)"
    rf"|(?P<good>\b(?:{_GOOD}))"
)
_MORE = r"(?:about |approximately |over |at least |up to |around |greater than |more than |nearly |>\s?)?"
_CHANGE = r"(?:relief|improve(?:d|ment)|reduc(?:ed|tion)|decreas(?:e|ed)|better)"
_PERCENT = stemmed(
    r"(?<![\d.])(?P<a>\d{1,3})\s?%?\s?(?:(?:-|–|to)\s?\d{1,3}\s?)?(?:%|percent\b)(?=[^.;\n]{0,45}?\b(?:relief"
    r"|improve\w*|better|reduc\w*|decreas\w*|benefit|less|pain))"
    rf"|\b{_CHANGE}(?: of| by| at| in [\w ]{{1,20}} (?:of|by))?\s{_MORE}(?P<c>\d{{1,3}})\s?(?:(?:-|–"
    rf"|to)\s?\d{{1,3}}\s?)?(?:%|percent\b)"
)
_ANY_AMOUNT = re.compile(r"\d|\b(?:percent|weeks?|months?|years?|days?)\b", re.IGNORECASE)
_LASTING = re.compile(
    r"(?:\bfor|\bx|lasting|lasted|lasts|\bover)\s*(?:about|approximately|over|more than|at least|up to|around"
    r"|nearly|almost|only|greater than|>|the (?:past|last|next|first))?\s*"
    rf"{NUMBER}(?:\s?(?:-|–|to)\s?\d{{1,3}})?\s*(?P<unit>days?|d\b|weeks?|wks?|months?|mos?\b|years?|yrs?)",
    re.IGNORECASE,
)


def response_in(text: str, start: int, end: int) -> str | None:
    """`improved`, `no_benefit` or `worse` as the words from *start* to *end* say first; None if they do not.

    That a benefit is not documented says nothing of one: "six visits (without documentation of improvement)".
    """
    for match in _OUTCOME.finditer(text, start, end):
        if match.group("unsaid"):
            continue
        if match.group("bad"):
            return "no_benefit"
        if match.group("worse"):
            return "worse"
        if match.group("good"):
            return "improved"
    return None


def relief_in(text: str, start: int, end: int) -> dict[str, Any]:
    """`relief_percent` (the lower of a range) and `relief_weeks` as the words from *start* to *end* state them."""
    value: dict[str, Any] = {}
    if _ANY_AMOUNT.search(text, start, end) is None:
        return value
    percent = _PERCENT.search(text, start, end)
    if percent:
        value["relief_percent"] = int(percent.group("a") or percent.group("c"))
    lasting = _LASTING.search(text, percent.start() if percent else start, end)
    if lasting:
        value["relief_weeks"] = weeks_of(number(lasting.group("n")), lasting.group("unit"))
    return value
