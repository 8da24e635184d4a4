"""What an item is worth, as one expression: its rule, then every step of the language in its order."""

from __future__ import annotations

import ast
from fractions import Fraction
from typing import TYPE_CHECKING, Final

from rubric.forms import chinese_key
from rubric.formula import YES_NO, names_of
from rubric.model import Condition, Worth
from rubric.number import show
from rubric.range import Range, show_range
from rubric.rules import (
    bands,
    cases,
    checklist,
    formula,
    interpolate,
    judgement,
    lines,
    lookup,
    proportion,
    rank,
)
from rubric.rules.problems.items import NoRule, NotForRows, OneRule
from rubric.rules.problems.points import OutOfBounds
from rubric.rules.reader import call, constant, minus, name, once, undefined

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable

    from rubric.place import Text
    from rubric.problems import Problem
    from rubric.rules.base import Branch, Lowered
    from rubric.rules.reader import Reader
    from rubric.shape import ItemShape, RuleShape

# The name under which what a group's items come to enters its expression.
SUM: Final = "@sum"
ZERO: Final = Fraction(0)

_RULES: Final[dict[str, Callable[..., Lowered]]] = {
    "bands": bands.lower,
    "proportion": proportion.lower,
    "cases": cases.lower,
    "deduct": lines.deduct,
    "award": lines.award,
    "checklist": checklist.lower,
    "lookup": lookup.lower,
    "judgement": judgement.lower,
    "interpolate": interpolate.lower,
    "rank": rank.lower,
}


def rules_of(shape: RuleShape) -> list[str]:
    """The rules that stand in a shape, readable or not."""
    return [rule for rule in ("formula", *_RULES, "given") if rule in shape.written]


def rule_problems(
    name: Text, shape: RuleShape, allowed: Collection[str], also: tuple[str, str] = ("", "")
) -> list[Problem]:
    """What keeps a shape from having exactly one rule, and one of those ``allowed``."""
    found = rules_of(shape)
    known = {
        "known_zh": "、".join(chinese_key(rule, shape) for rule in allowed),
        "known_en": ", ".join(allowed),
    }
    if len(found) > 1:
        chinese = "、".join(f"“{chinese_key(rule, shape)}”" for rule in found)
        place = shape.place_of(found[1])
        return [OneRule(place=place, name=name, found_zh=chinese, found_en=" and ".join(found))]
    if not found:
        also_zh, also_en = also
        missing = NoRule(place=shape.place, name=name, also_zh=also_zh, also_en=also_en, **known)
        return [] if shape.strange else [missing]
    rule = found[0]
    if rule not in allowed:
        chinese = chinese_key(rule, shape)
        return [NotForRows(place=shape.place_of(rule), name=name, rule=rule, zh_rule=chinese, **known)]
    return []


def lower_rule(shape: RuleShape, reader: Reader) -> Lowered | None:
    """The rule of a shape, None where there is none that could be read."""
    if shape.formula is not None:
        return formula.lower(shape.formula, reader, clamps=shape.clamp)
    if shape.given:
        return judgement.given(reader.points, reader.least)
    for rule, lower in _RULES.items():
        held = getattr(shape, rule)
        if held is not None:
            return lower(held, reader)
    return None


def conditions(written: Iterable[tuple[Text, Text | None]], reader: Reader) -> tuple[Condition, ...]:
    """Conditions with what the author says of them."""
    return tuple(
        Condition(reader.formula(when, YES_NO), str(when), when.place, because) for when, because in written
    )


def leaf(rule: Lowered, shape: ItemShape | None, reader: Reader, label: str, points: ast.expr) -> Worth:
    """A leaf's worth. ``points`` is the node of its full points."""
    start = once(rule.expr)
    if rule.clamps:
        held: ast.expr = call("clamp", start, constant(reader.least), points)
    else:
        _provable(rule, reader, label)
        held = within(start, constant(reader.least), points)
    return _steps(rule, start, once(held), shape, reader)


def group(shape: ItemShape, reader: Reader, most: ast.expr | None, *, exact: bool) -> Worth:
    """A group's worth. ``most`` is what it is held at, ``exact`` says that passing it is no score."""
    start = name(SUM)
    least = constant(reader.least)
    if exact and most is not None:
        held = within(start, least, most)
    else:
        held = call("max", start, least)
        if most is not None:
            held = call("min", held, most)
    return _steps(None, start, once(held), shape, reader)


def within(value: ast.expr, least: ast.expr, most: ast.expr) -> ast.expr:
    """The value where it lies within its bounds; outside it is no score."""
    inside = ast.Compare(least, [ast.LtE(), ast.LtE()], [value, most])
    return call("first", inside, value, undefined("out_of_bounds"))


def _steps(
    rule: Lowered | None, start: ast.expr, held: ast.expr, shape: ItemShape | None, reader: Reader
) -> Worth:
    taken, capped, whole = held, held, held
    taking: tuple[Branch, ...] = ()
    vetoes: tuple[Condition, ...] = ()
    ceiling: Lowered | None = None
    least = constant(reader.least)
    if shape is not None and shape.then_deduct:
        taking = lines.read_lines(shape.then_deduct, reader)
        taken = once(call("max", minus(held, lines.total(taking)), least))
    capped = taken
    if shape is not None and shape.ceiling is not None:
        ceiling = bands.lower(shape.ceiling, reader)
        # A ceiling below the least is the least: no item is worth less than its bounds allow.
        capped = once(call("max", call("min", taken, ceiling.expr), least))
    whole = capped
    if shape is not None and shape.veto:
        vetoes = conditions(((v.when, v.because) for v in shape.veto), reader)
        nothing = constant(max(ZERO, reader.least))
        parts = [part for veto in vetoes for part in (veto.when, nothing)]
        whole = call("first", *parts, capped)
    reads = tuple(names_of(whole, {name: bound.columns for name, bound in reader.tables.items()}))
    return Worth(whole, rule, start, held, taken, capped, taking, ceiling, vetoes, reads)


def _provable(rule: Lowered, reader: Reader, label: str) -> None:
    """A formula whose every value lies outside its bounds is a mistake that no fact can mend."""
    if reader.points is None or reader.problems or reader.least > reader.points:
        return
    if rule.rule not in ("formula", "cases", "bands", "lookup", "interpolate"):
        return
    found = reader.enclosed(rule.expr)
    bounds = Range(reader.least, reader.points)
    if isinstance(found, Range) and not found.meets(bounds) and rule.place is not None:
        held, shown = show_range(found), f"{show(reader.least)} – {show(reader.points)}"
        reader.problems.append(OutOfBounds(place=rule.place, name=label, held=held, bounds=shown))
