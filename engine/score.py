"""A rubric and facts to a scorecard. Pure: the same two always give the same third."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Final

from engine.evaluate import Evaluator, NoValue
from engine.scorecard import BranchUse, FactUse, ItemScore, Scorecard, Trace, Undefined
from rubric.formula.check import names_of
from rubric.formula.show import unparse
from rubric.number import fits, fraction_string, round_places, show
from rubric.range import Range, intersect

if TYPE_CHECKING:
    import ast
    from collections.abc import Mapping

    from engine.facts import Facts
    from engine.scorecard import Known, State
    from rubric.model import Item, Rounding, Rubric, Stage
    from rubric.rules.base import Lowered

VERSION: Final = "0.1.0"
ZERO: Final = Fraction(0)


def score(rubric: Rubric, facts: Facts) -> Scorecard:
    """The score of one subject, with the reason for every point."""
    root = _item(rubric.root, rubric, facts)
    return Scorecard(
        title=rubric.title,
        version=rubric.version,
        status=rubric.status,
        language=rubric.language,
        subject=facts.subject,
        period=facts.period,
        root=root,
        grades=_grades(rubric, root),
        rubric_sha256=rubric.sha256,
        facts_sha256=facts.sha256,
        engine=VERSION,
    )


def _item(item: Item, rubric: Rubric, facts: Facts) -> ItemScore:
    return _group(item, rubric, facts) if item.items else _leaf(item, rubric, facts)


# -- leaves ----------------------------------------------------------------------------------------


def _leaf(item: Item, rubric: Rubric, facts: Facts) -> ItemScore:
    known = {name: given.value for name, given in facts.facts.items()} | {"points": item.points}
    evaluator = Evaluator(known)
    rule = item.rule
    assert rule is not None  # a leaf has one rule: the loader refuses any other
    try:
        if item.applies is not None and not evaluator.value(item.applies.when):
            worth = item.points if item.otherwise == "full" else ZERO
            return _made(item, rubric, "not_applicable", worth, _trace(item, rule, evaluator, facts))
        value = evaluator.value(rule.expr)
        assert isinstance(value, Fraction)  # the types of formulas were checked on loading
        held = min(max(value, item.least), item.points) - value
        if held and not rule.clamps:
            raise NoValue(Undefined("out_of_bounds", fraction_string(value)))
    except NoValue as none:
        return _made(item, rubric, "unscored", None, _trace(item, rule, evaluator, facts), undefined=none.why)
    trace = _trace(item, rule, evaluator, facts)
    return _made(item, rubric, "scored", value + held, trace, held=held)


def _made(
    item: Item,
    rubric: Rubric,
    state: State,
    exact: Fraction | None,
    trace: Trace,
    held: Fraction = ZERO,
    undefined: Undefined | None = None,
) -> ItemScore:
    rounding = rubric.rounding.get("item")
    low, high = span = (item.least, item.points) if exact is None else (exact, exact)
    return ItemScore(
        path=item.path,
        name=item.name,
        points=item.points,
        state=state,
        rule=item.rule.rule if item.rule else None,
        exact=exact,
        span=span,
        low=_rounded(low, rounding),
        high=_rounded(high, rounding),
        places=rounding.places if rounding else None,
        held=held,
        text=item.text,
        basis=item.basis,
        otherwise=item.otherwise if state == "not_applicable" else None,
        condition=item.applies.text if item.applies else None,
        undefined=undefined,
        trace=trace,
    )


def _rounded(x: Fraction, rounding: Rounding | None) -> Fraction:
    return x if rounding is None else round_places(x, rounding.places, rounding.mode)


def _trace(item: Item, rule: Lowered, evaluator: Evaluator, facts: Facts) -> Trace:
    uses = tuple(_fact(name, facts, item) for name in _read(item, rule))
    quantity = evaluator.trace.get(id(rule.quantity))
    shown = {use.name: use.text for use in uses if use.text} | {"points": show(item.points)}
    substituted = unparse(rule.quantity, lambda n: shown.get(n, n)) if rule.quantity else ""
    branches = _branches(rule, evaluator.trace)
    percent = ("percent", "yes") in rule.options
    return Trace(rule.text, substituted, quantity, percent, branches, uses)


def _read(item: Item, rule: Lowered) -> dict[str, None]:
    trees = [rule.expr, *([item.applies.when] if item.applies else [])]
    return dict.fromkeys(name for tree in trees for name in names_of(tree))


def _fact(name: str, facts: Facts, item: Item) -> FactUse:
    given = facts.facts.get(name)
    label = name.removeprefix(f"{item.path}/")
    if given is None:
        return FactUse(label, None, "")
    place = given.place
    return FactUse(
        label,
        given.value,
        given.text,
        given.unit,
        file=place.source.name if place else None,
        line=place.line if place else None,
        source=given.source,
        note=given.note,
    )


def _branches(rule: Lowered, trace: Mapping[int, Known]) -> tuple[BranchUse, ...]:
    uses: list[BranchUse] = []
    for branch in rule.branches:
        amount = trace.get(id(branch.amount))
        decided = bool(amount) if rule.rule in ("deduct", "checklist") else amount is not None
        uses.append(BranchUse(branch, decided, amount, _at(branch.of, trace), _at(branch.steps, trace)))
    return tuple(uses)


def _at(node: ast.expr | None, trace: Mapping[int, Known]) -> Known | None:
    return None if node is None else trace.get(id(node))


# -- groups ----------------------------------------------------------------------------------------


def _group(item: Item, rubric: Rubric, facts: Facts) -> ItemScore:
    children = tuple(_item(child, rubric, facts) for child in item.items)
    stage: Stage = "group" if item.path else "total"
    rounding = rubric.rounding.get(stage)
    misfit = any(child.places is not None and not fits(child.points, child.places) for child in children)
    if misfit and rounding is None:
        # Rounded children of unprintable points cannot add up: round the exact ones instead.
        rounding = rubric.rounding.get("item")
    spans = [_bounds(child, exact=misfit) for child in children]
    low, high = (sum((span[side] for span in spans), ZERO) for side in (0, 1))
    settled = all(child.exact is not None for child in children)
    rounded = _rounded(low, rounding)
    printed = sum((child.low for child in children), ZERO)
    return ItemScore(
        path=item.path,
        name=item.name,
        points=item.points,
        state="scored" if settled else "unscored",
        rule="sum",
        exact=low if settled else None,
        span=(low, high),
        low=rounded,
        high=_rounded(high, rounding),
        places=_places(children, rounding),
        difference=rounded - printed if settled else ZERO,
        text=item.text,
        basis=item.basis,
        items=children,
    )


def _bounds(child: ItemScore, *, exact: bool) -> tuple[Fraction, Fraction]:
    return child.span if exact else (child.low, child.high)


def _places(children: tuple[ItemScore, ...], rounding: Rounding | None) -> int | None:
    if rounding is not None:
        return rounding.places
    places = [child.places for child in children]
    return None if None in places else max(p for p in places if p is not None)


def _grades(rubric: Rubric, root: ItemScore) -> tuple[str, ...]:
    grades = rubric.root.grades
    if grades is None:
        return ()
    if root.exact is not None:
        value = root.exact if grades.on == "exact" else root.low
        return tuple(g.name for g in grades.grades if g.interval.contains(value))
    span = Range(root.low, root.high)
    return tuple(g.name for g in grades.grades if intersect(g.interval, span) is not None)
