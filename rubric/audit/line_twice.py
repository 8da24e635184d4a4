"""Two lines of one deduction or award for the same thing.

Exact: the condition, or the amount that is counted, is the same tree in canonical form.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from rubric.audit.finding import Finding, Label
from rubric.audit.places import excerpt_of
from rubric.formula import canonical

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from rubric.audit.reading import Reading
    from rubric.place import Place
    from rubric.rules.base import Branch


class LineTwice(Finding):
    """One fault is taken twice, one merit counted twice."""

    check = "line-twice"
    code = "A031"
    zh = "“{item}”有两行都写“{line}”。"
    en = "“{item}” has two lines for “{line}”."
    effect_zh = "同一件事{verb}两次分。"
    effect_en = "The same thing {en_verb} points twice."
    fix_zh = "删去一行；本意是{verb}两次的分，就合成一行。"
    fix_en = "Drop one of them; where both are meant, make them one line."
    item: str
    line: str
    verb: str
    en_verb: str


def check(reading: Reading) -> Iterator[Finding]:
    """The lines of deduct, of award and of then_deduct, each among themselves."""
    for rule in reading.rules:
        if rule.lowered.rule in ("deduct", "award"):
            verbs = ("扣", "takes") if rule.lowered.rule == "deduct" else ("加", "adds")
            yield from _twice(rule.lowered.branches, rule.name, verbs)
    for item in reading.items:
        yield from _twice(item.worth.then_deduct, item.name, ("扣", "takes"))


def _twice(lines: Iterable[Branch], name: str, verbs: tuple[str, str]) -> Iterator[Finding]:
    seen: dict[str, Place] = {}
    for line in lines:
        tree = line.of if line.of is not None else line.test
        if tree is None or line.place is None:
            continue
        first = seen.setdefault(canonical(tree), line.place)
        if first is not line.place:
            yield LineTwice(
                place=line.place,
                labels=(Label(first, "已经写过", "here already"),),
                item=name,
                line=excerpt_of(line.place),
                verb=verbs[0],
                en_verb=verbs[1],
            )
