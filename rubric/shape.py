"""The shape of a rubric file: which keys stand where and what each may hold."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rubric.cohort_shape import CohortShape, RankRuleShape
from rubric.forms import (
    CONDITION,
    FORMULA,
    INTERVAL,
    LANGUAGE,
    LINE,
    LINES,
    NAME_OR_NOTHING,
    NUMBER,
    PLACES,
    POINTS,
    YES_NO,
    Form,
    Mapped,
    OneOf,
    Several,
    Shape,
    Shaped,
    Words,
    due,
    may,
)
from rubric.place import Row, Table, Text

if TYPE_CHECKING:
    from rubric.number import Written
    from rubric.problems import Problem
    from rubric.range import Range


class Anything(Form):
    """A part that somebody else reads."""

    def read(self, value: Any, key: Text, problems: list[Problem]) -> Any:  # noqa: ARG002 - a form's signature
        """The value as it stands."""
        return value


class LookupTable(Anything):
    """Rows, or a mapping from choices to points; the rule reads it."""

    due_zh = "每个选项得几分"
    due_en = "what every choice earns"
    like_zh = "，如 {网站: 4, 未公开: 0}"
    like_en = " such as {site: 4, nowhere: 0}"


class RoundingShape(Shape):
    """How a stage is rounded."""

    like = (
        "，如 {位数: 2, 方式: 四舍五入, 于: 指标}",
        " such as {places: 2, mode: half_up, at: item}",
    )

    places: Written = due(PLACES)
    mode: str = due(Words("half_up", "half_even", "up", "down", "ceiling", "floor"))
    at: tuple[str, ...] = due(Several(Words("item", "group", "total")))


class FactShape(Shape):
    """A declared fact, or a column of a table."""

    like = (
        "，如 {单位: 万元}；没有要写的就写 {}",
        " such as {unit: USD}; write {} where nothing need be said",
    )

    type: str = may(Words("number", "integer", "yes_no", "choice", "text", "table"), "number")
    unit: Text | None = may(LINE)
    range: Range | None = may(INTERVAL)
    step: Written | None = may(NUMBER)
    choices: tuple[Text, ...] = may(LINES, ())
    optional: bool = may(YES_NO, False)
    label: Text | None = may(LINE)
    source: Text | None = may(LINE)
    scope: Text | None = may(LINE)
    period: Text | None = may(LINE)
    note: Text | None = may(LINE)
    columns: dict[Text, FactShape | None] | None = may(Mapped(Shaped(lambda: FactShape)))


# -- rules -------------------------------------------------------------------------------------------


class BandsShape(Shape):
    """``{of, bands}``: intervals and what each earns."""

    chinese = {"bands": "档"}  # noqa: RUF012 - never changed
    like = (
        '，如 {量: 完成率, 档: {"[90%, inf)": 5, "[0, 90%)": 0}}',
        ' such as {of: rate, bands: {"[90%, inf)": 5, "[0, 90%)": 0}}',
    )
    of: Text = due(FORMULA)
    bands: dict[Text, Text] = due(Mapped(POINTS))


class ProportionShape(Shape):
    """``{of, target, better, over}`` with what lower-is-better needs besides."""

    of: Text = due(FORMULA)
    target: Text = due(FORMULA)
    better: str = due(Words("higher", "lower"))
    over: str = due(Words("cap", "error", zh={"error": "报错"}))
    shape: str | None = may(Words("ratio", "linear"))
    zero_at: Written | None = may(NUMBER)
    from_: Written | None = may(NUMBER)
    on_zero: Text | None = may(LINE)


class CaseShape(Shape):
    """A case: a condition and what it earns, or what all else earns."""

    chinese = {"otherwise": "其余"}  # noqa: RUF012 - never changed
    like = ("，如 {当: 已公开, 得: 4}", " such as {when: published, earns: 4}")
    when: Text | None = may(CONDITION)
    earns: Text | None = may(POINTS)
    because: Text | None = may(LINE)
    otherwise: Text | None = may(POINTS)


class LineShape(Shape):
    """A line of ``deduct`` or ``then_deduct``: a condition, or an amount counted in steps."""

    chinese = {"points": "扣"}  # noqa: RUF012 - never changed
    like = ("，如 {当: 逾期, 扣: 1}", " such as {when: late, points: 1}")
    when: Text | None = may(CONDITION)
    of: Text | None = may(FORMULA)
    per: Written | None = may(NUMBER)
    points: Text = due(POINTS)
    count: str | None = may(Words("complete", "started", "continuous"))
    max: Text | None = may(POINTS)
    because: Text | None = may(LINE)


class AwardShape(LineShape):
    """A line of ``award``."""

    chinese = {"points": "加"}  # noqa: RUF012 - never changed
    like = ("，如 {当: 获奖, 加: 1}", " such as {when: awarded, points: 1}")


class ElementShape(Shape):
    """An element of a checklist that the item cannot do without."""

    earns: Text = due(POINTS)
    required: bool = may(YES_NO, False)


class LookupShape(Shape):
    """``{of, table}``: choices and what each earns, or the rows of a decision table."""

    like = (
        "，如 {量: 方式, 表: {网站: 4, 未公开: 0}}",
        " such as {of: channel, table: {site: 4, nowhere: 0}}",
    )
    of: tuple[Text, ...] = due(Several(FORMULA))
    table: Any = due(LookupTable())


class JudgementShape(Shape):
    """A person's judgement: levels and the shares of the points that belong to each."""

    levels: dict[Text, Text] = due(Mapped(LINE))


