"""The rule ``proportion``: points by the share of a target that was reached."""

from __future__ import annotations

import ast
from fractions import Fraction
from typing import TYPE_CHECKING

from rubric.forms import chinese_key
from rubric.number import read_number
from rubric.range import show_range
from rubric.rules.base import Lowered
from rubric.rules.problems.lines import (
    MayBeNegative,
    NoZeroAt,
    ProportionUnclear,
    ShapeStray,
    ZeroAtTooLow,
    ZeroNever,
    ZeroUnread,
    ZeroUnsaid,
)
from rubric.rules.reader import call, compare, constant, inner, minus, name, once, over, times, undefined

if TYPE_CHECKING:
    from rubric.place import Text
    from rubric.problems import Problem
    from rubric.rules.reader import Reader
    from rubric.shape import ProportionShape

ZERO = Fraction(0)


def lower(shape: ProportionShape, reader: Reader) -> Lowered:
    """``first(target is 0, said, target met, full, below from, 0, points times the share)``."""
    before = len(reader.problems)
    of, target = once(reader.formula(shape.of)), once(reader.formula(shape.target))
    if len(reader.problems) == before:
        _check(shape, of, target, reader)
    if len(reader.problems) > before:
        return Lowered("proportion", constant(ZERO))
    higher = shape.better == "higher"
    zero = _zero(shape, target, reader)
    met = _met(shape, of, target, higher=higher)
    # What meets a target of 0 has met it where less is better; where more is better 0 measures nothing.
    parts = [*zero, *met] if higher else [*met, *zero]
    share = _share(shape, of, target, higher=higher)
    share_met = once(share)
    if shape.zero_at is not None:
        end = times(constant(shape.zero_at.value), target)
        parts += [compare(of, ast.GtE(), end), constant(ZERO)]
    if shape.from_ is not None:
        parts += [compare(share_met, ast.Lt(), constant(shape.from_.value)), constant(ZERO)]
    expr = call("first", *parts, times(name("points"), share_met))
    said = {"better": shape.better, "shape": shape.shape, "over": shape.over}
    said |= {"from": shape.contents.get("from"), "zero_at": shape.contents.get("zero_at")}
    options = tuple((key, str(value)) for key, value in said.items() if value is not None)
    text = f"{shape.of} ÷ {shape.target}"
    return Lowered(
        "proportion", expr, text, inner(of), options=options, place=shape.of.place, target=inner(target)
    )


def _check(shape: ProportionShape, of: ast.expr, target: ast.expr, reader: Reader) -> None:
    unclear = _unclear(shape)
    if unclear is not None:
        reader.problems.append(unclear)
    if not reader.sure(of, target):
        return
    for text, tree in ((shape.of, of), (shape.target, target)):
        found = reader.domain(tree)
        if found.lo is None or found.lo < 0:
            reader.problems.append(MayBeNegative(place=text.place, found=text, held=show_range(found)))
            return
    can_be_zero, said = reader.domain(target).contains(ZERO), "on_zero" in shape.written
    if said and not can_be_zero:
        reader.problems.append(ZeroNever(place=shape.place_of("on_zero"), found=shape.target))
    elif can_be_zero and not said and not shape.strange:
        reader.problems.append(ZeroUnsaid(place=shape.target.place, found=shape.target))


def _unclear(shape: ProportionShape) -> Problem | None:
    """What is wrong with saying how points fall where less is better."""
    if shape.better == "higher":
        why = ("方向是越高越好", "better is higher")
        return next((_stray(shape, key, why) for key in ("shape", "zero_at") if key in shape.written), None)
    if "shape" not in shape.written:
        return None if shape.strange else ProportionUnclear(place=shape.place)
    if shape.shape == "ratio" and "zero_at" in shape.written:
        return _stray(shape, "zero_at", ("反比永远不会减到 0 分", "a ratio never comes down to 0"))
    if shape.shape == "linear" and "zero_at" not in shape.written:
        return None if shape.strange else NoZeroAt(place=shape.value_place("shape"))
    if shape.zero_at is not None and shape.zero_at.value <= 1:
        return ZeroAtTooLow(place=shape.value_place("zero_at"), found=str(shape.contents["zero_at"]))
    return None


def _stray(shape: ProportionShape, key: str, why: tuple[str, str]) -> Problem:
    chinese, (zh, en) = chinese_key(key, shape), why
    return ShapeStray(place=shape.place_of(key), key=key, zh_key=chinese, zh_why=zh, en_why=en)


def _zero(shape: ProportionShape, target: ast.expr, reader: Reader) -> list[ast.expr]:
    if shape.on_zero is None:
        return []
    return [compare(target, ast.Eq(), constant(ZERO)), _said(shape.on_zero, reader)]


def _said(text: Text, reader: Reader) -> ast.expr:
    if text in ("unscored", "不计分"):
        return undefined("zero_denominator")
    if read_number(text) is None:
        reader.problems.append(ZeroUnread(place=text.place, found=text))
        return constant(ZERO)
    return reader.earning(text)


def _met(shape: ProportionShape, of: ast.expr, target: ast.expr, *, higher: bool) -> list[ast.expr]:
    beyond = compare(of, ast.Gt() if higher else ast.Lt(), target)
    at = compare(of, ast.GtE() if higher else ast.LtE(), target)
    refused = [beyond, undefined("over_target")] if shape.over == "error" else []
    return [*refused, at, name("points")]


def _share(shape: ProportionShape, of: ast.expr, target: ast.expr, *, higher: bool) -> ast.expr:
    if higher:
        return over(of, target)
    if shape.zero_at is None:
        return over(target, of)
    end = times(constant(shape.zero_at.value), target)
    return over(minus(end, of), minus(end, target))
