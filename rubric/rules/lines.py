"""The lines of ``deduct``, ``award`` and ``then_deduct``: a condition, or an amount counted in steps."""

from __future__ import annotations

import ast
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from rubric.forms import chinese_key
from rubric.formula import YES_NO
from rubric.rules.base import Branch, Lowered
from rubric.rules.problems.figures import WrongVerb
from rubric.rules.problems.lines import LineBoth, LineHalf, LineUnclear, StepOfNothing
from rubric.rules.reader import call, compare, constant, minus, name, over, times
from rubric.shape import AwardShape

if TYPE_CHECKING:
    from collections.abc import Iterable

    from rubric.place import Text
    from rubric.problems import Problem
    from rubric.rules.reader import Reader
    from rubric.shape import LineShape

ZERO = Fraction(0)


def deduct(lines: Iterable[LineShape], reader: Reader) -> Lowered:
    """``points`` less the total of the lines; what is left is held at the item's least, silently."""
    branches = read_lines(lines, reader)
    return Lowered("deduct", minus(name("points"), total(branches)), branches=branches, clamps=True)


def award(lines: Iterable[LineShape], reader: Reader) -> Lowered:
    """The total of the lines, held at the item's points, silently."""
    branches = read_lines(lines, reader)
    return Lowered("award", total(branches), branches=branches, clamps=True)


def total(branches: Iterable[Branch]) -> ast.expr:
    """What the lines come to together."""
    return call("total", *(b.amount for b in branches if b.amount is not None))


def read_lines(lines: Iterable[LineShape], reader: Reader) -> tuple[Branch, ...]:
    """A branch for each line."""
    return tuple(_line(line, reader) for line in lines)


def _line(line: LineShape, reader: Reader) -> Branch:
    key, award = line.written.get("points"), isinstance(line, AwardShape)
    if key is not None and key == ("扣" if award else "加"):
        reader.problems.append(WrongVerb(place=key.place, found=key, due="加" if award else "扣"))
    counted = (line.of, line.per, line.count)
    if line.when is not None and not any(counted) and line.max is None:
        return _condition(line.when, line, reader)
    if line.of is not None and line.per is not None and line.per.value > 0 and line.count and not line.when:
        return _count(line.of, line.per.value, line, reader)
    if not line.doubtful:
        reader.problems.append(_unclear(line))
    return Branch("line", "")


def _unclear(line: LineShape) -> Problem:
    award = isinstance(line, AwardShape)
    verb: dict[str, Any] = {"verb": "加" if award else "扣", "en_verb": "adds" if award else "takes"}
    if line.when is not None:
        return LineBoth(place=line.place, **verb)
    if line.per is not None and line.per.value <= 0:
        found = str(line.contents["per"])
        return StepOfNothing(place=line.value_place("per"), found=found, **verb)
    missing = [key for key in ("of", "per", "count") if key not in line.written]
    if len(missing) == 3:
        return LineUnclear(place=line.place, **verb)
    chinese = "、".join(f"“{chinese_key(key, line)}”" for key in missing)
    return LineHalf(place=line.place, missing_zh=chinese, missing_en=" and no ".join(missing), **verb)


def _condition(when: Text, line: LineShape, reader: Reader) -> Branch:
    test = reader.formula(when, YES_NO)
    amount = ast.IfExp(test, reader.gain(line.points), constant(ZERO))
    return Branch("line", str(when), test, amount, because=line.because, place=when.place)


def _count(of: Text, per: Fraction, line: LineShape, reader: Reader) -> Branch:
    measured = reader.formula(of)
    steps: ast.expr = over(call("max", measured, constant(ZERO)), constant(per))
    if line.count != "continuous":
        steps = call("floor" if line.count == "complete" else "ceil", steps)
    amount: ast.expr = times(steps, reader.gain(line.points))
    if line.max is not None:
        amount = call("min", amount, reader.gain(line.max))
    return Branch(
        "line",
        str(of),
        test=compare(amount, ast.Gt(), constant(ZERO)),
        amount=amount,
        of=measured,
        steps=steps,
        each=str(line.points),
        count=line.count,  # type: ignore[arg-type]  # one of the three words that the shape admits
        because=line.because,
        place=of.place,
        per=per,
    )
