"""One file on its way: which pages are read, being read and still to read, and what is wrong with it."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field

from openimr.domain.documents import Page, SourceFile
from openimr.domain.spans import Problem
from openimr.pipeline.documents.formats import whole_file
from openimr.sandbox.child import Order
from openimr.sandbox.limits import Limits

_FEW_PAGES = 40
"""Files of so many pages are read with all boxes at once, so that they need not be opened twice for those of a form."""

_MOST_ALIKE = 5
"""Pages of one file told one by one for the same problem; of more, the rest is counted."""


@dataclass
class FileRead:
    """The state of one file; `members` are the files of an archive, in order, once it is open.

    `wanted` are the pages to read, in order, where not all of them are.
    """

    order: Order
    wanted: tuple[int, ...] = ()
    fault: Problem | None = None
    is_open: bool = False
    count: int = 0
    sha256: str = ""
    notes: list[Problem] = field(default_factory=list)
    found: dict[int, list[Problem]] = field(default_factory=dict)
    pages: dict[int, Page] = field(default_factory=dict)
    todo: deque[tuple[int, int]] = field(default_factory=deque)
    members: list[FileRead] = field(default_factory=list)
    failures: int = 0
    seconds_a_page: float = 0.0

    @property
    def depth(self) -> int:
        """How many archives it lies in."""
        return len(self.order.chain)

    @property
    def takes_places(self) -> bool:
        """Whether pages full of words are read with a box for each; of long files, when they are wanted for it."""
        return bool(self.wanted) or self.depth > 0 or self.count <= _FEW_PAGES

    @property
    def left(self) -> int:
        """How many pages nobody reads yet."""
        return sum(last - first + 1 for first, last in self.todo)

    def open(self, count: int, limits: Limits) -> None:
        """Now that the number of its pages is known, plan to read them."""
        self.is_open = True
        self.count = min(count, limits.pages)
        if count > limits.pages:
            said = f"The file says that it has {count:,} pages: the first {limits.pages:,} were read."
            self.notes.append(Problem("too_many_pages", said, self.order.name))
        if self.wanted:
            self.todo.extend((number, number) for number in self.wanted if number <= self.count)
        elif self.count:
            self.todo.append((1, self.count))

    def take(self, most: int) -> tuple[int, int] | None:
        """The next range of at most so many pages, None where nothing is left."""
        if not self.todo:
            return None
        first, last = self.todo.popleft()
        if last - first >= most:
            self.todo.appendleft((first + most, last))
            last = first + most - 1
        return first, last

    def give_back(self, first: int, last: int) -> None:
        """Pages taken and not read are to be read by another child."""
        if first <= last:
            self.todo.appendleft((first, last))

    def give_up(self) -> None:
        """No further child is spent on the file."""
        if self.todo:
            first = min(first for first, _ in self.todo)
            said = f"Reading failed again and again: {self.left:,} pages from here on were not read."
            self.notes.append(Problem("gave_up", said, self.order.name, first))
        self.todo.clear()
        self.is_open = True

    def result(self) -> tuple[SourceFile | None, tuple[Problem, ...]]:
        """The file as read, None if nothing of it could be, and every problem with it."""
        if self.members:
            return None, tuple(self.notes)
        problems = (*self.notes, *_few(self.order.name, self._in_order()))
        pages = [self.pages.get(number) or Page(number, "") for number in self.wanted or range(1, self.count + 1)]
        return whole_file(self.order.name, self.sha256, pages, problems)

    def _in_order(self) -> list[Problem]:
        return [problem for number in sorted(self.found) for problem in self.found[number]]

    def walk(self) -> Iterator[FileRead]:
        """The file itself, then every file within it, in order."""
        yield self
        for member in self.members:
            yield from member.walk()


def _few(name: str, problems: list[Problem]) -> list[Problem]:
    """The problems of the pages; of many alike only the first few, and how many more there are."""
    told: list[Problem] = []
    alike: dict[str, int] = {}
    for problem in problems:
        alike[problem.code] = alike.get(problem.code, 0) + 1
        if alike[problem.code] <= _MOST_ALIKE:
            told.append(problem)
    more = {code: count - _MOST_ALIKE for code, count in alike.items() if count > _MOST_ALIKE}
    return told + [Problem(code, f"The same is wrong with {count:,} more pages.", name) for code, count in more.items()]
