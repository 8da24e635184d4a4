"""Names over names: a row's columns hide what else goes by their names."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any


class Layered(Mapping[str, Any]):
    """Names over names: the first that knows a name says what it is."""

    def __init__(self, first: Mapping[str, Any], then: Mapping[str, Any]) -> None:
        self.first, self.then = first, then

    def __getitem__(self, name: str) -> Any:
        return self.first[name] if name in self.first else self.then[name]

    def __iter__(self) -> Iterator[str]:
        yield from dict.fromkeys((*self.first, *self.then))

    def __len__(self) -> int:
        return len(set(self.first) | set(self.then))