class InterpolateShape(Shape):
    """``{of, through, outside}``: points on a broken line."""

    of: Text = due(FORMULA)
    through: tuple[Any, ...] = due(Several(Several(LINE, alone=False), alone=False))
    outside: str = due(Words("clamp", "error", zh={"error": "报错"}))


class GivenShape(Shape):
    """Points that a person types in: nothing more need be said."""


class _Checklist(Form):
    """A mapping of elements to points, or ``{each_missing, list}``; the rule reads them."""

    due_zh = "若干项“要点: 分值”"
    due_en = "elements, each with its points"
    like_zh = "，如 {制度健全: 2, 执行到位: 2}"
    like_en = " such as {rules in place: 2, rules followed: 2}"

    def read(self, value: Any, key: Text, problems: list[Problem]) -> Any:
        if isinstance(value, Table) and value:
            return value
        self.refuse(value, key, problems)
        return None


class _NoRounding(Words):
    """``none``; whatever else is written must say how to round."""

    def __init__(self) -> None:
        super().__init__("none")
        self.due_zh = "三项 {位数: 2, 方式: 四舍五入, 于: 指标}，或“不舍入”"
        self.due_en = "three parts such as {places: 2, mode: half_up, at: item}, or none"

    def refuse(self, value: Any, key: Text, problems: list[Problem]) -> None:
        Form.refuse(self, value, key, problems)


class _Given(Form):
    """``given: yes``, or a mapping with nothing in it."""

    due_zh = "“是”"
    due_en = "yes"

    def read(self, value: Any, key: Text, problems: list[Problem]) -> Any:
        if isinstance(value, Table | Row):
            if not value:
                return True
        elif YES_NO.read(value, key, []):
            return True
        self.refuse(value, key, problems)
        return None


class _Rounding(OneOf):
    """One rounding, one a stage, or none."""

    def __init__(self) -> None:
        none = _NoRounding()
        one = Shaped(lambda: RoundingShape)
        super().__init__(text=none, table=one, row=Several(Shaped(lambda: RoundingShape)))
        self.due_zh, self.due_en = none.due_zh, none.due_en


LINES_OF_POINTS = Several(Shaped(lambda: LineShape), alone=False)
FORMULA_RULES = ("formula", "bands", "cases", "lookup", "interpolate")
RULES = (*FORMULA_RULES, "proportion", "deduct", "award", "checklist", "judgement", "given", "rank")


class RuleShape(Shape):
    """Any rule of a leaf, by its key."""

    like = ("，如 {公式: 分值}", " such as {formula: points}")

    formula: Text | None = may(FORMULA)
    clamp: bool = may(YES_NO, False)
    bands: BandsShape | None = may(Shaped(lambda: BandsShape))
    proportion: ProportionShape | None = may(Shaped(lambda: ProportionShape))
    cases: tuple[CaseShape, ...] | None = may(Several(Shaped(lambda: CaseShape), alone=False))
    deduct: tuple[LineShape, ...] | None = may(LINES_OF_POINTS)
    award: tuple[LineShape, ...] | None = may(Several(Shaped(lambda: AwardShape), alone=False))
    checklist: Any = may(_Checklist())
    lookup: LookupShape | None = may(Shaped(lambda: LookupShape))
    judgement: JudgementShape | None = may(Shaped(lambda: JudgementShape))
    interpolate: InterpolateShape | None = may(Shaped(lambda: InterpolateShape))
    given: bool | None = may(_Given())
    rank: RankRuleShape | None = may(Shaped(lambda: RankRuleShape))


class ValueShape(RuleShape):
    """A named quantity: a rule that needs no points, and how it is shown and rounded."""

    unit: Text | None = may(LINE)
    places: Written | None = may(PLACES)
    range: Range | None = may(INTERVAL)


class SolveShape(Shape):
    """The one figure of an identity that is not known, and whether it counts whole things."""

    like = ("，如 {未知: 任务数, 整数: 是}", " such as {unknown: planned, integer: yes}")

    unknown: Text = due(LINE)
    integer: bool = may(YES_NO, False)


class CheckShape(Shape):
    """Facts against facts."""

    that: Text = due(CONDITION)
    tolerance: Text | None = may(LINE)
    solve: SolveShape | None = may(Shaped(lambda: SolveShape))
    severity: str = due(Words("error", "warning", "red_flag"))
    because: Text | None = may(LINE)


# -- items -------------------------------------------------------------------------------------------


class VetoShape(Shape):
    """A condition that takes the whole score of an item."""

    when: Text = due(CONDITION)
    because: Text | None = may(LINE)


class RequirementShape(Shape):
    """What must be attached when a condition holds."""

    when: Text = due(CONDITION)
    what: str = due(Words("reason", "evidence"))
    blocking: bool = may(YES_NO, False)
    because: Text | None = may(LINE)


