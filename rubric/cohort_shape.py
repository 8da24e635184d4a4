"""The shape of quantities over all subjects, of the rule ``rank`` and of quotas: their keys and words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rubric.forms import (
    CONDITION,
    FORMULA,
    LINE,
    NUMBER,
    POINTS,
    Mapped,
    NumberOr,
    Shape,
    Shaped,
    Words,
    due,
    may,
)

if TYPE_CHECKING:
    from rubric.number import Written
    from rubric.place import Text


class OverSubjectsShape(Shape):
    """What every quantity over all subjects says: of what, of whom, and what of those whose own is open."""

    like = ("，如 {量: 支出率, 缺数: 不参加}", " such as {of: rate, missing: skip}")

    of: Text = due(FORMULA)
    on: str | None = may(Words("exact", "rounded"))
    missing: str = due(Words("skip", "open"))
    where: Text | None = may(CONDITION)
    by: Text | None = may(LINE)


class CountShape(OverSubjectsShape):
    """How many subjects a condition holds for."""

    like = ("，如 {量: 支出率 >= 90%, 缺数: 不参加}", " such as {of: rate >= 90%, missing: skip}")
    of: Text = due(CONDITION)


class RankShape(OverSubjectsShape):
    """A subject's place among all: 1 for the first."""

    like = (
        "，如 {量: 支出率, 顺序: 从高到低, 并列: 靠前, 缺数: 不参加}",
        " such as {of: rate, order: descending, ties: min, missing: skip}",
    )
    order: str = due(Words("ascending", "descending"))
    ties: str = due(Words("min", "max", "mean", "dense"))


class PercentileShape(OverSubjectsShape):
    """A subject's place as a share of all, or of the others."""

    like = (
        "，如 {量: 支出率, 顺序: 从高到低, 并列: 靠前, 分母: 全部, 缺数: 不参加}",
        " such as {of: rate, order: descending, ties: min, denominator: all, missing: skip}",
    )
    order: str = due(Words("ascending", "descending"))
    ties: str = due(Words("min", "max", "mean"))
    denominator: str = due(Words("all", "others"))


class MinmaxShape(OverSubjectsShape):
    """A quantity on the way from one end, which counts 0, to the other, which counts 1."""

    like = (
        "，如 {量: 支出率, 起点: 最小值, 终点: 最大值, 缺数: 不参加}",
        " such as {of: rate, from: least, to: most, missing: skip}",
    )
    from_: Written | str = due(NumberOr("least", "most"))
    to: Written | str = due(NumberOr("least", "most"))
    outside: str | None = may(Words("clamp", "error", zh={"error": "报错"}))


class ZscoreShape(OverSubjectsShape):
    """How many standard deviations a quantity lies above the mean."""

    like = (
        "，如 {量: 支出率, 标准差: 总体, 缺数: 不参加}",
        " such as {of: rate, deviation: population, missing: skip}",
    )
    deviation: str = due(Words("population", "sample"))


class CohortShape(Shape):
    """A named quantity over all subjects: exactly one kind, and the unit that it is shown in."""

    chinese = {"least": "最小值", "most": "最大值"}  # noqa: RUF012 - never changed
    like = (
        "，如 {平均: {量: 支出率, 缺数: 不参加}}",
        " such as {mean: {of: rate, missing: skip}}",
    )

    rank: RankShape | None = may(Shaped(lambda: RankShape))
    percentile: PercentileShape | None = may(Shaped(lambda: PercentileShape))
    mean: OverSubjectsShape | None = may(Shaped(lambda: OverSubjectsShape))
    median: OverSubjectsShape | None = may(Shaped(lambda: OverSubjectsShape))
    least: OverSubjectsShape | None = may(Shaped(lambda: OverSubjectsShape))
    most: OverSubjectsShape | None = may(Shaped(lambda: OverSubjectsShape))
    sum: OverSubjectsShape | None = may(Shaped(lambda: OverSubjectsShape))
    count: CountShape | None = may(Shaped(lambda: CountShape))
    minmax: MinmaxShape | None = may(Shaped(lambda: MinmaxShape))
    zscore: ZscoreShape | None = may(Shaped(lambda: ZscoreShape))
    unit: Text | None = may(LINE)


KINDS = tuple(key for key in CohortShape.fields if key != "unit")


class RankRuleShape(RankShape):
    """The rule ``rank``: a place among all subjects, and what each place earns."""

    chinese = {"bands": "档"}  # noqa: RUF012 - never changed
    like = (
        '，如 {量: 支出率, 顺序: 从高到低, 并列: 靠前, 缺数: 不参加, 档: {1: 5, 2: 4, "3..": 0}}',
        ' such as {of: rate, order: descending, ties: min, missing: skip, bands: {1: 5, 2: 4, "3..": 0}}',
    )
    bands: dict[Text, Text] = due(Mapped(POINTS))


class QuotaShape(Shape):
    """How many subjects a grade is for, and what becomes of those who tie at the last place."""

    like = (
        "，如 {等级: 优, 最多: 30%, 方式: 截尾, 并列: 全部计入, 缺数: 不参加}",
        " such as {grade: A, max: 30%, mode: down, ties: all_in, missing: skip}",
    )
    grade: Text = due(LINE)
    max: Written = due(NUMBER)
    mode: str | None = may(Words("down", "up", "half_up"))
    ties: str = due(Words("all_in", "all_out"))
    missing: str = due(Words("skip", "open"))
    where: Text | None = may(CONDITION)
    by: Text | None = may(LINE)
