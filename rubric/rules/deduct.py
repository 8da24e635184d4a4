"""The rule ``deduct``: full points, less what each line takes away."""

from __future__ import annotations

import ast
from fractions import Fraction
from typing import TYPE_CHECKING

from rubric.rules.base import Branch, Lowered
from rubric.rules.problems import LineUnclear
from rubric.rules.reader import call, constant, name

if TYPE_CHECKING:
    from rubric.rules.reader import Reader
    from rubric.shape import DeductShape
    from rubric.source import Text


def lower(lines: list[DeductShape], reader: Reader) -> Lowered:
    """``points`` less the total of the lines; what is left is held at the item's least, silently."""
    branches = tuple(_line(line, reader) for line in lines)
    taken = [b.amount for b in branches if b.amount is not None]
    expr = ast.BinOp(name("points"), ast.Sub(), call("total", *taken))
    return Lowered("deduct", expr, branches=branches, clamps=True)


def _line(line: DeductShape, reader: Reader) -> Branch:
    counted = (line.of, line.per, line.count)
    if line.when is not None and not any(counted) and line.max is None:
        return _condition(line.when, line, reader)
    if line.of is not None and line.per is not None and line.per.value > 0 and line.count and not line.when:
        return _count(line.of, line.per.value, line, reader)
    reader.problems.append(LineUnclear(place=line.points.place))
    return Branch("line", "")


def _condition(when: Text, line: DeductShape, reader: Reader) -> Branch:
    test = reader.formula(when, "yes_no")
    amount = ast.IfExp(test, reader.earning(line.points), constant(Fraction(0)))
    return Branch("line", str(when), test, amount, because=line.because, place=when.place)


def _count(of: Text, per: Fraction, line: DeductShape, reader: Reader) -> Branch:
    measured = reader.formula(of)
    excess = call("max", measured, constant(Fraction(0)))
    steps: ast.expr = ast.BinOp(excess, ast.Div(), constant(per))
    if line.count != "continuous":
        steps = call("floor" if line.count == "complete" else "ceil", steps)
    amount: ast.expr = ast.BinOp(steps, ast.Mult(), reader.earning(line.points))
    if line.max is not None:
        amount = call("min", amount, reader.earning(line.max))
    return Branch(
        "line",
        str(of),
        test=ast.Compare(amount, [ast.Gt()], [constant(Fraction(0))]),
        amount=amount,
        of=measured,
        steps=steps,
        count=line.count,
        because=line.because,
        place=of.place,
    )
