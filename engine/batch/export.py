"""Export: outcomes as the table that a person opens, with heads and words of one language."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

import polars as pl

from engine.batch.results import STATES, UNSCORED

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from engine.batch.layout import LaidItem, Layout
    from rubric.problems import Language

PRECISION: Final = 38
# As many digits as 64 bits hold: files keep such decimals in half the room.
NARROW: Final = 18


class Words(NamedTuple):
    """The heads of a table of results and the words in it."""

    row: str
    id: str
    total: str
    grade: str
    complete: str
    low: str
    high: str
    failed: str
    override: str
    problem: str
    reasons: str
    quota: str
    state: str
    states: tuple[str, ...]


WORDS: Final[Mapping[Language, Words]] = {
    "zh": Words(
        "行号", "编号", "总分", "等级", "完整", "最低", "最高", "未通过的核对", "等级依据", "问题",
        "失分原因", "名额所限", "状态", ("已评分", "不适用", "未评分"),
    ),
    "en": Words(
        "row", "id", "total", "grade", "complete", "low", "high", "failed checks", "grade decided by",
        "problem", "lost", "limited by quota", "state", STATES,
    ),
}  # fmt: skip


def exported(
    layout: Layout, language: Language, extra: tuple[str, ...] = (), *, narrow: bool = False
) -> list[pl.Expr]:
    """The columns of the table over those of an outcome frame with ``row``, ``id`` and ``problem``.

    A score is a decimal of its stage's places; where it is open it is empty, and the whole table's
    range says what it can still be. ``extra`` are columns taken over as they are. ``narrow`` is for
    files that keep columns: decimals of fewer digits, and each word of a state once.
    """
    words, whole = WORDS[language], layout.whole
    digits = NARROW if narrow and all(laid.places <= NARROW for laid in layout.items) else PRECISION
    head = [
        pl.col("row").alias(words.row),
        pl.col("id").cast(pl.String()).alias(words.id),
        _score(whole, digits).alias(words.total),
        pl.col("grade").alias(words.grade),
        pl.col("complete").alias(words.complete),
        decimals(pl.col(whole.low), whole.places, digits).alias(words.low),
        decimals(pl.col(whole.high), whole.places, digits).alias(words.high),
    ]
    tail = [
        pl.col("failed").alias(words.failed),
        pl.col("reason").alias(words.override),
        pl.col("problem").alias(words.problem),
        *(pl.col(name).alias(getattr(words, name, name)) for name in extra),
    ]
    return [*head, *_items(layout, words, digits, narrow=narrow), *tail]


def _items(layout: Layout, words: Words, digits: int, *, narrow: bool) -> Iterator[pl.Expr]:
    states = pl.Enum(words.states)
    for laid in layout.items[1:]:
        yield _score(laid, digits).alias(laid.item.path)
        state = pl.col(laid.state).cat.to(states)
        yield (state if narrow else state.cast(pl.String())).alias(f"{laid.item.path}·{words.state}")


def _score(laid: LaidItem, digits: int) -> pl.Expr:
    scored = pl.col(laid.state) != UNSCORED
    return decimals(pl.when(scored).then(pl.col(laid.low)), laid.places, digits)


def decimals(units: pl.Expr, places: int, digits: int = PRECISION) -> pl.Expr:
    """Whole numbers of the last decimal as decimals of up to so many digits."""
    # A decimal is held as the whole number of its last decimal, in 128 bits.
    return units.cast(pl.Int128()).reinterpret(dtype=pl.Decimal(digits, places))
