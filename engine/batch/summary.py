"""Summary: what came of a whole table, in numbers worth reading."""

from __future__ import annotations

from collections import Counter
from fractions import Fraction
from typing import TYPE_CHECKING, Final

import polars as pl

from engine.batch.layout import PLACES
from engine.batch.results import STATES, UNSCORED
from engine.batch.run import counted
from rubric.record import Record

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from engine.batch.layout import LaidItem, Layout
    from engine.batch.run import Counts
    from engine.batch.store import Store
    from rubric.model import Rubric

SCORED: Final = STATES.index("scored")
MOST: Final = 8
BINS: Final = 16
# How near below a grade's end is near: a two hundredth of the points, half a point of a hundred.
NEAR: Final = Fraction(1, 200)
# A sum of numbers below it, one of each row of however large a table, is within 64 bits.
WIDE: Final = 1 << 28
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
    frame = store.outcomes()
    totals = _Totals(frame, layout.whole)
    spread = totals.spread()
    missing: Counter[str] = Counter()
    tiers: dict[str, str] = {}
    alone = 0
    for about in store.about():
        missing.update(about["missing"])
        tiers |= about["tiers"]
        alone += about["alone"]
    outliers = totals.outliers(spread) if spread is not None else []
    repeated, twice = _twice(frame)
    return Summary(
        counts=counted(store),
        spread=spread,
        bins=totals.bins(spread) if spread is not None else (),
        grades=_grades(frame, rubric),
        losses=_losses(frame, layout),
        missing=tuple((name, count) for name, count in missing.most_common(MOST) if count),
        edges=tuple(totals.edges(rubric)) if spread is not None else (),
        far=len(outliers),
        outliers=tuple(_ends(outliers)),
        tiers=Counter(tiers.values()),
        alone=alone,
        places=layout.whole.places if layout.whole.places < PLACES else None,
        bad=_bad(frame),
        repeated=repeated,
        twice=twice,
    )


def _bad(frame: pl.LazyFrame) -> tuple[int, ...]:
    rows = frame.filter(pl.col("problem").is_not_null()).select("row").head(MOST).collect()
    return tuple(rows["row"])


def _twice(frame: pl.LazyFrame) -> tuple[int, tuple[tuple[str, tuple[int, ...]], ...]]:
    """How many ids stand in several rows, and the first of them with their first rows."""
    # Eight bytes an id: all of the texts at once would be more than the table may take.
    key = pl.col("id") if frame.collect_schema()["id"] == pl.Int64() else pl.col("id").hash()
    keys = frame.select(key).collect(engine="streaming").to_series().sort()
    again = keys.filter((keys == keys.shift(1)).fill_null(value=False)).unique()
    if again.is_empty():
        return 0, ()
    rows = frame.filter(key.is_in(again.implode())).select("id", "row").collect()
    rows = rows.group_by("id", maintain_order=True).agg("row").filter(pl.col("row").list.len() > 1)
    return rows.height, tuple((str(name), tuple(held[:MOST])) for name, held in rows.head(MOST).iter_rows())