class OverrideShape(Shape):
    """A condition that sets the grade."""

    when: Text = due(CONDITION)
    grade: Text = due(LINE)
    because: Text | None = may(LINE)


class ExpectShape(Shape):
    """What the author expects of an item: the facts in which its score rises or falls."""

    rising_in: tuple[Text, ...] = may(LINES, ())
    falling_in: tuple[Text, ...] = may(LINES, ())


class EachShape(Shape):
    """The table whose rows are the leaves of a group."""

    chinese = {"name": "名", "points": "分值"}  # noqa: RUF012 - never changed
    like = (
        "，如 {表: 项目, 名: 名称, 分值: 权重, 空表: 零分}",
        " such as {table: projects, name: title, points: share, if_empty: zero}",
    )

    table: Text = due(LINE)
    where: Text | None = may(CONDITION)
    name: Text = due(LINE)
    points: Text = due(FORMULA)
    if_empty: str = due(Words("full", "zero", "redistribute", "rescale"))


class RowRuleShape(RuleShape):
    """One of the rules of an ``each``: for the rows that ``when`` takes, or for all others."""

    chinese = {"otherwise": "其余"}  # noqa: RUF012 - never changed
    when: Text | None = may(CONDITION)
    otherwise: RuleShape | None = may(Shaped(lambda: RuleShape))


class CombineShape(Shape):
    """A formula over the children's names."""

    formula: Text = due(FORMULA)


class ItemShape(RuleShape):
    """An item: a group with ``items`` or ``each``, or a leaf with one rule."""

    chinese = {"points": "分值"}  # noqa: RUF012 - never changed
    like = ("，如 {分值: 4, 公式: 分值}", " such as {points: 4, formula: points}")

    points: Written | None = may(NUMBER)
    weight: Written | None = may(NUMBER)
    least: Written | None = may(NUMBER)
    items: dict[Text, ItemShape | None] | None = may(Mapped(Shaped(lambda: ItemShape)))
    each: EachShape | None = may(Shaped(lambda: EachShape))
    rules: tuple[RowRuleShape, ...] | None = may(Several(Shaped(lambda: RowRuleShape), alone=False))
    combine: str | CombineShape = may(
        OneOf(
            text=Words("sum", "weighted", "best", "worst", "mean", "geometric"),
            table=Shaped(lambda: CombineShape),
        ),
        "",
    )
    text: Text | None = may(LINE)
    basis: tuple[Text, ...] = may(LINES, ())
    note: Text | None = may(LINE)
    evidence: tuple[Text, ...] = may(LINES, ())
    code: Text | None = may(LINE)
    applies: Text | None = may(CONDITION)
    otherwise: str | None = may(Words("full", "zero", "redistribute", "rescale"))
    veto: tuple[VetoShape, ...] = may(Several(Shaped(lambda: VetoShape)), ())
    ceiling: BandsShape | None = may(Shaped(lambda: BandsShape))
    then_deduct: tuple[LineShape, ...] = may(LINES_OF_POINTS, ())
    bonus: bool = may(YES_NO, False)
    requires: tuple[RequirementShape, ...] = may(Several(Shaped(lambda: RequirementShape)), ())
    grades: dict[Text, Any] | None = may(Mapped(Anything()))
    expect: ExpectShape | None = may(Shaped(lambda: ExpectShape))
    was: Text | None = may(LINE)


DUE = Words("required", "optional")


class PolicyShape(Shape):
    """What the items and facts of a rubric must say besides; ``rubric check`` holds them to it."""

    like = ("，如 {依据: 必填, 佐证: 必填}", " such as {basis: required, evidence: required}")

    basis: str | None = may(DUE)
    text: str | None = may(DUE)
    evidence: str | None = may(DUE)
    code: str | None = may(DUE)
    source: str | None = may(DUE)


class RubricShape(ItemShape):
    """A whole rubric file: the top takes every key of a group."""

    chinese = {"points": "满分"}  # noqa: RUF012 - never changed

    rubric: Text = due(LINE)
    version: Text | None = may(LINE)
    status: str | None = may(Words("official", "example", "reconstruction", "draft"))
    language: str = may(LANGUAGE, "zh")
    description: Text | None = may(LINE)
    units: dict[Text, Text] = may(Mapped(LINE), {})
    policy: PolicyShape | None = may(Shaped(lambda: PolicyShape))
    rounding: Any = due(_Rounding())
    facts: dict[Text, FactShape | None] = may(Mapped(Shaped(lambda: FactShape)), {})
    values: dict[Text, ValueShape | Text | None] = may(
        Mapped(OneOf(text=LINE, table=Shaped(lambda: ValueShape))), {}
    )
    cohort: dict[Text, CohortShape | None] = may(Mapped(Shaped(lambda: CohortShape)), {})
    checks: dict[Text, CheckShape | None] = may(Mapped(Shaped(lambda: CheckShape)), {})
    columns: dict[Text, str | None] = may(Mapped(NAME_OR_NOTHING), {})
    tests: Any = may(Anything())
    beyond_full: bool | None = may(YES_NO)
