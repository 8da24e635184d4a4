"""The rows of the table, for every form alike: items, the lines of groups, and the total."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from engine.explain import group_lines, loses, lost_of, reasons
from engine.explain.words import points, span, taken
from engine.render.words import LABELS
from rubric.number import show
from rubric.record import Record

if TYPE_CHECKING:
    from collections.abc import Iterator
    from fractions import Fraction

    from engine.explain import Line
    from engine.scorecard import ItemScore
    from rubric.problems import Language

RowKind = Literal["group", "leaf", "line", "total"]


class Row(Record):
    """A row: an item with its points, or a line of a group with its amount only."""

    kind: RowKind
    depth: int
    name: str
    reason: str
    lost: bool
    item: ItemScore | None = None
    line: Line | None = None

    def full(self, places: int | None) -> str:
        """The full points as they are written; those of a bonus with their plus."""
        if self.item is None:
            return ""
        sign = "+" if self.item.bonus and self.item.points > 0 else ""
        return sign + show(self.item.points, places)

    def got(self, places: int | None) -> str:
        """What was earned, or what a line added or took away."""
        if self.item is not None:
            return span(self.item.low, self.item.high, places, open_=self.item.exact is None)
        assert self.line is not None  # a row is one of the two
        moved = self.line.amount
        if moved <= 0:
            return taken(-moved, places) if moved else points(moved, places)
        return f"+{points(moved, places)}"

    def numbers(self) -> list[Fraction]:
        """What stands in the column of what was earned."""
        if self.item is not None:
            return [self.item.low, self.item.high]
        return [self.line.amount] if self.line is not None else []


def rows_of(root: ItemScore, language: Language, depth: int | None, *, lost: bool) -> list[Row]:
    """The rows below a root, then its own lines and, where it has any, its total."""
    if not root.items:
        return [] if lost and not loses(root) else [_item(root, 0, language, apart=False)]
    rows = [row for child in root.items for row in _below(child, 0, language, depth, lost=lost)]
    own = list(_lines(root, 0, language))
    said = reasons(root, language, apart=True)
    if (own or said) and not (lost and not rows and not own):
        reason = ("；" if language == "zh" else "; ").join(said)
        name = root.name if root.path else LABELS[language]["total"]
        own.append(Row("total", 0, name, reason, lost=False, item=root))
        return [*rows, *own]
    return rows


def _below(
    item: ItemScore, level: int, language: Language, depth: int | None, *, lost: bool
) -> Iterator[Row]:
    if (depth is not None and level >= depth) or (lost and not loses(item)):
        return
    apart = bool(item.items) and (depth is None or level + 1 < depth)
    yield _item(item, level, language, apart=apart)
    if apart:
        for child in item.items:
            yield from _below(child, level + 1, language, depth, lost=lost)
        yield from _lines(item, level + 1, language)


def _item(item: ItemScore, level: int, language: Language, *, apart: bool) -> Row:
    reason = ("；" if language == "zh" else "; ").join(reasons(item, language, apart=apart))
    kind: RowKind = "group" if item.items else "leaf"
    return Row(kind, level, item.name, reason, lost=not item.items and lost_of(item) > 0, item=item)


def _lines(item: ItemScore, level: int, language: Language) -> Iterator[Row]:
    for line in group_lines(item, language):
        lost = line.amount < 0 and line.kind not in ("held", "difference")
        yield Row("line", level, line.name, line.why, lost=lost, line=line)
