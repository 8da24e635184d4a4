"""The tests of a rubric as they are written: which facts, and what they should come to."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from rubric.forms import (
    LINE,
    LINES,
    NUMBER,
    Mapped,
    OneOf,
    Scalar,
    Several,
    Shape,
    Shaped,
    due,
    may,
    read_shape,
)
from rubric.given import ATTACHED, BASE, FACTS, JUDGED, Elsewhere
from rubric.misfit import NoContent, WrongContent
from rubric.place import Row, Table, Text
from rubric.shape import Anything

if TYPE_CHECKING:
    from rubric.number import Written
    from rubric.problems import Problem

DUE = {"due_zh": "若干个样例的列表", "due_en": "a list of tests"}
LIKE = {
    "like_zh": "，如 - {名称: 全部达标, 事实: {完成率: 95%}, 期望: {总分: 100}}",
    "like_en": " such as - {name: all met, facts: {rate: 95%}, expect: {total: 100}}",
}


STATES: Final = frozenset(("unscored", "not_applicable"))
OUTCOME: Final = Scalar("一个得分或一种状态", "points or a state", lambda text: text or None, LINE.schema)
COMES_TO: Final = OneOf(text=OUTCOME, row=Several(LINE))  # the list is the two ends of an open score


class ExpectedShape(Shape):
    """What an item should come to, where more than its points is said."""

    chinese = {"points": "得分", "within": "容差"}  # noqa: RUF012 - never changed
    like = ("，如 {得分: 45, 等级: 良}", " such as {points: 45, grade: good}")

    points: Any = may(Elsewhere(lambda: COMES_TO))
    grade: Any = may(Elsewhere(lambda: LINES))
    within: Written | None = may(NUMBER)


class WholeShape(Shape):
    """What the language says among the expectations; every other key is the name of an item."""

    total: Any = may(Elsewhere(lambda: COMES_TO))
    grade: Any = may(Elsewhere(lambda: LINES))
    problem: Any = may(Elsewhere(lambda: LINES))


class Expected(Mapped):
    """What the whole and the items should come to, by name; whoever runs the tests reads it."""

    whole = WholeShape
    item: Final = OneOf(text=OUTCOME, table=Shaped(lambda: ExpectedShape), row=Several(LINE))


class TestShape(Shape):
    """One test: what differs from its base, and what the whole should then come to."""

    __test__ = False  # no test of this program
    chinese = {"name": "名称", "expect": "期望", "within": "容差"}  # noqa: RUF012 - never changed
    like = (
        "，如 {名称: 全部达标, 事实: {完成率: 95%}, 期望: {总分: 100}}",
        " such as {name: all met, facts: {rate: 95%}, expect: {total: 100}}",
    )

    name: Text = due(LINE)
    base: Any = may(BASE)
    facts: Any = may(FACTS)
    judgements: Any = may(JUDGED)
    attached: Any = may(ATTACHED)
    expect: dict[Text, Any] = due(Expected(Anything()))
    within: Written | None = may(NUMBER)


class OwnTestsShape(Shape):
    """The tests that stand in a rubric, with the base that they share."""

    chinese = {"within": "容差"}  # noqa: RUF012 - never changed

    base: Any = may(BASE)
    within: Written | None = may(NUMBER)
    tests: tuple[TestShape, ...] = due(Several(Shaped(lambda: TestShape), alone=False))


class TestsShape(OwnTestsShape):
    """A file of tests, which may name the rubric that it is of."""

    __test__ = False
    rubric: Text | None = may(LINE)


# The tests in a rubric: a list of them, or a mapping with their base.
LISTED: Final = Several(Shaped(lambda: TestShape), alone=False)
TESTS: Final = OneOf(table=Shaped(lambda: OwnTestsShape), row=LISTED)


def read_tests(value: Any, key: Text, *, own: bool) -> tuple[OwnTestsShape | None, list[Problem]]:
    """The tests in a value: a list of them, or a mapping with their base; ``own`` are those in a rubric.

    What could not be read is among the problems, and what could is given all the same.
    """
    problems: list[Problem] = []
    if isinstance(value, Row):
        whole = Table({Text.at("tests", key.place): value})
        whole.place = value.place
        value = whole
    if not isinstance(value, Table):
        text = value if isinstance(value, Text) else key
        kind = WrongContent if text and text is not key else NoContent
        found = (
            {"found_zh": f"“{text[:40]}”", "found_en": repr(str(text[:40]))} if kind is WrongContent else {}
        )
        place = text.place if text else key.place
        return None, [kind(place=place, key=key, **DUE, **LIKE, **found)]
    return read_shape(OwnTestsShape if own else TestsShape, value, key, problems, always=True), problems
