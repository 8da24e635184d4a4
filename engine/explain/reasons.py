"""Why an item has its points, in a few words: the figures, and the reading that was chosen."""

from __future__ import annotations

import ast
from fractions import Fraction
from typing import TYPE_CHECKING, Final

from engine.explain.words import (
    amount,
    aside,
    brackets,
    clauses,
    commas,
    equation,
    figure,
    formula,
    interval,
    listed,
    minus,
    value_of,
)
from rubric.formula.show import unparse
from rubric.number import show
from rubric.range import Range

if TYPE_CHECKING:
    from collections.abc import Callable

    from engine.scorecard import BranchUse, ItemScore
    from rubric.problems import Language

_COUNT: Final = {
    "zh": {
        "complete": "足额，不足一步不计",
        "started": "起步，不足一步按一步计",
        "continuous": "连续，按比例计",
    },
    "en": {
        "complete": "complete steps only",
        "started": "a started step counts",
        "continuous": "pro rata",
    },
}


def reasons(item: ItemScore, language: Language) -> list[str]:
    """Short reasons for the line of a table; none for a group that only adds up."""
    if item.state == "not_applicable":
        return [_not_applicable(item, language)]
    if item.undefined is not None:
        waits = (
            f"待定：{why_open(item, language)}" if language == "zh" else f"open: {why_open(item, language)}"
        )
        if item.undefined.kind in ("zero_denominator", "out_of_bounds"):
            waits = why_open(item, language)
        return [waits, *_known_missing(item, language)]
    if item.items:
        return [difference(item, language)] if item.difference else []
    return [part for part in (*_SHORT.get(item.rule or "", _general)(item, language),) if part]


def figures(item: ItemScore, language: Language) -> list[str]:
    """The numbers put in and what they come to, one a measured quantity."""
    trace = item.trace
    if isinstance(trace.quantity, Fraction) and trace.substituted:
        text = formula(trace.substituted, language)
        return [equation(text, quantity_of(item))]
    counted = [use for use in _lines(item) if use.branch.count is not None]
    return [_measured(use, item, language) for use in counted if use.of is not None]


def reading(item: ItemScore, language: Language) -> str:
    """Which reading of the rule decided: the band and its ends, how steps count, the level."""
    if item.state == "not_applicable":
        return _not_applicable(item, language)
    return clauses(_READING.get(item.rule or "", _general)(item, language), language)


def difference(item: ItemScore, language: Language) -> str:
    """What rounding a group added to the sum of its printed children."""
    said = show(item.difference) if item.difference < 0 else f"+{show(item.difference)}"
    said = said.replace("-", "−")
    if language == "zh":
        return f"尾差 {said}：由各项精确值合计后舍入"
    return f"rounding difference {said}: the exact scores are added, then rounded"


def missing(item: ItemScore) -> tuple[str, ...]:
    """The names of the facts an open item waits for."""
    if item.undefined is None or item.undefined.kind != "missing_fact":
        return ()
    names = tuple(use.name for use in item.trace.facts if use.value is None)
    return names or (item.undefined.detail.removeprefix(f"{item.path}/"),)


# -- states ----------------------------------------------------------------------------------------


def _not_applicable(item: ItemScore, language: Language) -> str:
    full = item.otherwise == "full"
    if language == "zh":
        return f"不适用（{item.condition} 不成立），按{'满分' if full else '零分'}计"
    return f"does not apply ({item.condition} is false): counts as {'full' if full else 'zero'}"


def why_open(item: ItemScore, language: Language) -> str:
    """What an open item waits for, or why it cannot be scored."""
    zh, why = language == "zh", item.undefined
    assert why is not None  # only open items come here
    if why.kind == "missing_fact":
        return _open_facts(item, language)
    if why.kind == "judgement" and why.detail:
        level = why.detail
        return f"评定为{level}，未给得分率" if zh else f"judged {level}, without a share"
    if why.kind == "judgement":
        return "缺评定" if zh else "not judged yet"
    if why.kind == "zero_denominator":
        return "无法计分：分母为 0" if zh else "cannot be scored: a denominator is 0"
    if zh:
        return f"无法计分：结果 {why.detail} 超出最低分到满分，公式未写封顶"
    return f"cannot be scored: {why.detail} is outside the least and the full points"