class _Totals:
    """The totals of the subjects that have one, in units of the last decimal."""

    def __init__(self, frame: pl.LazyFrame, whole: LaidItem) -> None:
        self.whole, self.one = whole, Fraction(1, 10**whole.places)
        scored = pl.col(whole.state) != UNSCORED
        self.frame = frame.filter(scored).select("row", "id", total=pl.col(whole.low))

    def spread(self) -> Spread | None:
        totals = self.frame.select("total").collect(engine="streaming").to_series().sort()
        if totals.is_empty():
            return None
        # A sum of so many whole numbers may be beyond 64 bits.
        whole = int(totals.cast(pl.Int128()).sum())
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
        at = (pl.col("total") // units).clip(first, last).alias("bin")
        counts = dict(self.frame.group_by(at).len().collect().iter_rows())
        return tuple(Bin(n * width, (n + 1) * width, counts.get(n, 0)) for n in range(first, last + 1))

    def edges(self, rubric: Rubric) -> Iterator[Edge]:
        near = max(rubric.root.points * NEAR, self.one)
        for grade in rubric.root.grades.grades if rubric.root.grades is not None else ():
            low = grade.interval.lo
            if low is None or low <= rubric.root.least:
                continue
            units = low / self.one
            on = int(units) if units.denominator == 1 else None
            below = pl.col("total").is_between(_above(units - near / self.one), _below(units))
            found = self.frame.select((pl.col("total") == on).sum().alias("on"), below.sum().alias("below"))
            exactly, under = found.collect().row(0)
            yield Edge(grade.name, low, int(exactly or 0), int(under), near)

    def outliers(self, spread: Spread) -> list[Outlier]:
        reach = (spread.upper - spread.lower) * FENCE
        low, high = ((end) / self.one for end in (spread.lower - reach, spread.upper + reach))
        far = (pl.col("total") < _above(low)) | (pl.col("total") > int(high))
        found = self.frame.filter(far).sort("total", "row").collect()
        return [Outlier(row, str(name), total * self.one) for row, name, total in found.iter_rows()]


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


def _grades(frame: pl.LazyFrame, rubric: Rubric) -> tuple[tuple[str, int], ...]:
    """How many subjects have each grade, in the rubric's order; those still between several come last."""
    if rubric.root.grades is None:
        return ()
    counts = dict(frame.group_by("grade").len().collect().iter_rows())
    named = [(grade.name, counts.pop(grade.name, 0)) for grade in rubric.root.grades.grades]
    open_ = sorted((name, count) for name, count in counts.items() if name is not None)
    return (*named, *open_)


def _losses(frame: pl.LazyFrame, layout: Layout) -> tuple[Loss, ...]:
    """The leaves that lost most altogether; what left the table or is open has lost nothing yet."""
    leaves = [(laid, _full(layout, laid)) for laid in layout.items if _counts(laid)]
    columns: list[pl.Expr] = []
    for laid, full in leaves:
        most, name = int(full * 10**laid.places), str(laid.number)
        scored = pl.when(pl.col(laid.state) == SCORED).then(pl.col(laid.low))
        lost = (most - scored).clip(0, None)
        wide = most - int(laid.item.least * full / laid.item.points * 10**laid.places) >= WIDE
        columns += [
            (lost.cast(pl.Int128()) if wide else lost).sum().alias(f"lost:{name}"),
            (scored < most).sum().alias(f"losing:{name}"),
            scored.count().alias(f"scored:{name}"),
        ]
    if not columns:
        return ()
    found = frame.select(columns).collect(engine="streaming").row(0, named=True)
    losses = [_loss(laid, full, found) for laid, full in leaves]
    return tuple(sorted((one for one in losses if one.losing), key=lambda one: -one.mean * one.scored)[:MOST])


def _loss(laid: LaidItem, full: Fraction, found: Mapping[str, int]) -> Loss:
    name, scored = str(laid.number), int(found[f"scored:{laid.number}"])
    lost = Fraction(int(found[f"lost:{name}"] or 0), 10**laid.places)
    mean = lost / scored if scored else Fraction(0)
    return Loss(laid.item.path, full, mean, int(found[f"losing:{name}"]), scored)


def _counts(laid: LaidItem) -> bool:
    item = laid.item
    return not item.is_group and not item.bonus and bool(item.path) and item.points > 0


def _full(layout: Layout, laid: LaidItem) -> Fraction:
    """The full points of an item as they count in the table."""
    scales = {one.item.path: one.item.scale for one in layout.items}
    full, parts = laid.item.points, laid.item.path.split("/")
    for end in range(1, len(parts) + 1):
        full *= scales.get("/".join(parts[:end]), Fraction(1))
    return full
