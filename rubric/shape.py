"""The shape of a rubric file: which keys stand where and what each may hold."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rubric.forms import (
    INTERVAL,
    LANGUAGE,
    LINE,
    LINES,
    NUMBER,
    PLACES,
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

NAMED: Any = dict[Text, Any]


class Anything(Form):
    """A part that somebody else reads."""

    def read(self, value: Any, key: Text, problems: list[Problem]) -> Any:  # noqa: ARG002 - a form's signature
        """The value as it stands."""
        return value


class RoundingShape(Shape):
    """How a stage is rounded."""

    places: Written = due(PLACES)
    mode: str = due(Words("half_up", "half_even", "up", "down", "ceiling", "floor"))
    at: tuple[str, ...] = due(Several(Words("item", "group", "total")))


class FactShape(Shape):
    """A declared fact, or a column of a table."""

    type: str = may(Words("number", "integer", "yes_no", "choice", "text", "table"), "number")
    unit: Text | None = may(LINE)
    range: Range | None = may(INTERVAL)
    step: Written | None = may(NUMBER)
    choices: tuple[Text, ...] = may(LINES, ())
    optional: bool = may(YES_NO, False)  # noqa: FBT003 - a default
    label: Text | None = may(LINE)
    source: Text | None = may(LINE)
    scope: Text | None = may(LINE)
    period: Text | None = may(LINE)
    note: Text | None = may(LINE)
    columns: dict[Text, FactShape | None] | None = may(Mapped(Shaped(lambda: FactShape)))


# -- rules -------------------------------------------------------------------------------------------


class BandsShape(Shape):
    """``{of, bands}``: intervals and what each earns."""

    of: Text = due(LINE)
    bands: dict[Text, Text] = due(Mapped(LINE))


class ProportionShape(Shape):
    """``{of, target, better, over}`` with what lower-is-better needs besides."""

    of: Text = due(LINE)
    target: Text = due(LINE)
    better: str = due(Words("higher", "lower"))
    over: str = due(Words("cap", "error"))
    shape: str | None = may(Words("ratio", "linear"))
    zero_at: Written | None = may(NUMBER)
    from_: Written | None = may(NUMBER)
    on_zero: Text | None = may(LINE)


class CaseShape(Shape):
    """A case: a condition and what it earns, or what all else earns."""

    when: Text | None = may(LINE)
    earns: Text | None = may(LINE)
    because: Text | None = may(LINE)
    otherwise: Text | None = may(LINE)


class LineShape(Shape):
    """A line of ``deduct``, ``award`` or ``then_deduct``: a condition, or an amount counted in steps."""

    when: Text | None = may(LINE)
    of: Text | None = may(LINE)
    per: Written | None = may(NUMBER)
    points: Text = due(LINE)
    count: str | None = may(Words("complete", "started", "continuous"))
    max: Text | None = may(LINE)
    because: Text | None = may(LINE)


class ElementShape(Shape):
    """An element of a checklist that the item cannot do without."""

    earns: Text = due(LINE)
    required: bool = may(YES_NO, False)  # noqa: FBT003 - a default


class LookupShape(Shape):
    """``{of, table}``: choices and what each earns, or the rows of a decision table."""

    of: tuple[Text, ...] = due(Several(LINE))
    table: Any = due(Anything())


class JudgementShape(Shape):
    """A person's judgement: levels and the shares of the points that belong to each."""

    levels: dict[Text, Text] = due(Mapped(LINE))


class InterpolateShape(Shape):
    """``{of, through, outside}``: points on a broken line."""

    of: Text = due(LINE)
    through: tuple[Any, ...] = due(Several(Several(LINE, alone=False), alone=False))
    outside: str = due(Words("clamp", "error"))


class GivenShape(Shape):
    """Points that a person types in: nothing more need be said."""


class _Checklist(Form):
    """A mapping of elements to points, or ``{each_missing, list}``; the rule reads them."""

    due_zh = "若干“要点: 分值”"
    due_en = "elements, each with its points"

    def read(self, value: Any, key: Text, problems: list[Problem]) -> Any:
        if isinstance(value, Table) and value:
            return value
        self.refuse(value, key, problems)
        return None


class _Given(Form):
    """``given: yes``, or a mapping with nothing in it."""

    due_zh = "是"
    due_en = "yes"

    def read(self, value: Any, key: Text, problems: list[Problem]) -> Any:
        if isinstance(value, Table | Row):
            if not value:
                return True
        elif YES_NO.read(value, key, []):
            return True
        self.refuse(value, key, problems)
        return None


LINES_OF_POINTS = Several(Shaped(lambda: LineShape), alone=False)
FORMULA_RULES = ("formula", "bands", "cases", "lookup", "interpolate")
RULES = (*FORMULA_RULES, "proportion", "deduct", "award", "checklist", "judgement", "given")


