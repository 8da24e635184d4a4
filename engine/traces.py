"""The trace of an item: which facts and values it rests on, and which branch decided."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING, Any

from engine.evaluate import NoValue
from engine.scorecard import BranchUse, FactUse, Step, Trace, ValueUse
from rubric.formula import names_of, substitute
from rubric.number import show, show_percent
from rubric.range import Range

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from fractions import Fraction

    from engine.facts_given import Given
    from engine.scorecard import Known
    from engine.world import Context
    from rubric.model import Worth
    from rubric.rules.base import Branch, Lowered

COUNTED = frozenset(("deduct", "award", "checklist"))


def trace_of(
    worth: Worth, trees: Iterable[ast.expr], context: Context, seen: Mapping[int, Known], path: str
) -> Trace:
    """How a leaf came to its points. ``trees`` are all that it may read beside its worth."""
    rule = worth.rule
    assert rule is not None  # only leaves come here
    judged = context.judged
    calculated = context.world.rubric.values
    names = _names(worth, trees, context)
    facts = tuple([fact_use(name, context, path) for name in names if name not in calculated])
    values = tuple([_value(name, context) for name in names if name in calculated])
    quantity = at(rule.quantity, seen)
    raw: Any = at(worth.start, seen)
    return Trace(
        formula=rule.text,
        substituted=put_in(rule.quantity, context) if rule.quantity is not None else "",
        quantity=quantity if judged is None or rule.quantity is not None else judged.share,
        percent=rule.percent or _is_percent(rule.quantity, context),
        branches=branches(rule, seen),
        facts=facts,
        level=judged.level if judged is not None else None,
        reason=judged.reason if judged is not None else None,
        values=values,
        target=at(rule.target, seen),
        target_text=put_in(rule.target, context) if rule.target is not None else "",
        raw=raw,
        options=rule.options,
    )


def branches(rule: Lowered, seen: Mapping[int, Known]) -> tuple[BranchUse, ...]:
    """The branches of a rule with what they came to."""
    counted = rule.rule in COUNTED
    return tuple([branch_use(branch, seen, counted=counted) for branch in rule.branches])


def branch_use(branch: Branch, seen: Mapping[int, Known], *, counted: bool) -> BranchUse:
    """A branch with what it came to: a counted line decides where it changes the points."""
    amount = at(branch.amount, seen)
    decided = bool(amount) if counted else amount is not None
    return BranchUse(branch, decided, amount, at(branch.of, seen), at(branch.steps, seen))


def at(node: ast.expr | None, seen: Mapping[int, Known]) -> Known | None:
    """What a part came to, None where it was not reached."""
    return None if node is None else seen.get(id(node))


def steps_of(worth: Worth, seen: Mapping[int, Known], start: Fraction | None) -> tuple[Step, ...]:
    """Every step after the rule that changed the score, in order; their amounts add up to the change."""
    steps: list[Step] = []
    before = start
    for kind, node in (("held", worth.held), ("then_deduct", worth.taken), ("ceiling", worth.capped)):
        after: Any = at(node, seen)
        if after is None:
            continue
        if before is not None and after is not before and after != before:
            steps.append(_step(kind, after - before, worth, seen))
        before = after
    end: Any = at(worth.expr, seen)
    for veto in worth.veto:
        if at(veto.when, seen) is True:
            amount = end - (before if before is not None else end)
            steps.append(Step("veto", amount, veto.text, veto.because))
            break
    return tuple(steps)


def _step(kind: Any, amount: Fraction, worth: Worth, seen: Mapping[int, Known]) -> Step:
    if kind == "then_deduct":
        uses = tuple(branch_use(b, seen, counted=True) for b in worth.then_deduct)
        return Step(kind, amount, uses=tuple(use for use in uses if use.decided))
    if kind == "ceiling" and worth.ceiling is not None:
        uses = tuple(use for use in branches(worth.ceiling, seen) if use.decided)
        return Step(kind, amount, worth.ceiling.text, quantity=at(worth.ceiling.quantity, seen), uses=uses)
    return Step(kind, amount)


# -- names ---------------------------------------------------------------------------------------------


def _names(worth: Worth, trees: Iterable[ast.expr], context: Context) -> list[str]:
    """The facts and values that are read, values before what they rest on, each once."""
    columns, values = context.world.columns, context.world.rubric.values
    found: dict[str, None] = {}
    waiting = [*worth.reads, *(name for tree in trees for name in names_of(tree, columns))][::-1]
    while waiting:
        name = waiting.pop()
        if name in found or name == "lost" or name.startswith("@"):
            continue
        found[name] = None
        value = values.get(name)
        if value is not None and name not in context.columns:
            waiting += [*names_of(value.lowered.expr, columns)][::-1]
    return list(found)


def fact_use(name: str, context: Context, path: str) -> FactUse:
    """A fact with its value and its place in the file."""
    given = given_of(name, context)
    if given is None:
        return _not_given(name, context, path)
    place, value = given.place, given.value
    return FactUse(
        name.removeprefix(f"{path}/"),
        value if not isinstance(value, Range) or name in context.world.known else None,
        given.text,
        given.unit,
        place.source.name if place else None,
        given.line,
        given.source,
        given.note,
        given.cell,
        name in context.world.rubric.over_all and name not in context.columns,
        None,
    )


def _not_given(name: str, context: Context, path: str) -> FactUse:
    """A table with its rows, or a fact of which nothing is known."""
    label, facts = name.removeprefix(f"{path}/"), context.world.facts
    table = facts.tables.get(name)
    if table is not None:
        place = table[0].place if table else None
        where = (place.source.name, place.line) if place is not None else (None, None)
        return FactUse(label, str(len(table)), str(len(table)), file=where[0], line=where[1])
    over_all = name in context.world.rubric.over_all and name not in context.columns
    return FactUse(label, None, "", over_all=over_all, lacks=facts.lacks.get(name))


def only_rough(worth: Worth, trees: Iterable[ast.expr], context: Context) -> bool:
    """Whether every fact that is read is known, if only within a range, so that nothing is missing."""
    calculated = context.world.rubric.values
    return all(_is_given(n, context) for n in _names(worth, trees, context) if n not in calculated)


def _is_given(name: str, context: Context) -> bool:
    given = given_of(name, context)
    if given is None:
        return name in context.world.facts.tables
    return not isinstance(given.value, Range) or name in context.world.known or bool(given.text)


def given_of(name: str, context: Context) -> Given[Any] | None:
    """A fact as the file gives it: of the row, else of the subject."""
    if context.row is not None and name in context.columns:
        return context.row.cells.get(name)
    facts = context.world.facts
    return facts.facts.get(name) or facts.ranges.get(name)


def _value(name: str, context: Context) -> ValueUse:
    world = context.world
    value = world.rubric.values[name]
    try:
        known: Known | None = world.exact(name)
    except NoValue:
        known = None
    tree = value.lowered.quantity if value.lowered.quantity is not None else value.lowered.expr
    substituted = put_in(tree, context) if value.lowered.rule == "formula" else ""
    return ValueUse(name, known, value.lowered.text, substituted, value.unit == "%")


def _is_percent(tree: ast.expr | None, context: Context) -> bool:
    if isinstance(tree, ast.Name):
        value, fact = context.world.rubric.values.get(tree.id), context.world.rubric.facts.get(tree.id)
        fact = context.columns.get(tree.id, fact)
        return (value is not None and value.unit == "%") or (fact is not None and fact.unit == "%")
    return False


def put_in(tree: ast.expr, context: Context) -> str:
    """A formula with the numbers put in for its names."""

    def shown(name: str) -> str:
        if name == "points":
            return show(context.points)
        given = given_of(name, context)
        if given is not None:
            return str(given.text)
        if name in context.world.rubric.values:
            return _shown_value(name, context)
        return name

    return substitute(tree, shown)


def _shown_value(name: str, context: Context) -> str:
    use = context.world
    try:
        known: Any = use.exact(name)
    except NoValue:
        return name
    percent = use.rubric.values[name].unit == "%"
    if isinstance(known, bool | str):
        return name
    return show_percent(known) if percent else show(known)
