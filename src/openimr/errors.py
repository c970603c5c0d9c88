"""What can be wrong with a call. What is wrong with a document is a `Problem`, never an exception.

OpenimrError
├── UsageError             the caller asked for something that cannot be done      exit 2
│   └── CopyRefusedError   a copy for publication would name somebody           exit 2
├── IllegalCommandError    a case does not allow what was commanded                 exit 2
├── ConflictError          somebody else changed the case first                     exit 2
├── KeyMissingError        none of the keys given opens what is stored             exit 2
├── DeliveryUnknownError   a letter may have been handed over, or not
├── DeliveryError          a letter was certainly not handed over
├── NothingUsableError     none of the input could be used                         exit 3
├── GuidelineNotInForceError   a date outside a guideline's window
└── RulebookError          packaged data is wrong: our fault, found by the health tests
"""

from __future__ import annotations

from collections.abc import Sequence

from openimr.domain.spans import Problem


class OpenimrError(Exception):
    """Root of the tree; the message is one sentence without patient text."""


class UsageError(OpenimrError):
    """The call cannot be carried out as made."""


class CopyRefusedError(UsageError):
    """The copy for publication would still name somebody: a person mends the words, trying again changes nothing."""


class IllegalCommandError(OpenimrError):
    """The case's state, the actor or the command's own data do not allow it."""

    def __init__(self, command: str, state: str, reason: str) -> None:
        super().__init__(f"{command.replace('_', ' ')} is not possible: {reason}")
        self.command = command
        self.state = state
        self.reason = reason


class ConflictError(OpenimrError):
    """The case has moved on since it was read; nothing was stored, and the caller reads it again."""


class KeyMissingError(OpenimrError):
    """None of the keys given opens what is stored."""


class DeliveryUnknownError(OpenimrError):
    """Nobody can tell whether a letter was handed over; a person looks before it is sent again."""


class DeliveryError(OpenimrError):
    """A letter was certainly not handed over; it is tried again."""


class NothingUsableError(OpenimrError):
    """No part of the input could be used; `problems` says why, one by one."""

    def __init__(self, message: str, problems: Sequence[Problem] = ()) -> None:
        super().__init__(message)
        self.problems = tuple(problems)


class GuidelineNotInForceError(OpenimrError):
    """The date lies outside the guideline's window."""


class RulebookError(OpenimrError):
    """A packaged data file breaks its own schema; `file` names it, `place` the keys that lead to the fault."""

    def __init__(self, file: str, message: str, place: Sequence[str] = ()) -> None:
        super().__init__(f"{file}: {message}")
        self.file = file
        self.place = tuple(place)
