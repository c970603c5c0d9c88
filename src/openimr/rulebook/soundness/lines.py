"""Where in a YAML file something stands: lines of keys, also through anchors and merges, and keys written twice."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import yaml

_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_MERGE = "<<"


class Lines:
    """The lines of one YAML file, counted from 1."""

    def __init__(self, text: str) -> None:
        """*text* must be YAML that loads."""
        self._root = yaml.compose(text, Loader=_Loader)

    def of(self, place: Sequence[str]) -> int:
        """The line on which the keys of *place* lead furthest; 1 where not even the first is there."""
        node, line = self._root, 1
        for key in place:
            found = _entry(node, key)
            if found is None:
                break
            line, node = found[0].start_mark.line + 1, found[1]
        return line

    def has(self, place: Sequence[str]) -> bool:
        """Whether all keys of *place* are there."""
        node = self._root
        for key in place:
            found = _entry(node, key)
            if found is None:
                return False
            node = found[1]
        return True

    def keys_twice(self) -> Iterator[tuple[str, int]]:
        """Every key that stands twice in one mapping, with the line of the later one: YAML keeps only that."""
        seen: set[int] = set()
        waiting = [self._root] if self._root is not None else []
        while waiting:
            node = waiting.pop(0)
            if id(node) in seen:
                continue
            seen.add(id(node))
            if isinstance(node, yaml.MappingNode):
                yield from _twice(node)
                waiting.extend(value for _, value in node.value)
            elif isinstance(node, yaml.SequenceNode):
                waiting.extend(node.value)


def _entry(node: Any, key: str) -> tuple[Any, Any] | None:
    """The key's own node and its value, in the mapping itself or in what it merges; of a list, the entry counted."""
    if isinstance(node, yaml.SequenceNode) and key.isdigit() and int(key) < len(node.value):
        return node.value[int(key)], node.value[int(key)]
    if not isinstance(node, yaml.MappingNode):
        return None
    merged: list[Any] = []
    for name, value in node.value:
        if name.value == key:
            return name, value
        if name.value == _MERGE:
            merged += value.value if isinstance(value, yaml.SequenceNode) else [value]
    return next((found for each in merged if (found := _entry(each, key)) is not None), None)


def _twice(node: Any) -> Iterator[tuple[str, int]]:
    seen: set[str] = set()
    for name, _ in node.value:
        if not isinstance(name, yaml.ScalarNode):
            continue
        if name.value in seen and name.value != _MERGE:
            yield name.value, name.start_mark.line + 1
        seen.add(name.value)
