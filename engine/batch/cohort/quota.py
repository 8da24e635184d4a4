"""Quotas of grades over the finished scores of all subjects: who has a grade, who falls to the next."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import polars as pl

from engine.batch.cohort.ordered import ordered
from engine.batch.results import OR
from rubric.number import round_places
from rubric.record import Record

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from engine.batch.cohort.numbers import Column
    from rubric.model import Grade, Grades, Quota

ALL: Final = ""


class Graded(Record):
    """All subjects, one a row: the grades still possible (joined, null where nothing is known of a row), the
    total that grades read (null where it is open), and whether an override set the grade.

    ``where`` and ``by`` say of each quota, by its place in the rubric, whether it counts a subject and the
    subject's set (null: open); a quota that is not there counts all, in one set.
    """

    grade: pl.Series
    total: Column
    overridden: pl.Series
    where: Mapping[int, pl.Series]
    by: Mapping[int, pl.Series]


def with_quotas(grades: Grades, subjects: Graded) -> tuple[pl.Series, pl.Series]:
    """The grades possible under the quotas, joined as they came, and the grade of which a quota took a place
    away, or may take one (null: none does).

    The best grade is dealt with first; those beyond a quota have the next grade below, and are counted
    with those who had it before. An override's grade stays and takes a place. A subject whose total,
    grade, part or set is open is not counted where ``missing`` is skip; where it is open, a grade that the
    subject may yet take from another is open for that one. The possible grades hold all that can come.
    """
    names = [grade.name for grade in descending(grades)]
    sets = _Sets(names, subjects)
    for level, name in enumerate(names[:-1]):
        for rows, at, quota in _lines(grades, name, subjects):
            sets.limit(level, quota, rows, subjects.by.get(at))
    return sets.grades(grades), sets.taken()


def descending(grades: Grades) -> list[Grade]:
    """The grades, the highest first."""
    return sorted(
        grades.grades,
        key=lambda grade: (grade.interval.lo is not None, grade.interval.lo or 0, grade.interval.lo_open),
        reverse=True,
    )


def _lines(grades: Grades, name: str, subjects: Graded) -> Iterator[tuple[pl.Series, int, Quota]]:
    """The quotas of a grade, each with the rows that it counts: the first whose condition holds."""
    left = pl.Series([True]).new_from_index(0, subjects.grade.len())
    for at, quota in enumerate(grades.quota):
        if quota.grade == name:
            where = subjects.where.get(at)
            counts = left if where is None else left & where
            yield counts, at, quota
            left = left & ~counts


class _Sets:
    """The grades of all subjects as sets of bits, the highest grade the lowest bit."""

    def __init__(self, names: list[str], subjects: Graded) -> None:
        self.names, self.subjects = names, subjects
        self.every = (1 << len(names)) - 1
        bits = {name: 1 << at for at, name in enumerate(names)}
        words = subjects.grade.unique().drop_nulls().to_list()
        masks = [sum(bits.get(part, 0) for part in _parts(word, bits)) for word in words]
        # A mapping of nothing has no type of its own.
        found = subjects.grade.replace_strict(["", *words], [0, *masks], return_dtype=pl.Int64())
        self.bits = found.fill_null(self.every)
        self.before = self.bits.clone()
        self.settled = subjects.total.known | subjects.overridden
        # The highest grade of which a quota took a place away from a row, or may: its number, or none.
        self.lost = pl.Series([None], dtype=pl.Int64()).new_from_index(0, self.bits.len())

    def limit(self, level: int, quota: Quota, rows: pl.Series, by: pl.Series | None) -> None:
        """Apply one quota to the rows that it counts; null where that is open."""
        height = self.bits.len()
        keys = pl.Series([ALL]).new_from_index(0, height) if by is None else by.cast(pl.String())
        uncertain = rows.is_null() | (rows.fill_null(value=False) & keys.is_null())
        counted = rows.fill_null(value=False) & keys.is_not_null()
        frame = pl.DataFrame({"by": keys, "at": pl.int_range(height, eager=True, dtype=pl.UInt32())})
        maybe = uncertain & self._may_have(level)
        for part in frame.filter(counted).partition_by("by", maintain_order=True):
            # Who may belong to any set may take a place in each of them, unless it is known to be another.
            key = part["by"][0]
            also = int((maybe & (keys.is_null() | (keys == key))).sum())
            unsure = int((uncertain & (keys.is_null() | (keys == key))).sum())
            self._limit_set(level, quota, part["at"], also, unsure)
        if quota.missing == "open":
            self._fall(level, frame["at"].filter(maybe), surely=False)

    def _may_have(self, level: int) -> pl.Series:
        return (self.bits // (1 << level)) % 2 == 1

    def _limit_set(self, level: int, quota: Quota, rows: pl.Series, also: int, unsure: int) -> None:
        """One set. ``unsure`` may or may not be of it, and ``also`` of them may have the grade."""
        bit = 1 << level
        bits, settled = self.bits.gather(rows), self.settled.gather(rows)
        single = settled & _is_single(bits)
        has, may = (bits == bit) & single, self._may_have(level).gather(rows) & ~single
        kept = has & self.subjects.overridden.gather(rows)
        open_ = quota.missing == "open"
        fewest = rows.len() if open_ else int(single.sum())
        most = fewest + (unsure if open_ else 0)
        may_come = int(may.sum()) + also if open_ else 0
        held = int(kept.sum())
        runs = rows.filter(has & ~kept)
        if runs.len():
            place = self._places(runs, quota)
            surely = place <= _size(quota, fewest) - held - may_come
            never = place > _size(quota, most) - held
            self._fall(level, runs.filter(never), surely=True)
            self._fall(level, runs.filter(~surely & ~never), surely=False)
        if open_:
            self._fall(level, rows.filter(may), surely=False)

    def _places(self, rows: pl.Series, quota: Quota) -> pl.Series:
        """How many places each of the rows needs to be in, if nobody else comes before it."""
        held = ordered(self.subjects.total.gather(rows))
        return held.places("descending", "min" if quota.ties == "all_in" else "max").values

    def _fall(self, level: int, rows: pl.Series, *, surely: bool) -> None:
        """The next grade in the place of this one, or beside it."""
        if not rows.len():
            return
        bit, old = 1 << level, self.bits.gather(rows)
        lower = (old // (2 * bit)) % 2 == 1
        new = old - bit * int(surely) + (~lower).cast(pl.Int64()) * (2 * bit)
        self.bits = self.bits.scatter(rows, new)
        first = self.lost.gather(rows).fill_null(level)
        self.lost = self.lost.scatter(rows, first)

    # -- what comes of it --

    def grades(self, grades: Grades) -> pl.Series:
        """The possible grades of every row in the order of the rubric, as they were where nothing changed."""
        order = [self.names.index(grade.name) for grade in grades.grades]
        masks = [0, *self.bits.filter(self.bits != 0).unique()]
        words = [OR.join(self.names[at] for at in order if mask >> at & 1) for mask in masks]
        said = self.bits.replace_strict(masks, words, return_dtype=pl.String())
        same = (self.bits == self.before) | self.subjects.grade.is_null()
        return self.subjects.grade.zip_with(same, said)

    def taken(self) -> pl.Series:
        """The highest grade that a quota took from each row, or may take."""
        known = self.subjects.grade.is_not_null()
        names = self.lost.replace_strict(range(len(self.names)), self.names, return_dtype=pl.String())
        return names.set(~known, None)


def _parts(word: str, bits: Mapping[str, int]) -> list[str]:
    """The grades that a cell joins; a grade's own name may hold the sign that joins them."""
    return [word] if word in bits else word.split(OR)


def _is_single(bits: pl.Series) -> pl.Series:
    return (bits & (bits - 1)) == 0


def _size(quota: Quota, subjects: int) -> int:
    """How many places a quota has among so many subjects."""
    if quota.mode is None:
        return int(quota.most)
    return int(round_places(quota.most * subjects, 0, quota.mode))