def _open_facts(item: ItemScore, language: Language) -> str:
    rough = {use.name: use.text for use in item.trace.facts if use.value is None and use.text}
    absent = [name for name in missing(item) if name not in rough]
    zh, parts = language == "zh", []
    if absent:
        names = listed(absent, language)
        parts.append(f"缺事实 {names}" if zh else f"not known: {names}")
    for name, text in rough.items():
        parts.append(f"{name} 只知 {text}" if zh else f"{name} is known only as {text}")
    return clauses(parts, language)


def _known_missing(item: ItemScore, language: Language) -> list[str]:
    # Branches of an open item may not have been reached: what is surely missing stands in the facts.
    known = {use.name for use in item.trace.facts if use.value is False}
    return _elements([use for use in item.trace.branches if use.branch.label in known], language)


# -- rules -----------------------------------------------------------------------------------------


def _checklist(item: ItemScore, language: Language) -> list[str]:
    uses = item.trace.branches
    absent = [use for use in uses if not use.decided]
    if absent:
        return _elements(absent, language)
    if len(uses) == 1:
        label = uses[0].branch.label
        return [f"具备：{label}" if language == "zh" else f"there: {label}"]
    return [f"{len(uses)} 项要点全部具备" if language == "zh" else f"all {len(uses)} elements are there"]


def _elements(absent: list[BranchUse], language: Language) -> list[str]:
    if not absent:
        return []
    parts = [use.branch.label + aside(f"−{use.branch.each}", language) for use in absent]
    return [("缺：" if language == "zh" else "missing: ") + listed(parts, language)]


def _judgement(item: ItemScore, language: Language) -> list[str]:
    trace = item.trace
    share = value_of(trace.quantity, language, percent=True)
    said = f"评定为{trace.level}，{share}" if language == "zh" else f"judged {trace.level}, {share}"
    colon = "：" if language == "zh" else ": "
    return [f"{said}{colon}{trace.reason}" if trace.reason else said]


def _level(item: ItemScore, language: Language) -> list[str]:
    trace = item.trace
    held = next((b.branch.interval for b in trace.branches if b.branch.label == trace.level), None)
    within = brackets(held, percent=True) if held else ""
    colon = "：" if language == "zh" else ": "
    said = f"评定为{trace.level}" if language == "zh" else f"judged {trace.level}"
    share = value_of(trace.quantity, language, percent=True)
    got = (f"给 {share}" if language == "zh" else f"given {share}") if share else ""
    text = commas([said + aside(within, language), got], language)
    return [f"{text}{colon}{trace.reason}" if trace.reason else text]


def _bands(item: ItemScore, language: Language) -> list[str]:
    use = _decided(item)
    if use is None or use.branch.interval is None:
        return _general(item, language)
    where = interval(use.branch.interval, language, percent=item.trace.percent)
    return [commas([*figures(item, language), where], language)]


def _band(item: ItemScore, language: Language) -> list[str]:
    use = _decided(item)
    if use is None or use.branch.interval is None:
        return _general(item, language)
    where = interval(use.branch.interval, language, percent=item.trace.percent)
    due = amount(use.amount)
    label = use.branch.label.replace(" ", "\N{NO-BREAK SPACE}")
    if language == "zh":
        return [f"落在 {label} 档（{where}），得 {due}"]
    return [f"in the band {label} ({where}), which earns {due}"]


def _formula(item: ItemScore, language: Language) -> list[str]:
    return [clauses([*figures(item, language), _held(item, language)], language)]


def _written(item: ItemScore, language: Language) -> list[str]:
    return [item.trace.formula, _held(item, language)]


def _held(item: ItemScore, language: Language) -> str:
    """What holding the score within its bounds did, where it did anything."""
    if not item.held or item.exact is None:
        return ""
    zh, bound = language == "zh", amount(item.exact)
    if item.rule == "deduct":
        return "扣完为止" if zh else "no further"
    if item.held < 0:
        return f"以 {bound} 封顶" if zh else f"held at {bound}"
    return f"最低计 {bound}" if zh else f"not below {bound}"


def _deduct(item: ItemScore, language: Language) -> list[str]:
    decided = [use for use in _lines(item) if use.decided]
    if decided:
        return [*(_line(use, item, language) for use in decided), _held(item, language)]
    quiet = figures(item, language)
    if len(item.trace.branches) == 1 and quiet:
        return quiet
    if item.rule == "award":
        return ["无加分情形" if language == "zh" else "nothing to add"]
    return ["无扣分情形" if language == "zh" else "nothing to deduct"]


