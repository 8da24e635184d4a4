"""Where the points of what does not apply may go: only where sums are taken, and never out of the whole."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from rubric.rules.problems.points import MovesNowhere

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rubric.model import Item

MOVES: Final = frozenset(("redistribute", "rescale"))
ADDS: Final = frozenset(("sum", "weighted"))


def stray_moves(root: Item) -> Iterator[MovesNowhere]:
    """Every item whose points could go nowhere, were it not to apply."""
    yield from _below(root, adds=True, above=None)


def _below(item: Item, *, adds: bool, above: Item | None) -> Iterator[MovesNowhere]:
    words = {item.otherwise, item.each.if_empty if item.each is not None else None} & MOVES
    for word in sorted(str(word) for word in words):
        if above is None:
            yield _nowhere(
                item, "整张表没有同组的指标，也没有别处可分", "the whole has no siblings to take them"
            )
        elif above.combine == "formula":
            yield _nowhere(item, f"“{above.name}”按公式汇总", f"{above.name} is a formula of its items")
        elif word == "rescale" and not adds:
            yield _nowhere(item, "它的上级不是求和或加权", "a group above it does not add its items up")
    for child in item.items:
        yield from _below(child, adds=adds and item.combine in ADDS, above=item)


def _nowhere(item: Item, why_zh: str, why_en: str) -> MovesNowhere:
    return MovesNowhere(place=item.place, name=item.name, why_zh=why_zh, why_en=why_en)
