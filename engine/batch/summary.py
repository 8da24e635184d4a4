"""Summary: what came of a whole table, in numbers worth reading."""

from __future__ import annotations

from collections import Counter
from fractions import Fraction
from typing import TYPE_CHECKING, Final

import polars as pl

from engine.batch.export import score_of
from engine.batch.layout import PLACES
from engine.batch.run import Counts
from engine.batch.tally import COUNTS, MOST, WIDE, Tallied, full, loses
from rubric.record import Record

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from engine.batch.layout import LaidItem, Layout
    from engine.batch.store import Store
    from engine.batch.tally import Total
    from rubric.model import Rubric

BINS: Final = 16
# How near below a grade's end is near: a two hundredth of the points, half a point of a hundred.
NEAR: Final = Fraction(1, 200)
# Tukey's fences: so many times the distance of the quartiles beyond them.
FENCE: Final = Fraction(3, 2)


class Spread(Record):
    """The totals of all subjects with one: their number, the mean, and where the quarters of them end."""

    count: int
    mean: Fraction
    least: Fraction
    lower: Fraction
    median: Fraction
    upper: Fraction
    most: Fraction


class Bin(Record):
    """How many totals are at least ``low`` and below ``high``; the last bin holds its end too."""

    low: Fraction
    high: Fraction
    count: int


class Loss(Record):
    """What an item lost on the average of those scored on it, and how many of them lost any."""

    path: str
    points: Fraction
    mean: Fraction
    losing: int
    scored: int


class Edge(Record):
    """The end of a grade: how many totals are exactly on it, and how many less than ``near`` below."""

    grade: str
    at: Fraction
    on: int
    below: int
    near: Fraction


class Outlier(Record):
    """A subject whose total lies far from the others."""

    row: int
    id: str
    total: Fraction


class Summary(Record):
    """What a run says at its end. ``outliers`` are the farthest of ``far``, lowest first; ``tiers`` count the
    items by how they were calculated and ``alone`` the rows that were scored one by one; ``places`` are the
    decimals of the totals, None where nothing rounds them. ``bad`` are the first rows that cannot be read,
    ``twice`` the first of ``repeated`` ids that several rows have, with the numbers of some of these."""

    counts: Counts
    spread: Spread | None
    bins: tuple[Bin, ...]
    grades: tuple[tuple[str, int], ...]
    losses: tuple[Loss, ...]
    missing: tuple[tuple[str, int], ...]
    edges: tuple[Edge, ...]
    far: int
    outliers: tuple[Outlier, ...]
    tiers: Mapping[str, int]
    alone: int
    places: int | None
    bad: tuple[int, ...] = ()
    repeated: int = 0
    twice: tuple[tuple[str, tuple[int, ...]], ...] = ()


def summary_of(store: Store, rubric: Rubric, layout: Layout) -> Summary:
    """The summary of all finished parts."""
    found, frame = Tallied(store), store.outcomes()
    totals = _Totals(frame, layout.whole)
    spread = totals.spread()
    far, outliers = totals.outliers(spread, found.ends) if spread is not None else (0, [])
    repeated, twice = _twice(frame) if not found.rising else (0, ())
    return Summary(
        counts=Counts(*(found.counts[name] for name in COUNTS)),
        spread=spread,
        bins=totals.bins(spread) if spread is not None else (),
        grades=_grades(_graded(store, found), rubric),
        losses=_losses(found.losses, layout),
        missing=tuple((name, count) for name, count in found.missing.most_common(MOST) if count),
        edges=tuple(totals.edges(rubric)) if spread is not None else (),
        far=far,
        outliers=tuple(outliers),
        tiers=Counter(found.tiers.values()),
        alone=found.alone,
        places=layout.whole.places if layout.whole.places < PLACES else None,
        bad=tuple(found.bad),
        repeated=repeated,
        twice=twice,
    )


def _twice(frame: pl.LazyFrame) -> tuple[int, tuple[tuple[str, tuple[int, ...]], ...]]:
    """How many ids stand in several rows, and the first of them with their first rows."""
    # Eight bytes an id: all of the texts at once would be more than the table may take.
    key = pl.col("id").hash()
    keys = frame.select(key).collect(engine="streaming").to_series().sort()
    again = keys.filter((keys == keys.shift(1)).fill_null(value=False)).unique()
    if again.is_empty():
        return 0, ()
    rows = frame.filter(key.is_in(again.implode())).select("id", "row").collect()
    rows = rows.group_by("id", maintain_order=True).agg("row").filter(pl.col("row").list.len() > 1)
    return rows.height, tuple((str(name), tuple(held[:MOST])) for name, held in rows.head(MOST).iter_rows())