def _line(use: BranchUse, item: ItemScore, language: Language) -> str:
    branch = use.branch
    sign = _signed(use, item)
    if branch.count is None:
        return (branch.because or branch.label) + aside(sign, language)
    measured = _measured(use, item, language)
    colon = "：" if language == "zh" else ": "
    head = f"{branch.because}{colon}" if branch.because else ""
    return head + measured + aside(sign, language)


def _steps(item: ItemScore, language: Language) -> list[str]:
    parts = []
    for use in _lines(item):
        if use.decided and use.branch.count is not None:
            how, steps = _COUNT[language][use.branch.count], amount(use.steps)
            said = f"{how}：{steps} 步" if language == "zh" else f"{how}: {_plural(use.steps)}"
            parts.append(said + aside(_signed(use, item), language))
        elif use.decided:
            parts.append(_line(use, item, language))
    return [*parts, _held(item, language)]


def _plural(steps: object) -> str:
    assert isinstance(steps, Fraction)  # a line that decided has counted its steps
    return f"{show(steps)} step" + ("" if steps == 1 else "s")


def _signed(use: BranchUse, item: ItemScore) -> str:
    if not isinstance(use.amount, Fraction):
        return ""
    return minus(-use.amount if item.rule == "award" else use.amount)


def _general(item: ItemScore, language: Language) -> list[str]:
    """A rule without words of its own: its figure, what decided, and any reason given."""
    use = _decided(item)
    decided = (use.branch.because or use.branch.label) if use else ""
    quantity = "" if figures(item, language) else value_of(item.trace.quantity, language)
    return [commas([*figures(item, language), quantity, decided, item.trace.reason or ""], language)]


_SHORT: Final[dict[str, Callable[[ItemScore, Language], list[str]]]] = {
    "checklist": _checklist,
    "judgement": _judgement,
    "bands": _bands,
    "formula": _formula,
    "deduct": _deduct,
    "award": _deduct,
}
_READING: Final[dict[str, Callable[[ItemScore, Language], list[str]]]] = {
    "checklist": _checklist,
    "judgement": _level,
    "bands": _band,
    "formula": _written,
    "deduct": _steps,
    "award": _steps,
}


# -- figures ---------------------------------------------------------------------------------------


def _decided(item: ItemScore) -> BranchUse | None:
    return next((use for use in item.trace.branches if use.decided), None)


def _lines(item: ItemScore) -> list[BranchUse]:
    return [use for use in item.trace.branches if use.branch.kind == "line"]


def quantity_of(item: ItemScore) -> str:
    """The measured quantity as it is shown, never on the other side of the band that holds it."""
    value, use = item.trace.quantity, _decided(item)
    assert isinstance(value, Fraction)  # asked for only where there is one
    return figure(value, percent=item.trace.percent, held=use.branch.interval if use else None)


def _measured(use: BranchUse, item: ItemScore, language: Language) -> str:
    """``27 ÷ 31 ≈ 87.10%，不超过 100%``: what is measured beyond a constant is shown against it."""
    of, value, percent = use.branch.of, use.of, "%" in use.branch.label
    if not isinstance(value, Fraction):
        return ""
    match of:
        case ast.BinOp(left=left, op=ast.Sub(), right=ast.Constant(value=Fraction() as bound)):
            low, high = (bound, None) if value > 0 else (None, bound)
            side = Range(low, high, lo_open=True, hi_open=high is None)
            whole = figure(value + bound, percent=percent, held=side)
            said = equation(formula(_put_in(left, item), language), whole)
            return commas([said, interval(side, language, percent=percent)], language)
        case ast.Name(id=name):
            return f"{name} = {figure(value, percent=percent)}"
        case ast.expr():
            text = formula(_put_in(of, item), language)
            return equation(text, figure(value, percent=percent))
    return f"{use.branch.label} = {figure(value, percent=percent)}"


def _put_in(tree: ast.expr, item: ItemScore) -> str:
    shown = {use.name: use.text for use in item.trace.facts if use.text} | {"points": show(item.points)}
    return unparse(tree, lambda name: shown.get(name, name))
