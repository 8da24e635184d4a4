"""A rubric and facts to a scorecard. Pure: the same two always give the same third."""

from __future__ import annotations

from fractions import Fraction
from itertools import product
from typing import TYPE_CHECKING, Final

from engine.evaluate import Evaluator, NoValue
from engine.scorecard import BranchUse, FactUse, ItemScore, Scorecard, Trace, Undefined
from rubric.formula.check import names_of
from rubric.formula.show import unparse
from rubric.number import fits, fraction_string, round_places, show
from rubric.range import Range, intersect
from rubric.rules.judgement import share_of

if TYPE_CHECKING:
    import ast
    from collections.abc import Mapping

    from engine.facts import Facts
    from engine.judgements import Judged
    from engine.scorecard import Known, State
    from rubric.model import Item, Rounding, Rubric, Stage
    from rubric.rules.base import Lowered

VERSION: Final = "0.1.0"
ZERO: Final = Fraction(0)
MOST_OPEN: Final = 8


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
    judged = facts.judgements.get(item.path)
    if judged is not None and judged.share is not None:
        known[share_of(item.path)] = judged.share
    evaluator = Evaluator(known)
    rule = item.rule
    assert rule is not None  # a leaf has one rule: the loader refuses any other
    try:
        state, value, held = _earned(item, evaluator)
    except NoValue as none:
        why = none.why
        if why.detail == share_of(item.path):
            why = Undefined("judgement", judged.level if judged else "")
        span = _span(item, rubric, known, judged)
        return _made(item, rubric, "unscored", None, _trace(item, rule, evaluator, facts), ZERO, why, span)
    trace = _trace(item, rule, evaluator, facts)
    return _made(item, rubric, state, value + held, trace, held=held)


def _made(
    item: Item,
    rubric: Rubric,
    state: State,
    exact: Fraction | None,
    trace: Trace,
    held: Fraction = ZERO,
    undefined: Undefined | None = None,
    open_span: tuple[Fraction, Fraction] = (ZERO, ZERO),
) -> ItemScore:
    rounding = rubric.rounding.get("item")
    low, high = span = open_span if exact is None else (exact, exact)
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


def _earned(item: Item, evaluator: Evaluator) -> tuple[State, Fraction, Fraction]:
    """The state, the value of the rule, and what holding it within its bounds changes."""
    rule = item.rule
    assert rule is not None  # only leaves come here
    if item.applies is not None and not evaluator.value(item.applies.when):
        return "not_applicable", item.points if item.otherwise == "full" else ZERO, ZERO
    value = evaluator.value(rule.expr)
    assert isinstance(value, Fraction)  # the types of formulas were checked on loading
    held = min(max(value, item.least), item.points) - value
    if held and not rule.clamps:
        raise NoValue(Undefined("out_of_bounds", fraction_string(value)))
    return "scored", value, held


def _span(
    item: Item, rubric: Rubric, known: Mapping[str, Known], judged: Judged | None
) -> tuple[Fraction, Fraction]:
    """What an unscored leaf can still be: its level's part of the points, or every way to answer
    the yes/no facts that are open where these are few; otherwise anything within its bounds."""
    whole = (item.least, item.points)
    if judged is not None and item.applies is None:
        return judged.low * item.points, judged.high * item.points
    assert item.rule is not None  # only leaves come here
    missing = [name for name in _read(item, item.rule) if name not in known]
    if len(missing) > MOST_OPEN or not all(_answerable(name, rubric) for name in missing):
        return whole
    answers = product((True, False), repeat=len(missing))
    try:
        scores = [_answered(item, {**known, **dict(zip(missing, one, strict=True))}) for one in answers]
    except NoValue:
        return whole
    return min(scores), max(scores)


def _answered(item: Item, known: Mapping[str, Known]) -> Fraction:
    _, value, held = _earned(item, Evaluator(known))
    return value + held


def _answerable(name: str, rubric: Rubric) -> bool:
    fact = rubric.facts.get(name)
    return name in rubric.elements or (fact is not None and fact.type == "yes_no")


def _rounded(x: Fraction, rounding: Rounding | None) -> Fraction:
    return x if rounding is None else round_places(x, rounding.places, rounding.mode)


def _trace(item: Item, rule: Lowered, evaluator: Evaluator, facts: Facts) -> Trace:
    uses = tuple(_fact(name, facts, item) for name in _read(item, rule))
    quantity = evaluator.trace.get(id(rule.quantity))
    shown = {use.name: use.text for use in uses if use.value is not None} | {"points": show(item.points)}
    substituted = unparse(rule.quantity, lambda n: shown.get(n, n)) if rule.quantity else ""
    branches = _branches(rule, evaluator.trace)
    percent = ("percent", "yes") in rule.options
    judged = facts.judgements.get(item.path)
    level, why = (judged.level, judged.reason) if judged else (None, None)
    if judged is not None:
        quantity = judged.share
    return Trace(rule.text, substituted, quantity, percent, branches, uses, level, why)


def _read(item: Item, rule: Lowered) -> dict[str, None]:
    trees = [rule.expr, *([item.applies.when] if item.applies else [])]
    return dict.fromkeys(name for tree in trees for name in names_of(tree) if name[0] != "@")


def _fact(name: str, facts: Facts, item: Item) -> FactUse:
    exact, ranged = facts.facts.get(name), facts.ranges.get(name)
    given = exact or ranged
    label = name.removeprefix(f"{item.path}/")
    if given is None:
        return FactUse(label, None, "")
    place = given.place
    return FactUse(
        label,
        exact.value if exact else None,
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
