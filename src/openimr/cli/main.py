"""The command line's entry: which command, and what each kind of failure tells the shell.

Exit codes: 0 done; 1 done, with findings or documents that could not be used; 2 wrong use; 3 nothing usable.
"""

from __future__ import annotations

import argparse
import gc
import os
import signal
import sys
import threading
from collections.abc import Callable, Sequence
from importlib import import_module
from types import FrameType
from typing import cast

from openimr import __version__

DONE, DONE_WITH_FINDINGS, WRONG_USE, NOTHING_USABLE, INTERRUPTED = 0, 1, 2, 3, 130

_COMMANDS = {
    "parse": "read published determinations into data",
    "determine": "turn a case folder into a draft determination",
    "check": "is a draft fit to sign?",
    "render": "make the letter again from its JSON",
    "explain": "why each item came out as it did",
    "timeline": "the treatment history by date, each row leading to its page",
    "pages": "the page texts that every span counts in",
    "backtest": "replay published determinations against the rulebook",
    "guidelines": "the rulebook: list, show and lint",
    "reviewers": "who may review a case, and why not the others",
    "case": "lead cases through their life: receive, show, command",
    "review": "a reviewer's work on one case, from the draft to the signature",
    "deidentify": "a copy without what identifies anybody, and the list of what was removed",
    "publication": "the published copy of a case: prepare, look through, pass, publish",
    "letters": "the outbox: notices and determinations on their way to the parties",
    "clocks": "what is due, overdue, and why",
    "worker": "do background work: mail, drafts, letters, overdue duties",
    "simulate": "a synthetic office over the real code, with a fast clock",
    "audit": "is the trail of events whole?",
    "database": "make the database ready for this version",
}


def command_names() -> Sequence[str]:
    """The commands, in the order that help shows them."""
    return tuple(_COMMANDS)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code; a traceback is never shown."""
    if threading.current_thread() is threading.main_thread():
        signal.signal(signal.SIGTERM, _interrupt)
    gc.set_threshold(100_000, 20, 20)  # lexicons and guidelines stay: looking through them for waste again is lost time
    words = list(sys.argv[1:] if arguments is None else arguments)
    try:
        parser = _parser(words)
        options = parser.parse_args(words)
        if not hasattr(options, "run"):
            parser.print_help()
            return WRONG_USE
        return cast(Callable[[argparse.Namespace], int], options.run)(options)
    except KeyboardInterrupt:
        print("openimr: interrupted.", file=sys.stderr)
        return INTERRUPTED
    except BrokenPipeError:  # whoever read our output has had enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return DONE
    except Exception as error:
        return _tell(error)
    finally:
        if "openimr.cli.office" in sys.modules:
            sys.modules["openimr.cli.office"].close_offices()


def _interrupt(number: int, frame: FrameType | None) -> None:
    """Whoever ends the program from outside is heard like Ctrl-C: children end, and what is said is said."""
    raise KeyboardInterrupt


def _tell(error: Exception) -> int:
    from openimr.errors import NothingUsableError, OpenimrError

    if os.environ.get("OPENIMR_DEBUG"):
        raise error
    if isinstance(error, NothingUsableError):
        for problem in error.problems:
            tell_problem(problem.message, problem.file, problem.page)
        print(f"openimr: {error}", file=sys.stderr)
        return NOTHING_USABLE
    if isinstance(error, OpenimrError):
        print(f"openimr: {error}", file=sys.stderr)
        return WRONG_USE
    if isinstance(error, OSError):
        print(f"openimr: {error.filename or 'a file'}: {error.strerror or type(error).__name__}.", file=sys.stderr)
        return WRONG_USE
    if type(error).__module__ == "sqlalchemy.exc" and type(error).__name__ in _DATABASE_TROUBLE:
        reason = str(getattr(error, "orig", error)).strip().partition("\n")[0].rstrip(".")
        print(f"openimr: The database cannot be used: {reason}.", file=sys.stderr)
        return WRONG_USE
    print(
        f"openimr: internal error ({type(error).__name__}). This is our fault: please report it; "
        "OPENIMR_DEBUG=1 shows where.",
        file=sys.stderr,
    )
    return NOTHING_USABLE


_DATABASE_TROUBLE = ("OperationalError", "DatabaseError", "InterfaceError")
"""What a database that is away, locked, full or none at all raises; the first line of it holds nothing of a case."""


def tell_problem(message: str, file: str | None, page: int | None) -> None:
    """One problem on stderr, as file:page: message."""
    place = f"{file}: " if file else ""
    if file and page:
        place = f"{file}, page {page}: "
    print(f"openimr: {place}{message}", file=sys.stderr)


def _parser(words: Sequence[str]) -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="openimr",
        description="Independent Medical Review: case file in, draft determination out; published letter in, data out. "
        "It drafts and checks; a physician decides.",
    )
    parser.add_argument("--version", action="version", version=f"openimr {__version__}")
    commands = parser.add_subparsers(title="commands", metavar="COMMAND")
    named = next((word for word in words if word in _COMMANDS), None)
    for name, purpose in _COMMANDS.items():
        sentence = purpose[0].upper() + purpose[1:] + ("" if purpose.endswith("?") else ".")
        command = commands.add_parser(name, help=purpose, description=sentence)
        if name == named:  # only the command asked for is imported: help stays instant
            import_module(f"openimr.cli.{name}").configure(command)
    return parser


if __name__ == "__main__":
    raise SystemExit(main())
