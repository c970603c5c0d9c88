"""The words of a request made ready, and what they say apart from the service itself."""

from __future__ import annotations

import datetime as dt
import re
from typing import Literal

from openimr.text.dates import read_date
from openimr.text.stems import stemmed

_BLANKS = re.compile(r"\s+")
_PERCENT = re.compile(r"(?<=\d)\s*percent\b", re.IGNORECASE)
_FORM_NAME = re.compile(
    r"\(RFA\)|\bRFAs?\s+(?:dated|date|form|received|submitted|of|from)\b|\brequests?\s+for\s+authorization\b",
    re.IGNORECASE,
)
_ASSOCIATED = stemmed(r"\bassociated\s+(?:surgical\s+)?(?:services?|equipment|request)\b\s*:?")
_OPERATION = (
    r"(?:surgery|surgical|arthroscop\w+|repair|fusion|release|replacement|arthroplasty|reconstruction|decompression"
    r"|meniscectomy|laminectomy|discectomy|orif)"
)
_POSTOPERATIVE = stemmed(
    r"\bpost[\s-]*op(?:erative(?:ly)?)?\b|\bpost[\s-]*surg(?:ical(?:ly)?|ery)\b"
    rf"|\b(?:after|following|status\s+post|s/p)\s+(?:[\w-]+\s+){{0,4}}{_OPERATION}"
)
_PREOPERATIVE = stemmed(
    r"\bpre[\s-]*op(?:erative(?:ly)?)?\b|\bpre[\s-]*surg(?:ical|ery)\b|\b(?:prior\s+to|before)\s+(?:[\w-]+\s+){0,3}surgery"
    r"|\bsurgical\s+clearance\b"
)
_RETROSPECTIVE = re.compile(
    r"\bretro(?:spective(?:ly)?)?\b|\bD\.?O\.?S\.?\b|\bdates?\s+of\s+service\b|\bdispensed\s+on\b", re.I
)
_SERVICE_DATE = re.compile(r"\bD\.?O\.?S\.?\b|\bdates?\s+of\s+service\b|\bdispensed\s+on\b|\bretro\w*", re.IGNORECASE)
_RENTAL = stemmed(r"\brent(?:al|als|ed|ing)?\b|\blease\b")
_PURCHASE = stemmed(r"\bpurchas(?:e|ed|ing)\b|\bto\s+buy\b")
_MEDIUM = r"(?:\s+(?:iv\s+|intravenous\s+)?)?(?:contrast|dye|gad\w*)"
_WITHOUT = r"(?:without|w/o|w/out|wo|non)"
_CONTRAST = stemmed(
    rf"(?P<both>\bwith\s*(?:and|&|/|or)\s*{_WITHOUT}{_MEDIUM}|\bw\s*(?:/|&|and|/\s*&|/\s*and)\s*(?:w/?o|{_WITHOUT}){_MEDIUM}|\bw/?\s*(?:and|&)\s*w/?o{_MEDIUM}"
    rf"|\b{_WITHOUT}\s*(?:and|&|/)\s*(?:with|w/?){_MEDIUM})"
    rf"|(?P<without>\b{_WITHOUT}\s*-?\s*(?:the\s+)?{_MEDIUM}|\bno\s+contrast|\bnon-?contrast(?:ed)?|\bnoncontrast)"
    rf"|(?P<with>\b(?:with|w/?|using|plus){_MEDIUM}|\bcontrast[\s-]enhanced|\bgadolinium\b|\bpost[\s-]contrast)"
)
_INITIAL = stemmed(r"\binitial(?:ly)?\b|\bfirst\s+(?:course|trial)\b|\btrial\b|\bnew\s+start\b")
_ADDITIONAL = stemmed(
    r"\badditional\b|\bcontinu(?:e|ed|ing|ation)\b|\bongoing\b|\bfurther\b|\bextension\b|\bmore\s+(?:sessions|visits)\b|\bextended\b"
    r"(?!\s*release)|\brepeat\b|\bremaining\b|\brenewal\b|\bsecond\b"
)


def plain(request: str) -> str:
    """*request* on one line, with "percent" as "%" and without names of the form it came on."""
    return _BLANKS.sub(" ", _FORM_NAME.sub(" ", _PERCENT.sub("%", request))).strip()


def is_associated(text: str) -> bool:
    """Whether the service belongs to an operation asked for beside it."""
    return _ASSOCIATED.search(text) is not None


def is_postoperative(text: str) -> bool:
    """Whether the service is for the time after an operation."""
    return _POSTOPERATIVE.search(text) is not None


def is_preoperative(text: str) -> bool:
    """Whether the service prepares an operation."""
    return _PREOPERATIVE.search(text) is not None


def is_retrospective(text: str) -> bool:
    """Whether the service was rendered before it was asked for: a date of service says so too."""
    return _RETROSPECTIVE.search(text) is not None


def service_date(text: str) -> dt.date | None:
    """The date of service stated, or None."""
    label = _SERVICE_DATE.search(text)
    return read_date(text[label.start() :]) if label else None


def supply(text: str) -> Literal["purchase", "rental"] | None:
    """Whether the thing is to be bought or rented; None if unsaid or both ("rental or purchase")."""
    is_rental, is_purchase = _RENTAL.search(text), _PURCHASE.search(text)
    if bool(is_rental) == bool(is_purchase):
        return None
    return "rental" if is_rental else "purchase"


def contrast(text: str) -> Literal["with", "without", "with_and_without"] | None:
    """The contrast asked for in an image, or None if unsaid."""
    match = _CONTRAST.search(text)
    if match is None:
        return None
    if match.group("both"):
        return "with_and_without"
    return "without" if match.group("without") else "with"


def is_initial(text: str) -> bool | None:
    """True for a first course or trial, False for a further one, None if unsaid."""
    if _ADDITIONAL.search(text):
        return False
    return True if _INITIAL.search(text) else None
