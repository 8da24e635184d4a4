"""A check with the figures put in: as it holds, or as they contradict it."""

from __future__ import annotations

import ast
from fractions import Fraction
from typing import TYPE_CHECKING, Final, NamedTuple

from engine.evaluate import NoValue
from engine.explain.words import commas, equation, formula
from engine.questions.verify.numbers import as_printed, difference, told
from rubric.formula.show import substitute

if TYPE_CHECKING:
    from engine.questions.verify.figures import Figures
    from engine.questions.verify.judge import Judged
    from rubric.model import Check
    from rubric.problems import Language

_AGAINST: Final = {"=": "≠", "≠": "=", "<": "≥", ">": "≤", "≤": ">", "≥": "<"}
_SIGNS: Final[dict[type[ast.cmpop], str]] = {
    ast.Eq: "=",
    ast.NotEq: "≠",
    ast.Lt: "<",
    ast.LtE: "≤",
    ast.Gt: ">",
    ast.GtE: "≥",
}
# A comparison with these verdicts is shown as it is written.
_WRITTEN: Final = ("exact", "solved", "not_decidable")


class Side(NamedTuple):
    """A side of a comparison with the figures put in, its value, and the name where it is one figure."""

    text: str
    value: Fraction | None
    alone: bool
    name: str


class Shown:
    """Shows the checks of one subject in a language."""

    def __init__(self, figures: Figures, language: Language) -> None:
        self.figures, self.language = figures, language

    def comparison(self, one: Judged) -> str:
        """``605.07 + 393.26 = 998.33，表列 998.34``; two figures stand against each other as they are."""
        sides = self.sides(one.check)
        if sides is None:
            return self._put_in(one.check.that)
        left, sign, right = sides
        if one.verdict in _WRITTEN or left.value is None or right.value is None:
            return f"{left.text} {sign} {right.text}"
        if left.alone and right.alone:
            holds = one.verdict in ("within_rounding", "within_tolerance", "only_if_truncated")
            return (
                commas([left.text, right.text], self.language)
                if holds
                else (f"{left.text} {_AGAINST[sign]} {right.text}")
            )
        if sign != "=":
            said = [self._with_value(side, one) for side in (left, right)]
            return f"{said[0]} {_AGAINST[sign]} {said[1]}"
        summed, stated = (left, right) if right.alone else (right, left)
        due = f"表列 {stated.text}" if self.language == "zh" else f"stated {stated.text}"
        return commas(
            [self._with_value(summed, one), due if stated.alone else self._with_value(stated, one)],
            self.language,
        )

    def sides(self, check: Check) -> tuple[Side, str, Side] | None:
        """The sides of a check that is one comparison, and the sign between them."""
        that = check.that
        if not isinstance(that, ast.Compare) or len(that.ops) != 1 or type(that.ops[0]) not in _SIGNS:
            return None
        return self._side(that.left), _SIGNS[type(that.ops[0])], self._side(that.comparators[0])

    def _side(self, tree: ast.expr) -> Side:
        try:
            found = self.figures.world.evaluator.value(tree)
        except NoValue:
            found = None
        alone = isinstance(tree, ast.Name | ast.Constant)
        name = tree.id if isinstance(tree, ast.Name) else ""
        return Side(self._put_in(tree), found if isinstance(found, Fraction) else None, alone, name)

    def _put_in(self, tree: ast.expr) -> str:
        return formula(substitute(tree, self._figure), self.language)

    def _figure(self, name: str) -> str:
        given = self.figures.given(name) or self.figures.world.facts.facts.get(name)
        if given is not None:
            return str(given.text)
        value = self.figures.world.rubric.values.get(name)
        try:
            found = self.figures.world.exact(name) if value is not None else None
        except NoValue:
            found = None
        percent = value is not None and value.unit == "%"
        return told(found, percent=percent) if isinstance(found, Fraction) else name

    def _with_value(self, side: Side, one: Judged) -> str:
        if side.alone or side.value is None:
            return side.text
        return equation(side.text, self.number(side.value, one))

    # -- numbers

    def number(self, x: Fraction, one: Judged) -> str:
        """A number of a check, to more places than its finest figure is printed with."""
        return told(x, percent=self._is_rate(one.check), places=self._places(one.check))

    def difference(self, x: Fraction, one: Judged) -> str:
        """A difference of the sides of a check."""
        return difference(x, self.language, percent=self._is_rate(one.check), places=self._places(one.check))

    def printed(self, name: str, x: Fraction) -> str:
        """A number as the fact of that name would be printed."""
        given = self.figures.given(name)
        places = given.places if given is not None else None
        return as_printed(x, percent=self.is_percent(name), places=places or 0)

    def is_percent(self, name: str) -> bool:
        """Whether a fact or a value is told in percent."""
        rubric = self.figures.world.rubric
        declared = rubric.facts.get(name) or rubric.values.get(name)
        return declared is not None and declared.unit == "%"

    def _is_rate(self, check: Check) -> bool:
        sides = self.sides(check)
        return sides is not None and any(self.is_percent(side.name) for side in sides[::2] if side.name)

    def _places(self, check: Check) -> int:
        given = (self.figures.given(name) for name in self.figures.reads(check))
        return max((held.places or 0 for held in given if held is not None), default=0)