class RuleShape(Shape):
    """Any rule of a leaf, by its key."""

    formula: Text | None = may(LINE)
    clamp: bool = may(YES_NO, False)  # noqa: FBT003 - a default
    bands: BandsShape | None = may(Shaped(lambda: BandsShape))
    proportion: ProportionShape | None = may(Shaped(lambda: ProportionShape))
    cases: tuple[CaseShape, ...] | None = may(Several(Shaped(lambda: CaseShape), alone=False))
    deduct: tuple[LineShape, ...] | None = may(LINES_OF_POINTS)
    award: tuple[LineShape, ...] | None = may(LINES_OF_POINTS)
    checklist: Any = may(_Checklist())
    lookup: LookupShape | None = may(Shaped(lambda: LookupShape))
    judgement: JudgementShape | None = may(Shaped(lambda: JudgementShape))
    interpolate: InterpolateShape | None = may(Shaped(lambda: InterpolateShape))
    given: bool | None = may(_Given())


class ValueShape(RuleShape):
    """A named quantity: a rule that needs no points, and how it is shown and rounded."""

    unit: Text | None = may(LINE)
    places: Written | None = may(PLACES)
    range: Range | None = may(INTERVAL)


class CheckShape(Shape):
    """Facts against facts."""

    that: Text = due(LINE)
    tolerance: Text | None = may(LINE)
    severity: str = due(Words("error", "warning", "red_flag"))
    because: Text | None = may(LINE)


# -- items -------------------------------------------------------------------------------------------


class VetoShape(Shape):
    """A condition that takes the whole score of an item."""

    when: Text = due(LINE)
    because: Text | None = may(LINE)


class RequirementShape(Shape):
    """What must be attached when a condition holds."""

    when: Text = due(LINE)
    what: str = due(Words("reason", "evidence"))
    blocking: bool = may(YES_NO, False)  # noqa: FBT003 - a default
    because: Text | None = may(LINE)


class OverrideShape(Shape):
    """A condition that sets the grade."""

    when: Text = due(LINE)
    grade: Text = due(LINE)
    because: Text | None = may(LINE)


class ExpectShape(Shape):
    """What the author expects of an item: the facts in which its score rises or falls."""

    rising_in: tuple[Text, ...] = may(LINES, ())
    falling_in: tuple[Text, ...] = may(LINES, ())


class EachShape(Shape):
    """The table whose rows are the leaves of a group."""

    table: Text = due(LINE)
    where: Text | None = may(LINE)
    name: Text = due(LINE)
    points: Text = due(LINE)
    if_empty: str = due(Words("full", "zero", "redistribute", "rescale"))


class RowRuleShape(RuleShape):
    """One of the rules of an ``each``: for the rows that ``when`` takes, or for all others."""

    when: Text | None = may(LINE)
    otherwise: RuleShape | Text | None = may(OneOf(text=LINE, table=Shaped(lambda: RuleShape)))


class CombineShape(Shape):
    """A formula over the children's names."""

    formula: Text = due(LINE)


class ItemShape(RuleShape):
    """An item: a group with ``items`` or ``each``, or a leaf with one rule."""

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
    applies: Text | None = may(LINE)
    otherwise: str | None = may(Words("full", "zero", "redistribute", "rescale"))
    veto: tuple[VetoShape, ...] = may(Several(Shaped(lambda: VetoShape)), ())
    ceiling: BandsShape | None = may(Shaped(lambda: BandsShape))
    then_deduct: tuple[LineShape, ...] = may(LINES_OF_POINTS, ())
    bonus: bool = may(YES_NO, False)  # noqa: FBT003 - a default
    requires: tuple[RequirementShape, ...] = may(Several(Shaped(lambda: RequirementShape)), ())
    grades: dict[Text, Any] | None = may(Mapped(Anything()))
    expect: ExpectShape | None = may(Shaped(lambda: ExpectShape))
    was: Text | None = may(LINE)


class RubricShape(ItemShape):
    """A whole rubric file: the top takes every key of a group."""

    rubric: Text = due(LINE)
    version: Text | None = may(LINE)
    status: str | None = may(Words("official", "example", "reconstruction", "draft"))
    language: str = may(LANGUAGE, "zh")
    description: Text | None = may(LINE)
    units: dict[Text, Text] = may(Mapped(LINE), {})
    policy: Any = may(Anything())
    rounding: Any = due(
        OneOf(
            text=Words("none"),
            table=Shaped(lambda: RoundingShape),
            row=Several(Shaped(lambda: RoundingShape)),
        )
    )
    facts: dict[Text, FactShape | None] = may(Mapped(Shaped(lambda: FactShape)), {})
    values: dict[Text, ValueShape | Text | None] = may(
        Mapped(OneOf(text=LINE, table=Shaped(lambda: ValueShape))), {}
    )
    checks: dict[Text, CheckShape | None] = may(Mapped(Shaped(lambda: CheckShape)), {})
    tests: Any = may(Anything())
    beyond_full: bool | None = may(YES_NO)
