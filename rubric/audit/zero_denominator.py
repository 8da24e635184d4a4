"""A division by something that may be 0.

Exact where it is reported: facts within their declared ranges were found for which the divisor is 0 and
the division is reached. Where none was found among those tried, nothing is said.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from rubric.audit.finding import Finding
from rubric.audit.places import declared, excerpt_of
from rubric.audit.witness import example, facts_of, find
from rubric.formula import place_of
from rubric.number import show

if TYPE_CHECKING:
    import ast
    from collections.abc import Iterator

    from rubric.audit.reading import Reading
    from rubric.audit.scopes import Scope
    from rubric.audit.survey import Survey
    from rubric.place import Place


class ZeroDenominator(Finding):
    """The quotient then is no number, and what reads it has no score."""

    check = "zero-denominator"
    code = "A008"
    zh = "除数“{divisor}”可能为 0：如 {example_zh}。"
    en = "The divisor “{divisor}” may be 0: for example {example_en}."
    effect_zh = "这时{whole_zh}。"
    effect_en = "Then {whole_en}."
    fix_zh = "写“比(…, …, 零值=…)”说明为 0 时怎样，写“适用”，或把范围改为不含 0。"
    fix_en = (
        "Say what 0 means by ratio(a, b, if_zero=...), when the item applies, or declare a range without 0."
    )
    divisor: str
    example_zh: str
    example_en: str
    whole_zh: str
    whole_en: str


def check(reading: Reading) -> Iterator[Finding]:
    """Divisions that an author wrote, each once, in the first tree that reaches it with a 0."""
    told: set[Place] = set()
    for tree, scope in (*reading.trees, *reading.over_all):
        survey, _ = reading.surveyed(tree, scope)
        for node in survey.divisors.values():
            place = place_of(node.right)
            if place is None or place_of(node) is None or place in told:
                continue
            finding = _finding(reading, tree, scope, node, place)
            if finding is not None:
                told.add(place)
                yield finding


def _finding(reading: Reading, tree: ast.expr, scope: Scope, node: ast.BinOp, place: Place) -> Finding | None:
    given = find(reading, tree, scope, node.right, lambda survey, _: _is_zero(survey, node))
    if given is None:
        return None
    zh, en = example(reading, given, scope)
    whole = _whole(scope)
    return ZeroDenominator(
        place=place,
        labels=declared(list(facts_of(reading, node.right, scope).values())[:2]),
        divisor=excerpt_of(place),
        example_zh=zh,
        example_en=en,
        whole_zh=whole[0],
        whole_en=whole[1],
    )


def _is_zero(survey: Survey, node: ast.BinOp) -> bool | None:
    """Whether the divisor is 0 where the division is reached: surely, perhaps or never."""
    return True if id(node) in survey.surely else None if id(node) in survey.divisors else False


def _whole(scope: Scope) -> tuple[str, str]:
    item = scope.item
    if scope.cohort is not None:
        return f"这个单位没有算“{scope.cohort}”要用的数", f"the subject has no figure for “{scope.cohort}”"
    if item is None:
        return "这条核对没有结论", "the check comes to nothing"
    if scope.table is not None:
        return f"“{item.name}”的这一行没有得分", f"the row of “{item.name}” has no score"
    points = show(item.points)
    return (
        f"“{item.name}”没有得分，{points} 分悬而未决",
        f"“{item.name}” has no score: {points} points are open",
    )
