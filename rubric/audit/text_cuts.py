"""A quoted text against what a rule gives at the percentages that the text names."""

from __future__ import annotations

import ast
from fractions import Fraction
from typing import TYPE_CHECKING, Final

from rubric.audit.rates import rates
from rubric.audit.said_cuts import cuts
from rubric.audit.steps import Steps
from rubric.audit.text_finding import differs
from rubric.audit.units import Units
from rubric.formula import canonical
from rubric.formula.narrow import key_of
from rubric.number import show, show_percent
from rubric.range import ZERO, Range, round_, show_range

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from rubric.audit.finding import Finding
    from rubric.audit.reading import Reading
    from rubric.audit.said_cuts import Cut
    from rubric.audit.scopes import Rule
    from rubric.formula.narrow import Key
    from rubric.model import Item
    from rubric.place import Text

# So close to a cut no other cut lies, and a tenth of a percentage point is printed.
NEAR: Final = Fraction(1, 1000)
HUNDRED: Final = Fraction(100)


def thresholds(reading: Reading, rule: Rule, item: Item, text: Text) -> Iterator[Finding]:
    """The first cut of a text at which the rule surely gives something else."""
    said = list(cuts(text))
    axis = _axis(reading, rule) if said and rule.worth is not None else ()
    for cut in said if axis else ():
        if item.weight is not None and cut.points:
            continue  # the text of a weighted item may speak on another scale
        finding = _at(reading, rule, item, text, cut, axis)
        if finding is not None:
            yield finding
            return


def _at(
    reading: Reading, rule: Rule, item: Item, text: Text, cut: Cut, axis: tuple[ast.expr, ...]
) -> Finding | None:
    due = item.points if cut.points is None else max(cut.points, item.least) if not cut.points else cut.points
    for x in _figures(cut, reading, rule, axis):
        found = _worth(reading, rule, item, axis, x)
        if found is None or found.contains(due):
            continue
        has = show(found.lo) if found.is_point and found.lo is not None else show_range(found)
        what = f"在 {show_percent(x)} 时得", f"at {show_percent(x)} a score of"
        return differs(item, text, cut, what, has, show(due), rule.lowered.place or item.place)
    return None


def _figures(cut: Cut, reading: Reading, rule: Rule, axis: tuple[ast.expr, ...]) -> list[Fraction]:
    """Where the rule is tried: at the cut where it is included, and a little to the side of it."""
    step = Steps(reading, rule.scope).of(axis[0]) if len(axis) else None
    near = max(NEAR, step) if isinstance(step, Fraction) else NEAR
    if cut.side == "between":
        return [((cut.low or ZERO) + cut.cut) / 2]
    beside = {">": near, ">=": near, "<": -near, "<=": -near}.get(cut.side, ZERO)
    return [*([cut.cut] if "=" in cut.side else []), *([cut.cut + beside] if beside else [])]


def _worth(reading: Reading, rule: Rule, item: Item, axis: tuple[ast.expr, ...], x: Fraction) -> Range | None:
    """Everything that the item can be worth where its rate is ``x``; None where it cannot be that."""
    survey = reading.survey(rule.scope)
    if not survey.possible:
        return None
    for key, held in _narrowed(rule, axis, x).items():
        possible = survey.of(held[0])
        if not isinstance(possible, Range) or not (len(axis) != 1 or possible.contains(held[1])):
            return None
        survey.narrowed[key] = Range.point(held[1])
    assert rule.worth is not None  # asked by the caller
    found = survey.of(rule.worth.expr)
    rounding = reading.rubric.rounding.get("item")
    if not isinstance(found, Range) or rounding is None or item.scale != 1:
        return found if isinstance(found, Range) else None
    return round_(found, rounding.places, rounding.mode)


def _narrowed(rule: Rule, axis: tuple[ast.expr, ...], x: Fraction) -> Mapping[Key, tuple[ast.expr, Fraction]]:
    if _is_proportion(rule, axis):
        of, target = axis
        return {key_of(of): (of, x * HUNDRED), key_of(target): (target, HUNDRED)}
    return {key_of(node): (node, x) for node in axis}


def _is_proportion(rule: Rule, axis: tuple[ast.expr, ...]) -> bool:
    return rule.lowered.rule == "proportion" and len(axis) == 2 and axis[1] is rule.lowered.target


def _axis(reading: Reading, rule: Rule) -> tuple[ast.expr, ...]:
    """The nodes of the one rate that a rule measures; of a proportion of two names those two."""
    lowered, units = rule.lowered, Units(reading, rule.scope)
    if lowered.rule == "proportion" and isinstance(lowered.quantity, ast.Name):
        if isinstance(lowered.target, ast.Name):
            return (lowered.quantity, lowered.target)
        return (lowered.quantity,) if rates(units, lowered.quantity) == "percent" else ()
    if lowered.quantity is not None and lowered.rule in ("bands", "interpolate"):
        return (lowered.quantity,) if lowered.percent or rates(units, lowered.quantity) else ()
    found: dict[str, list[ast.expr]] = {}
    for node in _rates(lowered.expr, units):
        found.setdefault(canonical(node), []).append(node)
    nodes = next(iter(found.values())) if len(found) == 1 else []
    return tuple({key_of(node): node for node in nodes}.values())


def _rates(tree: ast.expr, units: Units) -> Iterator[ast.expr]:
    """The outermost names and quotients in a tree that are rates."""
    quotient = isinstance(tree, ast.BinOp) and isinstance(tree.op, ast.Div)
    if (isinstance(tree, ast.Name) or quotient) and rates(units, tree) is not None:
        yield tree
        return
    for child in ast.iter_child_nodes(tree):
        if isinstance(child, ast.expr) and not (isinstance(tree, ast.Call) and child is tree.func):
            yield from _rates(child, units)
