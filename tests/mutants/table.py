"""The table of docs/soundness.md: every mistake in words, what it breaks and which look finds it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Final

from tests.mutants import Mutant

START, END = "<!-- mutants -->\n", "<!-- /mutants -->\n"
EFFECTS: Final = {
    "refused": "不能读入 does not load",
    "property": "性质 a property",
    "reach": "用处 reach",
    "score": "得分 a score",
    "nothing": "不改变得分 no score",
}

# What each look found, by mutant and look.
FoundBy = Mapping[str, Mapping[str, str]]


def written(document: str, mutants: Iterable[Mutant], found: FoundBy, looks: Iterable[str]) -> str:
    """The document with its table made anew."""
    before, _, rest = document.partition(START)
    _, _, after = rest.partition(END)
    return before + START + "\n".join(_lines(mutants, found, tuple(looks))) + "\n" + END + after


def _lines(mutants: Iterable[Mutant], found: FoundBy, looks: tuple[str, ...]) -> Iterator[str]:
    all_of_them = sorted(mutants, key=lambda one: (tuple(EFFECTS).index(one.breaks), one.name))
    yield f"| 差错 mistake | 改变 breaks | {' | '.join(looks)} |"
    yield "|---" * (2 + len(looks)) + "|"
    for one in all_of_them:
        cells = (found[one.name].get(look, "") for look in looks)
        told = f"`{one.name}` {one.zh} {one.en}".replace("|", "\\|")
        yield f"| {told} | {EFFECTS[one.breaks]} | {' | '.join(cells)} |"
    counts = (str(sum(look in found[one.name] for one in all_of_them)) for look in looks)
    yield f"| **合计 in all: {len(all_of_them)}** | | {' | '.join(counts)} |"
