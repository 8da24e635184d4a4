"""Export: outcomes as the table that a person opens, with heads and words of one language."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

import polars as pl

from engine.batch.results import STATES, UNSCORED

if TYPE_CHECKING:
    from collections.abc import Container, Iterator, Mapping

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
    mark: str
    states: tuple[str, ...]


WORDS: Final[Mapping[Language, Words]] = {
    "zh": Words(
        "行号", "编号", "总分", "等级", "完整", "最低", "最高", "未通过的核对", "等级依据", "问题",
        "失分原因", "名额所限", "状态", "（指标）", ("已评分", "不适用", "未评分"),
    ),
    "en": Words(
        "row", "id", "total", "grade", "complete", "low", "high", "failed checks", "grade decided by",
        "problem", "lost", "limited by quota", "state", " (item)", STATES,
    ),
}  # fmt: skip


class Column(NamedTuple):
    """A column of the table of results: its name in outcomes as they are kept, its head in the table, and how
    many decimals it has if it is one of scores."""

    name: str
    head: str
    places: int | None = None


def columns(layout: Layout, language: Language, extra: tuple[str, ...] = ()) -> list[Column]:
    """The columns of the table in their order; ``extra`` are those that outcomes have only sometimes."""
    words, whole = WORDS[language], layout.whole
    head = [
        Column("row", words.row),
        Column("id", words.id),
        Column(score_of(whole), words.total, whole.places),
        Column("grade", words.grade),
        Column("complete", words.complete),
        Column(whole.low, words.low, whole.places),
        Column(whole.high, words.high, whole.places),
    ]
    tail = [
        Column("failed", words.failed),
        Column("reason", words.override),
        Column("problem", words.problem),
        *(Column(name, getattr(words, name)) for name in extra),
    ]
    return [*head, *_items(layout, words), *tail]


def _items(layout: Layout, words: Words) -> Iterator[Column]:
    taken = {word for word in words if isinstance(word, str)}
    for laid in layout.items[1:]:
        # An item may be called like a column of the whole table, 总分 say, or like another one that was.
        name = laid.item.path
        while name in taken:
            name += words.mark
        taken.add(name)
        yield Column(score_of(laid), name, laid.places)
        yield Column(laid.state, f"{name}·{words.state}")


def score_of(laid: LaidItem) -> str:
    """The column of an item's score in units of its last decimal; it is empty where the score is open."""
    return f"score:{laid.number}"


def cells(layout: Layout, language: Language, scored: Container[str] = ()) -> dict[str, pl.Expr]:
    """What is kept otherwise than it stands in outcomes with ``row``, ``id`` and ``problem``, by name.

    ``scored`` are the columns of states that say nothing but that.
    """
    words = WORDS[language].states
    states = pl.Enum(words)
    made = {"id": pl.col("id").cast(pl.String())}
    for laid in layout.items:
        low, state = pl.col(laid.low), pl.col(laid.state)
        sure = laid.state in scored
        made[score_of(laid)] = low if sure else pl.when(state != UNSCORED).then(low)
        made[laid.state] = pl.lit(words[0], dtype=states) if sure else state.cat.to(states)
    return made


def exported(layout: Layout, language: Language, extra: tuple[str, ...] = ()) -> list[pl.Expr]:
    """The columns of the table over those of an outcome frame with ``row``, ``id`` and ``problem``.

    A score is a decimal of its stage's places; where it is open it is empty, and the whole table's
    range says what it can still be. ``extra`` are columns taken over as they are.
    """
    made = cells(layout, language)
    made |= {laid.state: made[laid.state].cast(pl.String()) for laid in layout.items}
    return [
        decimals(made.get(name, pl.col(name)), places).alias(head)
        for name, head, places in columns(layout, language, extra)
    ]


def digits_of(layout: Layout) -> int:
    """How many digits the scores of a file have."""
    return NARROW if all(laid.places <= NARROW for laid in layout.items) else PRECISION


def decimals(units: pl.Expr, places: int | None, digits: int = PRECISION) -> pl.Expr:
    """Whole numbers of the last decimal as decimals of up to so many digits; what has no places as it is."""
    if places is None:
        return units
    # A decimal is held as the whole number of its last decimal, in 128 bits.
    return units.cast(pl.Int128()).reinterpret(dtype=pl.Decimal(digits, places))