class _Totals:
    """The totals of all subjects in units of the last decimal, nothing where there is none."""

    def __init__(self, frame: pl.LazyFrame, whole: LaidItem) -> None:
        self.one = Fraction(1, 10**whole.places)
        self.all = frame.select(score_of(whole)).collect(engine="streaming").to_series().alias("total")

    def spread(self) -> Spread | None:
        totals = self.all.drop_nulls().sort()
        if totals.is_empty():
            return None
        # A sum of so many whole numbers may be beyond 64 bits.
        wide = max(-int(totals[0]), int(totals[-1])) >= WIDE
        whole = int((totals.cast(pl.Int128()) if wide else totals).sum())
        ends = (self._quarter(totals, quarter) for quarter in range(5))
        return Spread(totals.len(), Fraction(whole, totals.len()) * self.one, *ends)

    def _quarter(self, totals: pl.Series, quarter: int) -> Fraction:
        """Where so many quarters of the totals end: between two of them in proportion, as spreadsheets do."""
        place = Fraction(quarter * (totals.len() - 1), 4)
        below = int(place)
        above = min(below + 1, totals.len() - 1)
        step = int(totals[above]) - int(totals[below])
        return (int(totals[below]) + (place - below) * step) * self.one

    def bins(self, spread: Spread) -> tuple[Bin, ...]:
        width = nice((spread.most - spread.least) / BINS, self.one)
        units = int(width / self.one)
        first = int(spread.least // width)
        last = max(first, -int(-spread.most // width) - 1)
        at = (self.all.drop_nulls() // units).clip(first, last).alias("bin")
        counts = dict(at.value_counts().iter_rows())
        return tuple(Bin(n * width, (n + 1) * width, counts.get(n, 0)) for n in range(first, last + 1))

    def edges(self, rubric: Rubric) -> Iterator[Edge]:
        near = max(rubric.root.points * NEAR, self.one)
        for grade in rubric.root.grades.grades if rubric.root.grades is not None else ():
            low = grade.interval.lo
            if low is None or low <= rubric.root.least:
                continue
            units = low / self.one
            on = int((self.all == int(units)).sum()) if units.denominator == 1 else 0
            below = int(self.all.is_between(_above(units - near / self.one), _below(units)).sum())
            yield Edge(grade.name, low, on, below, near)

    def outliers(self, spread: Spread, ends: list[Total]) -> tuple[int, list[Outlier]]:
        """How many there are, and the farthest of them, lowest first; ``ends`` are the farthest totals."""
        reach = (spread.upper - spread.lower) * FENCE
        low, high = ((end) / self.one for end in (spread.lower - reach, spread.upper + reach))
        count = int(((self.all < _above(low)) | (self.all > int(high // 1))).sum())
        far = [Outlier(row, name, total * self.one) for total, row, name in ends if not low <= total <= high]
        return count, _ends(far)


def _above(x: Fraction) -> int:
    """The least whole number that is not below x."""
    return -(-x.numerator // x.denominator)


def _below(x: Fraction) -> int:
    """The most whole number that is below x."""
    return _above(x) - 1


def _ends(outliers: list[Outlier]) -> list[Outlier]:
    half = MOST // 2
    return outliers if len(outliers) <= MOST else [*outliers[:half], *outliers[-half:]]


def nice(width: Fraction, least: Fraction) -> Fraction:
    """The first of 1, 2, 5, 10, 20 … times a power of ten of ``least`` that is not below ``width``."""
    step = least
    while True:
        for times in (1, 2, 5):
            if step * times >= width:
                return step * times
        step *= 10


def _graded(store: Store, found: Tallied) -> dict[str | None, int]:
    """How many subjects have each grade, once quotas are kept."""
    limited = store.grades()
    if limited is None:
        return dict(found.grades)
    return dict(limited.group_by("grade").len().collect().iter_rows())


def _grades(counts: dict[str | None, int], rubric: Rubric) -> tuple[tuple[str, int], ...]:
    """How many subjects have each grade, in the rubric's order; those still between several come last."""
    if rubric.root.grades is None:
        return ()
    named = [(grade.name, counts.pop(grade.name, 0)) for grade in rubric.root.grades.grades]
    open_ = sorted((name, count) for name, count in counts.items() if name is not None)
    return (*named, *open_)


def _losses(found: Mapping[int, list[int]], layout: Layout) -> tuple[Loss, ...]:
    """The leaves that lost most altogether."""
    losses = [_loss(laid, full(layout, laid), *found[laid.number]) for laid in layout.items if loses(laid)]
    return tuple(sorted((one for one in losses if one.losing), key=lambda one: -one.mean * one.scored)[:MOST])


def _loss(laid: LaidItem, points: Fraction, lost: int, losing: int, scored: int) -> Loss:
    mean = Fraction(lost, 10**laid.places) / scored if scored else Fraction(0)
    return Loss(laid.item.path, points, mean, losing, scored)
