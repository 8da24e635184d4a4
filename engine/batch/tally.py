"""Tally: what a part comes to in a few numbers, so that no table need be read again to be summed up."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any, Final

import polars as pl

from engine.batch.results import STATES, UNSCORED

if TYPE_CHECKING:
    from collections.abc import Container, Iterable, Mapping
    from fractions import Fraction

    from engine.batch.layout import LaidItem, Layout
    from engine.batch.store import Store

# A total in units, and its row and id.
Total = tuple[int, int, str]
SCORED: Final = STATES.index("scored")
# So many of the rows that cannot be read are named, of the lowest totals, and of the highest.
MOST: Final = 8
# A sum of numbers below it, one of each row of however large a table, is within 64 bits.
WIDE: Final = 1 << 28
COUNTS: Final = ("rows", "complete", "open", "bad", "failed")


def tally(outcomes: pl.DataFrame, layout: Layout, sure: Container[str] = ()) -> dict[str, Any]:
    """The numbers of a part, as JSON holds them; ``sure`` are columns of states that all say scored.

    ``counts`` by the names of ``COUNTS``; ``grades`` how many subjects have each, None for none of them;
    ``losses`` of each leaf by its number: what was lost in units, by how many, of how many scored; ``bad``
    the first rows that cannot be read; ``ids`` the first and the last where each is above the one before;
    ``ends`` the lowest and the highest totals in units, each with its row and id.
    """
    found = outcomes.lazy().select(_counts()).collect().row(0, named=True)
    bad = outcomes["row"].filter(outcomes["problem"].is_not_null()) if found["bad"] else ()
    return {
        "counts": found,
        "grades": [*outcomes["grade"].value_counts().sort("grade").iter_rows()],
        "losses": {
            laid.number: _lost(outcomes, laid, full(layout, laid), sure=laid.state in sure)
            for laid in layout.items
            if loses(laid)
        },
        "bad": [*bad[:MOST]],
        "ids": _rising(outcomes["id"]),
        "ends": _ends(outcomes, layout.whole),
    }


def _counts() -> list[pl.Expr]:
    bad = pl.col("problem").is_not_null()
    return [
        pl.len().alias("rows"),
        (pl.col("complete") & ~bad).sum().alias("complete"),
        (~pl.col("complete") & ~bad).sum().alias("open"),
        bad.sum().alias("bad"),
        ((pl.col("failed") != "") & ~bad).sum().alias("failed"),
    ]


def _lost(outcomes: pl.DataFrame, laid: LaidItem, points: Fraction, *, sure: bool) -> list[int]:
    """What left the table or is open has lost nothing yet."""
    scored, most = outcomes[laid.low], int(points * 10**laid.places)
    if not sure:
        scored = scored.filter(outcomes[laid.state] == SCORED)
    if scored.is_empty():
        return [0, 0, 0]
    least, highest = _extremes(scored)
    losing = int((scored < most).sum())
    if highest > most:
        scored = scored.clip(None, most)
    wide = max(-least, most) >= WIDE
    total = int((scored.cast(pl.Int128()) if wide else scored).sum())
    return [most * scored.len() - total, losing, scored.len()]


def _extremes(column: pl.Series) -> tuple[int, int]:
    low: Any = column.min()
    high: Any = column.max()
    return low, high


def _rising(ids: pl.Series) -> list[Any] | None:
    return [ids[0], ids[-1]] if ids.len() and bool((ids.slice(1) > ids.head(-1)).all()) else None


def _ends(outcomes: pl.DataFrame, whole: LaidItem) -> list[Total]:
    totals, far = outcomes[whole.low], outcomes[whole.state] != UNSCORED
    scored = totals.filter(far)
    if scored.len() > 2 * MOST:
        low, high = scored.bottom_k(MOST).max(), scored.top_k(MOST).min()
        far &= (totals <= low) | (totals >= high)
    at = far.arg_true()
    held = (outcomes[name].gather(at) for name in (whole.low, "row", "id"))
    return farthest((total, row, str(name)) for total, row, name in zip(*held, strict=True))


def farthest(totals: Iterable[Total]) -> list[Total]:
    """The lowest and the highest of totals, by their rows where they are the same."""
    held = sorted(totals)
    return held if len(held) <= 2 * MOST else [*held[:MOST], *held[-MOST:]]


def loses(laid: LaidItem) -> bool:
    """Whether an item can lose points: leaves that are no bonus."""
    item = laid.item
    return not item.is_group and not item.bonus and bool(item.path) and item.points > 0


def full(layout: Layout, laid: LaidItem) -> Fraction:
    """The full points of an item as they count in the table."""
    scales = {one.item.path: one.item.scale for one in layout.items}
    points, parts = laid.item.points, laid.item.path.split("/")
    for end in range(1, len(parts) + 1):
        points *= scales.get("/".join(parts[:end]), 1)
    return points


class Tallied:
    """The numbers of all finished parts together."""

    def __init__(self, store: Store) -> None:
        self.counts: Counter[str] = Counter()
        self.grades: Counter[str | None] = Counter()
        self.missing: Counter[str] = Counter()
        self.losses: dict[int, list[int]] = {}
        self.tiers: dict[str, str] = {}
        self.bad: list[int] = []
        self.ends: list[Total] = []
        self.alone = 0
        held = [*store.about()]
        for about in held:
            self._add(about)
        self.rising = _follow([about["ids"] for about in held])

    def _add(self, about: Mapping[str, Any]) -> None:
        self.counts.update(about["counts"])
        self.grades.update(dict(about["grades"]))
        self.missing.update(about["missing"])
        self.tiers |= about["tiers"]
        self.alone += about["alone"]
        self.ends = farthest([*self.ends, *map(tuple, about["ends"])])
        self.bad = [*self.bad, *about["bad"]][:MOST]
        for number, some in about["losses"].items():
            held = self.losses.setdefault(int(number), [0, 0, 0])
            self.losses[int(number)] = [a + b for a, b in zip(held, some, strict=True)]


def _follow(ends: Iterable[list[Any] | None]) -> bool:
    """Whether every id is above the one before it, so that none stands twice."""
    before: Any = None
    for pair in ends:
        if pair is None or (before is not None and not pair[0] > before):
            return False
        before = pair[1]
    return True
